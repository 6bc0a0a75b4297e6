#!/usr/bin/env python3
"""The main job end to end on the local driver; see README.md."""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import faults
import host_state
import workload
from harness import Cluster, Steps, check

SKIPPED = 77


def find_kubectls(source):
    """The oldest and the newest on this machine."""
    paths = subprocess.run([os.path.join(source, "tools/find-kubectl.sh")], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
    return [paths[0], paths[-1]] if len(paths) > 1 else paths


def make_images(source, images):
    if not os.path.exists(os.path.join(images, "web.tar")):
        subprocess.run([os.path.join(source, "tests/e2e/images/build"), images], check=True)


def host_snapshot(home):
    return {"processes": host_state.processes(home), "mounts": host_state.mounts(home), "links": host_state.links(),
            "routes": host_state.routes(), "firewall": host_state.firewall(), "control groups": host_state.cgroups()}


def compare(before, after):
    for what, was in before.items():
        now = after[what]
        if isinstance(was, set):
            check(not now - was, f"left behind, {what}: {sorted(now - was)}")
        else:
            check(now == was, f"{what} changed:\n{was}\n---\n{now}")


def start(cluster):
    out = cluster.skiff("start", "--network", "isolated").stdout
    print(out, end="")
    check("Ready in" in out, out)
    check(cluster.status()["state"] == "running", "the state should be running")


def outside_untouched(before, home):
    check(host_state.firewall() == before["firewall"], "the host's firewall changed")
    check(not host_state.mounts(home), "the host sees mounts of the cluster")


def delete(cluster, before):
    cluster.skiff("delete")
    check(cluster.status()["state"] == "absent", "the profile should be gone")
    check(not os.path.exists(os.path.join(cluster.home, "profiles", cluster.profile)), "the folder should be gone")
    contexts = cluster.run([cluster.kubectl_program, "config", "get-contexts", "-o", "name"]).stdout.split()
    check(cluster.profile not in contexts, f"the context should be gone: {contexts}")
    compare(before, host_snapshot(cluster.home))


def keep_logs(cluster):
    """Copies what the nodes wrote, for whoever looks into a failure."""
    folder = os.path.join(cluster.home, "profiles", cluster.profile)
    for root, _, files in os.walk(folder):
        for name in files:
            if name.endswith(".log"):
                target = os.path.join(cluster.home, "logs", os.path.relpath(os.path.join(root, name), folder).replace("/", "."))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy(os.path.join(root, name), target)


def main():
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
        return SKIPPED

    samples = os.path.join(options.source, "resources/samples")
    make_images(options.source, options.images)
    home = tempfile.mkdtemp(prefix="skiff-e2e-", dir=os.environ.get("SKIFF_E2E_FOLDER", "/var/tmp"))
    os.chmod(home, 0o755)
    cluster = Cluster(options.bin, home, f"e2e-{os.getpid()}")
    cluster.kubectl_program = kubectls[-1]
    before = host_snapshot(home)
    run = Steps(options.only)
    try:
        run.step("start", start, cluster)
        run.step("host untouched", outside_untouched, before, home)
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
                run.step("kill -9 server", faults.kill_service, cluster, "server")
                run.step("kill -9 agent", faults.kill_service, cluster, "agent")
                run.step("stop, start", faults.stop_and_start, cluster)
                run.step("start again", faults.start_twice, cluster)
                run.step("kill init", faults.kill_init, cluster)
                run.step("services after restart", workload.services, cluster)
            run.step(f"{version}: delete", workload.delete_samples, cluster, samples)
        run.step("mistakes", faults.mistakes, cluster)
        run.step("without privilege", faults.without_privilege, cluster)
        run.step("no disk", faults.no_disk, cluster)
        run.step("interrupted start", faults.interrupted_start, cluster)
    finally:
        if options.keep:
            print(f"kept: SKIFF_HOME={home} KUBECONFIG={home}/kubeconfig, profile {cluster.profile}")
        else:
            if run.failed:
                keep_logs(cluster)
            run.step("delete", delete, cluster, before)
            subprocess.run([cluster.skiff_program, "delete", "-p", cluster.profile], env=cluster.environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
            if not run.failed:
                shutil.rmtree(home)
            else:
                print(f"logs stay in {home}")
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
