"""Runs `skiffd server` in a temporary folder for a test."""
import os
import pathlib
import signal
import subprocess
import tempfile
import time


class ControlPlane:
    """A control plane on a free loopback port; use it in a with statement."""

    def __init__(self, skiffd):
        self.skiffd = skiffd
        self.folder = tempfile.TemporaryDirectory()
        self.kubeconfig = os.path.join(self.folder.name, "kubeconfig")

    def __enter__(self):
        self.log = open(os.path.join(self.folder.name, "log"), "wb")
        self.process = subprocess.Popen(
            [self.skiffd, "server", "--data-dir", os.path.join(self.folder.name, "data"), "--bind", "127.0.0.1",
             "--https-port", "0", "--write-kubeconfig", self.kubeconfig], stderr=self.log)
        deadline = time.monotonic() + 60
        while not os.path.exists(self.kubeconfig):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("skiffd server did not start:\n" + self.messages())
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.log.close()
        messages = self.messages()
        self.folder.cleanup()
        assert code == 0, f"skiffd server ended with {code}:\n{messages}"

    def messages(self):
        return pathlib.Path(self.log.name).read_text()


def kubectls():
    """Every kubectl of the machine, one for each version that there is."""
    folders = [pathlib.Path(folder) for folder in os.environ.get("PATH", "").split(":")]
    folders.append(pathlib.Path("/usr/lib/google-cloud-sdk/bin"))
    programs = {}
    for folder in folders:
        for program in sorted(folder.glob("kubectl*")) if folder.is_dir() else []:
            if not os.access(program, os.X_OK) or program.name.count("-"):
                continue
            said = subprocess.run([program, "version", "--client", "-o", "json"], capture_output=True, text=True, timeout=60)
            if said.returncode == 0 and '"gitVersion"' in said.stdout:
                version = said.stdout.split('"gitVersion": "')[1].split('"')[0]
                programs.setdefault(version, str(program))
    return programs
