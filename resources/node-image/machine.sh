# Sourced by build. make_machine ROOT-FOLDER: what a virtual machine boots from, made of an image's root/
# and a Debian kernel: DIR/node-image/machine-VERSION with kernel, modules.cpio (the initrd's part of it),
# root.squashfs, packages, and sha256 (a manifest). VERSION is a hash of the recipe, the root's version and
# the packages.

machine_recipe_id() {
    (cd "$here" && { recipe_id; cat machine.sh cpio.sh modules.txt machine-packages.txt; } | sha256sum | cut -c1-16)
}

current_machine() {
    local link=$images/machine-current-$1
    [ -e "$link/sha256" ] && [ -O "$link/root.squashfs" ] && readlink -f "$link"
}

# The kernel that Debian makes for virtual machines.
kernel_package() { echo "linux-image-cloud-$(dpkg --print-architecture)"; }

resolve_machine() {
    local wanted
    wanted=$(names "$here/machine-packages.txt")
    # shellcheck disable=SC2086
    apt-get -qq -s -o Dir::State::status=/dev/null -o Debug::NoLocking=1 install --no-install-recommends \
        $wanted "$(kernel_package)" |
        sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1=\2/p' |
        awk -F= 'NR == FNR { wanted[$1]; next } $1 in wanted || /^linux-image-[0-9].*-cloud-/' <(echo "$wanted") - | sort
}

module_words() { sed -n "s/^$1[[:space:]]\+//p" "$here/modules.txt"; }

# The files of modules and of what they need, below kernel/, in the order in which they load.
module_files() {
    local base=$1 version=$2 name
    shift 2
    for name in "$@"; do
        modprobe -d "$base" -S "$version" --show-depends "$name" || fail "the kernel has no module $name"
    done | sed -n "s|^insmod .*/lib/modules/$version/\([^ ]*\).*|\1|p" | awk '!seen[$0]++'
}

# Puts the modules that modules.txt names into ROOT, and those of the initrd into CPIO.
install_modules() {
    local debs=$1 root=$2 cpio=$3 version folder file path
    version=$(basename "$debs"/lib/modules/*)
    folder=$root/usr/lib/modules/$version
    depmod -b "$debs" "$version"
    mapfile -t initrd < <(module_files "$debs" "$version" $(module_words root))
    mapfile -t first < <(module_files "$debs" "$version" $(module_words root) $(module_words first))
    mapfile -t started < <(module_files "$debs" "$version" $(module_words root) $(module_words first) $(module_words start))
    mkdir -p "$folder"
    (
        cd "$debs/lib/modules/$version"
        cp --parents modules.builtin modules.builtin.modinfo modules.order "${started[@]}" "$folder"
        for path in $(module_words there); do
            find "kernel/$path" -name '*.ko' -exec cp --parents {} "$folder" \;
        done
        # What those need in their turn.
        find "$folder" -name '*.ko' -printf 'kernel/%P\n' | sed 's|^kernel/kernel/|kernel/|' |
            awk -F: 'NR == FNR { have[$0]; next } $1 in have { print $2 }' - modules.dep | tr ' ' '\n' | sort -u |
            sed '/^$/d' | xargs -r cp --parents -t "$folder"
    )
    depmod -b "$root/usr" "$version" 2> /dev/null || depmod -b "$root" "$version"
    # Init loads these in this order, those of the initrd being there already.
    printf '%s\n' "${first[@]:${#initrd[@]}}" > "$folder/skiff.first"
    printf '%s\n' "${started[@]:${#first[@]}}" > "$folder/skiff.start"
    {
        cpio_entry modules 40755
        for file in "${!initrd[@]}"; do
            cpio_entry "$(printf 'modules/%02d-%s' "$file" "$(basename "${initrd[file]}")")" 100644 \
                "$debs/lib/modules/$version/${initrd[file]}"
        done
        cpio_end
    } > "$cpio"
}

make_machine() {
    local base=$1 recipe version target tool deb
    PATH=$PATH:/usr/sbin:/sbin
    for tool in mksquashfs depmod modprobe; do
        command -v "$tool" > /dev/null || fail "$tool is missing: install the packages squashfs-tools and kmod"
    done
    recipe=$(machine_recipe_id)
    work=$(mktemp -d "$images/.machine.XXXXXX")
    trap 'rm -rf "$work"' EXIT

    progress 0 "resolving the kernel"
    resolve_machine > "$work/packages" 2> "$work/apt.log" || true
    if ! grep -q ^linux-image "$work/packages"; then
        if current_machine "$recipe"; then return; fi
        cat "$work/apt.log" >&2
        fail "apt knows no kernel $(kernel_package): run 'apt-get update' (as root) and try again"
    fi
    version=$( (echo "$recipe"; basename "$base"; cat "$work/packages") | sha256sum | cut -c1-16)
    target=$images/machine-$version
    if [ -e "$target/sha256" ] && [ -O "$target/root.squashfs" ]; then
        ln -sfn "machine-$version" "$images/machine-current-$recipe"
        echo "$target"
        return
    fi

    mkdir "$work/debs" "$work/kernel-root"
    progress 5 "downloading the kernel"
    (cd "$work/debs" && apt-get -qq -o APT::Sandbox::User=root download $(cat "$work/packages") 2>> "$work/apt.log") ||
        { cat "$work/apt.log" >&2; fail "cannot download the kernel"; }
    progress 40 "unpacking the kernel"
    # Files that stay as they are share their disk space with the folder.
    cp -al "$base/root" "$work/root" 2> /dev/null || cp -a "$base/root" "$work/root"
    for deb in "$work"/debs/*.deb; do
        case $(basename "$deb") in
            linux-image-*) dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$work/kernel-root" --no-same-owner ;;
            *) dpkg-deb --fsys-tarfile "$deb" |
                tar -x -C "$work/root" --keep-directory-symlink --no-same-owner --no-same-permissions --exclude=./usr/share \
                    --exclude=./lib/systemd --exclude=./etc/cron.d --exclude=./lib/udev ;;
        esac
    done
    # Of e2fsprogs only what makes and mends a disk.
    (cd "$work/root/usr/sbin" && rm -f badblocks debugfs dumpe2fs e2freefrag e2image e2label e2mmpstatus e2scrub e2scrub_all e2undo \
        e4crypt e4defrag filefrag logsave mklost+found resize2fs tune2fs)
    rm -f "$work"/root/usr/bin/{chattr,lsattr}
    mv "$work"/kernel-root/boot/vmlinuz-* "$work/kernel"
    install_modules "$work/kernel-root" "$work/root" "$work/modules.cpio"
    chmod -R u+rwX,go+rX,go-w "$work/root/usr/lib/modules"

    progress 60 "compressing the root disk"
    mksquashfs "$work/root" "$work/root.squashfs" -noappend -no-progress -quiet -all-root -all-time 0 -mkfs-time 0 \
        -no-xattrs -no-exports -comp zstd -Xcompression-level 9 > "$work/squash.log" 2>&1 || { cat "$work/squash.log" >&2; fail "mksquashfs failed"; }

    rm -rf "$work/debs" "$work/kernel-root" "$work/root" "$work/apt.log" "$work/squash.log"
    (cd "$work" && sha256sum kernel modules.cpio root.squashfs packages > sha256)
    chmod 755 "$work"
    chmod 644 "$work"/*
    rm -rf "$target"
    mv "$work" "$target"
    ln -sfn "machine-$version" "$images/machine-current-$recipe"
    progress 100 "done"
    echo "$target"
}
