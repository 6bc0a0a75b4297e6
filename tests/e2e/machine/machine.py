#!/usr/bin/env python3
"""The main job end to end in virtual machines; see README.md."""
import json
import os
import sys

from machine_setting import DRIVERS, PHASES, parse, run_in_setting, start_words
import machine_faults
import second_cluster
import ssh_terminal
import workload
from harness import Steps, check, has_context
from host_state import HostState
from setting import check_nothing_left, keep_logs


def nodes_of(options):
    return 2 if options.kind == "system" and options.whole else 1


def start(cluster, kind, count):
    """Each phase is told, in order, with its seconds."""
    out = cluster.skiff(*start_words(kind), "--memory", "1g", "--nodes", str(count), "-o", "json").stdout
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


def delete(clusters, host):
    host.remember_networks()
    for cluster in clusters:
        if cluster.status()["state"] != "absent":
            cluster.skiff("delete")
        check(cluster.status()["state"] == "absent", "the profile should be gone")
        check(not os.path.exists(os.path.join(cluster.home, "profiles", cluster.profile)), "the folder should be gone")
        check(not has_context(cluster), f"the context {cluster.profile} should be gone")
    check_nothing_left(host)


def doctor(cluster, kind):
    done = cluster.skiff("doctor", "--driver", DRIVERS[kind], "-o", "json", ok=None)
    report = json.loads(done.stdout)
    problems = [finding for finding in report["findings"] if finding["verdict"] == "problem"]
    check(done.returncode == (1 if problems else 0) and report["healthy"] == (not problems), done.stdout)
    names = {finding["name"] for finding in report["findings"]}
    check({"kvm", "qemu", "libvirt", "disk", "inotify"} <= names, str(names))
    check(all(finding["remedy"] for finding in problems), str(problems))


def keep_data(cluster):
    """What the start after a stop must find: a file of the node's disk, and an object."""
    cluster.skiff("ssh", "--", "sh", "-c", "echo written before > /var/lib/kept")
    cluster.kubectl("create", "configmap", "kept", "--from-literal=words=written-before")


def data_is_kept(cluster):
    check(cluster.skiff("ssh", "--", "cat", "/var/lib/kept").stdout == "written before\n", "the node's disk has lost a file")
    check(cluster.get("configmap", "kept")["data"] == {"words": "written-before"}, "the object has changed")


def restart(cluster):
    """In one word; the same pods, their data, and the service are there again."""
    names = sorted(pod["metadata"]["name"] for pod in workload.pods(cluster))
    cluster.skiff("restart")
    cluster.wait_until("the same pods Ready", lambda: sorted(
        pod["metadata"]["name"] for pod in workload.ready_pods(cluster)) == names)


def no_second_node(cluster, other):
    """Machines with user networks do not reach each other: refused before anything is made, with the way out."""
    done = other.skiff(*start_words(cluster.kind), "--nodes", "2", ok=False)
    check("take one node, or driver libvirt with its system connection, or driver local" in done.stderr, done.stderr)
    check(not os.path.exists(os.path.join(other.home, "profiles", other.profile)), "nothing should be made")


def samples_steps(run, cluster, options, samples):
    run.step("image load", workload.load_images, cluster, options.images)
    run.step("apply", workload.apply_samples, cluster, samples)
    run.step("get, describe", workload.look, cluster)
    run.step("logs, exec", workload.logs_and_exec, cluster)
    run.step("service", workload.services, cluster)
    run.step("port-forward", workload.port_forward, cluster)
    if not options.whole:
        return
    run.step("scale, delete pod", workload.scale_and_replace, cluster)
    run.step("roll, undo", workload.roll_and_undo, cluster, samples)
    run.step("explain, unknown field", workload.explain_and_refuse, cluster, samples)
    run.step("broken input", workload.broken_yaml, cluster)


def fault_steps(run, cluster, options):
    """Spread over the kinds, since each start costs seconds under emulation; the whole of them for each with --whole."""
    kind, whole = options.kind, options.whole
    if kind == "qemu" or whole:
        run.step("kill -9 skiffd", machine_faults.kill_skiffd, cluster)
    if kind == "qemu" or whole:
        run.step("kill -9 QEMU during writes", machine_faults.kill_qemu_during_writes, cluster, options.source, options.images)
    run.step("data before the start", keep_data, cluster)
    if kind == "system" or whole:
        run.step("stop, start", stop_and_start, cluster)
        run.step("data after the start", data_is_kept, cluster)
    if kind == "session" or whole:
        run.step("restart", restart, cluster)
        run.step("data after the restart", data_is_kept, cluster)
    if whole:
        run.step("service after all that", workload.services, cluster)


def run_steps(setting):
    options, cluster = setting.options, setting.cluster(f"vm-{os.getpid()}")
    samples = os.path.join(options.source, "resources/samples")
    second = setting.cluster(cluster.profile + "-b")
    host = HostState(setting.home, [cluster.profile, second.profile])
    run = Steps(options.only)
    try:
        run.step("doctor", doctor, cluster, options.kind)
        if options.kind != "system":
            run.step("two nodes", no_second_node, cluster, second)
        run.step("start", start, cluster, options.kind, nodes_of(options))
        run.step("node, ip, ssh, logs", words_for_people, cluster, options.kind, nodes_of(options))
        run.step("ssh in a terminal", ssh_terminal.resize_during_session, cluster)
        samples_steps(run, cluster, options, samples)
        run.step("pause, unpause", pause, cluster)
        fault_steps(run, cluster, options)
        if options.whole:
            run.step("delete samples", workload.delete_samples, cluster, samples)
        if options.kind == "system" or options.whole:
            run.step("a second cluster", second_cluster.beside, cluster, second)
            run.step("the first is deleted", second_cluster.outlives, cluster, second)
        if options.kind == "system":
            run.step("the network goes", second_cluster.network_goes, second, options.whole)
    finally:
        if options.keep:
            print(f"kept: SKIFF_HOME={setting.home} KUBECONFIG={setting.home}/kubeconfig, profile {cluster.profile}")
        else:
            if run.failed:
                keep_logs(cluster)
            run.always("delete", delete, [cluster, second], host)
    return run


if __name__ == "__main__":
    options = parse(__doc__)
    sys.exit(run_in_setting(options, run_steps))
