#!/bin/bash
# Installs every package Skiff needs and builds what Debian does not package for Qt 6.
# Quick when there is nothing to do. What it builds is kept in "skiff" below $SKIFF_CACHE (default: the user's cache folder).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${SKIFF_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}}/skiff
mkdir -p "$cache"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

missing_packages() {
    local wanted installed
    wanted=$(sed -e 's/#.*//' -e '/^\s*$/d' "$here/packages.txt" | sort)
    installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | awk '$1 == "ii" { print $2 }' | sort -u)
    comm -23 <(echo "$wanted") <(echo "$installed")
}

# Some other program's package may bring kubectl and conflict with Debian's: any kubectl will do.
needs_kubectl() {
    [ -z "$("$here/../find-kubectl.sh" | head -n 1)" ]
}

missing=$(missing_packages)
if needs_kubectl; then missing="$missing kubernetes-client"; fi
if [ -n "$(echo $missing)" ]; then
    echo "Installing:" $missing
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
fi

"$here/ksyntaxhighlighting.sh" "$cache"
