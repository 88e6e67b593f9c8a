#!/usr/bin/env bash
# Installs the wheel of `make wheel` beside LiteRT, and runs the tests of convt.litert there.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv-litert/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
wheel=$(ls build/python/wheels/convt-*.whl)
python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --force-reinstall "$wheel"
PYTHONPATH=$PWD/python/tests python -m unittest discover --start-directory python/tests/frameworks_litert
