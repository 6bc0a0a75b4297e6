#!/usr/bin/env python3
"""The official Python client: create, list, watch, patch, delete."""
import sys

from control_plane import ControlPlane

try:
    from kubernetes import client, config, watch
except ImportError:
    print("python3-kubernetes is not installed")
    sys.exit(77)


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
    print("python client: works")
    return 0


if __name__ == "__main__":
    sys.exit(main())
