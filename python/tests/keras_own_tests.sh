#!/usr/bin/env bash
# Runs Keras's own tests of conv_transpose, which its wheel holds, with convt inside: in the environment whose python
# comes first in PATH, on the backend that KERAS_BACKEND names. What convt served and left is printed at the end.
set -euo pipefail
tests=$(cd "$(dirname "$0")" && pwd)

keras=$(python -c 'import importlib.util as u; print(u.find_spec("keras").submodule_search_locations[0])')
cd "$keras/.."  # within Keras, folders such as random would stand for Python's modules
PYTHONPATH=$tests${PYTHONPATH:+:$PYTHONPATH} python -m pytest --quiet -p keras_plugin -p no:cacheprovider \
    keras/src/layers/convolutional/conv_transpose_test.py keras/src/ops/nn_test.py \
    -k "conv_transpose or ConvTranspose or transpose" "$@"
