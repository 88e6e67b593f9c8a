#!/usr/bin/env bash
# Creates a Python environment with what a file of requirements pins, or adds it to one that is there:
# python_environment.sh FOLDER REQUIREMENTS [options of pip...]
# CONVT_PYTHON names the interpreter of a new one [python3]. When pip fails, one line says why and what to do, its output is
# kept in a log, and an environment that was new is removed.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=$1
requirements=$2
shift 2

fail() {
    [ -z "${new:-}" ] || rm -rf "$venv"
    echo "convt: cannot set up $venv: $1" >&2
    exit 1
}

if [ ! -x "$venv/bin/python" ]; then
    rm -rf "$venv"
    new=yes
    "${CONVT_PYTHON:-python3}" -m venv "$venv" >/dev/null 2>&1 ||
        fail "${CONVT_PYTHON:-python3} -m venv fails; install python3-venv, or name another Python in CONVT_PYTHON"
fi

# Why pip failed, from its output, and what to do about it.
advice() {
    if grep -qi 'certificate' "$1"; then
        echo "the server's certificate is not trusted; name your certificates in PIP_CERT, or a mirror in PIP_INDEX_URL"
    elif grep -qiE 'NewConnectionError|name resolution|Connection (refused|reset|to)|timed? ?out|ProxyError|unreachable' "$1"; then
        echo "PyPI is out of reach; check the network, or name a mirror in PIP_INDEX_URL"
    elif grep -qE 'No matching distribution|Could not find a version' "$1"; then
        echo "the package index has no such wheel for $("$venv/bin/python" --version); check the network, PIP_INDEX_URL and CONVT_PYTHON"
    elif grep -qi 'no space left' "$1"; then
        echo "the disk is full"
    else
        grep -m 1 'ERROR' "$1" || tail -n 1 "$1"
    fi
}

log=$(mktemp "${TMPDIR:-/tmp}/convt-pip.XXXXXX")
if ! "$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --retries "${PIP_RETRIES:-5}" \
    "$@" --requirement "$requirements" >"$log" 2>&1; then
    fail "pip cannot install $requirements: $(advice "$log"); then run the same command again (pip's output: $log)"
fi
rm -f "$log"
