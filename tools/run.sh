#!/bin/bash
# run.sh BIN: starts the default cluster and opens the console; without a display prints status and next steps.
set -euo pipefail
bin=$1
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$bin/skiff-desktop" ]; then
    "$bin/skiff" start
    exec "$bin/skiff-desktop"
fi
"$bin/skiff" start
echo
"$bin/skiff" status
cat <<END

No display here, so the console was not opened. Next steps:
  $bin/skiff kubectl get nodes          your kubectl on this cluster (context "skiff" in your kubeconfig)
  $bin/skiff kubectl apply -f resources/samples/web.yaml
  $bin/skiff stop                       the cluster keeps its data; start brings it back
END
