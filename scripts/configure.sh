#!/usr/bin/env bash
# Configures one CMake preset: configure.sh PRESET [cmake arguments...]
# A build directory that was made for another checkout is made anew.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=$1
shift
cache=build/$preset/CMakeCache.txt
fresh=()
if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$cache"; then
    fresh=(--fresh)
fi
cmake "${fresh[@]}" --preset "$preset" "$@"
touch "build/$preset/build.ninja"
