#!/usr/bin/env bash
# Builds the wheel from the library installed in build/python/prefix, and gives it the tag of the oldest system that it
# runs on. It has the environment of `make python-setup`.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv-python/bin:$PATH"
build=build/python
rm -rf "$build/raw" "$build/wheels"
mkdir -p "$build"
log=$build/wheel.log
if ! python -m pip wheel --no-input --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir "$build/raw" \
    --config-settings=build-dir="$build/module" \
    --config-settings=cmake.define.CONVT_PYTHON_PREFIX="$PWD/$build/prefix" \
    --config-settings=cmake.define.CONVT_XLA_INCLUDE="$PWD/.venv-python/xla/jaxlib/include" . >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
auditwheel repair --wheel-dir "$build/wheels" "$build"/raw/convt-*.whl >>"$log" 2>&1 || { cat "$log" >&2; exit 1; }
ls -l "$build"/wheels/*.whl
