#!/usr/bin/env bash
# Installs the wheel of `make wheel` into the environment of `make tensorflow-setup`, and runs the tests of
# convt.tensorflow there, then Keras's own with convt in it.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv-tensorflow/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 TF_CPP_MIN_LOG_LEVEL=3
wheel=$(ls build/python/wheels/convt-*.whl)
python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --force-reinstall "$wheel"
export PYTHONPATH=$PWD/python/tests
python -m unittest discover --start-directory python/tests/frameworks_tensorflow
KERAS_BACKEND=tensorflow python/tests/keras_own_tests.sh
