#!/usr/bin/env bash
# Sets up .venv-peers with the libraries to compare with, PyTorch, and our caller of oneDNN. Repeats only what changed.
# CONVT_TORCH: debian (default), pypi (newer; gigabytes for GPUs come along) or none.
set -euo pipefail
cd "$(dirname "$0")/../.."

torch=${CONVT_TORCH:-debian}

# environment FOLDER REQUIREMENTS: what stands in the file, and nothing again when it is there already.
environment() {
    local venv=$1 requirements=$2
    cmp -s "$requirements" "$venv/requirements.installed" && return
    scripts/python_environment.sh "$venv" "$requirements" --only-binary :all:
    cp "$requirements" "$venv/requirements.installed"
}

environment .venv-peers bench/peers/requirements.txt
if [ "$torch" = pypi ]; then environment .venv-torch bench/peers/requirements-torch.txt; fi

# Without OpenBLAS, Debian's PyTorch multiplies matrices with the reference BLAS. A peer that cannot be
# installed is reported as left out.
if [ "$torch" = debian ]; then
    scripts/require_packages.sh python3-torch libopenblas0-openmp || echo "bench-peers: goes on without PyTorch" >&2
fi

cmake -G Ninja -S bench/peers/onednn -B build/peers/onednn -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_PREFIX_PATH="$PWD/.venv-peers" >/dev/null
cmake --build build/peers/onednn
