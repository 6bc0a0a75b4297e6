#!/usr/bin/env python3
"""The agent end to end; see README.md."""
import json
import os
import subprocess
import sys
import time

from node import check, condition, container, run_steps


def node_is_ready(node):
    found = node.wait_until("the node is Ready", lambda: condition(node.get("node", "node-1"), "Ready") == "True" and
                            node.get("node", "node-1"))
    check(found["spec"].get("podCIDR") == "10.244.7.0/24", "spec.podCIDR")
    check(found["status"]["nodeInfo"]["containerRuntimeVersion"].startswith("containerd://1."), "runtime version")
    node.wait_until("the node takes pods", lambda: not [t for t in node.get("node", "node-1")["spec"].get("taints", [])
                                                        if t["effect"] == "NoSchedule"])
    lease = node.get("lease", "node-1", "-n", "kube-node-lease")
    check(lease["spec"]["holderIdentity"] == "node-1", "the lease's holder")


def deployment_runs(node):
    node.kubectl("create", "deployment", "web", "--image=skiff.local/web:1.0")
    node.kubectl("rollout", "status", "deployment/web", "--timeout=40s")
    pod = node.get("pods", "-l", "app=web")["items"][0]
    check(pod["status"]["phase"] == "Running" and pod["status"]["podIP"].startswith("10.244.7."), pod["status"])


def pod_sees_its_world(node):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "pods.yaml")) as file:
        source = file.read()
    node.kubectl("apply", "-f", "-", stdin=source)
    node.wait_until("main runs", lambda: "running" in container(node, "main")["state"])
    out = node.shell("full", "id; env; cat /scratch/first /one-file /projected/labels /etc/hosts /etc/resolv.conf; "
                             "wc -c < /projected/token; df -k /memory; touch /x 2>&1 || true")
    for words in ("uid=1000", "gid=2000", "groups=2000,3000", "POD=full", "GREETING=ahoy", "WORD=hush", "CPU=200",
                  "BOTH=full-ahoy", "KUBERNETES_SERVICE_HOST=10.96.0.1", "made\n", 'app="full"',
                  "# Kubernetes-managed hosts file.", "192.0.2.7\talias.example", "nameserver 10.96.0.10",
                  "search default.svc.cluster.local", "tmpfs                     1024", "Read-only file system"):
        check(words in out, f"'{words}' is missing:\n{out}")
    check(f"IP={node.get('pod', 'full')['status']['podIP']}" in out, out)
    first = container(node, "first", kind="initContainerStatuses")
    check(first["state"]["terminated"]["reason"] == "Completed", first)


def streams_work(node):
    done = node.run("kubectl", "exec", "full", "-c", "main", "--", "sh", "-c", "exit 7", ok=None)
    check(done.returncode == 7, f"exit code {done.returncode}: {done.stderr}")
    check(node.kubectl("exec", "-i", "full", "-c", "main", "--", "cat", stdin="hello") == "hello", "exec -i")
    out = node.kubectl("logs", "full", "-c", "main", "--tail=2", "--timestamps")
    check(len(out.splitlines()) == 2 and "Z tick " in out, out)
    follow = subprocess.Popen(node.enter("kubectl", "logs", "-f", "full", "-c", "main", "--tail=1"),
                              stdout=subprocess.PIPE, text=True)
    lines = [follow.stdout.readline() for _ in range(4)]
    follow.kill()
    numbers = [int(line.split()[1]) for line in lines]
    check(numbers == list(range(numbers[0], numbers[0] + 4)), lines)
    forward = subprocess.Popen(node.enter("kubectl", "port-forward", "deployment/web", "18080:8080"),
                               stdout=subprocess.PIPE, text=True)
    try:
        check("Forwarding from" in forward.stdout.readline(), "port-forward says nothing")
        out = node.run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:18080/").stdout
        check(out == "404", out)
    finally:
        forward.kill()


def probes_decide(node):
    check(condition(node.get("pod", "full"), "Ready") == "False", "not ready before its probe succeeds")
    node.shell("full", "touch /scratch/ready")
    node.wait_until("Ready", lambda: condition(node.get("pod", "full"), "Ready") == "True")
    node.shell("full", "touch /scratch/sick")
    node.wait_until("a restart", lambda: container(node, "main")["restartCount"] >= 1)
    last = node.wait_until("the last state", lambda: container(node, "main")["lastState"].get("terminated"))
    check(last["exitCode"] == 3 and last["message"] == "farewell\n", last)
    node.wait_until("the log of the run before", lambda: "tick" in node.kubectl("logs", "full", "-c", "main", "-p"))
    events = node.kubectl("get", "events", "--field-selector=involvedObject.name=full")
    for words in ("Unhealthy", "failed liveness probe, will be restarted", "Pulled", "Created container: main"):
        check(words in events, f"'{words}' is missing:\n{events}")


def config_arrives(node):
    # The emptyDir is the same for the new container: without this it would be killed again.
    node.kubectl("patch", "configmap", "settings", "--type=merge", "-p", '{"data":{"greeting":"farewell"}}')
    web = node.get("pods", "-l", "app=web")["items"][0]["metadata"]["name"]
    check(web, "no web pod")
    folder = os.path.join(node.folder, "kubelet/pods", node.get("pod", "full")["metadata"]["uid"],
                          "volumes/kubernetes.io~configmap/settings/greeting")

    def content():
        with open(folder) as file:
            return file.read() == "farewell"
    node.wait_until("the new value on disk", content, 10)


def killed_agent_keeps_containers(node):
    web = node.get("pods", "-l", "app=web")["items"][0]
    before = web["status"]["containerStatuses"][0]["containerID"].split("//")[1]
    check(before in node.tasks(), "the container is not there")
    node.order("kill-agent")
    # Only the next agent can start the second pod: by then it has decided what becomes of the first.
    node.kubectl("scale", "deployment/web", "--replicas=2")
    node.kubectl("rollout", "status", "deployment/web", "--timeout=40s")
    check(before in node.tasks(), "the container is gone")
    after = node.get("pod", web["metadata"]["name"])["status"]["containerStatuses"][0]
    check(after["containerID"].endswith(before) and after["restartCount"] == 0, after)


def deletion_keeps_its_grace(node):
    node.kubectl("delete", "pod", "full", "--wait=false")
    node.kubectl("apply", "-f", "-", stdin=json.dumps({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "stubborn"},
        "spec": {"terminationGracePeriodSeconds": 3, "containers": [
            {"name": "main", "image": "skiff.local/busybox:1.0", "command": ["sleep", "1000"]}]}}))
    node.wait_until("stubborn runs", lambda: "running" in container(node, "main", "stubborn")["state"])
    began = time.monotonic()
    node.kubectl("delete", "pod", "stubborn", "--timeout=30s")
    took = time.monotonic() - began
    check(2.5 < took < 10, f"a process that ignores the signal took {took:.1f} s with a grace period of 3")
    node.wait_until("full is gone", lambda: not [p for p in node.get("pods")["items"]
                                                 if p["metadata"]["name"] == "full"])
    uids = {pod["metadata"]["uid"] for pod in node.get("pods")["items"]}
    node.wait_until("no files are left", lambda: set(os.listdir(os.path.join(node.folder, "kubelet/pods"))) == uids)
    links = os.listdir(os.path.join(node.folder, "containers"))
    check(links and all(link.startswith("web-") for link in links), f"links to logs: {links}")


def reboot_restarts_in_place(node):
    before = {pod["metadata"]["name"]: pod for pod in node.get("pods", "-l", "app=web")["items"]}
    node.order("reboot")

    def restarted():
        pods = {pod["metadata"]["name"]: pod for pod in node.get("pods", "-l", "app=web")["items"]}
        return pods.keys() == before.keys() and all(
            condition(pod, "Ready") == "True" and pod["status"]["containerStatuses"][0]["restartCount"] == 1
            for pod in pods.values())
    node.wait_until("both pods run again, each restarted once", restarted, 60)


if __name__ == "__main__":
    sys.exit(run_steps((node_is_ready, deployment_runs, pod_sees_its_world, streams_work, probes_decide, config_arrives,
                        killed_agent_keeps_containers, deletion_keeps_its_grace, reboot_restarts_in_place)))
