"""Writes a tuned file (docs/tuning.md): whole or not at all, one entry a line."""

import json
import os
import tempfile

SCHEMA = 1


def _text(signature, machine, entries):
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    described = json.dumps(machine, ensure_ascii=False)  # readers of tuned files know no \\u
    return (f'{{\n "schema": {SCHEMA},\n "signature": {json.dumps(signature)},\n "machine": {described},\n'
            f' "entries": [\n{lines}\n ]\n}}\n')


def write(path, signature, machine, entries):
    """Where `path` is a symbolic link, the file that it leads to is replaced."""
    folder, name = os.path.split(os.path.realpath(path))
    mask = os.umask(0)
    os.umask(mask)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, prefix=name + ".", delete=False) as file:
        try:
            file.write(_text(signature, machine, entries))
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, 0o666 & ~mask)
            os.replace(file.name, os.path.join(folder, name))
        except BaseException:
            os.unlink(file.name)
            raise
