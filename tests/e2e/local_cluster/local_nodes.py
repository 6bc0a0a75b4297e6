#!/usr/bin/env python3
"""Two clusters side by side, one of two nodes; see README.md."""
import os
import shutil
import subprocess
import sys

import faults
import workload
from harness import Cluster, Steps, check
from host_state import HostState
from setting import SKIPPED, check_nothing_left, keep_logs, make_home, make_images, parse_options


def start(pair, single):
    pair.skiff("start", "--network", "isolated", "-n", "2")
    single.skiff("start", "--network", "isolated")
    check(len(pair.get("nodes")["items"]) == 2, "two nodes should have registered")
    check(len(single.get("nodes")["items"]) == 1, "one node should have registered")
    check(pair.node_address() != single.node_address(), "profiles should have networks of their own")


def spread(pair, samples, images):
    workload.load_images(pair, images)
    workload.apply_samples(pair, samples)
    nodes = {pod["spec"]["nodeName"] for pod in workload.pods(pair)}
    check(nodes == {pair.profile, pair.profile + "-2"}, f"pods should be on both nodes, not on {nodes}")


def reach_every_pod(pair):
    for pod in workload.pods(pair):
        url = f"http://{pod['status']['podIP']}:8080/"
        out = pair.wait_until(f"{url} on {pod['spec']['nodeName']}",
                              lambda: pair.kubectl("exec", "client", "--", "wget", "-q", "-O", "-", url).stdout, 20)
        check("<h1>Ahoy</h1>" in out, out)


def delete_one(pair, single):
    single.skiff("delete")
    check(pair.status()["state"] == "running", "the other cluster should run on")
    check(single.status()["state"] == "absent", "the deleted one should be gone")


def stop_and_start(pair):
    pair.skiff("stop")
    pair.skiff("start")
    pair.wait_until("containers restarted in place, all pods Ready",
                    lambda: all(count >= 1 for count in faults.restarts(pair)) and len(workload.ready_pods(pair)) == 3)
    reach_every_pod(pair)


def delete(pair, host):
    host.remember_networks()
    pair.skiff("delete")
    check_nothing_left(host)


def main():
    options, kubectls = parse_options()
    if not kubectls:
        return SKIPPED
    samples = os.path.join(options.source, "resources/samples")
    make_images(options.source, options.images)
    home = make_home()
    pair = Cluster(options.bin, home, f"pair-{os.getpid()}")
    single = Cluster(options.bin, home, f"single-{os.getpid()}")
    pair.kubectl_program = single.kubectl_program = kubectls[-1]
    host = HostState(home, [pair.profile, single.profile])
    run = Steps(options.only)
    try:
        run.step("start two clusters", start, pair, single)
        run.step("pods on both nodes", spread, pair, samples, options.images)
        run.step("pods reach pods", reach_every_pod, pair)
        run.step("services", workload.services, pair)
        run.step("delete one cluster", delete_one, pair, single)
        run.step("stop, start", stop_and_start, pair)
    finally:
        if run.failed:
            keep_logs(pair)
        run.always("delete", delete, pair, host)
        for cluster in (pair, single):
            subprocess.run([cluster.skiff_program, "delete", "-p", cluster.profile], env=cluster.environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
        if run.failed:
            print(f"logs stay in {home}")
        else:
            shutil.rmtree(home)
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
