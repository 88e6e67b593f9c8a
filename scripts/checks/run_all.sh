#!/usr/bin/env bash
# Runs every quick check and fails if one does: run_all.sh [BUILD_DIR]
set -uo pipefail
here=$(dirname "$0")
build=${1:-build/release}
failed=0
for check in "format.sh" "layer_rule.py" "strategy_names.py" "file_length.py" "folder_size.py" "no_leftovers.py" \
    "doc_links.py" "words.py" "promised_tests.py" "doc_examples.py $build" "doc_commands.py $build" \
    "public_headers.py $build" "kernel_objects.py $build" "kernel_name_grammar.py $build" "../kernels/tuned_tables.py $build"; do
    # Split on purpose: a check and its argument.
    # shellcheck disable=SC2086
    "$here"/$check || failed=1
done
exit $failed
