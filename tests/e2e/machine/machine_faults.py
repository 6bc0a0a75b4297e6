"""Kills and interruptions of machines; what must survive them."""
import os
import signal
import subprocess
import threading

from harness import check
from workload import ready_pods


def qemu_pid(cluster):
    with open(os.path.join(cluster.home, "profiles", cluster.profile, "run/0.pid")) as file:
        return int(file.read())


def kill_skiffd(cluster):
    """Server and agent come back by themselves; the pods have not noticed."""
    before = sorted(pod["metadata"]["uid"] for pod in ready_pods(cluster))
    cluster.skiff("ssh", "--", "killall", "-9", "skiffd")
    cluster.wait_until("the server answers", lambda: cluster.kubectl("get", "--raw", "/readyz").stdout == "ok")
    cluster.wait_until("the same pods Ready", lambda: sorted(pod["metadata"]["uid"] for pod in ready_pods(cluster)) == before)


def kill_qemu_during_writes(cluster):
    """The plug is pulled while objects are written: every one that was acknowledged is there afterwards."""
    acknowledged = []

    def write():
        for number in range(1000):
            done = cluster.run([cluster.kubectl_program, "--context", cluster.profile, "create", "configmap", f"kept-{number}",
                                "--from-literal=a=b", "--request-timeout=5s"], ok=None)
            if done.returncode != 0:
                return
            acknowledged.append(f"kept-{number}")

    writer = threading.Thread(target=write)
    writer.start()
    cluster.wait_until("some writes", lambda: len(acknowledged) >= 5)
    os.kill(qemu_pid(cluster), signal.SIGKILL)
    writer.join()
    cluster.wait_until("stopped", lambda: cluster.status()["state"] == "stopped", 10)
    cluster.skiff("start")
    names = {item["metadata"]["name"] for item in cluster.get("configmaps")["items"]}
    check(not set(acknowledged) - names, f"lost: {sorted(set(acknowledged) - names)}")
    cluster.wait_until("all pods Ready again", lambda: len(ready_pods(cluster)) == 3)


def begin_start(cluster, profile, phase):
    """A start that has reached `phase`."""
    started = subprocess.Popen([cluster.skiff_program, "start", "-p", profile, "--network", "isolated", "--memory", "512m", "-o", "json"],
                               env=cluster.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in started.stdout:
        if f'"phase":"{phase}"' in line:
            break
    return started


def interrupted_start(cluster, phase):
    """Ctrl-C leaves nothing."""
    started = begin_start(cluster, "interrupted", phase)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    check(started.returncode == 1, f"exit code {started.returncode}: {out}{err}")
    check(not os.path.exists(os.path.join(cluster.home, "profiles/interrupted")), "the profile should be gone")


def killed_start(cluster):
    """After a start that was killed, the next one goes on with the machine there is, or deletes it."""
    started = begin_start(cluster, "killed", "containerd")
    started.kill()
    started.communicate()
    cluster.run([cluster.skiff_program, "start", "-p", "killed"])
    cluster.run([cluster.skiff_program, "delete", "-p", "killed"])
    check(not os.path.exists(os.path.join(cluster.home, "profiles/killed")), "the profile should be gone")
    started = begin_start(cluster, "killed", "kernel")
    started.kill()
    started.communicate()
    cluster.run([cluster.skiff_program, "delete", "-p", "killed"])
    check(not os.path.exists(os.path.join(cluster.home, "profiles/killed")), "the profile should be gone")
