#!/usr/bin/env python3
"""Kinds that definitions add: with every kubectl of the machine, and with the official Python client."""
import json
import subprocess
import sys

from control_plane import ControlPlane, kubectls
from kubectl_commands import Kubectl

DEFINITION = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.%(group)s}
spec:
  group: %(group)s
  scope: Namespaced
  names: {plural: gadgets, kind: Gadget, shortNames: [gd%(number)s], categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources:
      status: {}
      scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size, labelSelectorPath: .status.selector}
    additionalPrinterColumns:
    - {name: Size, type: integer, jsonPath: .spec.size}
    - {name: Colour, type: string, jsonPath: .spec.colour}
    - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
    - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [colour]
            properties:
              size: {type: integer, minimum: 0, maximum: 10, default: 1, description: How many there shall be.}
              colour: {type: string, enum: [red, green]}
              parts:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, required: [name], properties: {name: {type: string}, weight: {type: integer}}}
          status:
            type: object
            properties:
              size: {type: integer}
              selector: {type: string}
              conditions: {type: array, items: {type: object, properties: {type: {type: string}, status: {type: string}}}}
"""

GADGET = """
apiVersion: %(group)s/v1
kind: Gadget
metadata: {name: one}
spec: {colour: %(colour)s, parts: [{name: a, weight: 1}]}
"""


def add(k, words):
    crd = "crd/gadgets." + words["group"]
    k.expect("apply", "-f", "-", given=DEFINITION % words, says="created")
    k.expect("wait", "--for=condition=Established", crd, "--timeout=30s", says="condition met")
    k.expect("apply", "-f", "-", given=DEFINITION % words, says="unchanged")
    k.expect("get", crd, says="gadgets." + words["group"])
    k.expect("api-resources", "--api-group=" + words["group"], says=["gadgets", "gd" + words["number"], "Gadget"])


def use(k, words):
    plural = "gadgets." + words["group"]
    k.expect("apply", "-f", "-", given=GADGET % {**words, "colour": "red"}, says="created")
    k.expect("apply", "-f", "-", given=GADGET % {**words, "colour": "red"}, says="unchanged")
    k.expect("apply", "-f", "-", given=GADGET % {**words, "colour": "green"}, says="configured")
    k.expect("get", plural, says=["NAME", "SIZE", "COLOUR", "READY", "AGE", "one", "green"])
    k.expect("get", "gd" + words["number"], "one", "-o", "jsonpath={.spec.size}", says="1")
    k.expect("get", "all", says="one")
    k.expect("describe", plural, "one", says=["Colour:", "green"])
    k.expect("explain", "gadgets.spec.size", "--api-version=" + words["group"] + "/v1", says=["How many there shall be."])
    k.expect("patch", plural, "one", "--type=merge", "-p", '{"spec":{"size":3}}', says="patched")
    k.expect("patch", plural, "one", "--type=json", "-p", '[{"op":"replace","path":"/spec/size","value":4}]', says="patched")
    k.expect("scale", plural, "one", "--replicas=5", says="scaled")
    k.expect("get", plural, "one", "-o", "jsonpath={.spec.size}", says="5")
    k.expect("label", plural, "one", "x=y", says="labeled")
    k.expect("get", plural, "-l", "x=y", "-o", "name", says="gadget." + words["group"] + "/one")


def refuse(k, words):
    plural = "gadgets." + words["group"]
    bad = GADGET % {**words, "colour": "blue"}
    k.expect("apply", "-f", "-", given=bad, says='Unsupported value: "blue": supported values: "red", "green"', fails=True)
    typo = (GADGET % {**words, "colour": "red"}).replace("colour:", "typo: 1, colour:")
    k.expect("apply", "-f", "-", given=typo, says="typo", fails=True)
    k.expect("patch", plural, "one", "--type=merge", "-p", '{"spec":{"size":99}}',
             says="spec.size in body should be less than or equal to 10", fails=True)
    current = json.loads(k.run("get", plural, "one", "-o", "json"))
    k.run("label", plural, "one", "z=1")
    current["spec"]["size"] = 2
    k.expect("replace", "-f", "-", given=json.dumps(current), says="the object has been modified", fails=True)


def apply_on_the_server(k, words):
    mine = GADGET % {**words, "colour": "red"}
    k.expect("apply", "--server-side", "--field-manager=mine", "-f", "-", given=mine, says="conflict", fails=True)
    k.expect("apply", "--server-side", "--field-manager=mine", "--force-conflicts", "-f", "-", given=mine, says="serverside-applied")


def watch(k, words):
    watching = subprocess.Popen(k.base + ["get", "gadgets." + words["group"], "-w", "--no-headers", "--request-timeout=6s"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    listed = watching.stdout.readline()
    k.run("apply", "-f", "-", given=(GADGET % {**words, "colour": "red"}).replace("name: one", "name: watched"))
    seen, _ = watching.communicate(timeout=60)
    assert "one" in listed and "watched" in seen, f"kubectl get -w saw\n{listed}{seen}"


def owners(k, words):
    """What a custom object owns goes with it; a namespace takes its custom objects along."""
    plural = "gadgets." + words["group"]
    uid = k.run("get", plural, "watched", "-o", "jsonpath={.metadata.uid}").strip()
    k.run("create", "configmap", "owned", "--from-literal=a=b")
    reference = [{"apiVersion": words["group"] + "/v1", "kind": "Gadget", "name": "watched", "uid": uid}]
    k.run("patch", "configmap", "owned", "--type=merge", "-p", json.dumps({"metadata": {"ownerReferences": reference}}))
    k.expect("delete", plural, "watched", says="deleted")
    k.run("wait", "--for=delete", "configmap/owned", "--timeout=30s")
    space = "gone-" + words["number"]
    k.run("create", "namespace", space)
    k.run("apply", "-n", space, "-f", "-", given=GADGET % {**words, "colour": "red"})
    k.expect("delete", "namespace", space, "--timeout=60s", says="deleted")


def remove(k, words):
    k.expect("delete", "crd", "gadgets." + words["group"], "--timeout=30s", says="deleted")
    k.run("get", "gadgets." + words["group"], fails=True)
    # What was there is gone for good.
    k.run("apply", "-f", "-", given=DEFINITION % words)
    k.run("wait", "--for=condition=Established", "crd/gadgets." + words["group"], "--timeout=30s")
    k.expect("get", "gadgets." + words["group"], says="No resources found")
    k.run("delete", "crd", "gadgets." + words["group"])


def with_python(plane):
    try:
        import yaml
        from kubernetes import client, config, watch as watching
    except ImportError:
        print("python3-kubernetes is not installed")
        return
    words = {"group": "python.ex.io", "number": "p"}
    config.load_kube_config(plane.kubeconfig)
    definitions = client.ApiextensionsV1Api()
    definitions.create_custom_resource_definition(yaml.safe_load(DEFINITION % words))
    for event in watching.Watch().stream(definitions.list_custom_resource_definition, timeout_seconds=30):
        conditions = event["object"].status.conditions or []
        if event["object"].spec.group == words["group"] and any(c.type == "Established" and c.status == "True" for c in conditions):
            break
    custom = client.CustomObjectsApi()
    where = (words["group"], "v1", "default", "gadgets")
    made = custom.create_namespaced_custom_object(*where, yaml.safe_load(GADGET % {**words, "colour": "red"}))
    assert made["spec"]["size"] == 1 and made["metadata"]["generation"] == 1, made
    custom.patch_namespaced_custom_object_status(*where, "one", {"status": {"size": 7, "selector": "a=b"}})
    scale = custom.get_namespaced_custom_object_scale(*where, "one")
    assert scale["spec"] == {"replicas": 1} and scale["status"] == {"replicas": 7, "selector": "a=b"}, scale
    custom.patch_namespaced_custom_object(*where, "one", {"spec": {"size": 2}})
    assert [item["spec"]["size"] for item in custom.list_namespaced_custom_object(*where)["items"]] == [2]
    for event in watching.Watch().stream(custom.list_namespaced_custom_object, *where, timeout_seconds=20):
        assert event["object"]["metadata"]["name"] == "one", event
        break
    stale = {**made, "spec": {"colour": "green"}}
    try:
        custom.replace_namespaced_custom_object(*where, "one", stale)
        raise AssertionError("a stale update went unnoticed")
    except client.exceptions.ApiException as refusal:
        assert refusal.status == 409, refusal
    custom.delete_namespaced_custom_object(*where, "one")
    definitions.delete_custom_resource_definition("gadgets." + words["group"])
    print("the Python client: works")


def main():
    programs = kubectls()
    if not programs:
        print("no kubectl on this machine")
        return 77
    with ControlPlane(sys.argv[1]) as plane:
        for number, (version, program) in enumerate(sorted(programs.items())):
            words = {"group": f"n{number}.ex.io", "number": str(number)}
            k = Kubectl(program, plane.kubeconfig, f"test-{number}")
            k.run("create", "namespace", f"test-{number}")
            for step in (add, use, refuse, apply_on_the_server, watch, owners, remove):
                step(k, words)
            print(f"kubectl {version}: works")
        with_python(plane)
    return 0


if __name__ == "__main__":
    sys.exit(main())
