#!/usr/bin/env bash
# check_exports.sh NM READELF PREFIX: the shared library exports the public interface and needs only the
# C++ runtime. Its functions for C, which programs of before rely on, are those of symbols.txt.
set -euo pipefail
nm=$1
readelf=$2
library=$(find "$3" -name 'libconvt.so')
[ -n "$library" ] || { echo "no libconvt.so in $3" >&2; exit 1; }

# Each has the library's version behind its name, and the version is an absolute symbol of its own.
symbols=$("$nm" -DC --defined-only "$library" | grep -v ' A CONVT_' | cut -d' ' -f3- | sed 's/@@CONVT_[0-9.]*$//')
echo "$symbols" | grep -qx convt_plan_run || { echo "convt_plan_run is not exported" >&2; exit 1; }
# C names of the interface have no digits; those of generated kernels do.
allowed='convt_[a-z_]+|convt::(Plan|Context|InputGradientPlan|KernelGradientPlan|MeasuredTable|PackedKernel|TunedTable)::.*|convt::[a-z_]+(\[abi:cxx11\])?\(.*'
foreign=$(echo "$symbols" | grep -vE "^($allowed)$" || true)
[ -z "$foreign" ] || { echo "exported, but not part of the interface: $foreign" >&2; exit 1; }

promised=$(cd "$(dirname "$0")" && pwd)/symbols.txt
differing=$(grep -E '^convt_[a-z0-9_]+$' <<<"$symbols" | LC_ALL=C sort | diff "$promised" - || true)
[ -z "$differing" ] || {
    echo "the functions for C are not those of $promised (<: gone, which breaks programs; >: new, to be added): $differing" >&2
    exit 1
}

needed=$("$readelf" -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
other=$(echo "$needed" | grep -vE '^(libstdc\+\+|libm|libgcc_s|libc|libpthread|ld-linux.*)\.so' || true)
[ -z "$other" ] || { echo "needs other libraries: $other" >&2; exit 1; }
