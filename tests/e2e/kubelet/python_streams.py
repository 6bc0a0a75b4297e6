#!/usr/bin/env python3
"""python_streams.py KUBECONFIG: exec and port-forward with the official Python client."""
import sys

from kubernetes import client, config
from kubernetes.stream import portforward, stream

config.load_kube_config(sys.argv[1])
core = client.CoreV1Api()

out = stream(core.connect_get_namespaced_pod_exec, "box", "default", command=["echo", "ahoy"], stdout=True, stderr=True)
assert out == "ahoy\n", out

shell = stream(core.connect_get_namespaced_pod_exec, "box", "default", command=["sh"], stdin=True, stdout=True,
               stderr=True, _preload_content=False)
shell.write_stdin("echo one; echo two >&2; exit 5\n")
shell.run_forever(timeout=20)
assert shell.read_stdout() == "one\n", "stdout"
assert shell.read_stderr() == "two\n", "stderr"
assert shell.returncode == 5, shell.returncode

ports = portforward(core.connect_get_namespaced_pod_portforward, "box", "default", ports="9000,9001,9002")
echo = ports.socket(9000)
echo.settimeout(20)
echo.sendall(b"there and back")
seen = b""
while len(seen) < len(b"there and back"):
    seen += echo.recv(1024)
assert seen == b"there and back", seen
greeting = ports.socket(9001)
greeting.settimeout(20)
assert greeting.recv(1024) == b"hello\n"
ports.socket(9002).settimeout(20)
assert ports.socket(9002).recv(1) == b""
assert "9002" in ports.error(9002), ports.error(9002)
echo.close()
