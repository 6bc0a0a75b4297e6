#!/usr/bin/env python3
"""A control plane without a node, driven by kubectl: Deployments roll, Services find pods, deletions cascade.

Usage: controllers.py SKIFFD. A small stand-in for a kubelet makes bound pods ready and ends deleted ones.
"""
import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time

DEADLINE = 60


class Api:
    """Calls the API server as its administrator."""

    def __init__(self, data, port):
        self.context = ssl.create_default_context(cafile=f"{data}/pki/ca.crt")
        self.context.load_cert_chain(f"{data}/pki/admin.crt", f"{data}/pki/admin.key")
        self.port = port

    def call(self, method, path, body=None, content_type="application/json"):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, timeout=20)
        connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": content_type})
        answer = connection.getresponse()
        document = json.loads(answer.read() or b"{}")
        connection.close()
        return answer.status, document


class StandInKubelet(threading.Thread):
    """Makes the pods of all nodes ready, and finishes those that are deleted, until it is stopped."""

    def __init__(self, api):
        super().__init__(daemon=True)
        self.api = api
        self.stopping = threading.Event()
        self.address = 1

    def run(self):
        while not self.stopping.wait(0.05):
            for pod in self.api.call("GET", "/api/v1/pods")[1].get("items", []):
                self.look(pod)

    def look(self, pod):
        metadata = pod["metadata"]
        path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
        if "deletionTimestamp" in metadata:
            self.api.call("DELETE", path, {"gracePeriodSeconds": 0})
        elif pod["spec"].get("nodeName") and pod["status"].get("phase") == "Pending":
            self.address += 1
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            status = {"phase": "Running", "podIP": f"10.244.{self.address // 250}.{self.address % 250 + 1}",
                      "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": now}]}
            self.api.call("PATCH", path + "/status", {"status": status}, "application/strategic-merge-patch+json")


class Cluster:
    def __init__(self, skiffd, folder):
        self.kubeconfig = f"{folder}/kubeconfig"
        self.server = subprocess.Popen(
            [skiffd, "server", "--data-dir", f"{folder}/data", "--https-port", "0", "--write-kubeconfig", self.kubeconfig],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.server.stdout:
            found = re.search(r"ready on port (\d+)", line)
            if found:
                break
        threading.Thread(target=self.server.stdout.read, daemon=True).start()
        self.api = Api(f"{folder}/data", int(found.group(1)))
        self.kubelet = StandInKubelet(self.api)

    def stop(self):
        self.kubelet.stopping.set()
        if self.kubelet.is_alive():
            self.kubelet.join()
        self.server.terminate()
        assert self.server.wait(30) == 0, "skiffd server did not stop cleanly"

    def kubectl(self, *arguments, text=None):
        run = subprocess.run(["kubectl", *arguments], input=text, text=True, capture_output=True, timeout=DEADLINE,
                             env={**os.environ, "KUBECONFIG": self.kubeconfig})
        assert run.returncode == 0, f"kubectl {' '.join(arguments)}: {run.stderr}"
        return run.stdout.strip()

    def add_node(self, name, cpu):
        self.kubectl("create", "-f", "-", text=json.dumps({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}))
        amounts = {"cpu": cpu, "memory": "64Gi", "pods": "1000"}
        ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "stand-in"}
        self.kubectl("patch", "node", name, "--subresource=status", "--type=merge", "-p",
                     json.dumps({"status": {"capacity": amounts, "allocatable": amounts, "conditions": [ready]}}))


def eventually(what, check):
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        if check():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {DEADLINE} s: {what}")


def check_rollout(cluster):
    cluster.kubectl("create", "deployment", "web", "--image=web:1", "--replicas=3", "--port=80")
    cluster.kubectl("expose", "deployment", "web", "--port=80")
    cluster.kubectl("rollout", "status", "deployment/web", "--timeout=50s")
    addresses = cluster.kubectl("get", "endpoints", "web", "-o", "jsonpath={.subsets[*].addresses[*].ip}")
    assert len(addresses.split()) == 3, addresses
    cluster.kubectl("set", "image", "deployment/web", "web=web:2")
    cluster.kubectl("rollout", "status", "deployment/web", "--timeout=50s")
    assert "revision: 2" in cluster.kubectl("get", "deployment", "web", "-o", "yaml").replace('"', "").replace("kubernetes.io/", "")
    cluster.kubectl("rollout", "undo", "deployment/web")
    cluster.kubectl("rollout", "status", "deployment/web", "--timeout=50s")
    image = cluster.kubectl("get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}")
    assert image == "web:1", image
    cluster.kubectl("scale", "deployment/web", "--replicas=5")
    cluster.kubectl("rollout", "status", "deployment/web", "--timeout=50s")
    history = cluster.kubectl("rollout", "history", "deployment/web")
    assert re.search(r"^2\s", history, re.M) and re.search(r"^3\s", history, re.M), history


def check_replacement(cluster):
    first = cluster.kubectl("get", "pods", "-l", "app=web", "-o", "name").split()[0]
    cluster.kubectl("delete", first)
    eventually("the pod is replaced", lambda: cluster.kubectl(
        "get", "deployment", "web", "-o", "jsonpath={.status.availableReplicas}") == "5")
    assert first not in cluster.kubectl("get", "pods", "-o", "name")


def check_deletion(cluster):
    cluster.kubectl("delete", "service,deployment", "web")
    eventually("nothing is left", lambda: not cluster.kubectl(
        "get", "pods,replicasets,endpoints,endpointslices", "-l", "app=web", "-o", "name"))


def check_orphans(cluster):
    cluster.kubectl("create", "deployment", "kept", "--image=web:1")
    cluster.kubectl("rollout", "status", "deployment/kept", "--timeout=50s")
    cluster.kubectl("delete", "deployment", "kept", "--cascade=orphan")
    assert cluster.kubectl("get", "replicaset", "-l", "app=kept", "-o", "jsonpath={.items[*].metadata.ownerReferences}") == ""
    assert cluster.kubectl("get", "replicaset", "-l", "app=kept", "-o", "name")
    cluster.kubectl("delete", "replicaset", "-l", "app=kept", "--cascade=foreground", "--timeout=50s")
    assert not cluster.kubectl("get", "pods", "-l", "app=kept", "-o", "name")


def check_namespace(cluster):
    cluster.kubectl("create", "namespace", "team")
    eventually("the namespace has its account", lambda: "default" in cluster.kubectl("get", "serviceaccounts", "-n", "team", "-o", "name"))
    cluster.kubectl("-n", "team", "create", "deployment", "web", "--image=web:1", "--replicas=2")
    cluster.kubectl("-n", "team", "create", "configmap", "settings", "--from-literal=a=b")
    cluster.kubectl("delete", "namespace", "team", "--timeout=50s")


def check_unfit(cluster):
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "big"},
           "spec": {"containers": [{"name": "c", "image": "i", "resources": {"requests": {"cpu": "50"}}}]}}
    cluster.kubectl("create", "-f", "-", text=json.dumps(pod))
    cluster.kubectl("wait", "--for=condition=PodScheduled=false", "pod/big", "--timeout=50s")
    described = cluster.kubectl("describe", "pod", "big")
    assert "0/1 nodes are available: 1 Insufficient cpu." in described, described
    cluster.add_node("large", "64")
    cluster.kubectl("wait", "--for=condition=Ready", "pod/big", "--timeout=50s")
    assert cluster.kubectl("get", "pod", "big", "-o", "jsonpath={.spec.nodeName}") == "large"


def main():
    if not shutil.which("kubectl"):
        print("no kubectl here: skipped")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(sys.argv[1], folder)
        try:
            cluster.add_node("small", "8")
            cluster.kubelet.start()
            for check in (check_rollout, check_replacement, check_deletion, check_orphans, check_namespace, check_unfit):
                begin = time.monotonic()
                check(cluster)
                print(f"{check.__name__}: {time.monotonic() - begin:.1f} s", flush=True)
        finally:
            cluster.stop()
    return 0


sys.exit(main())
