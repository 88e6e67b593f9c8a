"""Identities of kernels: what a tuned file's measurements were made with.

Usage: schedule_ids.py FOLDER

FOLDER has kernel_catalog.json and the objects of the tiers that it says are built. Writes there, leaving alone what would
not change:

    object_ids.json     the CRC-32 of each object: the same on every machine that makes the same code
    schedule_ids.inc    rows {"<kernel>", "<id>"}: a CRC-32 of the identities of all objects that the kernel runs
"""

import json
import pathlib
import sys
import zlib

from kernel_manifest import write_if_changed


def object_id(code):
    """The identity of an object, from its bytes."""
    return f"{zlib.crc32(code):08x}"


def schedule_id(ids):
    """The identity of a kernel, from those of its objects in the order of the catalogue's "runs"."""
    return f"{zlib.crc32(' '.join(ids).encode()):08x}"


def main():
    folder = pathlib.Path(sys.argv[1])
    catalog = json.loads((folder / "kernel_catalog.json").read_text())
    ids = {symbol: object_id((folder / f"{symbol}.o").read_bytes())
           for symbol, made in catalog["objects"].items() if made["isa"] in catalog["built"]}
    rows = [row for row in catalog["rows"] if "runs" in row and row["fields"]["isa"] in catalog["built"]]
    lines = [f'{{"{row["fields"]["name"]}", "{schedule_id([ids[symbol] for symbol in row["runs"]])}"}},\n' for row in rows]
    write_if_changed(folder / "object_ids.json", json.dumps(ids, indent=1) + "\n")
    write_if_changed(folder / "schedule_ids.inc", "".join(lines))


if __name__ == "__main__":
    main()
