#!/usr/bin/env bash
# Creates .venv with the wheels that requirements.txt pins, or leaves it alone when it is up to date.
# setup.sh --packages only prints the Debian packages that it would need.
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

packages="python3 python3-venv"
if [ "${1:-}" = --packages ]; then
    is_current || find_python >/dev/null || echo "$packages"
    exit 0
fi

is_current && exit 0

if ! python=$(find_python); then
    # Split on purpose: a list of packages.
    # shellcheck disable=SC2086
    scripts/require_packages.sh $packages
    python=$(find_python) || {
        echo "convt: needs Python 3.11 or newer with the venv module; set CONVT_PYTHON to one" >&2
        exit 1
    }
fi

echo "convt: setting up $venv with $("$python" --version)"
rm -rf "$venv"
CONVT_PYTHON=$python scripts/python_environment.sh "$venv" requirements.txt --only-binary :all:
cp requirements.txt "$stamp"
