#!/usr/bin/env bash
# packages.sh BUILD: makes Debian's packages and the relocatable archive of a build, in BUILD/packages, lets lintian look at
# them (no errors), and builds and runs programs with what they hold, without installing anything.
set -euo pipefail
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

fail() {
    echo "packages: $1" >&2
    exit 1
}
rm -rf "$build/packages"
for kind in DEB TGZ; do
    (cd "$build" && cpack -G $kind >"packages-$kind.log" 2>&1) || fail "cpack -G $kind fails: $(tail -n 5 "$build/packages-$kind.log")"
done
cd "$build/packages"
shopt -s nullglob
packages=(*.deb)
[ ${#packages[@]} = 3 ] || fail "3 packages wanted, ${#packages[@]} made: ${packages[*]}"
errors=$(lintian --allow-root --fail-on none "${packages[@]}" 2>/dev/null | grep '^E:' || true)
[ -z "$errors" ] || fail "lintian: $errors"

# What dpkg goes by for programs that use the library, and the list that keeps the promise of docs/versions.md.
stated=$(dpkg-deb --info libconvt0.1_*.deb symbols | sed -nE 's/^ (convt_[a-z0-9_]+)@.*/\1/p' | sort)
[ "$stated" = "$(sort "$here/symbols.txt")" ] || fail "the symbols of libconvt0.1 are not those of symbols.txt"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/archive"
tar -xzf ./*.tar.gz --strip-components 1 -C "$work/archive"
for package in "${packages[@]}"; do dpkg-deb --extract "$package" "$work/deb"; done

# use NAME PREFIX: programs of C alone and of C++ find convt under PREFIX, the command compiles a layer.
use() {
    local name=$1 prefix=$2
    cmake -G Ninja -S "$here/consumer" -B "$work/$name" -DCMAKE_PREFIX_PATH="$prefix" -DCONVT_README="$here/../../README.md" \
        >/dev/null && cmake --build "$work/$name" >/dev/null && ctest --test-dir "$work/$name" --output-on-failure >"$work/log" ||
        fail "programs do not work with $name: $(cat "$work/log")"
    cmake -G Ninja -S "$here/c_only" -B "$work/$name-c" -DCMAKE_PREFIX_PATH="$prefix" -DCONVT_TARGET=convt::shared >/dev/null &&
        cmake --build "$work/$name-c" >/dev/null && "$work/$name-c/consumer" || fail "C alone does not work with $name"
    readelf -d "$work/$name-c/consumer" | grep -q 'libconvt.so.0.1' || fail "convt::shared of $name is not the shared library"
    "$prefix/bin/convt" compile "2d ic4 oc4 i8 k4 s2 same" --out "$work/$name-layer" >/dev/null ||
        fail "convt compile does not work with $name"
}
use archive "$work/archive"
use deb "$work/deb/usr"
ls -l
