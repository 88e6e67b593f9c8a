"""Makes a kernel object and its header, or takes them from a cache that builds share.

Usage: make_kernel.py CACHE FOLDER PROGRAM SYMBOL ARGUMENT...

Runs generator PROGRAM for <SYMBOL>.o and <SYMBOL>.h, and puts them into FOLDER; files that would not change are left as old as
they are. CACHE may be empty: no cache. Else it is a folder of entries named by a hash of all that decides what is made: the
program's bytes, libHalide's (from halide_id beside the program; without that file nothing is kept) and the arguments. An entry
holds a checksum and comes into place whole, so what a killed or full build left is as if it were not there, and builds may
share the folder while they run. The entries that were used longest ago go when all together are too large.
"""

import contextlib
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

SUFFIXES = (".o", ".h")
LARGEST_CACHE = 256 * 1024 * 1024  # bytes: some thirty times all kernels
DIGEST_BYTES = 32
STALE_SECONDS = 24 * 60 * 60  # of what a killed build left


def entry_path(cache, program, symbol, arguments):
    """Where the cache keeps what these make; None when that cannot be known."""
    try:
        halide = (program.parent / "halide_id").read_bytes()
    except OSError:
        return None
    if not cache:
        return None
    key = hashlib.sha256()
    for part in (program.read_bytes(), halide, symbol.encode(), *(argument.encode() for argument in arguments)):
        key.update(len(part).to_bytes(8, "little") + part)
    return pathlib.Path(cache) / key.hexdigest()


def read_entry(path):
    """The files' bytes, or None when there is no whole entry."""
    try:
        data = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    digest, rest = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
    if hashlib.sha256(rest).digest() != digest:
        return None
    files = []
    while rest:
        size = int.from_bytes(rest[:8], "little")
        files.append(rest[8:8 + size])
        rest = rest[8 + size:]
    return files if len(files) == len(SUFFIXES) else None


def write_whole(path, data):
    """Nobody sees a part of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="tmp", delete=False) as file:
        file.write(data)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def write_entry(path, files):
    path.parent.mkdir(parents=True, exist_ok=True)
    rest = b"".join(len(data).to_bytes(8, "little") + data for data in files)
    write_whole(path, hashlib.sha256(rest).digest() + rest)
    prune(path.parent)


def prune(cache, largest=LARGEST_CACHE):
    """Removes the entries that were used longest ago, and some more, when there are too many."""
    entries = []
    for entry in os.scandir(cache):
        with contextlib.suppress(FileNotFoundError):  # another build was faster
            about = entry.stat()
            if entry.name.startswith("tmp"):
                if time.time() - about.st_mtime > STALE_SECONDS:
                    os.unlink(entry.path)
            else:
                entries.append((about.st_mtime, about.st_size, entry.path))
    total = sum(size for _, size, _ in entries)
    if total <= largest:
        return
    for _, size, path in sorted(entries):
        if total <= largest * 3 // 4:
            return
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        total -= size


def generate(folder, program, symbol, arguments):
    with tempfile.TemporaryDirectory(dir=folder, prefix="tmp") as scratch:
        done = subprocess.run([program, "-f", symbol, "-e", "object,c_header", "-o", scratch, *arguments])
        if done.returncode != 0:
            sys.exit(f"convt: {program.name} ended with {done.returncode} for {symbol}")
        return [(pathlib.Path(scratch) / (symbol + suffix)).read_bytes() for suffix in SUFFIXES]


def main():
    cache, folder, program, symbol, *arguments = sys.argv[1:]
    folder, program = pathlib.Path(folder), pathlib.Path(program)
    entry = entry_path(cache, program, symbol, arguments)
    files = read_entry(entry) if entry else None
    if files is None:
        files = generate(folder, program, symbol, arguments)
        if entry:
            try:
                write_entry(entry, files)
            except OSError as error:
                print(f"convt: {symbol} is not kept for other builds: {error}", file=sys.stderr)
    for suffix, data in zip(SUFFIXES, files):
        path = folder / (symbol + suffix)
        if not path.exists() or path.read_bytes() != data:
            write_whole(path, data)


if __name__ == "__main__":
    main()
