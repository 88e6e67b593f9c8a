#!/usr/bin/env bash
# install_generators.sh CMAKE BUILD PREFIX: `convt compile` and `convt tune` of an installation make kernels that the
# library does not ship when the component convt_generators is there, and say what is missing when it is not.
set -euo pipefail
cmake=$1
build=$2
prefix=$3
source=$(cd "$(dirname "$0")/../.." && pwd)

fail() {
    echo "$1" >&2
    exit 1
}
rm -rf "$prefix"
for component in convt_tools convt_compile; do
    "$cmake" --install "$build" --prefix "$prefix" --component $component >/dev/null
done
convt=$prefix/bin/convt
export XDG_CACHE_HOME=$prefix/cache CXX=c++
cd "$prefix"

# Dask carries this program to other machines.
needs=$(readelf -d libexec/convt/convt-tune-worker | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | grep -vE '^(libm|libc|ld-linux)' || true)
[ -z "$needs" ] || fail "the measuring program needs $needs"

# A tile that no build ships, of the first kernel that could serve the problem, with that kernel behind it.
problem="2d ic24 oc40 i9x11 k3 s2 same name=up"
kernel=convt_2d_nhwc_f32_direct_c4p3_base
shipped=convt_2d_nhwc_f32_direct_c4p8_base
# Its identity, and the other's (generators/schedule_ids.py).
ids=$build/runtime/kernels/schedule_ids.inc
shipped_schedule=$(sed -n "s/.*\"$shipped\", \"\([0-9a-f]*\)\".*/\1/p" "$ids")
object=convt_2d_f32_direct_c4p3_base
arguments=$(python3 -c "
import json
made = json.load(open('$build/runtime/kernels/kernel_catalog.json'))['objects']['${object/p3/p8}']
print(*made['arguments'])" | sed s/tile_pixels=8/tile_pixels=3/)
# Split on purpose: a list of arguments.
# shellcheck disable=SC2086
"$build/generators/convt_generator_direct" -f $object -e object -o . $arguments
schedule=$(PYTHONPATH=$source/generators python3 -c "
import schedule_ids
print(schedule_ids.schedule_id([schedule_ids.object_id(open('$object.o', 'rb').read())]))")
text="2d channels_last f32 n1 ic24 oc40 g1 i9x11 k3x3 s2x2 d1x1 crop0x0 o18x22"
"$convt" tune "$problem" --minutes 0.001 --threads 1 --out here.json >/dev/null 2>&1
{
    sed -n 's/"isa": "[a-z0-9]*"/"isa": "base"/; 1,/machine/p' here.json
    printf ' "entries": [\n'
    printf '  {"problem": "%s", "kernel": "%s", "schedule": "%s"},\n' "$text" "$kernel" "$schedule"
    printf '  {"problem": "%s", "kernel": "%s", "schedule": "%s"}\n ]}\n' "$text" "$shipped" "$shipped_schedule"
} > tuned.json
compile() {
    "$convt" compile "$problem" --target base --tuned tuned.json --name net --out "$1" 2>&1
}

without=$(compile without)
grep -q "$shipped (tuned)" <<<"$without" || fail "not the next entry: $without"
grep -q "such as $kernel,.*install convt's component convt_generators" <<<"$without" || fail "no hint: $without"
tune=("$convt" tune "1d ic8 oc8 i32 k3" --effort patient --minutes 0.02 --threads 1 --out patient.json)
if message=$("${tune[@]}" 2>&1); then fail "tuned without generators"; fi
grep -q "^convt: --effort is patient.*convt_generators" <<<"$message" || fail "no hint: $message"
[ ! -e patient.json.journal ] || fail "a journal was begun"

"$cmake" --install "$build" --prefix "$prefix" --component convt_generators >/dev/null
if grep -rIlF "$build" "$prefix/libexec"; then fail "the build folder is named"; fi
with=$(compile with)
grep -q "$kernel (tuned)" <<<"$with" || fail "the kernel was not compiled: $with"
if grep -q "^convt:" <<<"$with"; then fail "warns: $with"; fi
"${tune[@]}" >tune.log 2>&1 || fail "$(tail -3 tune.log)"
grep -q "^compiled " tune.log || fail "nothing compiled: $(tail -3 tune.log)"
[ -n "$(find "$XDG_CACHE_HOME/convt/kernels" -name convt-tune-worker)" ] || fail "no worker in the cache"
