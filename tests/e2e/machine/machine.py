#!/usr/bin/env python3
"""The main job end to end in virtual machines; see README.md."""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../local_cluster"))
import machine_faults
import ordinary_user
import workload
from harness import Cluster, Steps, check
from host_state import HostState
from libvirt_daemon import LibvirtDaemon
from setting import SKIPPED, check_nothing_left, find_kubectls, keep_logs, make_home, make_images

# Emulation on two shared cores, against namespaces.
PATIENCE = 4
DRIVERS = {"qemu": "qemu", "system": "libvirt", "session": "libvirt"}
PHASES = ["image", "machine", "kernel", "init", "containerd", "control-plane", "node"]


def nodes_of(options):
    return 2 if options.kind == "system" and options.whole else 1


def start_words(kind, nodes):
    words = ["start", "--network", "isolated", "--memory", "1g"]
    if kind == "system":
        words += ["--libvirt", "system", "--nodes", str(nodes)]
    if kind == "session":
        words += ["--libvirt", "session"]
    return words


def start(cluster, kind, count):
    """Each phase is told, in order, with its seconds."""
    out = cluster.skiff(*start_words(kind, count), "-o", "json").stdout
    events = [json.loads(line) for line in out.splitlines()]
    done = [event["phase"] for event in events if event["type"] == "phase" and event["state"] == "done"]
    check(done == PHASES, f"phases: {done}")
    for event in events:
        if event["type"] == "phase" and event["state"] == "done":
            print(f"             {event['phase']:14} {event['seconds']:6.2f} s  {event['text']}")
    status = events[-1]
    check(status["state"] == "running" and status["driver"] == DRIVERS[kind], out)


def words_for_people(cluster, kind, count):
    """status, node list, ip, ssh and logs say what is."""
    nodes = json.loads(cluster.skiff("node", "list", "-o", "json").stdout)["nodes"]
    check(len(nodes) == count and all(node["ready"] for node in nodes), str(nodes))
    address = cluster.skiff("ip").stdout.strip()
    check((address == "127.0.0.1") == (kind != "system"), f"ip: {address}")
    out = cluster.skiff("ssh", "--", "sh", "-c", "id -u; uname -n; cat").stdout
    check(out.split() == ["0", cluster.profile], out)
    done = cluster.skiff("ssh", "--", "sh", "-c", "exit 7", ok=None)
    check(done.returncode == 7, f"ssh should give exit code 7, not {done.returncode}")
    check(cluster.skiff("logs", "agent").stdout, "the agent should have a log")
    cluster.skiff("logs", "console")


def pause(cluster):
    cluster.skiff("pause")
    check(cluster.status()["state"] == "paused", "the state should be paused")
    cluster.skiff("ssh", "--", "true", ok=False)
    cluster.skiff("unpause")
    cluster.wait_until("running again", lambda: cluster.status()["state"] == "running")


def stop_and_start(cluster):
    names = sorted(pod["metadata"]["name"] for pod in workload.pods(cluster))
    cluster.skiff("stop")
    check(cluster.status()["state"] == "stopped", "the state should be stopped")
    cluster.skiff("start")
    cluster.wait_until("the same pods Ready", lambda: sorted(
        pod["metadata"]["name"] for pod in workload.ready_pods(cluster)) == names)


def delete(cluster, host):
    host.remember_networks()
    cluster.skiff("delete")
    check(cluster.status()["state"] == "absent", "the profile should be gone")
    check(not os.path.exists(os.path.join(cluster.home, "profiles", cluster.profile)), "the folder should be gone")
    contexts = cluster.run([cluster.kubectl_program, "config", "get-contexts", "-o", "name"]).stdout.split()
    check(cluster.profile not in contexts, f"the context should be gone: {contexts}")
    check_nothing_left(host)


def doctor(cluster, kind):
    done = cluster.skiff("doctor", "--driver", DRIVERS[kind], "-o", "json", ok=None)
    report = json.loads(done.stdout)
    problems = [finding for finding in report["findings"] if finding["verdict"] == "problem"]
    check(done.returncode == (1 if problems else 0) and report["healthy"] == (not problems), done.stdout)
    names = {finding["name"] for finding in report["findings"]}
    check({"kvm", "qemu", "libvirt", "disk", "inotify"} <= names, str(names))
    check(all(finding["remedy"] for finding in problems), str(problems))


def samples_steps(run, cluster, options, samples):
    run.step("image load", workload.load_images, cluster, options.images)
    run.step("apply", workload.apply_samples, cluster, samples)
    run.step("get, describe", workload.look, cluster)
    run.step("logs, exec", workload.logs_and_exec, cluster)
    run.step("service", workload.services, cluster)
    if not options.whole:
        return
    run.step("scale, delete pod", workload.scale_and_replace, cluster)
    run.step("roll, undo", workload.roll_and_undo, cluster, samples)
    run.step("explain, unknown field", workload.explain_and_refuse, cluster, samples)
    run.step("broken input", workload.broken_yaml, cluster)


def run_steps(cluster, options, home):
    kind = options.kind
    samples = os.path.join(options.source, "resources/samples")
    host = HostState(cluster.home, [cluster.profile, "interrupted", "killed"])
    run = Steps(options.only)
    try:
        run.step("doctor", doctor, cluster, kind)
        run.step("start", start, cluster, kind, nodes_of(options))
        run.step("node, ip, ssh, logs", words_for_people, cluster, kind, nodes_of(options))
        samples_steps(run, cluster, options, samples)
        run.step("pause, unpause", pause, cluster)
        if kind == "qemu" or options.whole:
            run.step("kill -9 skiffd", machine_faults.kill_skiffd, cluster)
        if kind == "qemu":
            run.step("kill -9 QEMU during writes", machine_faults.kill_qemu_during_writes, cluster)
        if kind == "system" or options.whole:
            run.step("stop, start", stop_and_start, cluster)
        if options.whole:
            run.step("service after the start", workload.services, cluster)
            run.step("delete samples", workload.delete_samples, cluster, samples)
        if kind == "qemu":
            for phase in PHASES[1:-1] if options.whole else ["kernel"]:
                run.step(f"start interrupted in phase {phase}", machine_faults.interrupted_start, cluster, phase)
            if options.whole:
                run.step("start killed, started again", machine_faults.killed_start, cluster)
    finally:
        if options.keep:
            print(f"kept: SKIFF_HOME={home} KUBECONFIG={home}/kubeconfig, profile {cluster.profile}")
        else:
            if run.failed:
                keep_logs(cluster)
            run.step("delete", delete, cluster, host)
    return run


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=sorted(DRIVERS), required=True)
    for name in ("bin", "source", "images"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--only", action="append", default=[], help="run steps whose name has this word")
    parser.add_argument("--whole", action="store_true", help="also the steps that cost minutes under emulation")
    parser.add_argument("--keep", action="store_true", help="leave the cluster running")
    options = parser.parse_args()
    options.bin = os.path.abspath(options.bin)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that a test that takes too long cleans up, too
    return options


def missing(kind):
    """What a machine that builds Skiff must have (tools/setup/packages.txt)."""
    programs = ["qemu-system-x86_64"] + ([] if kind == "qemu" else ["libvirtd", "virtlogd"])
    return [name for name in programs if not shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")]


def main():
    options = parse()
    kubectls = find_kubectls(options.source)
    if os.geteuid() != 0 or not kubectls or not os.path.exists(os.path.join(options.bin, "skiffd")):
        print("skipped: needs root, a kubectl, and skiff and skiffd built")
        return SKIPPED
    if absent := missing(options.kind):
        print(f"not installed: {', '.join(absent)}: see tools/setup/packages.txt", file=sys.stderr)
        return 1
    make_images(options.source, options.images)
    # The image once, as root: each user's own is a copy.
    subprocess.run([os.path.join(options.bin, "../share/skiff/node-image/build"), "--machine"], check=True, stdout=subprocess.DEVNULL)
    home = make_home()
    daemon = LibvirtDaemon()
    try:
        if options.kind == "system":
            daemon.start()
        cluster = Cluster(options.bin, home, f"vm-{os.getpid()}", DRIVERS[options.kind])
        if options.kind == "session":
            cluster.skiff_program = os.path.join(ordinary_user.programs_for(options.bin, home), "skiff")
            cluster.environment.update(ordinary_user.environment_for(home))
            cluster.user = ordinary_user.NOBODY
        cluster.kind = options.kind
        cluster.environment["SKIFF_ACCEL"] = "tcg"
        cluster.kubectl_program = kubectls[-1]
        cluster.patience = PATIENCE
        run = run_steps(cluster, options, home)
        code = run.finish()
    finally:
        daemon.stop()
    if code == 0 and not options.keep:
        shutil.rmtree(home)
    else:
        print(f"logs stay in {home}")
    return code


if __name__ == "__main__":
    sys.exit(main())
