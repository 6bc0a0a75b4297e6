#!/usr/bin/env python3
"""Figures of a cluster in a virtual machine: the start's timeline, the image's size, memory of host and guest.

machine.py --bin build/bin [--driver qemu|libvirt]... [--accel auto|kvm|tcg] [--starts 3]
Prints one line for each figure, with DESIGN's bar beside it; both drivers unless one is named.
"""
import argparse
import glob
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../e2e/machine"))
from libvirt_daemon import LibvirtDaemon

PHASES = ["image", "machine", "kernel", "init", "containerd", "control-plane", "node"]


def figure(what, value, bar=""):
    print(f"{what:<52} {value:>12}" + (f"   bar {bar}" if bar else ""), flush=True)


class Bench:
    def __init__(self, options, driver):
        self.options = options
        self.driver = driver
        self.home = tempfile.mkdtemp(prefix="skiff-bench-", dir="/var/tmp")
        self.skiff_program = os.path.abspath(os.path.join(options.bin, "skiff"))
        self.environment = dict(os.environ, SKIFF_HOME=self.home, KUBECONFIG=os.path.join(self.home, "kubeconfig"))

    def skiff(self, *words):
        return subprocess.run([self.skiff_program, words[0], "-p", "bench", *words[1:]], env=self.environment, check=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout

    def start(self, *words):
        """Seconds of the whole and of each phase, and the machine in words."""
        events = [json.loads(line) for line in self.skiff("start", "-o", "json", *words).splitlines()]
        done = {event["phase"]: event for event in events if event["type"] == "phase" and event["state"] == "done"}
        return events[-1]["seconds"], {phase: done[phase]["seconds"] for phase in PHASES}, done["machine"]["text"]

    def bench_start(self):
        words = ("--driver", self.driver, "--accel", self.options.accel, "--network", "isolated")
        first, _, machine = self.start(*words)
        bar = "8 s" if "emulated" in machine else "2.5 s"
        print(f"machine: {machine}")
        figure("start to Ready, first", f"{first:.2f} s", bar)
        again = []
        for _ in range(self.options.starts):
            self.skiff("stop")
            again.append(self.start())
        count = self.options.starts
        figure(f"start to Ready, again (median of {count})", f"{statistics.median(run[0] for run in again):.2f} s", bar)
        for phase in PHASES:
            figure(f"  phase {phase}", f"{statistics.median(run[1][phase] for run in again):.2f} s")

    @staticmethod
    def bench_image(binaries):
        build = os.path.join(binaries, "../share/skiff/node-image/build")
        folder = subprocess.run([build, "--machine", "--find"], stdout=subprocess.PIPE, check=True, text=True).stdout.split()[-1]
        share = os.path.join(binaries, "../share/skiff")
        sizes = {name: os.path.getsize(os.path.join(folder, name)) for name in ("kernel", "modules.cpio", "root.squashfs")}
        sizes |= {name: os.path.getsize(os.path.join(share, name)) for name in ("node-layer.cpio", "node-layer.squashfs")}
        figure("node image", f"{sum(sizes.values()) / 1e6:.1f} MB", "80 MB")
        for name, size in sizes.items():
            figure(f"  {name}", f"{size / 1e6:.1f} MB")

    def bench_memory(self):
        free = self.skiff("ssh", "--", "cat", "/proc/meminfo")
        values = {name: int(number) for name, number in re.findall(r"^(\w+):\s+(\d+) kB", free, re.MULTILINE)}
        figure("guest: memory in use, idle", f"{(values['MemTotal'] - values['MemAvailable']) / 1024:.0f} MB", "160 MB")
        figure("guest: touched, page cache included", f"{(values['MemTotal'] - values['MemFree']) / 1024:.0f} MB")
        with open(f"/proc/{self.machine_pid()}/status") as file:
            resident = int(re.search(r"^VmRSS:\s+(\d+)", file.read(), re.MULTILINE).group(1))
        figure("host: memory of QEMU, idle", f"{resident / 1024:.0f} MB")
        data = os.stat(os.path.join(self.home, "profiles/bench/nodes/bench/data.raw"))
        figure("host: data disk, in use", f"{data.st_blocks * 512 / 1e6:.1f} MB")

    def machine_pid(self):
        """QEMU has the home's disk among its words, whoever started it."""
        for path in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(path, "rb") as file:
                    words = file.read().decode(errors="replace")
            except OSError:
                continue
            if "qemu-system" in words.split("\0")[0] and self.home in words:
                return int(path.split("/")[2])
        raise RuntimeError("no QEMU runs the machine")

    def run(self):
        try:
            self.bench_start()
            self.bench_memory()
        finally:
            subprocess.run([self.skiff_program, "delete", "-p", "bench"], env=self.environment, stdout=subprocess.DEVNULL)
            shutil.rmtree(self.home, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--driver", action="append", default=[])
    parser.add_argument("--accel", default="auto")
    parser.add_argument("--starts", type=int, default=3)
    options = parser.parse_args()
    if not shutil.which("qemu-system-x86_64"):
        print("QEMU is not installed: figures of machines are left out")
        return 0
    Bench.bench_image(options.bin)
    daemon = LibvirtDaemon()
    for driver in options.driver or ["qemu", "libvirt"]:
        if driver == "libvirt" and not shutil.which("libvirtd", path="/usr/sbin:/usr/bin"):
            print("libvirt is not installed: its figures are left out")
            continue
        print(f"-- driver {driver}")
        try:
            if driver == "libvirt" and os.geteuid() == 0:
                daemon.start()
            Bench(options, driver).run()
        finally:
            daemon.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
