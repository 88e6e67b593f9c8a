#!/usr/bin/env bash
# Makes sure that Debian packages are there: require_packages.sh PACKAGE...
# Says what is missing. Installs it as root or through passwordless sudo, unless CONVT_INSTALL is "no"; otherwise says what
# can be done, and fails.
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

echo "convt: these Debian packages are missing: ${missing[*]}" >&2
if [ "${CONVT_INSTALL:-yes}" = no ]; then
    as_root=()
    can_install=no
elif [ "$(id -u)" = 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    can_install=no
fi

if [ "${can_install:-yes}" = no ]; then
    cat >&2 <<END
convt: nothing was installed. As root: apt-get install ${missing[*]}
convt: without root, the library alone needs nothing but g++, make and binutils:
    scripts/setup.sh && PATH=\$PWD/.venv/bin:\$PATH
    scripts/configure.sh release -DCONVT_BUILD_TESTS=OFF -DCONVT_BUILD_BENCH=OFF -DCONVT_BUILD_TOOLS=OFF
    cmake --build build/release
END
    exit 1
fi

echo "convt: installing them with apt-get, ${as_root[0]:-as root}; CONVT_INSTALL=no would only name them" >&2
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
# What apt and dpkg print goes to a log; when they fail, one line says so.
log=$(mktemp "${TMPDIR:-/tmp}/convt-apt.XXXXXX")
updated=yes
"${apt[@]}" update >"$log" 2>&1 || updated=no
if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    reason=$(grep -m 1 -E '^E:' "$log" || tail -n 1 "$log")
    if [ $updated = no ] || grep -qE '^(W|E|Err|Ign).*(resolv|connect|certificate|unreachable)' "$log"; then
        reason="Debian's packages are out of reach; check the network and /etc/apt ($reason)"
    fi
    echo "convt: apt-get cannot install ${missing[*]}: $reason; then run the same command again (apt's output: $log)" >&2
    exit 1
fi
rm -f "$log"
