# Sourced by scripts that run a containerd of their own; see README.md. Each begins with
#     . containerd.sh; enter_namespaces "$@"; folder=$1; socket=...
# and then calls prepare_containerd and start_containerd. What it runs ends with the script.

# Runs the script again in mount, network, PID, UTS and IPC namespaces of its own.
enter_namespaces() {
    if [ -z "${SKIFF_INSIDE:-}" ]; then
        SKIFF_INSIDE=1 exec unshare --mount --net --pid --uts --ipc --fork --kill-child --mount-proc "$0" "$@"
    fi
    mount --make-rprivate /
    mount -t tmpfs tmpfs /run
    # crun refuses the hybrid layout of cgroups.
    umount /sys/fs/cgroup/unified 2>/dev/null || true
    ip link set lo up
}

# Writes the settings of containerd and of its pods' network, which is 10.244.7.0/24; a word more goes into the bridge's.
prepare_containerd() {
    local bridge=${1:-}
    mkdir -p "$folder/cni"
    cat >"$folder/cni/10-test.conflist" <<END
{"cniVersion": "0.4.0", "name": "test", "plugins": [{"type": "bridge", "bridge": "cni0", "isGateway": true,
 "isDefaultGateway": true, $bridge "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.7.0/24"}]],
 "dataDir": "$folder/networks"}}]}
END
    cat >"$folder/config.toml" <<END
version = 2
root = "$folder/root"
state = "/run/containerd"
[grpc]
  address = "$socket"
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
    coproc READY { exec "$(dirname "${BASH_SOURCE[0]}")/ready_socket.py" "$folder/notify"; }
    await_word listening
}

# The next word of ready_socket.py; the script fails when it does not come.
await_word() {
    local word
    read -r -t 120 word <&"${READY[0]}" && [ "$word" = "$1" ]
}

# Runs a service in the background until it says that it is ready; its number is in $service. LOG PROGRAM...
start_service() {
    local log=$1
    shift
    NOTIFY_SOCKET=$folder/notify "$@" >>"$log" 2>&1 &
    service=$!
    await_word ready
}

start_containerd() {
    start_service "$folder/containerd.log" containerd --config "$folder/config.toml" --log-level warn
    containerd=$service
}

kill_containerd() {
    kill -9 "$containerd"
    wait "$containerd" || true
}

import_images() {
    local archive
    for archive; do
        ctr -a "$socket" -n k8s.io images import "$archive" >>"$folder/containerd.log" 2>&1
    done
}
