#!/usr/bin/env bash
# Creates .venv with the wheels that requirements.txt pins, or leaves it alone when it is up to date.
# CONVT_PYTHON names the interpreter to use; it must be 3.11 or newer, as the pinned wheels ask.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv
stamp=$venv/requirements.installed

# Runs the tools, since a moved checkout or a removed interpreter leaves their files in place but broken.
is_current() {
    cmp -s requirements.txt "$stamp" && "$venv/bin/cmake" --version >/dev/null 2>&1 &&
        "$venv/bin/ninja" --version >/dev/null 2>&1
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() {
    local python
    for python in ${CONVT_PYTHON:-python3 /usr/bin/python3 python3.13 python3.12 python3.11}; do
        if is_new_enough "$python" && can_make_venv "$python"; then
            echo "$python"
            return
        fi
    done
    return 1
}

is_current && exit 0

if ! python=$(find_python); then
    scripts/require_packages.sh python3 python3-venv
    python=$(find_python) || {
        echo "convt: needs Python 3.11 or newer with the venv module; set CONVT_PYTHON to one" >&2
        exit 1
    }
fi

echo "convt: setting up $venv with $("$python" --version)"
rm -rf "$venv"
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --retries 5 \
    --only-binary :all: -r requirements.txt
cp requirements.txt "$stamp"
