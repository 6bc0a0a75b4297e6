#!/usr/bin/env python3
"""What people do with kubectl every day, with every kubectl of the machine."""
import json
import subprocess
import sys
import time

from control_plane import ControlPlane, kubectls

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {tier: front}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: c, image: "web:%s", ports: [{containerPort: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""

UNKNOWN_FIELD = """
apiVersion: v1
kind: ConfigMap
metadata: {name: bad}
data: {}
fooBar: 1
"""


class Kubectl:
    def __init__(self, program, kubeconfig, namespace):
        self.base = [program, "--kubeconfig", kubeconfig, "--cache-dir", kubeconfig + "-cache-" + namespace, "-n", namespace]

    def run(self, *words, given=None, fails=False):
        result = subprocess.run(self.base + list(words), input=given, capture_output=True, text=True, timeout=90)
        text = result.stdout + result.stderr
        assert (result.returncode != 0) == fails, f"kubectl {' '.join(words)}: {result.returncode}\n{text}"
        return text

    def expect(self, *words, says, given=None, fails=False):
        text = self.run(*words, given=given, fails=fails)
        for part in [says] if isinstance(says, str) else says:
            assert part in text, f"kubectl {' '.join(words)}: expected {part!r} in\n{text}"
        return text

    def wait_for(self, *words, says, seconds=20):
        deadline = time.monotonic() + seconds
        while True:
            text = self.run(*words)
            if says in text:
                return text
            assert time.monotonic() < deadline, f"kubectl {' '.join(words)}: never said {says!r}:\n{text}"
            time.sleep(0.1)


def apply_and_change(k):
    k.expect("apply", "-f", "-", given=DEPLOYMENT % 1, says=["deployment.apps/web created", "service/web created"])
    k.expect("apply", "-f", "-", given=DEPLOYMENT % 1, says="deployment.apps/web unchanged")
    k.wait_for("get", "deployment", "web", says="0/2")
    k.expect("apply", "-f", "-", given=DEPLOYMENT % 2, says="deployment.apps/web configured")
    k.expect("apply", "-f", "-", given=UNKNOWN_FIELD, says="fooBar", fails=True)


def look(k):
    k.expect("get", "deployment,service", "-o", "wide", says=["UP-TO-DATE", "CLUSTER-IP", "app=web"])
    k.wait_for("get", "pods", says="Pending")
    k.expect("get", "deployment", "web", "-o", "yaml", says="image: web:2")
    k.expect("get", "pods", "-l", "app=web", "-o", "name", says="pod/web-")
    k.expect("get", "pods", "--field-selector", "status.phase=Running", says="No resources found")
    k.expect("get", "pods", "nope", says='Error from server (NotFound): pods "nope" not found', fails=True)
    k.expect("describe", "deployment", "web", says=["RollingUpdate", "web:2"])
    k.expect("explain", "deployment.spec.replicas", says="replicas")
    k.expect("get", "componentstatuses", says=["etcd-0", "Healthy", "scheduler", "ComponentStatus is deprecated in v1.19+"])
    k.expect("get", "endpoints", "web", says="v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")
    k.expect("api-resources", says="deployments")
    k.expect("version", says="v1.33.0+skiff")


def change(k):
    k.expect("label", "deployment", "web", "x=y", says="labeled")
    k.expect("annotate", "deployment", "web", "note=1", says="annotat")
    k.expect("patch", "deployment", "web", "-p", '{"spec":{"minReadySeconds":1}}', says="patched")
    k.expect("scale", "deployment", "web", "--replicas=3", says="scaled")
    assert json.loads(k.run("get", "deployment", "web", "-o", "json"))["spec"]["replicas"] == 3
    k.expect("set", "image", "deployment/web", "c=web:3", says="image updated")
    k.expect("create", "configmap", "c1", "--from-literal=a=b", says="configmap/c1 created")
    k.expect("create", "configmap", "c1", "--from-literal=a=b", says="already exists", fails=True)
    k.expect("create", "secret", "generic", "s1", "--from-literal=a=b", says="secret/s1 created")
    k.expect("auth", "can-i", "list", "pods", says="yes")
    k.expect("auth", "can-i", "list", "pods", "--as", "nobody", says="no", fails=True)


def watch(k):
    watching = subprocess.Popen(k.base + ["get", "configmaps", "-w", "--no-headers", "--request-timeout=8s"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    listed = watching.stdout.readline()  # what is there comes first, and the watch goes on from it
    k.run("create", "configmap", "watched", "--from-literal=a=b")
    seen, _ = watching.communicate(timeout=60)
    assert listed, "kubectl get -w listed nothing"
    assert "watched" in seen, f"kubectl get -w saw\n{seen}"


def remove(k):
    k.expect("delete", "configmap", "c1", says='configmap "c1" deleted')
    k.expect("delete", "-f", "-", given=DEPLOYMENT % 1, says=['deployment.apps "web" deleted', 'service "web" deleted'])


def main():
    programs = kubectls()
    if not programs:
        print("no kubectl on this machine")
        return 77
    with ControlPlane(sys.argv[1]) as plane:
        for number, (version, program) in enumerate(sorted(programs.items())):
            k = Kubectl(program, plane.kubeconfig, f"test-{number}")
            k.run("create", "namespace", f"test-{number}")
            k.wait_for("get", "serviceaccounts", says="default")
            for step in (apply_and_change, look, change, watch, remove):
                step(k)
            print(f"kubectl {version}: works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
