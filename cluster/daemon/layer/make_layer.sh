#!/bin/bash
# make_layer.sh LAYER PAUSE-TAR CPIO-LIBRARY PROGRAM...: fills the folder LAYER with what a node needs of Skiff itself:
# the programs with those shared libraries that libc6 does not bring, side by side in usr/lib/skiff.
# (skiffd looks for libraries beside itself; its own ld.so and libc are those of the node image.)
# For virtual machines also LAYER.squashfs, the same without what only a debugger reads, and LAYER.cpio,
# skiff-init as the first program of an initrd; both need squashfs-tools.
set -euo pipefail
export LC_ALL=C
layer=$1 pause=$2 cpio_library=$3
shift 3
partial=$layer.part
rm -rf "$partial" "$layer".{squashfs,cpio}
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

PATH=$PATH:/usr/sbin:/sbin
command -v mksquashfs > /dev/null || { echo "no mksquashfs: this build has no virtual machines"; exit 0; }
stripped=$layer.stripped
trap 'rm -rf "$stripped"' EXIT
rm -rf "$stripped"
cp -r "$layer" "$stripped"
for file in "$stripped"/usr/lib/skiff/*; do
    [ -d "$file" ] || strip "$file"
done
. "$cpio_library"
{ cpio_entry init 100755 "$stripped/usr/lib/skiff/skiff-init"; cpio_end; } > "$layer.cpio"
mksquashfs "$stripped" "$layer.squashfs.part" -noappend -no-progress -quiet -all-root -all-time 0 -mkfs-time 0 \
    -no-xattrs -no-exports -comp zstd -Xcompression-level 6 > /dev/null
mv "$layer.squashfs.part" "$layer.squashfs"
