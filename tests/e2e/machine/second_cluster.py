"""A second cluster beside the first: one image for both, a network for each."""
import glob
import json
import os
import subprocess

from harness import check
from host_state import claims, profile_id
from machine_faults import machine_pid
from machine_setting import start_words


def image_files(cluster):
    """The read-only files that the cluster's machine has open, by device and inode."""
    found = {}
    for path in glob.glob(f"/proc/{machine_pid(cluster)}/fd/*"):
        name = os.readlink(path)
        if name.endswith(".squashfs"):
            info = os.stat(path)
            found[os.path.basename(name)] = (info.st_dev, info.st_ino)
    return found


def copies(cluster):
    """Files of a node's folder that are as large as an image; its own disk grows as it fills."""
    nodes = os.path.join(cluster.home, "profiles", cluster.profile, "nodes")
    return [os.path.join(root, name) for root, _, files in os.walk(nodes) for name in files
            if name != "data.raw" and os.path.getsize(os.path.join(root, name)) > 20 << 20]


def beside(first, second):
    """Both run, from the same files, in networks of their own."""
    second.skiff(*start_words(second.kind), "--memory", "512m")
    for cluster in (first, second):
        cluster.wait_until(f"{cluster.profile} runs", lambda: cluster.status()["state"] == "running")
        own = {node["name"] for node in json.loads(cluster.skiff("node", "list", "-o", "json").stdout)["nodes"]}
        check({item["metadata"]["name"] for item in cluster.get("nodes")["items"]} == own, "a cluster should have its own nodes only")
    used = image_files(first)
    check(set(used) == {"root.squashfs", "node-layer.squashfs"}, f"the machine's disks: {used}")
    check(image_files(second) == used, f"another image: {image_files(second)}, not {used}")
    check(not copies(first) + copies(second), f"copies of the image: {copies(first) + copies(second)}")
    check(len(claims(first.home)) == 2, f"each should have claimed a network: {claims(first.home)}")
    if first.kind == "system":
        check(first.node_address() != second.node_address(), f"both have {first.node_address()}")


def outlives(first, second):
    """What is deleted takes nothing of the other's with it."""
    first.skiff("delete")
    check(first.status()["state"] == "absent", "the first should be gone")
    second.wait_until("the second runs on", lambda: second.status()["state"] == "running")
    second.kubectl("create", "configmap", "after", "--from-literal=a=b")
    check("skiff-init" in second.skiff("ssh", "--", "sha256sum", "/usr/lib/skiff/skiff-init").stdout, "its image should be readable")


def network_goes(cluster, whole):
    """Somebody ends the network under the running nodes: the doctor says so, and what it says helps."""
    network = f"skiff-{profile_id(cluster.home, cluster.profile)}-net"
    subprocess.run(["virsh", "-q", "net-destroy", network], check=True, stdout=subprocess.DEVNULL)
    report = json.loads(cluster.skiff("doctor", "--driver", "libvirt", "-o", "json", ok=False).stdout)
    finding = next(finding for finding in report["findings"] if finding["name"] == "profile")
    check(finding["verdict"] == "problem" and "network is inactive" in finding["words"], str(finding))
    check(finding["remedy"] == f"skiff restart -p {cluster.profile}", str(finding))
    if whole:
        cluster.skiff("restart")
        cluster.wait_until("it runs again", lambda: cluster.status()["state"] == "running")
