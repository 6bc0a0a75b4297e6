#!/bin/bash
# update_screenshots.sh [BUILD]: takes the screenshots anew and puts the ones that docs/ shows there, small.
# The cluster's need root; the folder BUILD (default build) must be built.
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$source/build}" && pwd)
taken=$build/artefacts/screenshots
ctest --test-dir "$build" -R '^gui_(window|many_pods|custom_kinds|editor|cluster|logs|terminal|forwards|apply|actions|machine|gallery)$' --output-on-failure

mkdir -p "$source/docs/screenshots"
while read -r name from; do
    # True colours: a smaller palette would dither what is meant to be flat.
    convert "$taken/$from.png" -strip -define png:compression-level=9 -define png:compression-filter=5 "PNG24:$source/docs/screenshots/$name.png"
done <<END
start start-light-en
starting starting-light-en
starting-machine starting-machine-light-en
start-failed start-failed-dark-en
pods pods-light-en
pods-dark pods-dark-en
pods-zh details-light-zh_CN
details details-dark-en
yaml yaml-light-en
logs cluster-logs-dark-en
terminal cluster-terminal-dark-en
forwards cluster-forwards-light-en
panel-logs panel-logs-light-en
panel-logs-dark panel-logs-dark-en
panel-logs-table panel-logs-table-dark-en
panel-terminal panel-terminal-dark-en
panel-terminal-paste panel-terminal-paste
panel-node-shell panel-node-shell-light-en
panel-forwards panel-forwards-dark-en
apply-overlay apply-overlay-light-en
apply-listed apply-listed-light-en
apply-change apply-change-dark-en
apply-applied apply-applied-light-en
apply-undone apply-undone-light-en
columns columns-light-en
custom-kind custom-kind-light-en
many-pods many-pods-light-en
editor editor-problems-light-en
editor-conflict editor-conflict-light-en
editor-changed editor-changed-dark-en
editor-dry-run editor-dry-run-light-en
plugin-question plugin-question
overview actions-overview-light-en
overview-dark actions-overview-dark-zh_CN
rollback actions-rollback-light-en
delete actions-delete-dark-en
drain actions-drain-light-en
palette actions-palette-dark-en
widgets-light gallery-light
widgets-dark gallery-dark
editor-widgets-light gallery-editor-light-en
editor-widgets-dark gallery-editor-dark-en
END
if type -P optipng > /dev/null; then
    optipng -quiet -o3 "$source"/docs/screenshots/*.png
fi
ls -l "$source/docs/screenshots"
