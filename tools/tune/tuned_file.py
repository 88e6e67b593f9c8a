"""Writes a tuned file (docs/tuning.md): whole or not at all, one entry a line."""

import json
import os
import tempfile

SCHEMA = 1


def _text(signature, machine, entries):
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    return (f'{{\n "schema": {SCHEMA},\n "signature": {json.dumps(signature)},\n "machine": {json.dumps(machine)},\n'
            f' "entries": [\n{lines}\n ]\n}}\n')


def write(path, signature, machine, entries):
    folder = os.path.dirname(os.path.abspath(path))
    with tempfile.NamedTemporaryFile("w", dir=folder, prefix=os.path.basename(path) + ".", delete=False) as file:
        file.write(_text(signature, machine, entries))
        file.flush()
        os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(file.name, 0o666 & ~mask)
    os.replace(file.name, path)
