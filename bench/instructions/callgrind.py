"""Counts the instructions of planning, packing and running layers, with valgrind's callgrind.

Valgrind shows programs a CPU of its own, with AVX2 and without AVX-512, so plans and counts do not depend on the machine
as long as it has AVX2. What they depend on is the compiler and the C library.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

STEPS = ("plan", "pack", "run")
# What counted_layers enters for each layer, in this order: a dump holds what was counted since the one before.
_MARKS = ("counted_plan", "counted_pack", "counted_run", "counted_end")
_TRIGGER = re.compile(r"^desc: Trigger: --dump-before=(\w+)$", re.MULTILINE)
_TOTALS = re.compile(r"^totals: (\d+)$", re.MULTILINE)


class CountError(Exception):
    """Nothing could be counted; the text says why."""


def read_dump(text):
    """The mark that a dump was written at, or None for the one at the program's end, and its count."""
    totals = _TOTALS.search(text)
    if totals is None:
        raise CountError("callgrind wrote a file without totals")
    trigger = _TRIGGER.search(text)
    return trigger and trigger[1], int(totals[1])


def counts_of(dumps):
    """{plan, pack, run: instructions} for each layer, of dumps in the order in which they were written."""
    marked = [(mark, count) for mark, count in dumps if mark is not None]
    if [mark for mark, _ in marked] != list(_MARKS) * (len(marked) // len(_MARKS)):
        raise CountError(f"callgrind wrote files for {', '.join(mark for mark, _ in marked) or 'nothing'}")
    counts = [count for _, count in marked]
    return [dict(zip(STEPS, counts[i + 1:i + len(_MARKS)])) for i in range(0, len(counts), len(_MARKS))]


def _numbered(folder):
    """callgrind.1, callgrind.2, …: in the order of their numbers; the one without is the program's end."""
    numbered = [path for path in pathlib.Path(folder).iterdir() if path.suffix[1:].isdigit()]
    return sorted(numbered, key=lambda path: int(path.suffix[1:]))


def count(program, layer_list, layers):
    """{(id, layout): {"kernel": name, "plan": instructions, "pack": …, "run": …}}."""
    if shutil.which("valgrind") is None:
        raise CountError("valgrind is not installed")
    if " avx2 " not in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        raise CountError("this CPU has no AVX2; the counts are those of AVX2 kernels")
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", "--dump-before=counted_*", f"--callgrind-out-file={folder}/callgrind",
                   program, layer_list, *(word for layer in layers for word in layer)]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "CONVT_MAX_ISA": "avx2"})
        if done.returncode != 0:
            raise CountError(f"counted_layers ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        counts = counts_of(read_dump(path.read_text()) for path in _numbered(folder))
    kernels = [line.split() for line in done.stdout.splitlines()]
    if [(name, layout) for name, layout, _ in kernels] != list(layers) or len(counts) != len(kernels):
        raise CountError(f"{len(layers)} layers were asked for; {len(kernels)} were run and {len(counts)} counted")
    return {(name, layout): {"kernel": kernel, **steps} for (name, layout, kernel), steps in zip(kernels, counts)}
