#!/bin/bash
# Prints the path of every kubectl on this machine, oldest version first, one a line; nothing when there is none.
# Looks on PATH, and beside a Google Cloud SDK, which brings several versions as kubectl.1.NN.
set -euo pipefail
candidates() {
    type -aP kubectl || true
    local gcloud
    for gcloud in $(type -aP gcloud || true) /usr/lib/google-cloud-sdk/bin/gcloud; do
        [ -e "$gcloud" ] && ls "$(dirname "$(readlink -f "$gcloud")")"/kubectl.1.* 2>/dev/null
    done
    true
}
candidates | sort -u | while read -r path; do
    version=$("$path" version --client -o json 2>/dev/null | sed -n 's/.*"gitVersion": *"v\([0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] && echo "$version $path"
done | sort -V -u -k1,1 | cut -d' ' -f2-
