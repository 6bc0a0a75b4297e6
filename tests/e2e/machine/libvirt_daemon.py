"""libvirt's daemon for the time of a test, on machines where no service manager runs one."""
import os
import socket
import subprocess
import time

SOCKET = "/run/libvirt/libvirt-sock"


def answers():
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(SOCKET)
            return True
        except OSError:
            return False


class LibvirtDaemon:
    def __init__(self):
        self.started = []

    def start(self):
        if answers():
            return
        for folder in ("/run/libvirt", "/var/log/libvirt"):
            os.makedirs(folder, exist_ok=True)
        for program in ("virtlogd", "libvirtd"):
            self.started.append(subprocess.Popen([program], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        deadline = time.monotonic() + 60
        while not answers():
            if time.monotonic() > deadline or self.started[-1].poll() is not None:
                raise RuntimeError("libvirtd does not answer: see /var/log/libvirt/libvirtd.log")
            time.sleep(0.1)

    def stop(self):
        for process in reversed(self.started):
            process.terminate()
            process.wait(30)
        self.started = []
