#!/usr/bin/env bash
# clang-tidy over the runtime's sources, as the release preset compiles them: tidy.sh [BUILD_DIR]
# CLANG_TIDY names another program than clang-tidy-14, which finds nothing; later ones know other checks. ANALYZER=deep has the
# static analyzer follow more paths, for three times as long.
set -euo pipefail
cd "$(dirname "$0")/../.."

tidy=${CLANG_TIDY:-clang-tidy-14}
build=${1:-build/release}
analyzer=${ANALYZER:-shallow}
[ -f "$build/compile_commands.json" ] || { echo "tidy: no compile_commands.json in $build; build first" >&2; exit 1; }
# The command lines are GCC's; clang knows not all of its warnings, and refuses this option. Without the precompiled header,
# which GCC alone can read, a source that forgot an #include is found here.
commands=$build/tidy
mkdir -p "$commands"
sed -E 's/ -fno-gnu-unique//g; s/ -include [^ ]*cmake_pch\.hxx//g' "$build/compile_commands.json" > "$commands/compile_commands.json"
find runtime/src -name '*.cpp' -print0 |
    xargs -0 -n 1 -P "$(nproc)" "$tidy" -p "$commands" --quiet --extra-arg=-Wno-unknown-warning-option \
        --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg="mode=$analyzer" 2>&1 |
    { grep -v 'warnings generated\.$' || true; }
echo "tidy: ok"
