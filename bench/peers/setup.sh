#!/usr/bin/env bash
# Sets up .venv-peers with the libraries to compare with, PyTorch, and our caller of oneDNN. Repeats only what changed.
# CONVT_TORCH: debian (default), pypi (newer; its wheel brings gigabytes for GPUs along) or none.
set -euo pipefail
cd "$(dirname "$0")/../.."

venv=.venv-peers
wanted="$venv/wanted.txt"
stamp="$venv/requirements.installed"
torch=${CONVT_TORCH:-debian}

[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
cat bench/peers/requirements.txt >"$wanted"
if [ "$torch" = pypi ]; then cat bench/peers/requirements-torch.txt >>"$wanted"; fi
if ! cmp -s "$wanted" "$stamp"; then
    "$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --retries 5 \
        --only-binary :all: --requirement "$wanted"
    cp "$wanted" "$stamp"
fi

# Without OpenBLAS, Debian's PyTorch multiplies matrices with the reference BLAS. A peer that cannot be
# installed is reported as left out.
if [ "$torch" = debian ]; then
    scripts/require_packages.sh python3-torch libopenblas0-openmp || echo "bench-peers: goes on without PyTorch" >&2
fi

cmake -G Ninja -S bench/peers/onednn -B build/peers/onednn -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_PREFIX_PATH="$PWD/$venv" >/dev/null
cmake --build build/peers/onednn
