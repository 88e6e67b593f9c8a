#!/usr/bin/env bash
# Builds convt and runs its tests in Debian 13: test_debian13.sh FOLDER, as root. The system is unpacked into the folder by
# debootstrap, once; convt's sources are copied into it, and a build of before is gone on with. What was
# committed or not makes no difference; CC and CXX choose the compiler, TEST the make target.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$1
target=${TEST:-test}
[ "$(id -u)" = 0 ] || { echo "convt: test-debian13 needs root, for debootstrap and chroot" >&2; exit 1; }

if [ ! -f "$root/etc/debian_version" ]; then
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null | grep -v security | head -n 1)
    [ -n "$mirror" ] || { echo "convt: apt knows no mirror of Debian to take Debian 13 from; see /etc/apt/sources.list" >&2; exit 1; }
    debootstrap --variant=minbase --include=ca-certificates,make,python3 trixie "$root" "$mirror" ||
        { rm -rf "$root"; echo "convt: debootstrap cannot make Debian 13; check the network" >&2; exit 1; }
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
# How this machine reaches PyPI and Debian, when it is not directly.
for file in /etc/pip.conf /etc/apt/apt.conf /etc/apt/apt.conf.d/*proxy*; do
    if [ -f "$file" ]; then install -D "$file" "$root$file"; fi
done
if [ -d /usr/local/share/ca-certificates ]; then
    cp -r /usr/local/share/ca-certificates "$root/usr/local/share/" && chroot "$root" update-ca-certificates >/dev/null
fi
mkdir -p "$root/convt"
# A tree that somebody works in changes while it is read: tar then ends with 1, and with 2 when it fails.
{ tar --exclude=./build --exclude='./.venv*' --exclude=./.git -cf - . || [ $? = 1 ]; } | tar -C "$root/convt" -xf -
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
chroot "$root" env -u LC_ALL LANG=C.UTF-8 CC="${CC:-}" CXX="${CXX:-}" make -C /convt "$target"
