#!/bin/bash
# ksyntaxhighlighting.sh CACHE: builds KSyntaxHighlighting for Qt 6 from Debian 13's source package into
# CACHE/ksyntaxhighlighting, once. Debian 12 packages only the Qt 5 build. Without it Skiff still builds,
# with a plainer highlighter; so a failure here is a notice, not an error.
set -euo pipefail
cache=$1
version=5.116.0
prefix=$cache/ksyntaxhighlighting
stamp=$prefix/.skiff-$version-qt$(pkg-config --modversion Qt6Core 2>/dev/null || echo 6)
[ -e "$stamp" ] && exit 0

work=$(mktemp -d "$cache/ksyntaxhighlighting.XXXXXX")
trap 'rm -rf "$work"' EXIT

fetch_source() {
    local mirror
    # The user's own mirror, with Debian 13's source index beside it; apt checks the signatures.
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
        awk '$2 !~ /security|updates|backports/ && $1 ~ /\/debian\/?$/ { print $1; exit }')
    [ -n "$mirror" ] || { echo "no Debian mirror in apt's configuration" >&2; return 1; }
    mkdir -p "$work/lists/partial"
    cat > "$work/source.sources" <<END
Types: deb-src
URIs: $mirror
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
    : > "$work/status"
    local options=(-o "Dir::Etc::sourcelist=$work/source.sources" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::Lists=$work/lists" -o "Dir::State::status=$work/status" -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update -q
    (cd "$work" && apt-get "${options[@]}" source -q --download-only --tar-only ksyntax-highlighting)
}

build() {
    mkdir "$work/source"
    tar -xf "$work"/ksyntax-highlighting_*.orig.tar.* -C "$work/source" --strip-components=1
    sed -i 's/find_package(ECM 5\.[0-9]*\.[0-9]* /find_package(ECM 5.103.0 /' "$work/source/CMakeLists.txt"
    cmake -S "$work/source" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DQT_MAJOR_VERSION=6 \
        -DBUILD_TESTING=OFF -DCMAKE_INSTALL_PREFIX="$work/install" -DCMAKE_INSTALL_LIBDIR=lib
    cmake --build "$work/build"
    cmake --install "$work/build"
}

echo "Building KSyntaxHighlighting $version for Qt 6 (once, about a minute) …"
if fetch_source > "$work/log" 2>&1 && build >> "$work/log" 2>&1; then
    rm -rf "$prefix"
    mv "$work/install" "$prefix"
    touch "$stamp"
else
    cp "$work/log" "$cache/ksyntaxhighlighting.log"
    echo "notice: KSyntaxHighlighting could not be built; YAML gets a plainer highlighter. Log: $cache/ksyntaxhighlighting.log"
fi
