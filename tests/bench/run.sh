#!/bin/bash
# run.sh BIN [PART...]: prints the figures that DESIGN's bars are about, part by part; all parts when none is named.
# Parts: api, net, store, apiserver, desktop (programs), controllers (a control plane), cluster (a whole local cluster; needs root), machine (one in a virtual machine).
set -euo pipefail
bin=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(api net store apiserver controllers cluster machine desktop)

program() {
    if [ -x "$bin/$1" ]; then
        "$bin/$@"
    else
        echo "not built: $1"
    fi
}

echo "Machine: $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1 /proc/loadavg)"
for part in "${parts[@]}"; do
    echo
    echo "== $part"
    case $part in
    api) program skiff-bench-api; program skiff-bench-apply ;;
    net) program skiff-bench-net ;;
    store) program skiff-bench-store ;;
    apiserver) program skiff-bench-apiserver --skiffd "$bin/skiffd" ;;
    desktop)
        export QT_QPA_PLATFORM=offscreen
        program skiff-bench-desktop
        program skiff-bench-logs
        program skiff-bench-editor
        program skiff-bench-edit-engines
        program skiff-bench-stall || echo "a bar of the desktop is missed" ;;
    controllers) python3 "$here/controllers/controllers_bench.py" --skiffd "$bin/skiffd" ;;
    cluster) python3 "$here/cluster/cluster.py" --bin "$bin" --source "$here/../.." --images "$bin/../images" ;;
    machine) python3 "$here/machine/machine.py" --bin "$bin" ;;
    *) echo "no such part: $part" >&2; exit 2 ;;
    esac
done
