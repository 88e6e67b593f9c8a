"""Reads and writes files of measurements; results/README.md states their format. Standard library only."""
import csv
import dataclasses
import io
import json
import os
import pathlib

FORMAT = 1
NEEDED_KEYS = ("format", "what", "date", "commit", "machine")
MACHINE_KEYS = ("name", "model", "cpu", "isa", "cpus")
KINDS = ("peers", "kernels", "compare")
INTEGERS = ("threads", "workspace_bytes", "round", "forced")
NUMBERS = ("ms", "ms_median", "estimate_cycles")


class TimingsError(ValueError):
    """A file that breaks a rule; the message names file, line and rule."""


@dataclasses.dataclass
class Timings:
    facts: dict  # the lines "# key: value"
    rows: list  # a dict for each time, by column; empty fields are left out


def _facts(lines, path):
    """The facts, and how many lines they take."""
    facts = {}
    for number, line in enumerate(lines, 1):
        if not line.startswith("#"):
            return facts, number - 1
        key, separator, value = line[1:].partition(":")
        try:
            facts[key.strip()] = json.loads(value)
        except json.JSONDecodeError as error:
            rule = f"is no JSON value ({error.msg})" if separator else "has no key: value"
            raise TimingsError(f"{path}:{number}: {line.strip()!r} {rule}") from error
    return facts, len(lines)


def _check_facts(facts, path):
    for key in NEEDED_KEYS:
        if key not in facts:
            raise TimingsError(f"{path}: the key {key} is missing")
    if facts["format"] != FORMAT:
        raise TimingsError(f"{path}: format is {facts['format']}; this program reads {FORMAT}")
    if facts["what"] not in KINDS:
        raise TimingsError(f"{path}: what is {facts['what']!r}; known are {', '.join(KINDS)}")
    for key in MACHINE_KEYS:
        if not isinstance(facts["machine"], dict) or key not in facts["machine"]:
            raise TimingsError(f"{path}: machine has no {key}")


def _typed(fields, where):
    if None in fields:
        raise TimingsError(f"{where}: more fields than columns")
    row = {column: text for column, text in fields.items() if text not in ("", None)}
    for column in ("threads", "contestant", "ms"):
        if column not in row:
            raise TimingsError(f"{where}: {column} is missing")
    if "layer" not in row and "problem" not in row:
        raise TimingsError(f"{where}: neither layer nor problem is stated")
    for columns, kind in ((INTEGERS, int), (NUMBERS, float)):
        for column in columns:
            try:
                if column in row:
                    row[column] = kind(row[column])
            except ValueError as error:
                raise TimingsError(f"{where}: {column} is {row[column]!r}; it must be a number") from error
    for column in ("ms", "ms_median", "threads"):
        if not 0 < row.get(column, 1) < float("inf"):
            raise TimingsError(f"{where}: {column} is {row[column]}; it must be above 0")
    return row


def parse(text, path="text"):
    lines = text.splitlines()
    facts, skipped = _facts(lines, path)
    _check_facts(facts, path)
    reader = csv.DictReader(lines[skipped:])
    for column in ("threads", "contestant", "ms"):
        if column not in (reader.fieldnames or ()):
            raise TimingsError(f"{path}:{skipped + 1}: the column {column} is missing")
    return Timings(facts, [_typed(fields, f"{path}:{skipped + reader.line_num}") for fields in reader])


def read(path):
    return parse(pathlib.Path(path).read_text(encoding="utf-8"), path)


def _number(value):
    return f"{value:.6g}" if isinstance(value, float) else value


def render(timings):
    columns = list(dict.fromkeys(column for row in timings.rows for column in row))
    text = io.StringIO()
    for key, value in timings.facts.items():
        text.write(f"# {key}: {json.dumps(value, ensure_ascii=False)}\n")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for row in timings.rows:
        writer.writerow({column: _number(value) for column, value in row.items()})
    return text.getvalue()


def write(path, timings):
    """Writes the file whole beside itself and renames it. What parse() would refuse is refused here."""
    text = render(timings)
    parse(text, path)
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
