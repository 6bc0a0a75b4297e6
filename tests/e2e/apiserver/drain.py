#!/usr/bin/env python3
"""kubectl drain against a disruption budget, and kubectl debug: the newest kubectl, pods without a real kubelet."""
import json
import sys
import threading
import time

from control_plane import ControlPlane, kubectls
from kubectl_commands import Kubectl

NODE = {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "n1", "labels": {"kubernetes.io/hostname": "n1"}}}
NODE_STATUS = {"status": {"capacity": {"cpu": "8", "memory": "8Gi", "pods": "100"},
                          "allocatable": {"cpu": "8", "memory": "8Gi", "pods": "100"},
                          "conditions": [{"type": "Ready", "status": "True", "reason": "x", "message": "x"}]}}
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "web:1"}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  minAvailable: 2
  selector: {matchLabels: {app: web}}
"""


class Kubelet(threading.Thread):
    """Makes bound pods ready and ends deleted ones, as a node would."""

    def __init__(self, k):
        super().__init__(daemon=True)
        self.k = k
        self.stopped = threading.Event()

    def run(self):
        while not self.stopped.wait(0.2):
            try:
                self.look()
            except AssertionError:
                pass  # a pod went between two calls

    def look(self):
        for pod in json.loads(self.k.run("get", "pods", "-o", "json"))["items"]:
            name = pod["metadata"]["name"]
            if pod["metadata"].get("deletionTimestamp"):
                self.k.run("delete", "pod", name, "--grace-period=0", "--force", "--wait=false", "--ignore-not-found")
            elif pod["spec"].get("nodeName") and pod["status"]["phase"] == "Pending":
                ready = {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
                self.k.run("patch", "pod", name, "--subresource=status", "--type=merge", "-p", json.dumps(ready))


def drain(k):
    k.run("create", "-f", "-", given=json.dumps(NODE))
    k.run("patch", "node", "n1", "--subresource=status", "--type=merge", "-p", json.dumps(NODE_STATUS))
    k.run("apply", "-f", "-", given=DEPLOYMENT)
    kubelet = Kubelet(k)
    kubelet.start()
    k.wait_for("get", "pdb", "web", "-o", "jsonpath={.status.currentHealthy}", says="2", seconds=30)
    k.expect("get", "pdb", says=["MIN AVAILABLE", "ALLOWED DISRUPTIONS", "N/A"])
    k.expect("drain", "n1", "--timeout=4s", fails=True,
             says="Cannot evict pod as it would violate the pod's disruption budget")
    k.expect("get", "pdb", "web", "-o", "jsonpath={.status.conditions[0].reason}", says="InsufficientPods")
    k.expect("get", "node", "n1", says="SchedulingDisabled")
    k.run("patch", "pdb", "web", "--type=merge", "-p", '{"spec":{"minAvailable":0}}')
    k.expect("drain", "n1", "--timeout=60s", says=["evicted", "node/n1 drained"])
    pods = json.loads(k.run("get", "pods", "-o", "json"))["items"]
    assert all(not pod["spec"].get("nodeName") for pod in pods), "a pod is still on the drained node"
    k.run("uncordon", "n1")
    k.wait_for("get", "pdb", "web", "-o", "jsonpath={.status.disruptionsAllowed}", says="2", seconds=30)
    kubelet.stopped.set()
    kubelet.join()
    k.expect("apply", "-f", "-", given=DEPLOYMENT.replace("minAvailable: 2", "minAvailable: 2\n  maxUnavailable: 1"),
             says="minAvailable and maxUnavailable cannot be both set", fails=True)


def debug(k):
    pod = k.run("get", "pods", "-o", "name").split()[0]
    k.expect("debug", pod, "--image=tools:1", "-c", "dbg", "--", "sh", says="")
    k.expect("get", pod, "-o", "jsonpath={.spec.ephemeralContainers[*].name}", says="dbg")
    k.expect("patch", pod, "-p", '{"spec":{"ephemeralContainers":[{"name":"dbg","image":"other:1"}]}}', fails=True,
             says="pod updates may not change fields other than")
    k.expect("patch", pod, "--subresource=ephemeralcontainers", "-p",
             '{"spec":{"ephemeralContainers":[{"name":"dbg","image":"other:1"}]}}', fails=True, says="")


def main():
    programs = kubectls()
    if not programs:
        print("no kubectl on this machine")
        return 77
    version, program = max(programs.items(), key=lambda item: [int(part) for part in item[0].lstrip("v").split("+")[0].split("-")[0].split(".")])
    with ControlPlane(sys.argv[1]) as plane:
        k = Kubectl(program, plane.kubeconfig, "default")
        k.wait_for("get", "serviceaccounts", says="default")
        drain(k)
        debug(k)
    print(f"kubectl {version}: drain and debug work")
    return 0


if __name__ == "__main__":
    sys.exit(main())
