#!/usr/bin/env bash
# Installs the wheel of `make wheel` into the environment of `make docs-setup`.
set -euo pipefail
cd "$(dirname "$0")/../.."
.venv-docs/bin/python -m pip install --quiet --no-input --disable-pip-version-check --no-deps --force-reinstall build/python/wheels/convt-*.whl
