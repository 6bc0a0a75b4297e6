#!/bin/bash
# node.sh FOLDER SKIFFD ARCHIVE...
# A node in private mount, network, PID, UTS and IPC namespaces with everything below FOLDER: containerd with the
# archives' images, `skiffd server` and `skiffd agent`. FOLDER/ready appears when all run. A line written into
# FOLDER/control acts: "kill-agent" kills the agent (-9) and starts another, "reboot" also ends every container
# and starts containerd anew. Ends with everything inside when its process ends.
set -eu
if [ "${1:-}" != inside ]; then
    exec unshare --mount --net --pid --uts --ipc --fork --kill-child --mount-proc "$0" inside "$@"
fi
folder=$2
skiffd=$3
shift 3
address=172.30.99.2
mount --make-rprivate /
mount -t tmpfs tmpfs /run
# crun refuses the hybrid layout of cgroups.
umount /sys/fs/cgroup/unified 2>/dev/null || true
ip link set lo up
ip link add node0 type bridge
ip address add $address/24 dev node0
ip link set node0 up
echo 1 >/proc/sys/net/ipv4/ip_forward
mkdir -p "$folder/cni"
cat >"$folder/cni/10-test.conflist" <<END
{"cniVersion": "0.4.0", "name": "test", "plugins": [{"type": "bridge", "bridge": "cni0", "isGateway": true,
 "isDefaultGateway": true, "hairpinMode": true, "ipam": {"type": "host-local",
 "ranges": [[{"subnet": "10.244.7.0/24"}]], "dataDir": "$folder/networks"}}]}
END
cat >"$folder/config.toml" <<END
version = 2
root = "$folder/root"
state = "/run/containerd"
[grpc]
  address = "/run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "skiff.local/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  disable_hugetlb_controller = true
  disable_tcp_service = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$folder/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "crun"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.crun]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.crun.options]
        BinaryName = "crun"
END
start_containerd() {
    containerd --config "$folder/config.toml" --log-level warn >>"$folder/containerd.log" 2>&1 &
    containerd=$!
    until ctr -a /run/containerd.sock version >/dev/null 2>&1; do
        kill -0 "$containerd"
        sleep 0.05
    done
}
start_agent() {
    "$skiffd" agent --kubeconfig "$folder/agent/kubeconfig" --node-name node-1 --node-ip $address \
        --runtime-endpoint unix:///run/containerd.sock --data-dir "$folder/kubelet" --pod-logs "$folder/pod-logs" \
        --pod-cidr 10.244.7.0/24 >>"$folder/agent.log" 2>&1 &
    agent=$!
}
kill_agent() {
    kill -9 "$agent"
    wait "$agent" || true
}
start_containerd
for archive; do
    ctr -a /run/containerd.sock -n k8s.io images import "$archive" >>"$folder/containerd.log" 2>&1
done
"$skiffd" server --data-dir "$folder/server" --bind $address --advertise-address $address \
    --write-kubeconfig "$folder/admin.kubeconfig" >>"$folder/server.log" 2>&1 &
until [ -e "$folder/admin.kubeconfig" ]; do sleep 0.05; done
"$skiffd" credentials --data-dir "$folder/server" --node node-1 --address $address --out "$folder/agent"
start_agent
mkfifo "$folder/control"
touch "$folder/ready"
while read -r order <"$folder/control"; do
    case $order in
    kill-agent)
        kill_agent
        start_agent
        ;;
    reboot)
        kill_agent
        kill -9 "$containerd"
        wait "$containerd" || true
        for shim in $(pidof containerd-shim-runc-v2); do kill -9 "$shim"; done
        for process in /proc/[0-9]*; do
            grep -qs kubepods "$process/cgroup" && kill -9 "${process#/proc/}" 2>/dev/null || true
        done
        ip link delete cni0 2>/dev/null || true
        awk -v kubelet="$folder/kubelet/" '$2 ~ "^/run/(containerd|netns)/" || index($2, kubelet) == 1 {print $2}' /proc/mounts |
            sort -r | xargs -r umount -l
        rm -rf /run/containerd /run/netns "$folder/networks"
        start_containerd
        start_agent
        ;;
    esac
done
