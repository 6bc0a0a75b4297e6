#!/usr/bin/env python3
"""`skiff doctor` on machines that have one trouble each, made in mount and network namespaces; see README.md."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../local_cluster"))
import ordinary_user
from harness import Steps, check
from setting import SKIPPED


class Patient:
    """This machine with changes that nobody else sees."""

    def __init__(self, binaries, home):
        self.program = os.path.join(binaries, "skiff")
        self.environment = dict(os.environ, SKIFF_HOME=os.path.join(home, "clusters"), KUBECONFIG=os.path.join(home, "kubeconfig"))

    def examine(self, driver, trouble, user=()):
        """The findings by their names, after the shell's commands `trouble`."""
        words = ["unshare", "--mount", "--net", "sh", "-ec", trouble + '\nexec "$@"', "sh", *user, self.program, "doctor", "--driver",
                 driver, "-o", "json"]
        done = subprocess.run(words, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, timeout=300)
        check(done.stdout, f"doctor says nothing: {done.stderr}")
        report = json.loads(done.stdout)
        problems = [finding for finding in report["findings"] if finding["verdict"] == "problem"]
        check(done.returncode == (1 if problems else 0), f"exit code {done.returncode}: {done.stdout}")
        return {finding["name"]: finding for finding in report["findings"]}


def expect(finding, verdict, words, remedy):
    check(finding["verdict"] == verdict and words in finding["words"] and remedy in finding["remedy"], str(finding))


def no_kvm(patient):
    bare = "mount -t tmpfs tmpfs /run; mkdir /run/dev; for name in null zero urandom tty; do touch /run/dev/$name; " \
           "mount --bind /dev/$name /run/dev/$name; done; mount --rbind /run/dev /dev"
    expect(patient.examine("qemu", bare)["kvm"], "notice", "there is no /dev/kvm", "--driver local")


def kvm_of_another_group(patient):
    if not os.path.exists("/dev/kvm"):
        return
    user = ["setpriv", f"--reuid={ordinary_user.NOBODY}", f"--regid={ordinary_user.NOBODY}", "--clear-groups"]
    hide = "touch /run/kvm-of-root; chmod 600 /run/kvm-of-root; mount --bind /run/kvm-of-root /dev/kvm"
    expect(patient.examine("qemu", "mount -t tmpfs tmpfs /run; " + hide, user)["kvm"], "notice", "join the group kvm", "")


def no_qemu(patient):
    without = "mkdir /run/empty; for folder in /usr/bin /usr/local/bin; do [ ! -e $folder/qemu-system-x86_64 ] || " \
              "{ touch /run/nothing; mount --bind /run/nothing $folder/qemu-system-x86_64; }; done"
    found = patient.examine("qemu", "mount -t tmpfs tmpfs /run; " + without)
    expect(found["qemu"], "problem", "not installed", "apt-get install qemu-system-x86")
    expect(found["driver"], "problem", "qemu-system-x86_64 is not installed", "--driver")


def no_libvirt_daemon(patient):
    found = patient.examine("libvirt", "mount -t tmpfs tmpfs /run")
    expect(found["libvirt"], "problem", "does not answer", "systemctl start libvirtd")


def not_in_the_group(patient):
    """The machine's daemon is there, but not for this user: what that means, and how to change it."""
    user = ["setpriv", f"--reuid={ordinary_user.NOBODY}", f"--regid={ordinary_user.NOBODY}", "--clear-groups"]
    home = tempfile.mkdtemp(dir=os.path.dirname(patient.environment["SKIFF_HOME"]))
    ordinary_user.give(home)
    user += ["env", f"HOME={home}", f"XDG_RUNTIME_DIR={home}", f"SKIFF_HOME={home}/clusters"]
    found = patient.examine("libvirt", "", user)["libvirt"]
    expect(found, "notice", "not in the group libvirt", "usermod -aG libvirt")


def dropped_forwards(patient):
    docker = "nft add table ip filter; nft add chain ip filter FORWARD '{ type filter hook forward priority 0; policy drop; }'"
    found = patient.examine("libvirt", docker)["forward"]
    expect(found, "problem", "chain ip filter FORWARD has the policy drop", "nft insert rule ip filter FORWARD")
    expect(patient.examine("qemu", docker)["forward"], "notice", "policy drop", "nft insert rule")
    # What the doctor says to do is enough for whoever has such a firewall: the rules can be made.
    subprocess.run(["unshare", "--net", "sh", "-ec", docker + "\n" + found["remedy"].replace("sudo ", "")], check=True)
    libvirt = docker + "; nft add chain ip filter LIBVIRT_FWO; nft add rule ip filter FORWARD jump LIBVIRT_FWO"
    expect(patient.examine("libvirt", libvirt)["forward"], "ok", "forwards", "")


def little_disk(patient):
    home = patient.environment["SKIFF_HOME"]
    os.makedirs(home, exist_ok=True)
    found = patient.examine("qemu", f"mount -t tmpfs -o size=8m tmpfs {home}")["disk"]
    expect(found, "problem", "and a node needs 512", "SKIFF_HOME")


def few_inotify_instances(patient):
    limit = "mount -t tmpfs tmpfs /run; echo 32 > /run/limit; mount --bind /run/limit /proc/sys/fs/inotify/max_user_instances"
    expect(patient.examine("local", limit)["inotify"], "problem", "a user may have 32 inotify instances", "sysctl fs.inotify")
    expect(patient.examine("qemu", limit)["inotify"], "ok", "32", "")


def damaged_profile(patient):
    folder = os.path.join(patient.environment["SKIFF_HOME"], "profiles/broken")
    os.makedirs(folder)
    with open(os.path.join(folder, "profile.json"), "w") as file:
        file.write("{")
    expect(patient.examine("qemu", "")["profile"], "problem", "profile 'broken'", "skiff delete -p broken")
    shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", action="append", default=[])
    options = parser.parse_args()
    if os.geteuid() != 0 or not os.path.exists(os.path.join(options.bin, "skiff")):
        print("skipped: needs root and skiff built")
        return SKIPPED
    home = tempfile.mkdtemp(prefix="skiff-doctor-", dir="/var/tmp")
    os.chmod(home, 0o755)
    run = Steps(options.only)
    patient = Patient(ordinary_user.programs_for(os.path.abspath(options.bin), home), home)
    for trouble in (no_kvm, kvm_of_another_group, no_qemu, no_libvirt_daemon, not_in_the_group, dropped_forwards, little_disk,
                    few_inotify_instances, damaged_profile):
        run.step(trouble.__name__.replace("_", " "), trouble, patient)
    shutil.rmtree(home)
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
