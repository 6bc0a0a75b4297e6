#!/bin/bash
# run.sh BIN: starts the default cluster and opens the console; without a display prints status and next steps.
# Driver local needs root, so another user is asked for it by sudo; the console itself runs as the user.
set -euo pipefail
bin=$1

skiff() {
    if [ "$(id -u)" = 0 ]; then
        "$bin/skiff" "$@"
    else
        sudo --preserve-env=HOME,KUBECONFIG,SKIFF_HOME,XDG_DATA_HOME,XDG_CACHE_HOME "$bin/skiff" "$@"
    fi
}

skiff start
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$bin/skiff-desktop" ]; then
    exec "$bin/skiff-desktop"
fi
echo
skiff status
cat <<END

No display here, so the console was not opened. Next steps:
  $bin/skiff kubectl -- get nodes       your kubectl on this cluster (it also has the context "skiff")
  $bin/skiff image load FILE            put an image of your own into the cluster
  $bin/skiff stop                       the cluster keeps its data; start brings it back
END
