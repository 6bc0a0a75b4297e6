#!/usr/bin/env python3
"""The node image is made a second time, and compared byte for byte with the one in the cache; see README.md."""
import argparse
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77


def build(recipe, *words):
    """The folders that the recipe prints between its words on progress: the root's and the machine's."""
    done = subprocess.run([recipe, "--machine", *words], stdout=subprocess.PIPE, text=True)
    folders = [line for line in done.stdout.splitlines() if line.startswith("/")]
    return folders if done.returncode == 0 and len(folders) == 2 else None


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def differences(first, second):
    """What of two builds is not the same: the machine's files themselves, and the root as a tar stream (its sha256)."""
    found = []
    for one, other in zip(first, second):
        names = {os.path.basename(path) for folder in (one, other) for path in glob.glob(folder + "/*") if os.path.isfile(path)} - {"used"}
        for name in sorted(names):
            paths = [os.path.join(folder, name) for folder in (one, other)]
            if not all(map(os.path.exists, paths)) or digest(paths[0]) != digest(paths[1]):
                found.append(f"{os.path.basename(one)}/{name}")
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", required=True, help="share/skiff of a build")
    options = parser.parse_args()
    recipe = os.path.join(options.share, "node-image/build")
    # The cache's may be of older packages than those that apt knows now: both are asked now.
    first = build(recipe)
    if not first:
        print("skipped: the image cannot be made here (no packages)")
        return SKIPPED
    cache = tempfile.mkdtemp(prefix="skiff-again-", dir="/var/tmp")
    try:
        second = build(recipe, "--cache", cache)
        if not second:
            print("the second build failed", file=sys.stderr)
            return 1
        print(f"{' '.join(map(os.path.basename, first))}; again: {' '.join(map(os.path.basename, second))}")
        if [os.path.basename(path) for path in first] != [os.path.basename(path) for path in second]:
            print("not the same version", file=sys.stderr)
            return 1
        different = differences(first, second)
        print("the same bytes" if not different else f"different: {', '.join(different)}", flush=True)
        return 1 if different else 0
    finally:
        shutil.rmtree(cache)


if __name__ == "__main__":
    sys.exit(main())
