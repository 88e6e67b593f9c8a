#!/usr/bin/env bash
# clang-format 14 over every C++ file; with --fix it rewrites them, otherwise it names those that differ.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Each version formats differently: where Debian has another one, the wheel of this one is used.
version=14
is_right() { [[ "$("$1" --version 2>/dev/null)" == *"version $version."* ]]; }
formatter=clang-format-$version
for candidate in "$formatter" clang-format .venv-format/bin/clang-format; do
    if is_right "$candidate"; then formatter=$candidate && break; fi
done
if ! is_right "$formatter"; then
    scripts/python_environment.sh .venv-format scripts/checks/requirements.txt --only-binary :all:
    formatter=.venv-format/bin/clang-format
fi
mapfile -t files < <(PYTHONPATH=scripts/checks python3 -c '
from project_files import CPP, project_files
print(*project_files(*CPP), sep="\n")')

if [ "${1:-}" = --fix ]; then
    "$formatter" -i "${files[@]}"
    exit
fi
differing=0
for file in "${files[@]}"; do
    if ! "$formatter" "$file" | cmp -s - "$file"; then
        echo "format: $file differs; run make format"
        differing=$((differing + 1))
    fi
done
[ $differing = 0 ] || { echo "format: $differing problem(s)"; exit 1; }
echo "format: ok"
