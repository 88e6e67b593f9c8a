#!/usr/bin/env bash
# pkg_config.sh CC CXX PREFIX: a C program, and README's program by README's command, are compiled with what pkg-config says
# of an installed convt, also after the installation was moved.
set -euo pipefail
cc=$1
cxx=$2
prefix=$3
here=$(cd "$(dirname "$0")" && pwd)
readme=$here/../../README.md

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$prefix" "$work/moved"
PKG_CONFIG_PATH=$(dirname "$(find "$work/moved" -name convt.pc)")
export PKG_CONFIG_PATH
flags=$(pkg-config --cflags --libs convt)
# Split on purpose: the compiler's arguments.
# shellcheck disable=SC2086
"$cc" -std=c99 "$here/consumer/c99.c" $flags -o "$work/consumer"
LD_LIBRARY_PATH=$(dirname "$PKG_CONFIG_PATH")
export LD_LIBRARY_PATH
"$work/consumer"

cd "$work"
sed -n '/^```cpp$/,/^```$/{//!p}' "$readme" >app.cpp
command=$(sed -n 's/^    c++ //p' "$readme")
[ -n "$command" ] || { echo "README.md has no command with c++" >&2; exit 1; }
wanted=$(sed -n 's|.*// \(1 1 2 2 .*\)$|\1|p' app.cpp)
got=$(eval "$cxx $command")
[ "$got" = "$wanted " ] || { echo "README's program prints '$got', and says '$wanted'" >&2; exit 1; }
[ "$(pkg-config --modversion convt)" = "$(sed -n 's/.*CONVT_VERSION "\(.*\)"/\1/p' "$work/moved/include/convt/version.h")" ] ||
    { echo "convt.pc states another version than convt/version.h" >&2; exit 1; }
