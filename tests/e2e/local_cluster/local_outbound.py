#!/usr/bin/env python3
"""The local driver's networks: traffic out of a node, and two homes that start at once; see README.md."""
import os
import shutil
import subprocess
import sys
import threading

from harness import Cluster, Steps, check
from setting import SKIPPED, make_home, parse_options

# For documentation (RFC 5737): nobody's.
HOST = "198.51.100.1"
OUTSIDE = "198.51.100.2"


def ip(*words):
    subprocess.run(["ip", *words], check=True)


class Outside:
    """A machine elsewhere: a network namespace behind a link of this host, with a web server."""

    def __init__(self):
        self.namespace = f"skiff-outside-{os.getpid()}"
        self.link = f"skout{os.getpid() % 100000}"
        self.server = None

    def __enter__(self):
        ip("netns", "add", self.namespace)
        ip("link", "add", self.link, "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        ip("address", "add", f"{HOST}/30", "dev", self.link)
        ip("link", "set", self.link, "up")
        ip("-n", self.namespace, "address", "add", f"{OUTSIDE}/30", "dev", "eth0")
        ip("-n", self.namespace, "link", "set", "eth0", "up")
        code = "import http.server as h; s = h.HTTPServer(('', 0), h.SimpleHTTPRequestHandler); print(s.server_port, flush=True); s.serve_forever()"
        self.server = subprocess.Popen(["ip", "netns", "exec", self.namespace, sys.executable, "-c", code], cwd=os.path.dirname(__file__),
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = f"http://{OUTSIDE}:{self.server.stdout.readline().strip()}/README.md"
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        ip("link", "delete", self.link)
        ip("netns", "delete", self.namespace)


def fetch(cluster, url, ok=True):
    return cluster.skiff("ssh", "--", "timeout", "10", "wget", "-q", "-O", "-", url, ok=ok).stdout


def outbound(cluster):
    with Outside() as outside:
        cluster.skiff("start", "--network", "outbound")
        page = fetch(cluster, outside.url)
        cluster.skiff("delete")
        check("local_cluster" in page, f"this came instead of the page: {page}")


def isolated(cluster):
    with Outside() as outside:
        cluster.skiff("start", "--network", "isolated")
        fetch(cluster, outside.url, ok=False)
        cluster.skiff("delete")


def wish(home):
    """The network that profile `one` in this home would take (ProfileFolder::id)."""
    number = 2166136261
    for byte in f"{home}/profiles/one".encode():
        number = (number ^ byte) * 16777619 % 2**32
    return number % 256


def two_homes(options, folder):
    """They wish for the same network, and start at the same time."""
    first = os.path.join(folder, "a")
    second = next(path for path in (os.path.join(folder, f"b{i}") for i in range(100000)) if wish(path) == wish(first))
    clusters = []
    for home in (first, second):
        os.makedirs(home)
        clusters.append(Cluster(options.bin, home, "one"))
    threads = [threading.Thread(target=cluster.skiff, args=("start", "--network", "isolated"), kwargs={"ok": None}) for cluster in clusters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    addresses = [cluster.node_address() for cluster in clusters]
    states = [cluster.status()["state"] for cluster in clusters]
    for cluster in clusters:
        cluster.skiff("delete")
    check(states == ["running", "running"], f"both should run: {states}")
    check(addresses[0] != addresses[1], f"both have {addresses[0]}")


def main():
    options, kubectls = parse_options()
    if not kubectls:
        return SKIPPED
    home = make_home()
    cluster = Cluster(options.bin, home, f"out-{os.getpid()}")
    run = Steps(options.only)
    try:
        run.step("outbound", outbound, cluster)
        run.step("isolated", isolated, cluster)
        run.step("two homes at once", two_homes, options, home)
    finally:
        cluster.skiff("delete", ok=None)
    if not run.failed:
        shutil.rmtree(home)
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
