#!/usr/bin/env bash
# install.sh CMAKE BUILD PREFIX: installs a build to a fresh prefix and checks what is there.
set -euo pipefail
cmake=$1
build=$2
prefix=$3

rm -rf "$prefix"
"$cmake" --install "$build" --prefix "$prefix" --component convt >/dev/null

fail() {
    echo "$1" >&2
    exit 1
}
[ -n "$(find "$prefix" -name convtConfig.cmake)" ] || fail "no convtConfig.cmake in $prefix"
[ -n "$(find "$prefix" -name 'libconvt.*')" ] || fail "no library in $prefix"
[ -f "$prefix/include/convt/convt.h" ] || fail "no convt/convt.h in $prefix"

# Programs that use the library need neither Halide nor Python.
if grep -rniE 'halide|python' "$prefix" --include='*.cmake'; then fail "the package asks for Halide or Python"; fi
if grep -rnE '#include.*Halide' "$prefix/include"; then fail "a public header includes Halide"; fi
if grep -rnF "$build" "$prefix" --include='*.cmake' --include='*.h*' --include='*.pc'; then fail "the build folder is named"; fi
extra=$(find "$prefix" -type f | grep -vE '\.(h|hpp|cmake|pc|a)$|\.so(\.[0-9]+)*$|/LICENSE$' || true)
[ -z "$extra" ] || fail "unexpected files: $extra"
