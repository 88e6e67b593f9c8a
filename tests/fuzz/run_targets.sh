#!/usr/bin/env bash
# Runs every libFuzzer target of a build for some minutes each, from its corpus: run_targets.sh BUILD_DIR MINUTES [TARGET...]
# What is found stands in BUILD_DIR/found/TARGET. Prints executions and CPU time of each; fails when a target does.
set -uo pipefail
build=$1
minutes=$2
shift 2
here=$(dirname "$0")
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
    for program in "$build"/tests/fuzz/fuzz_*; do
        [ -x "$program" ] && [ -f "$program" ] && targets+=("${program##*/fuzz_}")
    done
fi
failed=0
for target in "${targets[@]}"; do
    found=$build/found/$target
    mkdir -p "$found"
    printf '\n==> fuzz_%s, %s minutes\n' "$target" "$minutes"
    seconds=$(awk -v minutes="$minutes" 'BEGIN { printf "%d", minutes * 60 }')
    cpu=$build/found/$target.cpu
    TIMEFORMAT='%U %S'
    {
        time {
            "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 \
                -print_final_stats=1 -artifact_prefix="$found/" "$found" "$here/corpus/$target" 2>&1 |
                grep -vE '^#[0-9]+[[:space:]]+(REDUCE|NEW|pulse|RELOAD)'
            [ "${PIPESTATUS[0]}" = 0 ] || failed=1
        }
    } 2>"$cpu"
    awk -v target="$target" '{ printf "fuzz_%s: %.1f s of CPU time\n", target, $1 + $2 }' "$cpu"
done
exit $failed
