#!/usr/bin/env bash
# Installs the wheel of `make wheel` beside PyTorch, and runs the tests of convt.torch and of Keras on torch there.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv-torch/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
wheel=$(ls build/python/wheels/convt-*.whl)
python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --force-reinstall "$wheel"
PYTHONPATH=$PWD/python/tests python -m unittest discover --start-directory python/tests/frameworks_torch
# Keras's own tests of the operator and its layers, from its wheel, with convt in their place.
KERAS_BACKEND=torch PYTHONPATH=$PWD/python/tests/frameworks_torch python -m pytest -q -p keras_plugin -p no:cacheprovider \
    --rootdir build --pyargs keras.src.layers.convolutional.conv_transpose_test keras.src.ops.nn_test \
    -k "conv_transpose or ConvTranspose"
