#!/usr/bin/env python3
"""Makes an OCI image archive of one layer, the same bytes for the same files.

oci_image.py --name REPOSITORY:TAG --output FILE [--root FOLDER] [--file SOURCE:PATH]...
             [--env NAME=VALUE]... [--port N]... [--user U] [--cmd WORD]... [-- ENTRYPOINT...]

The layer holds FOLDER's content and each SOURCE at PATH, owned by root, dated 1970.
`ctr -n k8s.io images import FILE` and `skiff image load FILE` take the result.
"""
import argparse
import hashlib
import io
import json
import os
import platform
import tarfile

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def entry(name, mode, kind=tarfile.REGTYPE, size=0, link=""):
    info = tarfile.TarInfo(name)
    info.mode, info.type, info.size, info.linkname = mode, kind, size, link
    return info


class Layer:
    def __init__(self):
        self.bytes = io.BytesIO()
        self.tar = tarfile.open(fileobj=self.bytes, mode="w", format=tarfile.USTAR_FORMAT)
        self.folders = set()

    def add_folder(self, path, mode=0o755):
        parent = os.path.dirname(path)
        if parent:
            self.add_folder(parent)
        if path not in self.folders:
            self.folders.add(path)
            self.tar.addfile(entry(path, mode, tarfile.DIRTYPE))

    def add(self, source, path):
        if os.path.dirname(path):
            self.add_folder(os.path.dirname(path))
        mode = os.lstat(source).st_mode & 0o7777
        if os.path.islink(source):
            self.tar.addfile(entry(path, 0o777, tarfile.SYMTYPE, link=os.readlink(source)))
        else:
            with open(source, "rb") as file:
                self.tar.addfile(entry(path, mode, size=os.path.getsize(source)), file)

    def add_tree(self, root):
        for folder, folders, files in os.walk(root):
            folders.sort()
            below = os.path.relpath(folder, root)
            if below != ".":
                self.add_folder(below, os.stat(folder).st_mode & 0o7777)
            for name in sorted(files + [f for f in folders if os.path.islink(os.path.join(folder, f))]):
                self.add(os.path.join(folder, name), os.path.normpath(os.path.join(below, name)))

    def finish(self):
        self.tar.close()
        return self.bytes.getvalue()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--root")
    parser.add_argument("--file", action="append", default=[])
    parser.add_argument("--env", action="append", default=[])
    parser.add_argument("--port", action="append", default=[])
    parser.add_argument("--user", default="")
    parser.add_argument("--cmd", action="append", default=[], help="what runs unless a pod says otherwise")
    parser.add_argument("entrypoint", nargs="*")
    options = parser.parse_args()

    layer = Layer()
    if options.root:
        layer.add_tree(options.root)
    for pair in options.file:
        source, path = pair.split(":", 1)
        layer.add(source, path.lstrip("/"))

    blobs = {}

    def add_blob(content, media_type):
        digest = hashlib.sha256(content).hexdigest()
        blobs[digest] = content
        return {"mediaType": media_type, "digest": "sha256:" + digest, "size": len(content)}

    def add_json(value, media_type):
        return add_blob(json.dumps(value, separators=(",", ":"), sort_keys=True).encode(), media_type)

    layer_blob = add_blob(layer.finish(), "application/vnd.oci.image.layer.v1.tar")
    architecture = ARCHITECTURES.get(platform.machine(), platform.machine())
    config = {"Env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + options.env}
    if options.entrypoint:
        config["Entrypoint"] = options.entrypoint
    if options.cmd:
        config["Cmd"] = options.cmd
    if options.user:
        config["User"] = options.user
    if options.port:
        config["ExposedPorts"] = {port + "/tcp": {} for port in options.port}
    config_blob = add_json({"architecture": architecture, "os": "linux", "config": config,
                            "rootfs": {"type": "layers", "diff_ids": [layer_blob["digest"]]}},
                           "application/vnd.oci.image.config.v1+json")
    manifest = add_json({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                         "config": config_blob, "layers": [layer_blob]},
                        "application/vnd.oci.image.manifest.v1+json")
    manifest["annotations"] = {"io.containerd.image.name": options.name,
                               "org.opencontainers.image.ref.name": options.name.rsplit(":", 1)[-1]}
    manifest["platform"] = {"architecture": architecture, "os": "linux"}
    index = {"schemaVersion": 2, "manifests": [manifest]}

    partial = options.output + ".part"
    with tarfile.open(partial, "w", format=tarfile.USTAR_FORMAT) as archive:
        def write(name, content):
            archive.addfile(entry(name, 0o644, size=len(content)), io.BytesIO(content))
        write("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
        for digest in sorted(blobs):
            write("blobs/sha256/" + digest, blobs[digest])
        write("index.json", json.dumps(index, separators=(",", ":"), sort_keys=True).encode())
    os.replace(partial, options.output)


if __name__ == "__main__":
    main()
