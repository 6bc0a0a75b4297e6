"""Kills, stops and starts, and mistakes; what must survive them."""
import glob
import json
import os
import signal
import subprocess

from harness import check
from workload import node_pid, pods, ready_pods


def service_pid(cluster, program, word=""):
    """The host's number of the node's process PROGRAM, or `PROGRAM WORD`."""
    node_namespace = os.readlink(f"/proc/{node_pid(cluster)}/ns/pid")
    for path in glob.glob("/proc/[0-9]*"):
        try:
            with open(path + "/cmdline", "rb") as file:
                words = file.read().split(b"\0")
            if os.readlink(path + "/ns/pid") == node_namespace and os.path.basename(words[0]) == program.encode() and word.encode() in words[1:2] + [b""]:
                return int(os.path.basename(path))
        except OSError:
            continue
    return 0


def container_ids(cluster):
    return sorted(status["containerID"] for pod in pods(cluster) for status in pod["status"]["containerStatuses"])


def restarts(cluster):
    return [status["restartCount"] for pod in pods(cluster) for status in pod["status"]["containerStatuses"]]


def kill_service(cluster, program, word=""):
    before = container_ids(cluster)
    cluster.kubectl("create", "configmap", "written-before", "--from-literal=a=b")
    pid = service_pid(cluster, program, word)
    check(pid, f"{program} {word} should run")
    os.kill(pid, signal.SIGKILL)
    cluster.wait_until(f"{program} {word} back", lambda: service_pid(cluster, program, word) not in (0, pid), 20)
    cluster.wait_until("the server answers", lambda: cluster.kubectl("get", "--raw", "/readyz").stdout == "ok", 20)
    cluster.kubectl("delete", "configmap", "written-before")
    cluster.wait_until("all pods Ready", lambda: len(ready_pods(cluster)) == 3)
    check(container_ids(cluster) == before, "the same containers should run")
    cluster.kubectl("scale", "deployment/web", "--replicas=4")
    cluster.wait_until("a fourth pod", lambda: len(ready_pods(cluster)) == 4)
    cluster.kubectl("scale", "deployment/web", "--replicas=3")
    cluster.wait_until("three pods", lambda: len(pods(cluster)) == 3)


def stop_and_start(cluster):
    names = sorted(pod["metadata"]["name"] for pod in pods(cluster))
    cluster.skiff("stop")
    check(cluster.status()["state"] == "stopped", "the state should be stopped")
    cluster.kubectl("get", "nodes", ok=False)
    cluster.skiff("start")
    check(cluster.status()["state"] == "running", "the state should be running")
    cluster.wait_until("containers restarted in place, all pods Ready",
                       lambda: all(count >= 1 for count in restarts(cluster)) and len(ready_pods(cluster)) == 3)
    check(sorted(pod["metadata"]["name"] for pod in pods(cluster)) == names, "the same pods should run")


def start_twice(cluster):
    out = cluster.skiff("start").stdout
    check("Ready" in out, out)


def kill_init(cluster):
    """The kernel removes everything with init; the next start works."""
    pid = node_pid(cluster)
    os.kill(pid, signal.SIGKILL)
    cluster.wait_until("stopped", lambda: cluster.status()["state"] == "stopped", 10)
    cluster.skiff("start")
    cluster.wait_until("all pods Ready again", lambda: len(ready_pods(cluster)) == 3)


def kill_monitor(cluster):
    """Nothing of the nodes outlives the monitor; what it could not clean, the next start does."""
    with open(os.path.join(cluster.home, "profiles", cluster.profile, "run/state.json")) as file:
        os.kill(json.load(file)["pid"], signal.SIGKILL)
    cluster.wait_until("stopped", lambda: cluster.status()["state"] == "stopped", 10)
    cluster.skiff("start")
    cluster.wait_until("all pods Ready again", lambda: len(ready_pods(cluster)) == 3)


def mistakes(cluster):
    def wrong(arguments, code, words):
        done = cluster.run([cluster.skiff_program, *arguments], ok=None)
        check(done.returncode == code, f"skiff {' '.join(arguments)}: exit code {done.returncode}, not {code}: {done.stderr}")
        check(words in done.stderr, f"'{words}' is not in: {done.stderr}")

    wrong([], 2, "usage:")
    wrong(["fly"], 2, "'fly' is no command")
    wrong(["start", "-p", "Bad_Name"], 2, "is not a profile name")
    wrong(["start", "--nodes", "0"], 2, "--nodes")
    wrong(["start", "--driver", "bhyve"], 2, "is no driver")
    wrong(["start", "-p", "none", "--driver", "qemu", "--accel", "fast"], 2, "--accel")
    wrong(["start", "-p", "none", "--memory", "much"], 2, "--memory")
    wrong(["pause", "-p", "none"], 1, "there is no profile 'none'")
    wrong(["node", "list", "-p", "none"], 1, "there is no profile 'none'")
    wrong(["stop", "-p", "none"], 1, "there is no profile 'none'")
    wrong(["delete", "-p", "none"], 1, "there is no profile 'none'")
    wrong(["image", "load", "-p", cluster.profile, "/nonexistent.tar"], 1, "/nonexistent.tar")
    wrong(["image", "load", "-p", cluster.profile, "/etc/passwd"], 1, "does not take the archive")
    wrong(["start", "-p", cluster.profile, "-n", "3"], 1, "number of nodes")
    for program in ("skiff", "skiffd"):
        path = os.path.join(os.path.dirname(cluster.skiff_program), program)
        for option in ("--help", "--version"):
            check(cluster.run([path, option]).stdout, f"{program} {option} prints nothing")


def without_privilege(cluster):
    """As nobody: the command to run instead is printed."""
    done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", cluster.skiff_program, "start", "-p", "other"],
                          env=dict(cluster.environment, SKIFF_HOME="/tmp/skiff-of-nobody", HOME="/tmp"), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    check(done.returncode == 1, f"exit code {done.returncode}: {done.stderr}")
    check("sudo SKIFF_HOME=/tmp/skiff-of-nobody" in done.stderr and "skiff start -p other" in done.stderr, done.stderr)
    check(not os.path.exists("/tmp/skiff-of-nobody"), "nothing should be made")


def no_disk(cluster):
    """A home on a full disk is refused, and nothing stays."""
    small = os.path.join(cluster.home, "small")
    os.makedirs(small)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small], check=True)
    try:
        done = subprocess.run([cluster.skiff_program, "start", "-p", "full", "--network", "isolated"],
                              env=dict(cluster.environment, SKIFF_HOME=small), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        check(done.returncode == 1 and "MB free" in done.stderr and "SKIFF_HOME" in done.stderr, done.stderr)
        check(not os.path.exists(small + "/profiles/full"), "nothing should be made")
    finally:
        subprocess.run(["umount", small], check=True)


def no_real_disk(cluster):
    """A home on an overlay, as in a container, is refused with the way out."""
    base = os.path.join(cluster.home, "overlay")
    for part in ("lower", "upper", "work", "merged"):
        os.makedirs(os.path.join(base, part))
    merged = os.path.join(base, "merged")
    subprocess.run(["mount", "-t", "overlay", "-o", f"lowerdir={base}/lower,upperdir={base}/upper,workdir={base}/work", "overlay", merged], check=True)
    try:
        done = subprocess.run([cluster.skiff_program, "start", "-p", "stacked", "--network", "isolated"],
                              env=dict(cluster.environment, SKIFF_HOME=merged), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        check(done.returncode == 1 and "overlay file system" in done.stderr and "SKIFF_HOME" in done.stderr, done.stderr)
        check(not os.path.exists(merged + "/profiles/stacked"), "nothing should be made")
    finally:
        subprocess.run(["umount", merged], check=True)


def interrupted_start(cluster):
    """Ctrl-C while it starts leaves nothing."""
    started = subprocess.Popen([cluster.skiff_program, "start", "-p", "interrupted", "--network", "isolated", "-o", "json"],
                               env=cluster.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in started.stdout:
        if '"containerd"' in line:
            break
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=30)
    check(started.returncode == 1, f"exit code {started.returncode}: {out}{err}")
    check('"type":"error"' in out, out)
    check(not os.path.exists(os.path.join(cluster.home, "profiles/interrupted")), "the profile should be gone")
