# Sourced. Writes archives that the kernel unpacks as its first file system ("newc" cpio), the same
# bytes for the same files; cpio(1) would put inode numbers and times into them.

# cpio_entry NAME MODE [FILE]: an entry with FILE's content, owned by root; MODE is octal with the type.
cpio_entry() {
    local name=$1 mode=$2 file=${3:-} size=0
    [ -z "$file" ] || size=$(stat -L -c %s "$file")
    cpio_inode=$((${cpio_inode:-0} + 1))
    printf '070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s\0' \
        $cpio_inode $((8#$mode)) 0 0 1 0 "$size" 0 0 0 0 $((${#name} + 1)) 0 "$name"
    cpio_pad $((110 + ${#name} + 1))
    [ -z "$file" ] || { cat "$file"; cpio_pad "$size"; }
}

cpio_pad() {
    local missing=$(((4 - $1 % 4) % 4))
    [ $missing = 0 ] || printf '%.*s' $missing '...' | tr . '\0'
}

cpio_end() {
    cpio_entry 'TRAILER!!!' 0
    cpio_inode=0
}
