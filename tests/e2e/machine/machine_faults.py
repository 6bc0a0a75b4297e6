"""Kills and interruptions of machines; what must survive them."""
import glob
import hashlib
import os
import signal
import threading

import guest_registry
from harness import Failure, check
from host_state import profile_id
from workload import ready_pods


def machine_pid(cluster):
    """The process of the first node's machine: QEMU has its name in its words."""
    name = f"skiff-{profile_id(cluster.home, cluster.profile)}-{cluster.profile}"
    for path in glob.glob("/proc/[0-9]*"):
        try:
            with open(path + "/cmdline", "rb") as file:
                words = file.read().decode(errors="replace").split("\0")
        except OSError:
            continue
        if "qemu" in words[0] and "-name" in words and words[words.index("-name") + 1].removeprefix("guest=").split(",")[0] == name:
            return int(os.path.basename(path))
    raise Failure(f"no process runs machine {name}")


def kill_skiffd(cluster):
    """Server and agent come back by themselves; the pods have not noticed."""
    before = sorted(pod["metadata"]["uid"] for pod in ready_pods(cluster))
    cluster.skiff("ssh", "--", "killall", "-9", "skiffd")
    cluster.wait_until("the server answers", lambda: cluster.kubectl("get", "--raw", "/readyz").stdout == "ok")
    cluster.wait_until("the same pods Ready", lambda: sorted(pod["metadata"]["uid"] for pod in ready_pods(cluster)) == before)


def pod_is(cluster, name, restarts=0):
    """Whether the pod runs, restarted so many times at least."""
    statuses = cluster.get("pod", name)["status"].get("containerStatuses", [])
    return bool(statuses) and "running" in statuses[0]["state"] and statuses[0]["restartCount"] >= restarts


def checksum(cluster, name):
    return cluster.kubectl("exec", name, "--", "sha256sum", "/blob").stdout.split()[0]


class Writer:
    """Writes objects until the server is gone, and remembers what was acknowledged."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.acknowledged = []
        self.thread = threading.Thread(target=self.write)
        self.thread.start()

    def write(self):
        for number in range(1000):
            done = self.cluster.run([self.cluster.kubectl_program, "--context", self.cluster.profile, "create", "configmap", f"kept-{number}",
                                     "--from-literal=a=b", "--request-timeout=5s"], ok=None)
            if done.returncode != 0:
                return
            self.acknowledged.append(f"kept-{number}")


def kill_qemu_during_writes(cluster, source, images):
    """The plug is pulled while objects are written and right after a pod whose image was pulled runs: every object
    that was acknowledged is there afterwards, and the image is whole."""
    guest_registry.serve(cluster, source, images)
    writer = Writer(cluster)
    cluster.wait_until("some writes", lambda: len(writer.acknowledged) >= 5)
    cluster.kubectl("run", "pulled", f"--image={guest_registry.IMAGE}", "--image-pull-policy=IfNotPresent", "--command", "--", "sleep", "86400")
    cluster.wait_until("the pulled image runs", lambda: pod_is(cluster, "pulled"))
    os.kill(machine_pid(cluster), signal.SIGKILL)
    writer.thread.join()
    cluster.wait_until("stopped", lambda: cluster.status()["state"] == "stopped", 10)
    cluster.skiff("start")
    names = {item["metadata"]["name"] for item in cluster.get("configmaps")["items"]}
    check(not set(writer.acknowledged) - names, f"lost: {sorted(set(writer.acknowledged) - names)}")
    cluster.wait_until("the pulled image runs again", lambda: pod_is(cluster, "pulled", restarts=1))
    with open(os.path.join(cluster.home, "registry/root/blob"), "rb") as file:
        expected = hashlib.sha256(file.read()).hexdigest()
    check(checksum(cluster, "pulled") == expected, "the pulled image is damaged")
    cluster.kubectl("delete", "pod", "pulled", "--grace-period=0", "--force")
    cluster.wait_until("all pods Ready again", lambda: len(ready_pods(cluster)) == 3)
