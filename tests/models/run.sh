#!/usr/bin/env bash
# run.sh ENVIRONMENT TEST CONVT CXX: runs a test in the models' environment, or skips it when there is none.
set -euo pipefail
environment=$1
here=$(cd "$(dirname "$0")" && pwd)
if ! [ -x "$environment/bin/python" ]; then
    echo "skipped: no $environment; make test-models sets it up"
    exit 77
fi
CONVT=$3 CXX=$4 PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 exec "$environment/bin/python" "$here/$2"
