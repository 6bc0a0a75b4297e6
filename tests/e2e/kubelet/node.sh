#!/bin/bash
# node.sh FOLDER SKIFFD ARCHIVE...
# A node in private mount, network, PID, UTS and IPC namespaces with everything below FOLDER: containerd with the
# archives' images, `skiffd server` and `skiffd agent`. Says "ready" when all run. A line written into
# FOLDER/control acts: "kill-agent" kills the agent (-9) and starts another, "reboot" also ends every container
# and starts containerd anew. Ends with everything inside when its process ends.
set -eu
. "$(dirname "$0")/../../support/containerd/containerd.sh"
enter_namespaces "$@"
folder=$1 skiffd=$2 socket=/run/containerd.sock
shift 2
address=172.30.99.2
ip link add node0 type bridge
ip address add $address/24 dev node0
ip link set node0 up
echo 1 >/proc/sys/net/ipv4/ip_forward
prepare_containerd '"hairpinMode": true,'
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
import_images "$@"
start_service "$folder/server.log" "$skiffd" server --data-dir "$folder/server" --bind $address --advertise-address $address \
    --write-kubeconfig "$folder/admin.kubeconfig"
"$skiffd" credentials --data-dir "$folder/server" --node node-1 --address $address --out "$folder/agent"
start_agent
mkfifo "$folder/control"
# Held open for both ways: who wrote an order may close it late, which is no end.
exec 3<>"$folder/control"
echo ready
while read -r order <&3; do
    case $order in
    kill-agent)
        kill_agent
        start_agent
        ;;
    reboot)
        kill_agent
        kill_containerd
        for shim in $(pidof containerd-shim-runc-v2); do kill -9 "$shim"; done
        for process in /proc/[0-9]*; do
            grep -qs kubepods "$process/cgroup" && kill -9 "${process#/proc/}" 2>/dev/null || true
        done
        ip link delete cni0 2>/dev/null || true
        # /proc/mounts also has the host's network namespaces, which our own /run hides.
        awk -v kubelet="$folder/kubelet/" '$2 ~ "^/run/(containerd|netns)/" || index($2, kubelet) == 1 {print $2}' /proc/mounts |
            sort -r | while read -r mounted; do ! mountpoint -q "$mounted" || umount -l "$mounted"; done
        rm -rf /run/containerd /run/netns "$folder/networks"
        start_containerd
        start_agent
        ;;
    esac
done
