#!/usr/bin/env bash
# check_exports.sh NM READELF PREFIX: the shared library exports the public interface and needs only the
# C++ runtime.
set -euo pipefail
nm=$1
readelf=$2
library=$(find "$3" -name 'libconvt.so')
[ -n "$library" ] || { echo "no libconvt.so in $3" >&2; exit 1; }

symbols=$("$nm" -D --defined-only "$library" | awk '{print $3}' | sed 's/@.*//')
echo "$symbols" | grep -qx convt_plan_run || { echo "convt_plan_run is not exported" >&2; exit 1; }
foreign=$(echo "$symbols" | grep -vE '^(convt_[a-z_]+|_ZNK?5convt(4Plan|7Context|12PackedKernel)[A-Z0-9].*|_ZN5convt[0-9]+[a-z_]+E.*)$' || true)
inner=$(echo "$symbols" | grep -E 'detail|capi|halide|^convt_(f32|[123]d)_' || true)
if [ -n "$foreign$inner" ]; then
    echo "exported, but not part of the interface:" "$foreign" "$inner" >&2
    exit 1
fi

needed=$("$readelf" -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
other=$(echo "$needed" | grep -vE '^(libstdc\+\+|libm|libgcc_s|libc|libpthread|ld-linux.*)\.so' || true)
[ -z "$other" ] || { echo "needs other libraries: $other" >&2; exit 1; }
