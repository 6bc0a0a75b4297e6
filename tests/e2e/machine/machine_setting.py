"""What every test of machines begins and ends with: a home, the image, libvirt's daemon, a user."""
import argparse
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../local_cluster"))
import ordinary_user
from harness import Cluster
from libvirt_daemon import LibvirtDaemon
from setting import SKIPPED, find_kubectls, make_home, make_images

# Emulation on two shared cores, against namespaces.
PATIENCE = 4
DRIVERS = {"qemu": "qemu", "system": "libvirt", "session": "libvirt"}
PHASES = ["image", "machine", "kernel", "init", "containerd", "control-plane", "node"]


def parse(words):
    parser = argparse.ArgumentParser(description=words)
    parser.add_argument("--kind", choices=sorted(DRIVERS), required=True)
    for name in ("bin", "source", "images"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--only", action="append", default=[], help="run steps whose name has this word")
    parser.add_argument("--whole", action="store_true", help="also the steps that cost minutes under emulation")
    parser.add_argument("--keep", action="store_true", help="leave the cluster running")
    options = parser.parse_args()
    options.bin = os.path.abspath(options.bin)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that a test that takes too long cleans up, too
    return options


def missing(kind):
    """What a machine that builds Skiff must have (tools/setup/packages.txt)."""
    programs = ["qemu-system-x86_64"] + ([] if kind == "qemu" else ["libvirtd", "virtlogd"])
    return [name for name in programs if not shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")]


def start_words(kind):
    """Of a small cluster."""
    return ["start", "--network", "isolated"] + ([] if kind == "qemu" else ["--libvirt", kind])


class Setting:
    """A home for clusters of one kind."""

    def __init__(self, options, kubectl):
        self.options = options
        self.kubectl = kubectl
        self.home = make_home()
        self.environment = {}
        self.program = os.path.join(options.bin, "skiff")
        if options.kind == "session":
            self.program = os.path.join(ordinary_user.programs_for(options.bin, self.home), "skiff")
            self.environment = ordinary_user.environment_for(self.home)

    def cluster(self, profile):
        cluster = Cluster(self.options.bin, self.home, profile, DRIVERS[self.options.kind])
        cluster.kind = self.options.kind
        cluster.skiff_program = self.program
        cluster.environment.update(self.environment, SKIFF_ACCEL="tcg")
        cluster.user = ordinary_user.NOBODY if self.options.kind == "session" else None
        cluster.kubectl_program = self.kubectl
        cluster.patience = PATIENCE
        return cluster


def run_in_setting(options, run_steps):
    """Calls `run_steps` with a setting; the exit code of its Steps."""
    kubectls = find_kubectls(options.source)
    if os.geteuid() != 0 or not kubectls or not os.path.exists(os.path.join(options.bin, "skiffd")):
        print("skipped: needs root, a kubectl, and skiff and skiffd built")
        return SKIPPED
    if absent := missing(options.kind):
        print(f"not installed: {', '.join(absent)}: see tools/setup/packages.txt", file=sys.stderr)
        return 1
    make_images(options.source, options.images)
    # The image once, as root: each user's own is a copy.
    subprocess.run([os.path.join(options.bin, "../share/skiff/node-image/build"), "--machine"], check=True, stdout=subprocess.DEVNULL)
    setting = Setting(options, kubectls[-1])
    daemon = LibvirtDaemon()
    try:
        if options.kind == "system":
            daemon.start()
        code = run_steps(setting).finish()
    finally:
        daemon.stop()
    if code == 0 and not options.keep:
        shutil.rmtree(setting.home)
    else:
        print(f"logs stay in {setting.home}")
    return code
