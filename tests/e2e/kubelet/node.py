"""A node in namespaces of this machine for the tests of this folder."""
import argparse
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time


class Failure(Exception):
    pass


def check(condition, words):
    if not condition:
        raise Failure(words)


class Node:
    """One node in namespaces (node.sh) and kubectl inside it."""

    def __init__(self, options, folder):
        self.folder = folder
        here = os.path.dirname(os.path.abspath(__file__))
        archives = [options.pause] + [os.path.join(options.images, name) for name in ("busybox.tar", "web.tar")]
        self.process = subprocess.Popen(
            [os.path.join(here, "node.sh"), folder, os.path.join(options.bin, "skiffd"), *archives],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True, text=True)
        check(self.process.stdout.readline() == "ready\n", "the node's programs do not run")
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
            self.init = int(children.read().split()[0])

    def enter(self, *arguments):
        return ["nsenter", "--target", str(self.init), "--mount", "--net", "--pid", "--uts", "--ipc", "--",
                "env", f"KUBECONFIG={self.folder}/admin.kubeconfig", *arguments]

    def run(self, *arguments, ok=True, limit=60, stdin=""):
        done = subprocess.run(self.enter(*arguments), input=stdin, timeout=limit, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        if ok is not None and (done.returncode == 0) != ok:
            raise Failure(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def kubectl(self, *arguments, **options):
        return self.run("kubectl", *arguments, **options).stdout

    def get(self, *arguments):
        return json.loads(self.kubectl("get", *arguments, "-o", "json"))

    def shell(self, pod, script, container="main"):
        return self.kubectl("exec", pod, "-c", container, "--", "sh", "-c", script)

    def order(self, words):
        with open(os.path.join(self.folder, "control"), "w") as control:
            control.write(words + "\n")

    def tasks(self):
        return self.run("ctr", "-a", "/run/containerd.sock", "-n", "k8s.io", "tasks", "ls").stdout

    def wait_until(self, words, condition, limit=40):
        deadline = time.monotonic() + limit
        last = None
        while time.monotonic() < deadline:
            try:
                last = condition()
                if last:
                    return last
            except (Failure, StopIteration, KeyError, OSError) as failure:
                last = failure
            time.sleep(0.1)
        raise Failure(f"not within {limit} s: {words} (last: {last})")

    def end(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        # Its parent's death ends the namespaces' init, and that everything inside.
        self.wait_until("the node's processes are gone", lambda: not os.path.exists(f"/proc/{self.init}"), 20)


def container(node, name, pod="full", kind="containerStatuses"):
    statuses = node.get("pod", pod)["status"].get(kind, [])
    return next(status for status in statuses if status["name"] == name)


def condition(thing, kind):
    return next((c["status"] for c in thing.get("status", {}).get("conditions", []) if c["type"] == kind), None)


def remove_cgroups(node_folder):
    """Those of pods that ended with the node; the kubelet removes the others."""
    pods = os.path.join(node_folder, "kubelet/pods")
    for uid in os.listdir(pods) if os.path.isdir(pods) else []:
        for root, folders, _ in os.walk("/sys/fs/cgroup"):
            if f"pod{uid}" in folders:
                for folder, _, _ in os.walk(os.path.join(root, f"pod{uid}"), topdown=False):
                    os.rmdir(folder)


def run_steps(steps):
    """Runs the functions of `steps` on a new node, prints a line for each; the exit code."""
    parser = argparse.ArgumentParser()
    for name in ("--bin", "--pause", "--images"):
        parser.add_argument(name, required=True)
    parser.add_argument("--only", action="append")
    parser.add_argument("--keep", action="store_true", help="leave the folder with all logs")
    options = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("kubectl") or not shutil.which("containerd"):
        print("needs root, kubectl and containerd")
        return 77
    if not os.path.exists(os.path.join(options.images, "busybox.tar")):
        builder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../images/build")
        if subprocess.run([builder, options.images]).returncode != 0:
            print("the test images cannot be made")
            return 77
    folder = tempfile.mkdtemp(prefix="skiff-kubelet-")
    failed = []
    node = None
    try:
        node = Node(options, folder)
        for step in steps:
            if options.only and step.__name__ not in options.only:
                continue
            began = time.monotonic()
            result = "ok"
            try:
                step(node)
            except (Failure, LookupError, StopIteration, subprocess.TimeoutExpired) as failure:
                failed.append(step.__name__)
                result = f"FAILED\n{failure}"
            print(f"{time.monotonic() - began:8.2f} s  {step.__name__}: {result}", flush=True)
    except Failure as failure:
        failed.append("start")
        print(failure)
    finally:
        if node is not None:
            node.end()
            remove_cgroups(folder)
        if failed and not options.keep:
            for name in ("agent.log", "server.log"):
                with open(os.path.join(folder, name)) as log:
                    print(f"--- {name}\n" + "".join(log.readlines()[-40:]))
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(failed)} failed" + (": " + ", ".join(failed) if failed else ""))
    return 1 if failed else 0
