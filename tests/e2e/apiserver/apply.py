#!/usr/bin/env python3
"""Server-side apply and its neighbours with real kubectl: conflicts, taking over, moving on from client-side apply, dry runs."""
import json
import os
import subprocess
import sys
import tempfile

from control_plane import ControlPlane, kubectls

CONFIG = """
apiVersion: v1
kind: ConfigMap
metadata: {name: %s}
data: {%s}
"""

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: %d
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "web:%d", ports: [{containerPort: 80}]}]}
"""


class Kubectl:
    def __init__(self, program, kubeconfig, namespace):
        self.base = [program, "--kubeconfig", kubeconfig, "--cache-dir", kubeconfig + "-cache-" + namespace, "-n", namespace]

    def run(self, words, given=None, code=0, env=None):
        result = subprocess.run(self.base + words.split(), input=given, capture_output=True, text=True, timeout=90,
                                env={**os.environ, **(env or {})})
        text = result.stdout + result.stderr
        assert result.returncode == code, f"kubectl {words}: {result.returncode}\n{text}"
        return text

    def says(self, words, *parts, given=None, code=0, env=None):
        text = self.run(words, given, code, env)
        for part in parts:
            assert part in text, f"kubectl {words}: expected {part!r} in\n{text}"

    def object(self, words):
        return json.loads(self.run(words + " -o json --show-managed-fields"))

    def owners(self, words):
        entries = self.object(words)["metadata"].get("managedFields", [])
        return {(e["manager"], e["operation"], e.get("subresource", "")): e["fieldsV1"] for e in entries}


def conflicts(k):
    k.says("apply --server-side -f -", "configmap/c1 serverside-applied", given=CONFIG % ("c1", "a: '1'"))
    k.says("apply --server-side -f - --field-manager=other", "Apply failed with 1 conflict", 'conflict with "kubectl": .data.a',
           "Please review the fields above", given=CONFIG % ("c1", "a: '2'"), code=1)
    k.says("apply --server-side -f - --field-manager=other --force-conflicts", "serverside-applied", given=CONFIG % ("c1", "a: '2', b: '1'"))
    assert k.owners("get configmap c1") == {("other", "Apply", ""): {"f:data": {"f:a": {}, "f:b": {}}}}
    before = k.object("get configmap c1")
    k.says("apply --server-side -f - --field-manager=other", "serverside-applied", given=CONFIG % ("c1", "a: '2', b: '1'"))
    assert k.object("get configmap c1") == before
    k.says("apply --server-side -f - --field-manager=other", "serverside-applied", given=CONFIG % ("c1", "b: '1'"))
    assert k.object("get configmap c1")["data"] == {"b": "1"}
    assert "managedFields" not in k.run("get configmap c1 -o yaml")
    k.says("apply --server-side -f -", "fooBar", given=CONFIG % ("c1", "a: '1'") + "fooBar: 1\n", code=1)


def dry_runs(k):
    before = k.object("get configmap c1")
    k.says("apply --server-side --dry-run=server -f - --field-manager=other", "serverside-applied (server dry run)", given=CONFIG % ("c1", "b: '7'"))
    k.says("apply --dry-run=server -f -", "created (server dry run)", given=CONFIG % ("c9", "b: '7'"))
    k.says("create --dry-run=server -f -", "created (server dry run)", given=CONFIG % ("c9", "b: '7'"))
    k.says("diff --server-side --field-manager=other -f -", "+  b: \"7\"", given=CONFIG % ("c1", "b: '7'"), code=1)
    k.says("diff -f -", "+  b: \"7\"", given=CONFIG % ("c1", "b: '7'"), code=1)
    k.says("diff --server-side --field-manager=other -f -", "", given=CONFIG % ("c1", "b: '1'"))
    k.says("delete configmap c1 --dry-run=server", 'configmap "c1" deleted')
    k.says("label configmap c1 x=y --dry-run=server", "labeled")
    assert k.object("get configmap c1") == before
    k.says("get configmap c9", "NotFound", code=1)


def moving_on(k):
    k.says("apply -f -", "deployment.apps/web created", given=DEPLOYMENT % (2, 1))
    assert ("kubectl-client-side-apply", "Update", "") in k.owners("get deployment web")
    k.says("scale deployment web --replicas=3", "scaled")
    owners = k.owners("get deployment web")
    assert any(fields == {"f:spec": {"f:replicas": {}}} and sub == "scale" for (_, _, sub), fields in owners.items()), owners
    k.says("apply --server-side -f -", "Apply failed with 1 conflict", 'with subresource "scale" using apps/v1: .spec.replicas',
           given=DEPLOYMENT % (2, 2), code=1)
    k.says("apply --server-side --force-conflicts -f -", "serverside-applied", given=DEPLOYMENT % (2, 2))
    # kubectl gives up moving the fields when the controllers' writes come between five times; it tries again when it applies again.
    k.says("wait deployment web --for=jsonpath={.status.updatedReplicas}=1 --timeout=60s", "condition met")
    k.says("apply --server-side -f -", "serverside-applied", given=DEPLOYMENT % (2, 2))
    owners = k.owners("get deployment web")
    assert "f:replicas" in owners[("kubectl", "Apply", "")]["f:spec"], owners
    assert ("kubectl-client-side-apply", "Update", "") not in owners, owners
    # Both ways of applying may take turns: the annotation follows.
    k.says("apply -f -", "deployment.apps/web configured", given=DEPLOYMENT % (2, 3))
    k.says("apply --server-side -f -", "serverside-applied", given=DEPLOYMENT % (2, 3))


def edit(k):
    with tempfile.NamedTemporaryFile("w", suffix=".sh", delete=False) as editor:
        editor.write("#!/bin/sh\nsed -i 's/image: web:3/image: web:4/' \"$1\"\n")
    os.chmod(editor.name, 0o755)
    try:
        k.says("edit deployment web", "deployment.apps/web edited", env={"EDITOR": editor.name, "KUBE_EDITOR": editor.name})
    finally:
        os.unlink(editor.name)
    owners = k.owners("get deployment web")
    image = owners[("kubectl-edit", "Update", "")]["f:spec"]["f:template"]["f:spec"]["f:containers"]['k:{"name":"c"}']
    assert image == {"f:image": {}}, image
    k.says("apply --server-side -f -", 'conflict with "kubectl-edit" using apps/v1: .spec.template.spec.containers[name="c"].image',
           given=DEPLOYMENT % (2, 3), code=1)


def sets(k):
    env = {"KUBECTL_APPLYSET": "true"}
    both = CONFIG % ("s1", "a: '1'") + "---" + CONFIG % ("s2", "a: '1'")
    k.says("apply --server-side --prune --applyset=set -f -", "configmap/s1 serverside-applied", "configmap/s2 serverside-applied", given=both, env=env)
    k.says("apply --server-side --prune --applyset=set -f -", "configmap/s2 pruned", given=CONFIG % ("s1", "a: '1'"), env=env)
    k.says("get configmap s2", "NotFound", code=1)


def main():
    programs = {v: p for v, p in kubectls().items() if v.startswith(("v1.27.", "v1.33."))} or kubectls()
    if not programs:
        print("no kubectl on this machine")
        return 77
    with ControlPlane(sys.argv[1]) as plane:
        for number, (version, program) in enumerate(sorted(programs.items())):
            k = Kubectl(program, plane.kubeconfig, f"apply-{number}")
            k.run(f"create namespace apply-{number}")
            for step in (conflicts, dry_runs, moving_on, edit, sets):
                step(k)
            print(f"kubectl {version}: works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
