#!/usr/bin/env bash
# Builds the extension for the OpenVINO of `make openvino-setup`, and runs the tests of convt.openvino there.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv-openvino/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
python/make_openvino.sh .venv-openvino/bin/python
PYTHONPATH=$PWD/python/tests python -m unittest discover --start-directory python/tests/frameworks_openvino
