#!/usr/bin/env bash
# clang-format 14 over every C++ file; with --fix it rewrites them, otherwise it reports.
set -euo pipefail
cd "$(dirname "$0")/../.."

formatter=clang-format-14
command -v $formatter >/dev/null || { echo "format: $formatter is missing (apt-get install clang-format-14)" >&2; exit 1; }
mode=(--dry-run -Werror)
[ "${1:-}" = --fix ] && mode=(-i)

mapfile -t files < <(PYTHONPATH=scripts/checks python3 -c '
from project_files import CPP, project_files
print(*project_files(*CPP), sep="\n")')
$formatter "${mode[@]}" "${files[@]}"
echo "format: ok (${#files[@]} files)"
