#!/usr/bin/env bash
# Installs the wheel of `make wheel` into its environment, and runs ruff and the tests there.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv-python/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
wheel=$(ls build/python/wheels/convt-*.whl)
ruff check --no-cache python
python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --force-reinstall "$wheel"
CONVT_WHEEL=$PWD/$wheel python -m unittest discover --start-directory python/tests
# In a process of their own: JAX has threads, with which other tests must not fork.
PYTHONPATH=$PWD/python/tests python -m unittest discover --start-directory python/tests/frameworks
