"""What every end-to-end test of the local driver begins and ends with."""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from harness import check

SKIPPED = 77


def find_kubectls(source):
    """The oldest and the newest on this machine."""
    paths = subprocess.run([os.path.join(source, "tools/find-kubectl.sh")], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    return [paths[0], paths[-1]] if len(paths) > 1 else paths


def make_images(source, images):
    if not os.path.exists(os.path.join(images, "web.tar")):
        subprocess.run([os.path.join(source, "tests/e2e/images/build"), images], check=True)


def check_nothing_left(state):
    for what, left in state.left().items():
        check(not left, f"left behind, {what}: {sorted(map(str, left))}")


def keep_logs(cluster):
    """Copies what the nodes wrote, for whoever looks into a failure."""
    folder = os.path.join(cluster.home, "profiles", cluster.profile)
    for root, _, files in os.walk(folder):
        for name in files:
            if name.endswith(".log"):
                target = os.path.join(cluster.home, "logs", os.path.relpath(os.path.join(root, name), folder).replace("/", "."))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy(os.path.join(root, name), target)


def make_home():
    """A SKIFF_HOME on a real disk; overlay's upper folders do not work on every other."""
    home = tempfile.mkdtemp(prefix="skiff-e2e-", dir=os.environ.get("SKIFF_E2E_FOLDER", "/var/tmp"))
    os.chmod(home, 0o755)
    return home


def parse_options():
    """The options, and the kubectls to use: none when the test cannot run here."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--images", required=True)
    parser.add_argument("--only", action="append", default=[], help="run steps whose name has this word")
    parser.add_argument("--kubectl", action="append", default=[])
    parser.add_argument("--keep", action="store_true", help="leave the cluster running")
    options = parser.parse_args()
    kubectls = options.kubectl or find_kubectls(options.source)
    built = all(os.path.exists(os.path.join(options.bin, name)) for name in ("skiff", "skiffd"))
    if os.geteuid() != 0 or not kubectls or not built:
        print("skipped: needs root, a kubectl, and skiff and skiffd built")
        kubectls = []
    options.bin = os.path.abspath(options.bin)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that a test that takes too long cleans up, too
    return options, kubectls
