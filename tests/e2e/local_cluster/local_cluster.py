#!/usr/bin/env python3
"""The main job end to end on the local driver; see README.md."""
import os
import shutil
import subprocess
import sys

import faults
import workload
from harness import Cluster, Steps, check, has_context
from host_state import HostState
from setting import SKIPPED, check_nothing_left, keep_logs, make_home, make_images, parse_options


def start(cluster):
    out = cluster.skiff("start", "--network", "isolated").stdout
    print(out, end="")
    check("Ready in" in out, out)
    check(cluster.status()["state"] == "running", "the state should be running")


def outside_untouched(host):
    host.remember_networks()
    left = host.left()
    check(host.networks and left["claims"], "the cluster should have claimed a network")
    check(not left["firewall"], f"the host's firewall changed: {left['firewall']}")
    check(not left["mounts"], f"the host sees mounts of the cluster: {left['mounts']}")


def delete(cluster, host):
    host.remember_networks()
    cluster.skiff("delete")
    check(cluster.status()["state"] == "absent", "the profile should be gone")
    check(not os.path.exists(os.path.join(cluster.home, "profiles", cluster.profile)), "the folder should be gone")
    check(not has_context(cluster), "the context should be gone")
    check_nothing_left(host)


def main():
    options, kubectls = parse_options()
    if not kubectls:
        return SKIPPED

    samples = os.path.join(options.source, "resources/samples")
    make_images(options.source, options.images)
    home = make_home()
    cluster = Cluster(options.bin, home, f"e2e-{os.getpid()}")
    cluster.kubectl_program = kubectls[-1]
    host = HostState(home, [cluster.profile, "interrupted"])
    run = Steps(options.only)
    try:
        run.step("start", start, cluster)
        run.step("host untouched", outside_untouched, host)
        run.step("image load", workload.load_images, cluster, options.images)
        for path in kubectls:
            cluster.kubectl_program = path
            version = os.path.basename(path)
            run.step(f"{version}: apply", workload.apply_samples, cluster, samples)
            run.step(f"{version}: get, describe", workload.look, cluster)
            run.step(f"{version}: logs, exec", workload.logs_and_exec, cluster)
            run.step(f"{version}: service", workload.services, cluster)
            run.step(f"{version}: scale, delete pod", workload.scale_and_replace, cluster)
            run.step(f"{version}: roll, undo", workload.roll_and_undo, cluster, samples)
            run.step(f"{version}: explain, unknown field", workload.explain_and_refuse, cluster, samples)
            run.step(f"{version}: broken input", workload.broken_yaml, cluster)
            if path == kubectls[-1]:
                run.step("kill -9 server", faults.kill_service, cluster, "skiffd", "server")
                run.step("kill -9 agent", faults.kill_service, cluster, "skiffd", "agent")
                run.step("kill -9 containerd", faults.kill_service, cluster, "containerd")
                run.step("stop, start", faults.stop_and_start, cluster)
                run.step("start again", faults.start_twice, cluster)
                run.step("kill init", faults.kill_init, cluster)
                run.step("kill monitor", faults.kill_monitor, cluster)
                run.step("services after restart", workload.services, cluster)
            run.step(f"{version}: delete", workload.delete_samples, cluster, samples)
        run.step("mistakes", faults.mistakes, cluster)
        run.step("without privilege", faults.without_privilege, cluster)
        run.step("no disk", faults.no_disk, cluster)
        run.step("no real disk", faults.no_real_disk, cluster)
        run.step("interrupted start", faults.interrupted_start, cluster)
    finally:
        if options.keep:
            print(f"kept: SKIFF_HOME={home} KUBECONFIG={home}/kubeconfig, profile {cluster.profile}")
        else:
            if run.failed:
                keep_logs(cluster)
            run.always("delete", delete, cluster, host)
            subprocess.run([cluster.skiff_program, "delete", "-p", cluster.profile], env=cluster.environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
            if not run.failed:
                shutil.rmtree(home)
            else:
                print(f"logs stay in {home}")
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
