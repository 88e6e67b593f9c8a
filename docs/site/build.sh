#!/usr/bin/env bash
# Builds the site into build/docs/html, after `make wheel` and `make docs-setup`. A warning is an error: links that lead nowhere,
# comments that Doxygen or Sphinx cannot read.
set -euo pipefail
cd "$(dirname "$0")/../.."

docs/site/install_module.sh
mkdir -p build/docs
doxygen docs/site/Doxyfile
.venv-docs/bin/python -m sphinx -q -W --keep-going -c docs/site . build/docs/html
# The first page lies where its source does; the site opens at its root.
echo '<!DOCTYPE html><meta http-equiv="refresh" content="0; url=docs/site/index.html">' >build/docs/html/index.html
echo "docs: build/docs/html/index.html"
