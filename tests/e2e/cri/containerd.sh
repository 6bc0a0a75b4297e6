#!/bin/bash
# containerd.sh FOLDER ARCHIVE...
# Runs a containerd of its own in private mount, network, PID, UTS and IPC namespaces with everything below FOLDER, and
# imports the archives. FOLDER/ready appears when it serves FOLDER/containerd.sock. A line written into FOLDER/control
# restarts it. Ends with everything inside when its process ends.
set -eu
if [ "${1:-}" != inside ]; then
    exec unshare --mount --net --pid --uts --ipc --fork --kill-child --mount-proc "$0" inside "$@"
fi
folder=$2
shift 2
mount --make-rprivate /
mount -t tmpfs tmpfs /run
# crun refuses the hybrid layout of cgroups.
umount /sys/fs/cgroup/unified 2>/dev/null || true
ip link set lo up
mkdir -p "$folder/cni"
cat >"$folder/cni/10-test.conflist" <<END
{"cniVersion": "0.4.0", "name": "test", "plugins": [{"type": "bridge", "bridge": "cni0", "isGateway": true,
 "isDefaultGateway": true, "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.7.0/24"}]],
 "dataDir": "$folder/networks"}}]}
END
cat >"$folder/config.toml" <<END
version = 2
root = "$folder/root"
state = "/run/containerd"
[grpc]
  address = "$folder/containerd.sock"
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
mkfifo "$folder/control"
serve() {
    containerd --config "$folder/config.toml" --log-level warn >>"$folder/log" 2>&1 &
    containerd=$!
    until ctr -a "$folder/containerd.sock" version >/dev/null 2>&1; do
        kill -0 "$containerd"
        sleep 0.05
    done
}
serve
for archive; do
    ctr -a "$folder/containerd.sock" -n k8s.io images import "$archive" >>"$folder/log" 2>&1
done
touch "$folder/ready"
while read -r _ <"$folder/control"; do
    kill -9 "$containerd"
    wait "$containerd" || true
    serve
done
