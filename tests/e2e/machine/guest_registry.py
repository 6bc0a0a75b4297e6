"""A registry of one image inside the node, for pulls without any network: files behind the node's own busybox httpd.

containerd speaks plain HTTP to 127.0.0.1; the httpd gives a manifest its type by the end of its tag's name."""
import json
import os
import subprocess
import tarfile

PORT = 5000
IMAGE = f"127.0.0.1:{PORT}/pulled:1.manifest"
BLOB_MB = 8


def make_image(source, images, folder):
    """An OCI archive with a shell and a large file that no other image has."""
    root = os.path.join(folder, "root")
    os.makedirs(root)
    archive, layer = os.path.join(images, "busybox.tar"), os.path.join(folder, "layer.tar")
    with tarfile.open(archive) as tar:
        manifest = json.loads(read(tar, json.loads(read(tar, "index.json"))["manifests"][0]))
        with open(layer, "wb") as file:
            file.write(read(tar, manifest["layers"][0]))
    subprocess.run(["tar", "-x", "-f", layer, "-C", root], check=True)
    with open(os.path.join(root, "blob"), "wb") as file:
        file.write(os.urandom(BLOB_MB << 20))
    pulled = os.path.join(folder, "pulled.tar")
    subprocess.run([os.path.join(source, "tools/oci_image.py"), "--root", root, "--output", pulled, "--name", IMAGE, "--cmd", "/bin/sh"],
                   check=True, stdout=subprocess.DEVNULL)
    return pulled


def read(tar, what):
    """A file of an OCI archive: by name, or by a descriptor's digest."""
    name = what if isinstance(what, str) else "blobs/" + what["digest"].replace(":", "/")
    return tar.extractfile(name).read()


def add(tree, name, content):
    path = os.path.join(tree, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def make_tree(pulled, tree):
    """What GET of the distribution API's paths must answer."""
    repository, tag = IMAGE.split("/", 1)[1].split(":")
    with tarfile.open(pulled) as tar:
        descriptor = json.loads(read(tar, "index.json"))["manifests"][0]
        content = read(tar, descriptor)
        manifest = json.loads(content)
        for name in (tag, descriptor["digest"]):
            add(tree, f"v2/{repository}/manifests/{name}", content)
        for blob in [manifest["config"], *manifest["layers"]]:
            add(tree, f"v2/{repository}/blobs/{blob['digest']}", read(tar, blob))
    add(tree, "httpd.conf", f".manifest:{descriptor['mediaType']}\n".encode())


def serve(cluster, source, images):
    """Puts the registry into the node and starts it; it ends with the machine."""
    folder = os.path.join(cluster.home, "registry")
    make_tree(make_image(source, images, folder), os.path.join(folder, "tree"))
    archive = os.path.join(folder, "tree.tar")
    subprocess.run(["tar", "-c", "-f", archive, "-C", os.path.join(folder, "tree"), "."], check=True)
    with open(archive, "rb") as file:
        cluster.skiff("ssh", "--", "sh", "-c", "mkdir -p /var/lib/registry && tar -x -C /var/lib/registry", stdin=file)
    cluster.skiff("ssh", "--", "httpd", "-p", f"127.0.0.1:{PORT}", "-h", "/var/lib/registry", "-c", "/var/lib/registry/httpd.conf")
