"""What of clusters is on this machine, to compare before and after."""
import glob
import json
import os
import subprocess


def processes(home):
    """Processes that have the home folder in their words, or in a mount of theirs."""
    found = set()
    for path in glob.glob("/proc/[0-9]*"):
        try:
            with open(path + "/cmdline", "rb") as file:
                words = file.read().replace(b"\0", b" ").decode(errors="replace")
            with open(path + "/mountinfo") as file:
                mounts = file.read()
        except OSError:
            continue
        if (home in words or home in mounts) and int(os.path.basename(path)) != os.getpid():
            found.add(words.strip())
    return found


def mounts(home):
    with open("/proc/self/mountinfo") as file:
        return {line.split()[4] for line in file if home in line}


def links():
    listed = subprocess.run(["ip", "-j", "link"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return {link["ifname"] for link in json.loads(listed)}


def routes():
    return set(subprocess.run(["ip", "route", "show", "table", "all"], stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines())


def firewall():
    listed = subprocess.run(["nft", "--stateless", "list", "ruleset"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return listed.stdout


def cgroups():
    return set(glob.glob("/sys/fs/cgroup/skiff-*") + glob.glob("/sys/fs/cgroup/*/skiff-*"))
