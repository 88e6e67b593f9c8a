#!/usr/bin/env bash
# Builds Google Benchmark in release mode from Debian's sources, once, into build/google-benchmark. Debian's own library is
# built with its assertions, and warns of that at every run. Needs no root: apt's lists and files are kept in build/.
set -euo pipefail
cd "$(dirname "$0")/../.."

into=$PWD/build/google-benchmark
work=$into/work
log=$into/setup.log
[ -f "$into/lib/cmake/benchmark/benchmarkConfig.cmake" ] && exit 0
mkdir -p "$work/lists/partial" "$work/archives/partial"

# The sources lie where the packages came from.
apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
    sort -u >"$work/sources.list"
apt() {
    apt-get -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists" \
        -o Dir::Cache="$work" -o Acquire::Retries=3 "$@"
}
build() {
    scripts/require_packages.sh dpkg-dev || return
    apt update || return
    (cd "$work" && apt source benchmark) || return
    cmake -G Ninja -S "$work"/benchmark-*/ -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_LIBDIR=lib \
        -DBENCHMARK_ENABLE_TESTING=OFF -DBENCHMARK_ENABLE_WERROR=OFF -DCMAKE_INSTALL_PREFIX="$into" || return
    cmake --build "$work/build" --target install || return
    rm -rf "$work"
}

echo "convt: building Google Benchmark in release mode, once; this takes a minute" >&2
if ! build >"$log" 2>&1; then
    echo "convt: Google Benchmark cannot be built from Debian's sources: $(grep -m 1 -E '^E:|rror' "$log" || tail -n 1 "$log");" \
        "check the network; goes on with Debian's library (log: $log)" >&2
    exit 1
fi
