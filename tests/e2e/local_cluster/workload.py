"""What a user does with kubectl; each function is one step and leaves what the next one needs."""
import json
import os
import subprocess
import urllib.request

from harness import check

NODE_PORT = 30080


def pods(cluster):
    return [pod for pod in cluster.get("pods", "-l", "app=web")["items"] if "deletionTimestamp" not in pod["metadata"]]


def ready_pods(cluster):
    def is_ready(pod):
        return any(c["type"] == "Ready" and c["status"] == "True" for c in pod.get("status", {}).get("conditions", []))
    return [pod for pod in pods(cluster) if is_ready(pod)]


def release_of(pod):
    return next(env["value"] for env in pod["spec"]["containers"][0]["env"] if env["name"] == "RELEASE")


def load_images(cluster, images):
    out = cluster.skiff("image", "load", os.path.join(images, "web.tar")).stdout
    check("skiff.local/web:1.0" in out, out)
    with open(os.path.join(images, "busybox.tar"), "rb") as archive:
        out = cluster.skiff("image", "load", "-", stdin=archive).stdout
    check("skiff.local/busybox:1.0" in out, out)


def apply_samples(cluster, samples):
    out = cluster.kubectl("apply", "-f", f"{samples}/web.yaml").stdout
    for words in ("configmap/web-page created", "deployment.apps/web created", "service/web created"):
        check(words in out, out)
    cluster.kubectl("apply", "-f", f"{samples}/client.yaml")
    out = cluster.kubectl("rollout", "status", "deployment/web", cluster.timeout()).stdout
    check('deployment "web" successfully rolled out' in out, out)
    check(len(ready_pods(cluster)) == 3, "three pods should be Ready")
    cluster.kubectl("wait", "--for=condition=Ready", "pod/client", cluster.timeout())


def look(cluster):
    out = cluster.kubectl("get", "all", "-o", "wide").stdout
    for words in ("pod/web-", "service/web", "deployment.apps/web", "replicaset.apps/web-", "3/3", "skiff.local/web:1.0", "10.244."):
        check(words in out, f"'{words}' is missing:\n{out}")
    name = pods(cluster)[0]["metadata"]["name"]
    out = cluster.kubectl("describe", "pod", name).stdout
    for words in ("Status:", "Running", "Scheduled", "Started", "web-page"):
        check(words in out, f"'{words}' is missing:\n{out}")
    out = cluster.kubectl("describe", "deployment", "web").stdout
    check("3 desired | 3 updated | 3 total | 3 available | 0 unavailable" in out and "ScalingReplicaSet" in out, out)
    out = cluster.kubectl("get", "nodes").stdout
    check(" Ready " in out, out)


def logs_and_exec(cluster):
    name = pods(cluster)[0]["metadata"]["name"]
    cluster.wait_until("log lines of the readiness probe", lambda: "url:/" in cluster.kubectl("logs", name).stdout, 20)
    out = cluster.kubectl("exec", name, "--", "cat", "/www/index.html").stdout
    check("<h1>Ahoy</h1>" in out, out)
    out = cluster.kubectl("exec", name, "--", "sh", "-c", "echo $POD_NAME $RELEASE").stdout
    check(out.split() == [name, "1"], out)
    done = cluster.kubectl("exec", name, "--", "sh", "-c", "exit 7", ok=None)
    check(done.returncode == 7, f"exec should give exit code 7, not {done.returncode}: {done.stderr}")


def services(cluster):
    address = cluster.get("service", "web")["spec"]["clusterIP"]
    for target in (address, "web", "web.default.svc.cluster.local"):
        out = cluster.wait_until(f"http://{target}/ from inside a pod",
                                 lambda: cluster.kubectl("exec", "client", "--", "wget", "-q", "-O", "-", f"http://{target}/").stdout, 30)
        check("<h1>Ahoy</h1>" in out, out)
    url = f"http://{cluster.node_address()}:{NODE_PORT}/"
    page = cluster.wait_until(f"{url} from the host", lambda: urllib.request.urlopen(url, timeout=5).read().decode(), 30)
    check("<h1>Ahoy</h1>" in page, page)
    out = cluster.kubectl("exec", "client", "--", "sh", "-c", "cat /var/run/secrets/kubernetes.io/serviceaccount/namespace").stdout
    check(out == "default", out)


def port_forward(cluster):
    """kubectl carries a port of the host to the service's pods, on a port that is free."""
    words = [cluster.kubectl_program, "--context", cluster.profile, "port-forward", "service/web", ":80"]
    forward = subprocess.Popen(words, env=cluster.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, **cluster.as_user())
    try:
        line = forward.stdout.readline()
        check(line.startswith("Forwarding from 127.0.0.1:"), line)
        port = int(line.split(":", 1)[1].split()[0])
        for _ in range(3):
            page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20 * cluster.patience).read().decode()
            check("<h1>Ahoy</h1>" in page, page)
    finally:
        forward.terminate()
        forward.communicate()


def scale_and_replace(cluster):
    cluster.kubectl("scale", "deployment/web", "--replicas=5")
    cluster.wait_until("five Ready pods", lambda: len(ready_pods(cluster)) == 5)
    cluster.kubectl("scale", "deployment/web", "--replicas=3")
    cluster.wait_until("three pods", lambda: len(pods(cluster)) == 3)
    gone = pods(cluster)[0]["metadata"]["name"]
    cluster.kubectl("delete", "pod", gone)
    cluster.wait_until("a new pod in its place",
                       lambda: len(ready_pods(cluster)) == 3 and gone not in [p["metadata"]["name"] for p in pods(cluster)])


def roll_and_undo(cluster, samples):
    out = cluster.kubectl("apply", "-f", f"{samples}/web-changed.yaml").stdout
    check("deployment.apps/web configured" in out and "service/web unchanged" in out, out)
    cluster.kubectl("rollout", "status", "deployment/web", cluster.timeout())
    check({release_of(pod) for pod in ready_pods(cluster)} == {"2"}, "all pods should be of release 2")
    out = cluster.kubectl("rollout", "history", "deployment/web").stdout
    check("1" in out and "2" in out, out)
    cluster.kubectl("rollout", "undo", "deployment/web")
    cluster.kubectl("rollout", "status", "deployment/web", cluster.timeout())
    cluster.wait_until("all pods of release 1 again", lambda: [release_of(pod) for pod in pods(cluster)] == ["1"] * 3)


def explain_and_refuse(cluster, samples):
    out = cluster.kubectl("explain", "deployment.spec.replicas").stdout
    check("replicas" in out and "<integer>" in out, out)
    done = cluster.kubectl("apply", "-f", f"{samples}/web-unknown-field.yaml", ok=False)
    check("replicaCount" in done.stderr, done.stderr)


def broken_yaml(cluster):
    broken = os.path.join(cluster.home, "broken.yaml")
    with open(broken, "w") as file:
        file.write("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n data: {}\n")
    done = cluster.kubectl("apply", "-f", broken, ok=False)
    check("line" in done.stderr, done.stderr)
    done = cluster.kubectl("create", "configmap", "Not_A_Name", ok=False)
    check("Not_A_Name" in done.stderr and "Invalid value" in done.stderr, done.stderr)


def delete_samples(cluster, samples):
    cluster.kubectl("delete", "-f", f"{samples}/web.yaml", "-f", f"{samples}/client.yaml", cluster.timeout())
    cluster.wait_until("no pod, replica set or endpoint left", lambda: not [
        kind for kind in ("pods", "replicasets", "deployments", "endpointslices")
        if [item for item in cluster.get(kind)["items"] if item["metadata"]["name"] != "kubernetes"]])
    cluster.wait_until("no container left in containerd", lambda: not cluster.skiff(
        "ssh", "--", "/usr/bin/ctr", "-n", "k8s.io", "containers", "ls", "-q").stdout.strip())


def node_pid(cluster):
    with open(os.path.join(cluster.home, "profiles", cluster.profile, "run/state.json")) as file:
        return json.load(file)["nodes"][0]["pid"]
