#!/usr/bin/env bash
# Installs the wheel of `make wheel` beside PyTorch, and runs the tests of convt.torch and of Keras on torch there.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv-torch/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
wheel=$(ls build/python/wheels/convt-*.whl)
python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --force-reinstall "$wheel"
PYTHONPATH=$PWD/python/tests python -m unittest discover --start-directory python/tests/frameworks_torch
# PyTorch computes small calls with its own arguments itself; those of Keras all go to convt.
PYTHONPATH=$PWD/python/tests KERAS_BACKEND=torch python/tests/keras_own_tests.sh
