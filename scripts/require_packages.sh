#!/usr/bin/env bash
# Makes sure that Debian packages are there: require_packages.sh PACKAGE...
# Installs what is missing as root or through passwordless sudo; otherwise names it in one line and fails.
set -euo pipefail

if ! command -v dpkg-query >/dev/null; then
    echo "convt: not a Debian system; continuing, but the build needs the equivalents of: $*" >&2
    exit 0
fi

missing=()
for package in "$@"; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "convt: please install as root: apt-get install ${missing[*]}" >&2
    exit 1
fi

echo "convt: installing ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
"${apt[@]}" update
# dpkg's progress goes to a log, shown only when it fails.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
