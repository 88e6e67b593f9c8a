#!/usr/bin/env bash
# clang-format 14 over every C++ file; with --fix it rewrites them, otherwise it names those that differ.
set -euo pipefail
cd "$(dirname "$0")/../.."

formatter=clang-format-14
command -v $formatter >/dev/null || { echo "format: $formatter is missing (apt-get install clang-format-14)" >&2; exit 1; }
mapfile -t files < <(PYTHONPATH=scripts/checks python3 -c '
from project_files import CPP, project_files
print(*project_files(*CPP), sep="\n")')

if [ "${1:-}" = --fix ]; then
    $formatter -i "${files[@]}"
    exit
fi
differing=0
for file in "${files[@]}"; do
    if ! $formatter "$file" | cmp -s - "$file"; then
        echo "format: $file differs; run make format"
        differing=$((differing + 1))
    fi
done
[ $differing = 0 ] || { echo "format: $differing problem(s)"; exit 1; }
echo "format: ok"
