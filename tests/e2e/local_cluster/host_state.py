"""What of one home's clusters is on this machine, to compare before and after.

Others may start clusters meanwhile: only what carries the marks of this home's profiles counts.
"""
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


def profile_id(home, profile):
    """By which a profile's links, machines, networks and claims are named (ProfileFolder::id)."""
    number = 2166136261
    for byte in os.path.join(home, "profiles", profile).encode():
        number = (number ^ byte) * 16777619 % 2**32
    return f"{number:08x}"


def lines(*words):
    """What a program prints; nothing where it cannot be asked."""
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.splitlines()


def links(ids):
    listed = subprocess.run(["ip", "-j", "link"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return {link["ifname"] for link in json.loads(listed) if any(name in link["ifname"] for name in ids)}


def claims(home):
    """The numbers of the networks that profiles of this home have claimed."""
    found = set()
    for path in glob.glob("/run/skiff/subnets/[0-9]*") + glob.glob(os.path.join(home, "runtime/skiff-subnets-*/[0-9]*")):
        if not os.path.basename(path).isdigit():
            continue  # being written
        try:
            with open(path) as file:
                if file.read().startswith(home + "/"):
                    found.add(int(os.path.basename(path)))
        except OSError:
            continue
    return found


def routes(ids, networks):
    """Routes over the profiles' links, or to their networks."""
    marks = list(ids) + [f"10.57.{number}." for number in networks]
    return {line for line in lines("ip", "route", "show", "table", "all") if any(mark in line for mark in marks)}


def firewall(ids, networks):
    """Rules of the host that name the profiles' links or networks."""
    marks = list(ids) + [f"10.57.{number}." for number in networks]
    return {line.strip() for line in lines("nft", "--stateless", "list", "ruleset") if any(mark in line for mark in marks)}


def cgroups(ids):
    found = glob.glob("/sys/fs/cgroup/skiff-*") + glob.glob("/sys/fs/cgroup/*/skiff-*")
    return {path for path in found if any(name in path for name in ids)}


def machines(ids):
    """libvirt's machines and networks, where its daemon runs."""
    if not os.path.exists("/run/libvirt/libvirt-sock"):
        return set()
    listed = [line for what in ("list", "net-list") for line in lines("virsh", "-q", what, "--all", "--name")]
    return {name for name in listed if any(mark in name for mark in ids)}


def daemon_files(ids):
    """What libvirt's daemon keeps of networks (leases, settings of dnsmasq) and of machines (sockets, channels)."""
    found = glob.glob("/var/lib/libvirt/dnsmasq/*") + glob.glob("/var/lib/libvirt/qemu/**", recursive=True) + \
        glob.glob("/run/libvirt/**", recursive=True)
    # libvirt 9 leaves a network's folder of ports behind, empty.
    return {path for path in found if any(mark in os.path.basename(path) for mark in ids) and not is_empty_tree(path)}


def is_empty_tree(path):
    return os.path.isdir(path) and not any(files for _, _, files in os.walk(path))


def image_claims(home, ids):
    """Of clusters on versions of the node image."""
    roots = os.environ.get("SKIFF_CACHE") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    found = glob.glob(os.path.join(roots, "skiff/node-image/users/*")) + glob.glob(os.path.join(home, "cache/skiff/node-image/users/*"))
    return {path for path in found if os.path.basename(path) in ids}


class HostState:
    """What profiles of a home have on this machine. To be made before they exist."""

    def __init__(self, home, profiles):
        self.home = home
        self.ids = [profile_id(home, profile) for profile in profiles]
        self.networks = set()

    def remember_networks(self):
        """While the clusters are there: which networks are theirs."""
        self.networks |= claims(self.home)

    def left(self):
        """What there is of them, by kind; empty sets before they are made and after they are deleted."""
        return {"processes": {words for words in processes(self.home) if "libvirtd" not in words and "virtlogd" not in words},
                "mounts": mounts(self.home), "links": links(self.ids), "routes": routes(self.ids, self.networks),
                "firewall": firewall(self.ids, self.networks), "control groups": cgroups(self.ids),
                "machines and networks": machines(self.ids), "files of libvirt": daemon_files(self.ids), "claims": claims(self.home),
                "claims on images": image_claims(self.home, self.ids)}
