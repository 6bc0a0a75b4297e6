#!/usr/bin/env python3
"""Figures of a cluster on the local driver: start to Ready, pod create to Running, memory and CPU when idle.

cluster.py --bin build/bin --source . --images build/images [--pods 20] [--idle SECONDS]
Needs root and a kubectl; prints one line for each figure, with DESIGN's bar beside it.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

TICKS = os.sysconf("SC_CLK_TCK")


def figure(what, value, bar):
    print(f"{what:<52} {value:>12}   bar {bar}", flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.home = tempfile.mkdtemp(prefix="skiff-bench-", dir="/var/tmp")
        self.skiff_program = os.path.abspath(os.path.join(options.bin, "skiff"))
        self.environment = dict(os.environ, SKIFF_HOME=self.home, SKIFF_DRIVER="local", KUBECONFIG=os.path.join(self.home, "kubeconfig"))
        self.kubectl_program = subprocess.run([os.path.join(options.source, "tools/find-kubectl.sh")], stdout=subprocess.PIPE,
                                              text=True, check=True).stdout.split()[-1]

    def skiff(self, *words):
        return subprocess.run([self.skiff_program, words[0], "-p", "bench", *words[1:]], env=self.environment, check=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout

    def start(self, *words):
        result = json.loads(self.skiff("start", "-o", "json", *words).splitlines()[-1])
        return result["seconds"]

    def services(self):
        """The processes of `skiffd server` and `skiffd agent` in the node: {"server": pid, "agent": pid}."""
        with open(os.path.join(self.home, "profiles/bench/run/state.json")) as file:
            namespace = os.readlink(f"/proc/{json.load(file)['nodes'][0]['pid']}/ns/pid")
        found = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                words = open(f"/proc/{pid}/cmdline").read().split("\0")
                if os.readlink(f"/proc/{pid}/ns/pid") == namespace and len(words) > 1 and words[0].endswith("/skiffd"):
                    found[words[1]] = int(pid)
            except OSError:
                continue
        return found

    def bench_start(self):
        figure("start to Ready, first", f"{self.start('--network', 'isolated'):.2f} s", "0.8 s")
        again = []
        for _ in range(5):
            self.skiff("stop")
            again.append(self.start())
        figure("start to Ready, again (median of 5)", f"{statistics.median(again):.2f} s", "0.8 s")

    def bench_idle(self):
        time.sleep(3)
        for name, pid in self.services().items():
            def read():
                fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
                status = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status"))
                switches = 0
                for task in os.listdir(f"/proc/{pid}/task"):
                    lines = dict(line.split(":", 1) for line in open(f"/proc/{pid}/task/{task}/status"))
                    switches += int(lines["voluntary_ctxt_switches"])
                io = dict(line.split(":") for line in open(f"/proc/{pid}/io"))
                return (int(fields[11]) + int(fields[12])) / TICKS, int(status["VmRSS"].split()[0]) / 1024, switches, int(io["write_bytes"])
            before = read()
            time.sleep(self.options.idle)
            after = read()
            bars = {"server": ("30 MB", "0.3 % with agent"), "agent": ("20 MB", "0.3 % with server")}[name]
            figure(f"skiffd {name}: memory, idle", f"{after[1]:.1f} MB", bars[0])
            figure(f"skiffd {name}: CPU, idle for {self.options.idle} s", f"{(after[0] - before[0]) / self.options.idle * 100:.2f} %", bars[1])
            figure(f"skiffd {name}: wake-ups, idle", f"{(after[2] - before[2]) / self.options.idle:.1f} /s", "2 /s")
            figure(f"skiffd {name}: disk writes, idle", f"{after[3] - before[3]} B", "0")

    def bench_pods(self):
        if not os.path.exists(os.path.join(self.options.images, "busybox.tar")):
            subprocess.run([os.path.join(self.options.source, "tests/e2e/images/build"), self.options.images], check=True)
        self.skiff("image", "load", os.path.join(self.options.images, "busybox.tar"))
        watch = subprocess.Popen([self.kubectl_program, "get", "pods", "--watch", "-o", "json", "--output-watch-events"], env=self.environment,
                                 stdout=subprocess.PIPE, text=True)
        running = {}
        seen = threading.Condition()

        def follow():
            decoder, text = json.JSONDecoder(), ""
            for line in watch.stdout:
                text += line
                try:
                    event, _ = decoder.raw_decode(text.lstrip())
                except ValueError:
                    continue
                text = ""
                pod = event["object"]
                if pod.get("status", {}).get("phase") == "Running":
                    with seen:
                        running.setdefault(pod["metadata"]["name"], time.monotonic())
                        seen.notify_all()

        threading.Thread(target=follow, daemon=True).start()
        proxy = subprocess.Popen([self.kubectl_program, "proxy", "--port=0"], env=self.environment, stdout=subprocess.PIPE, text=True)
        url = "http://" + proxy.stdout.readline().split()[-1] + "/api/v1/namespaces/default/pods"
        took = []
        for i in range(self.options.pods):
            name = f"p{i}"
            pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
                   "spec": {"terminationGracePeriodSeconds": 0,
                            "containers": [{"name": "c", "image": "skiff.local/busybox:1.0", "command": ["sleep", "1000"]}]}}
            began = time.monotonic()
            request = urllib.request.Request(url, json.dumps(pod).encode(), {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=10).read()
            with seen:
                seen.wait_for(lambda: name in running, timeout=30)
            took.append(running[name] - began)
        watch.terminate()
        proxy.terminate()
        took.sort()
        bar = "100 ms beyond bare CRI (160-180)"
        figure("pod create to Running, p50", f"{statistics.median(took) * 1000:.0f} ms", bar)
        figure("pod create to Running, worst", f"{took[-1] * 1000:.0f} ms", "400 ms beyond bare CRI")

    def run(self):
        try:
            self.bench_start()
            self.bench_idle()
            self.bench_pods()
        finally:
            subprocess.run([self.skiff_program, "delete", "-p", "bench"], env=self.environment, stdout=subprocess.DEVNULL)
            shutil.rmtree(self.home, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--images", required=True)
    parser.add_argument("--pods", type=int, default=20)
    parser.add_argument("--idle", type=int, default=20, help="seconds over which idle CPU is measured")
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("the local driver needs root: figures of a cluster are left out")
        return 0
    Bench(options).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
