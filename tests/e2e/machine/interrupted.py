#!/usr/bin/env python3
"""Starts that end too early, in every phase: by Ctrl-C, and by kill -9 of `skiff start`; see README.md."""
import os
import signal
import subprocess
import sys

from machine_setting import PHASES, parse, run_in_setting, start_words
from harness import Steps, check, has_context
from host_state import HostState


def cut_start(cluster, host, phase, number):
    """Sends the signal to a start as soon as it has told that `phase` began; its exit code and output."""
    words = [cluster.skiff_program, *start_words(cluster.kind), "-p", cluster.profile, "--memory", "512m", "-o", "json"]
    started = subprocess.Popen(words, env=cluster.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, **cluster.as_user())
    told = ""
    try:
        for line in started.stdout:
            told += line
            if f'"phase":"{phase}"' in line:
                break
        host.remember_networks()
    finally:
        started.send_signal(number)
        out, err = started.communicate(timeout=60 * cluster.patience)
    check(f'"phase":"{phase}"' in told, f"the start never came to phase {phase}: {told}{out}{err}")
    return started.returncode, told + out + err


def nothing_left(cluster, host):
    check(not os.path.exists(os.path.join(cluster.home, "profiles", cluster.profile)), "the folder should be gone")
    check(not has_context(cluster), "the context should be gone")
    # A program that was being started when its parent was killed finds its files gone, and ends by itself.
    cluster.wait_until("nothing left of it", lambda: not any(host.left().values()), 5)


def stopped_by_user(cluster, host, phase):
    """Ctrl-C leaves nothing of a new profile."""
    code, out = cut_start(cluster, host, phase, signal.SIGINT)
    check(code == 1 and '"type":"error"' in out, f"exit code {code}: {out}")
    nothing_left(cluster, host)


def killed_and_deleted(cluster, host, phase):
    cut_start(cluster, host, phase, signal.SIGKILL)
    cluster.skiff("delete")
    nothing_left(cluster, host)


def killed_and_started(cluster, host, phase):
    """The next start goes on with what there is."""
    cut_start(cluster, host, phase, signal.SIGKILL)
    cluster.skiff(*start_words(cluster.kind))
    cluster.wait_until("it runs", lambda: cluster.status()["state"] == "running")
    check(has_context(cluster), "the context should be there")
    cluster.skiff("delete")
    nothing_left(cluster, host)


def run_steps(setting):
    run = Steps(setting.options.only)
    cluster = setting.cluster(f"cut-{os.getpid()}")
    host = HostState(setting.home, [cluster.profile])
    # Each start costs seconds under emulation: what a kill leaves of libvirt's is looked at there, of ours with QEMU.
    deleted = setting.options.kind != "qemu" or setting.options.whole
    started = setting.options.kind == "qemu" or setting.options.whole
    try:
        for phase in PHASES:
            run.step(f"Ctrl-C in phase {phase}", stopped_by_user, cluster, host, phase)
            if deleted:
                run.step(f"killed in phase {phase}, deleted", killed_and_deleted, cluster, host, phase)
            if started:
                run.step(f"killed in phase {phase}, started again", killed_and_started, cluster, host, phase)
    finally:
        cluster.skiff("delete", ok=None)
    return run


if __name__ == "__main__":
    options = parse(__doc__)
    sys.exit(run_in_setting(options, run_steps))
