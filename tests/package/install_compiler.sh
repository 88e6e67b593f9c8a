#!/usr/bin/env bash
# install_compiler.sh CMAKE BUILD PREFIX: installs what `convt compile` needs to a fresh prefix and checks it.
set -euo pipefail
cmake=$1
build=$2
prefix=$3

rm -rf "$prefix"
for component in convt convt_tools convt_compile; do
    "$cmake" --install "$build" --prefix "$prefix" --component $component >/dev/null
done

fail() {
    echo "$1" >&2
    exit 1
}
[ -x "$prefix/bin/convt" ] || fail "no convt in $prefix/bin"
[ -n "$(find "$prefix" -name convtAddLibrary.cmake)" ] || fail "no convtAddLibrary.cmake in $prefix"
[ -n "$(find "$prefix/libexec/convt" -name libconvt.a)" ] || fail "no libconvt.a in $prefix/libexec/convt"
# The archive is there once, and whole where its own component is not installed.
archives=$(find "$prefix" -name libconvt.a -type f)
[ "$(wc -l <<<"$archives")" = 1 ] || fail "installed more than once: $archives"
cmp -s "$archives" "$(find "$prefix/libexec" -name libconvt.a)" || fail "the kit's libconvt.a is another one"
alone=$prefix/alone
"$cmake" --install "$build" --prefix "$alone" --component convt_compile >/dev/null
[ -f "$(find "$alone/libexec" -name libconvt.a -type f)" ] || fail "no libconvt.a with convt_compile alone"
rm -rf "$alone"
if grep -rIlF "$build" "$prefix"; then fail "the build folder is named"; fi
