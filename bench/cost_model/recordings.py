"""Reads what record.py wrote as cases."""

import dataclasses
import pathlib

import timings
from common import problems
from cost_model.regret import Case

LAYOUTS = {"convt_last": "channels_last", "convt_first": "channels_first"}


@dataclasses.dataclass
class Recording:
    path: pathlib.Path
    cores: dict  # by tier: {"core": column of the table, "l2_bytes": …}
    problems: dict  # by layer, in channels_last
    cases: list

    def problem(self, case):
        """The descriptor that the worker takes."""
        return {**self.problems[case.layer], "data_format": LAYOUTS[case.contestant]}


def read(path):
    file = timings.read(path)
    if file.facts["what"] != "kernels":
        raise timings.TimingsError(f"{path}: what is {file.facts['what']!r}; costs are fitted to 'kernels'")
    grouped = {}
    for row in file.rows:
        key = (row["layer"], row["contestant"], row["threads"], row["highest_isa"])
        grouped.setdefault(key, []).append(row)
    cases = [Case(*key, tuple(row["kernel"] for row in rows), tuple(row["ms"] for row in rows))
             for key, rows in grouped.items()]
    texts = file.facts["problems"]
    return Recording(pathlib.Path(path), file.facts["cores"], {layer: problems.parse(text) for layer, text in texts.items()},
                     cases)


def halves(cases):
    """Those to fit and those to judge by: layers, with all of their layouts and thread counts, alternate."""
    layers = sorted({case.layer for case in cases})
    fitted = set(layers[::2])
    return [case for case in cases if case.layer in fitted], [case for case in cases if case.layer not in fitted]
