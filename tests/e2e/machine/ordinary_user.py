"""An account without privileges, with a home, programs and the node image of its own."""
import os
import shutil
import subprocess

NOBODY = 65534


def open_to_all(path):
    """Whether any user gets there."""
    while True:
        if not os.stat(path).st_mode & 0o001:
            return False
        if path == "/":
            return True
        path = os.path.dirname(path)


def give(path):
    subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", path], check=True)


def programs_for(binaries, home):
    """The folder of skiff: its own, or a copy where that is in somebody's home."""
    if open_to_all(binaries):
        return binaries
    copied = os.path.join(home, "installed")
    os.makedirs(os.path.join(copied, "bin"))
    shutil.copy(os.path.join(binaries, "skiff"), os.path.join(copied, "bin/skiff"))
    subprocess.run(["cp", "-r", os.path.join(binaries, "../share"), copied], check=True)
    return os.path.join(copied, "bin")


def environment_for(home):
    """A login's environment, and a cache with the image that root has made: it is the user's own to trust."""
    cache = os.path.join(home, "cache/skiff")
    roots = os.environ.get("SKIFF_CACHE") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    os.makedirs(cache)
    subprocess.run(["cp", "-a", os.path.join(roots, "skiff/node-image"), cache], check=True)
    runtime = os.path.join(home, "runtime")
    os.makedirs(runtime, 0o700)
    give(home)
    return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home,
            "XDG_RUNTIME_DIR": runtime, "SKIFF_CACHE": os.path.join(home, "cache")}
