#!/usr/bin/env python3
"""Figures of controllers and scheduler: a Deployment of 500 replicas until all its pods are bound, as a watch sees it.

controllers_bench.py --skiffd build/bin/skiffd [--runs 5]. A control plane of its own, one node object, no kubelet.
"""
import argparse
import http.client
import json
import os
import re
import ssl
import statistics
import subprocess
import tempfile
import time

REPLICAS = 500
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    def __init__(self, skiffd, folder):
        self.process = subprocess.Popen([skiffd, "server", "--data-dir", folder, "--https-port", "0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.process.stdout:
            found = re.search(r"ready on port (\d+)", line)
            if found:
                break
        self.port = int(found.group(1))
        self.context = ssl.create_default_context(cafile=f"{folder}/pki/ca.crt")
        self.context.load_cert_chain(f"{folder}/pki/admin.crt", f"{folder}/pki/admin.key")

    def open(self, method, path, body=None, content_type="application/json"):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, timeout=60)
        connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": content_type})
        return connection.getresponse()

    def call(self, *arguments):
        answer = self.open(*arguments)
        document = json.loads(answer.read())
        assert answer.status < 300, document
        return document

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            return sum(map(int, file.read().rsplit(")", 1)[1].split()[11:13])) / TICKS


def add_node(server):
    server.call("POST", "/api/v1/nodes", {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "bench"}})
    amounts = {"cpu": "1000", "memory": "1Ti", "pods": "100000"}
    server.call("PATCH", "/api/v1/nodes/bench/status",
                {"status": {"capacity": amounts, "allocatable": amounts, "conditions": [{"type": "Ready", "status": "True"}]}},
                "application/merge-patch+json")


def run(server, number):
    name = f"bench-{number}"
    revision = server.call("GET", "/api/v1/pods?limit=1")["metadata"]["resourceVersion"]
    watch = server.open("GET", f"/api/v1/namespaces/default/pods?watch=true&labelSelector=app%3D{name}&resourceVersion={revision}")
    before, begin = server.cpu(), time.monotonic()
    server.call("POST", "/apis/apps/v1/namespaces/default/deployments", {
        "kind": "Deployment", "apiVersion": "apps/v1", "metadata": {"name": name},
        "spec": {"replicas": REPLICAS, "selector": {"matchLabels": {"app": name}},
                 "template": {"metadata": {"labels": {"app": name}}, "spec": {"containers": [{"name": "c", "image": "i:1"}]}}}})
    bound = set()
    while len(bound) < REPLICAS:
        pod = json.loads(watch.readline())["object"]
        if pod["spec"].get("nodeName"):
            bound.add(pod["metadata"]["name"])
    seconds = time.monotonic() - begin
    watch.close()
    time.sleep(1)  # events are still written
    cpu = server.cpu() - before
    server.call("DELETE", f"/apis/apps/v1/namespaces/default/deployments/{name}")
    server.call("DELETE", f"/api/v1/namespaces/default/pods?labelSelector=app%3D{name}", {"gracePeriodSeconds": 0})
    return seconds, cpu


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--skiffd", required=True)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(options.skiffd, folder)
        try:
            add_node(server)
            time.sleep(0.5)
            results = [run(server, number) for number in range(options.runs)]
        finally:
            server.process.terminate()
            server.process.wait(30)
    seconds, cpu = zip(*results)
    print(f"{'Deployment of 500 replicas, all bound':<52} {statistics.median(seconds):>10.2f} s   bar 0.6 s")
    print(f"{'  server CPU for it, events included':<52} {statistics.median(cpu):>10.2f} s")


main()
