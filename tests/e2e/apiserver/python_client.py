#!/usr/bin/env python3
"""The official Python client: create, list, watch, patch, delete."""
import json
import sys

from control_plane import ControlPlane

try:
    from kubernetes import client, config, dynamic, watch
except ImportError:
    print("python3-kubernetes is not installed")
    sys.exit(77)


def apply_with(core):
    """Server-side apply, conflicts and dry runs as the client sends them."""
    api = dynamic.DynamicClient(core.api_client).resources.get(api_version="v1", kind="ConfigMap")
    def apply(manager, values, **options):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": values}
        return api.server_side_apply(name="applied", namespace="default", body=json.dumps(body).encode(), field_manager=manager, **options)
    assert apply("one", {"a": "1"}).metadata.managedFields[0].manager == "one"
    try:
        apply("two", {"a": "2"})
        raise AssertionError("a conflict went unnoticed")
    except client.exceptions.ApiException as refusal:
        cause = json.loads(refusal.body)["details"]["causes"][0]
        assert refusal.status == 409 and cause["reason"] == "FieldManagerConflict" and cause["field"] == ".data.a", refusal.body
    assert apply("two", {"a": "2"}, force_conflicts=True).data.a == "2"
    dry = core.create_namespaced_config_map("default", {"metadata": {"name": "dry"}}, dry_run="All", field_manager="dry")
    assert dry.metadata.managed_fields is None and dry.metadata.resource_version is None
    core.delete_namespaced_config_map("applied", "default", dry_run="All")
    read = core.read_namespaced_config_map("applied", "default")
    assert [entry.manager for entry in read.metadata.managed_fields] == ["two"]
    core.patch_namespaced_config_map("applied", "default", {"data": {"b": "1"}})
    managers = {entry.manager for entry in core.read_namespaced_config_map("applied", "default").metadata.managed_fields}
    assert managers == {"two", "OpenAPI-Generator"}, managers


def main():
    with ControlPlane(sys.argv[1]) as plane:
        config.load_kube_config(plane.kubeconfig)
        core = client.CoreV1Api()
        made = core.create_namespaced_config_map("default", {"metadata": {"name": "c1", "labels": {"x": "y"}}, "data": {"a": "1"}})
        listed = core.list_namespaced_config_map("default", label_selector="x=y")
        assert [item.metadata.name for item in listed.items] == ["c1"]
        core.patch_namespaced_config_map("c1", "default", {"data": {"b": "2"}})
        core.delete_namespaced_config_map("c1", "default")
        seen = []
        for event in watch.Watch().stream(core.list_namespaced_config_map, "default", label_selector="x=y",
                                          resource_version=made.metadata.resource_version, timeout_seconds=20):
            seen.append(event["type"])
            if event["type"] == "DELETED":
                break
        assert seen == ["MODIFIED", "DELETED"], seen
        try:
            core.read_namespaced_config_map("c1", "default")
            raise AssertionError("a deleted object was read")
        except client.exceptions.ApiException as refusal:
            assert refusal.status == 404
        apply_with(core)
    print("python client: works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
