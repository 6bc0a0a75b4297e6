#!/bin/bash
# containerd.sh FOLDER ARCHIVE...
# Runs a containerd of its own in private mount, network, PID, UTS and IPC namespaces with everything below FOLDER, and
# imports the archives. Says "ready" when it serves FOLDER/containerd.sock. A line written into FOLDER/control
# restarts it. Ends with everything inside when its process ends.
set -eu
. "$(dirname "$0")/../../support/containerd/containerd.sh"
enter_namespaces "$@"
folder=$1 socket=$1/containerd.sock
shift
prepare_containerd
start_containerd
import_images "$@"
mkfifo "$folder/control"
# Held open for both ways: who wrote an order may close it late, which is no end.
exec 3<>"$folder/control"
echo ready
while read -r _ <&3; do
    kill_containerd
    start_containerd
done
