#!/usr/bin/env python3
"""exec, attach, cp and port-forward with every client of this machine; see README.md."""
import fcntl
import glob
import hashlib
import json
import os
import pty
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import time

from node import Failure, check, container, run_steps

MEGABYTE = 1 << 20
POD = {
    "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "box", "labels": {"app": "box"}},
    "spec": {"terminationGracePeriodSeconds": 0, "containers": [
        # An echo server; a process on port 9001 that talks first and takes nothing.
        {"name": "main", "image": "skiff.local/busybox:1.0", "stdin": True, "stdinOnce": True,
         "command": ["sh", "-c", "nc -ll -p 9000 -e cat & nc -ll -p 9001 -e sh -c 'echo hello' & cat; echo read all; "
                                 "sleep 10000"]}]}}
SERVICE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "box"},
           "spec": {"selector": {"app": "box"}, "ports": [{"port": 90, "targetPort": 9000}]}}


def kubectls():
    """The oldest and the newest of the machine, and the one that is found first."""
    found = {}
    for path in [*glob.glob("/usr/lib/google-cloud-sdk/bin/kubectl.1.*"), shutil.which("kubectl")]:
        out = json.loads(subprocess.run([path, "version", "--client", "-o", "json"], stdout=subprocess.PIPE,
                                        check=True).stdout)["clientVersion"]
        found[int(out["minor"].rstrip("+"))] = path
    return [found[minor] for minor in sorted({min(found), max(found)})]


def pod_runs(node):
    node.kubectl("apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": [POD, SERVICE]}))
    node.wait_until("box runs", lambda: "running" in container(node, "main", "box")["state"])


def with_each(step):
    def run(node):
        for program in kubectls():
            try:
                step(node, program)
            except Failure as failure:
                raise Failure(f"{os.path.basename(program)}: {failure}")
    run.__name__ = step.__name__
    return run


def exec_ends_with_its_input(node, program):
    check(node.run(program, "exec", "-i", "box", "--", "cat", stdin="x\n").stdout == "x\n", "echo x | exec -i cat")
    check(node.run(program, "exec", "-i", "box", "--", "cat", stdin="").stdout == "", "an empty input ends, too")
    done = node.run(program, "exec", "box", "--", "sh", "-c", "echo out; echo err >&2; exit 7", ok=None)
    check(done.returncode == 7 and done.stdout == "out\n" and "err\n" in done.stderr, f"{done}")
    done = node.run(program, "exec", "box", "--", "no-such-program", ok=False)
    check("no-such-program" in done.stderr, done.stderr)


def kill(process):
    """nsenter and the program that it started; what was said on standard error."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return process.stderr.read() if process.stderr else ""


class Terminal:
    """kubectl on a terminal of its own."""

    def __init__(self, node, program, *arguments):
        self.master, slave = pty.openpty()
        self.resize(31, 97)
        self.process = subprocess.Popen(node.enter(program, *arguments), stdin=slave, stdout=slave, stderr=slave,
                                        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        kill(self.process)
        os.close(self.master)

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def write(self, keys):
        os.write(self.master, keys)

    def read_until(self, words):
        seen = b""
        deadline = time.monotonic() + 30
        while words not in seen:
            if not select.select([self.master], [], [], max(0, deadline - time.monotonic()))[0]:
                raise Failure(f"'{words}' does not come: {seen}")
            try:
                seen += os.read(self.master, 65536)
            except OSError:
                raise Failure(f"ended without '{words}': {seen}")


def terminal_follows_its_size(node, program):
    with Terminal(node, program, "exec", "-it", "box", "--", "sh") as terminal:
        terminal.read_until(b"# ")
        # The first size arrives beside the shell's start.
        terminal.write(b"until [ \"$(stty size)\" = '31 97' ]; do usleep 10000; done; echo first-$((1+1))\n")
        terminal.read_until(b"first-2")
        terminal.resize(45, 123)
        terminal.write(b"until [ \"$(stty size)\" = '45 123' ]; do usleep 10000; done; echo second-$((1+1))\n")
        terminal.read_until(b"second-2")
        terminal.write(b"exit 3\n")
        check(terminal.process.wait(20) == 3, "the exit code of the shell")


def files_are_copied(node, program):
    source = os.path.join(node.folder, "source")
    with open(source, "wb") as file:
        file.write(os.urandom(20 * MEGABYTE))
    node.run(program, "cp", source, "box:/tmp/copy")
    node.run(program, "cp", "box:/tmp/copy", source + ".back", limit=120)
    with open(source, "rb") as one, open(source + ".back", "rb") as other:
        check(hashlib.sha256(one.read()).digest() == hashlib.sha256(other.read()).digest(), "the copy of a copy differs")


class Forward:
    """kubectl port-forward under way; connections are made inside the node."""

    def __init__(self, node, program, *what):
        self.node = node
        self.process = subprocess.Popen(node.enter(program, "port-forward", *what), stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, start_new_session=True)
        line = self.process.stdout.readline()
        if "Forwarding from" not in line:
            raise Failure(f"port-forward {what}: {line}{kill(self.process)}")
        self.port = int(line.split(" -> ")[0].rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.errors = kill(self.process)

    def echo(self, connections, size, limit=120):
        """Sends `size` bytes on each connection while it reads them back; waits for the server's end behind ours."""
        done = self.node.run(sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "echo_client.py"),
                             str(self.port), str(connections), str(size), limit=limit, ok=None)
        if done.returncode != 0:
            raise Failure(f"{done.stdout}{done.stderr}{kill(self.process)}")


def read_all(node, port):
    """What a server says that talks first."""
    script = f"import socket; print(socket.create_connection(('127.0.0.1', {port})).makefile().read(), end='')"
    return node.run(sys.executable, "-c", script, ok=None).stdout


def ports_are_forwarded(node, program):
    for what in ("pod/box", "svc/box"):
        with Forward(node, program, what, ":90" if what.startswith("svc") else ":9000") as forward:
            forward.echo(1, 10)
            forward.echo(30, MEGABYTE)
    with Forward(node, program, "box", ":9001") as forward:
        out = read_all(node, forward.port)
        check(out == "hello\n", f"a server that ends first: {out}")
    with Forward(node, program, "box", ":9002") as forward:
        check(read_all(node, forward.port) == "", "a port that nobody serves")
    check("connect" in forward.errors and "9002" in forward.errors, forward.errors)


def memory(node):
    """Resident memory of skiffd's processes, in bytes."""
    total = 0
    for entry in node.run("sh", "-c", "cat /proc/[0-9]*/status 2>/dev/null || true").stdout.split("Name:\t")[1:]:
        if entry.startswith("skiffd\n"):
            total += int(entry.split("VmRSS:")[1].split()[0]) * 1024
    return total


def much_needs_no_memory(node, program):
    size = 100 * MEGABYTE
    before = memory(node)
    peak = before
    stop = threading.Event()

    def watch():
        nonlocal peak
        while not stop.wait(0.2):
            peak = max(peak, memory(node))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        done = subprocess.run(node.enter("sh", "-c", f"head -c {size} /dev/zero | {program} exec -i box -- cat | wc -c"),
                              stdout=subprocess.PIPE, timeout=180, text=True)
        check(done.stdout.strip() == str(size), f"{done.stdout} bytes came back of {size}")
        with Forward(node, program, "box", ":9000") as forward:
            forward.echo(1, size, limit=180)
    finally:
        stop.set()
        watcher.join()
    check(peak - before < 25 * MEGABYTE, f"skiffd grew by {(peak - before) / MEGABYTE:.0f} MB while 400 MB passed")


def attached(node, program):
    """The input of the pod's main process; it ends with it."""
    name = "attach-" + os.path.basename(program).replace(".", "-")
    pod = json.loads(json.dumps(POD))
    pod["metadata"] = {"name": name}
    node.kubectl("apply", "-f", "-", stdin=json.dumps(pod))
    node.wait_until("it runs", lambda: "running" in container(node, "main", name)["state"])
    follow = subprocess.Popen(node.enter(program, "attach", "-i", name), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        follow.stdin.write("ahoy\n")
        follow.stdin.flush()
        check(follow.stdout.readline() == "ahoy\n", "attach -i")
        follow.stdin.close()
        check(follow.stdout.readline() == "read all\n", "the end of the input reaches the process")
    finally:
        kill(follow)
    node.kubectl("delete", "pod", name, "--wait=false")


def descriptors(node):
    """Open files of skiffd and containerd by process."""
    lines = node.run("sh", "-c", "for p in /proc/[0-9]*; do n=$(cat $p/comm 2>/dev/null) || continue; "
                                 "case $n in skiffd|containerd) echo $n $(ls $p/fd | wc -l);; esac; done").stdout
    return {name: sum(int(line.split()[1]) for line in lines.splitlines() if line.split()[0] == name)
            for name in ("skiffd", "containerd")}


def processes(node, words):
    return node.run("sh", "-c", f"pgrep -f '{words}' || true").stdout.split()


def killed_clients_leave_nothing(node):
    """A process that reads its input ends with its client; one that does not goes on, as with every kubelet."""
    node.run(kubectls()[-1], "exec", "box", "--", "true")
    before = descriptors(node)
    clients = []
    for program in kubectls():
        for arguments in (("exec", "-i", "box", "--", "cat", "-"), ("exec", "-it", "box", "--", "cat", "-"),
                          ("attach", "-i", "box"), ("port-forward", "box", ":9000")):
            clients.append(subprocess.Popen(node.enter(program, *arguments), stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True))
    node.wait_until("all are served", lambda: len(processes(node, "^cat -$")) >= 2 * len(kubectls()))
    for client in clients:
        kill(client)
    node.wait_until("no process is left", lambda: not processes(node, "^cat -$"), 90)
    node.wait_until("no descriptor is left", lambda: all(
        count <= before[name] + 2 for name, count in descriptors(node).items()), 90)


def pods_are_debugged(node, program):
    """An ephemeral container sees the processes of its target; a terminal on it works; so does a pod on the node's root."""
    version = json.loads(node.run(program, "version", "--client", "-o", "json").stdout)["clientVersion"]
    if int(version["minor"].rstrip("+")) < 22:
        return  # knows the kind that came before
    name = "dbg-" + os.path.basename(program).replace(".", "-")
    image = "--image=skiff.local/busybox:1.0"
    node.run(program, "debug", "box", image, "--target=main", "-c", name, "--", "sh", "-c", "ps; echo listed")
    out = node.wait_until("the container's log", lambda: (out := node.run(
        program, "logs", "box", "-c", name).stdout).endswith("listed\n") and out)
    check("nc -ll -p 9000" in out, f"the target's processes: {out}")
    status = node.wait_until("it is Completed", lambda: container(node, name, "box", "ephemeralContainerStatuses")[
        "state"].get("terminated"))
    check(status["reason"] == "Completed", status)
    check(container(node, "main", "box")["restartCount"] == 0, "the pod goes on")
    with Terminal(node, program, "debug", "-it", "box", image, "-c", name + "-it", "--", "sh") as terminal:
        terminal.write(b"\n")
        terminal.read_until(b"# ")
        terminal.write(b"echo debugged-$((1+1)); exit\n")
        terminal.read_until(b"debugged-2")
        terminal.process.wait(20)
    before = {pod["metadata"]["name"] for pod in node.get("pods")["items"]}
    node.run(program, "debug", "node/node-1", image, "--", "ls", "/host")
    pod = next(pod["metadata"]["name"] for pod in node.get("pods")["items"] if pod["metadata"]["name"] not in before)
    out = node.wait_until("the node's root", lambda: node.run(program, "logs", pod).stdout)
    check("proc" in out and "usr" in out, out)
    node.kubectl("delete", "pod", pod, "--wait=false")


def python_client(node):
    if not os.path.exists("/usr/lib/python3/dist-packages/kubernetes"):
        print("python3-kubernetes is not here: left out")
        return
    done = node.run("/usr/bin/python3", os.path.join(os.path.dirname(os.path.abspath(__file__)), "python_streams.py"),
                    f"{node.folder}/admin.kubeconfig", ok=None)
    check(done.returncode == 0, f"{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(run_steps((pod_runs, *(with_each(step) for step in (
        exec_ends_with_its_input, terminal_follows_its_size, files_are_copied, ports_are_forwarded, attached,
        pods_are_debugged, much_needs_no_memory)), python_client, killed_clients_leave_nothing)))
