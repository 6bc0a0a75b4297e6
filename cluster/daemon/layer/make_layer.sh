#!/bin/bash
# make_layer.sh LAYER PAUSE-TAR PROGRAM...: fills the folder LAYER with what a node needs of Skiff itself:
# the programs with those shared libraries that libc6 does not bring, side by side in usr/lib/skiff.
# (skiffd looks for libraries beside itself; its own ld.so and libc are those of the node image.)
set -euo pipefail
layer=$1 pause=$2
shift 2
partial=$layer.part
rm -rf "$partial"
folder=$partial/usr/lib/skiff
mkdir -p "$folder/images"
install -m 644 "$pause" "$folder/images/pause.tar"
libc='ld-linux.*|libc|libm|libdl|librt|libpthread|libresolv|libutil|libnss_.*|libanl'
for program in "$@"; do
    install -m 755 "$program" "$folder/"
    { ldd "$program" 2> /dev/null || true; } | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | while read -r library; do
        [[ $(basename "$library") =~ ^($libc)\.so ]] || install -m 644 "$library" "$folder/"
    done
done
rm -rf "$layer"
mv "$partial" "$layer"
