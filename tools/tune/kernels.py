"""Compiles kernels that the library does not ship and links the worker with them.

A recipe (recipe.cmake) says where generators, kernel table and libraries are, and how a kernel is compiled. Objects are
kept, in the build or in the user's cache, so that the next run finds them.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess

import worker
from register_tiles import tiles

# CONVT_KERNEL("<name>", <symbol>, …, <channels>, <pixels>), CONVT_TAPPED likewise, CONVT_WINOGRAD(…, <pixels>, <outputs>)
ROW = re.compile(r'CONVT_(KERNEL|TAPPED|TAPPLANAR|WINOGRAD)\("(\w+_c(\d+)p(\d+)_(\w+))", (\w+), (.*)\)')
# The schedules refuse tiles that are not legal. A generator that takes longer than this has met one that its compiler
# does not digest all the same.
GENERATOR_SECONDS = 120


class Row:
    """One line of the kernel table."""

    def __init__(self, match):
        self.macro, self.name, channels, pixels, self.isa, self.symbol, self.rest = match.groups()
        self.tile = int(channels), int(pixels)

    def strategy(self):
        return re.sub(r"\d+$", "", self.name.split("_")[4])

    def family(self):
        """What is equal for rows that differ in their tile alone."""
        return re.sub(r"_c\d+p\d+", "", self.name)

    def with_tile(self, tile):
        """The line of the same kernel with another tile."""
        old, new = ("c{}p{}".format(*t) for t in (self.tile, tile))
        rest = self.rest.replace("{}, {}".format(*self.tile), "{}, {}".format(*tile))
        return f'CONVT_{self.macro}("{self.name.replace(old, new)}", {self.symbol.replace(old, new)}, {rest})'


def _rows(table):
    return [Row(match) for match in map(ROW.fullmatch, table.splitlines()) if match]


def _new_rows(table, isa, forms, strategies):
    """Lines of the tiles that are not in the table, for kernels of these (rank, layout), tier and strategies."""
    known = {row.name for row in _rows(table)}
    families = {}
    for row in _rows(table):
        if row.isa == isa and row.name.split("_")[1:3] in forms and row.strategy() in strategies:
            families.setdefault(row.family(), row)
    for row in families.values():
        for tile in tiles(row.strategy(), isa):
            match = ROW.fullmatch(row.with_tile(tile))
            if match[2] not in known:
                yield Row(match), match[0]


def _read_recipe(path):
    """The recipe, with its paths made absolute."""
    path = pathlib.Path(path).resolve()
    recipe = json.loads(path.read_text())
    for key in ("generators", "kernels", "registry"):
        recipe[key] = str(path.parent / recipe[key])
    for key in ("includes", "libraries"):
        recipe[key] = [str(path.parent / value) for value in recipe[key]]
    return recipe


def _user_cache():
    """Where an installed tuner, which may not write beside its recipe, keeps objects."""
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "convt" / "kernels"


class KernelBuilder:
    def __init__(self, recipe_path):
        self._recipe = _read_recipe(recipe_path)
        kernels = pathlib.Path(self._recipe["kernels"])
        self._table = (kernels / "kernel_table.inc").read_text()
        self._headers = (kernels / "kernel_headers.inc").read_text()
        schedules = (kernels / "schedule_ids.inc").read_text()
        objects = pathlib.Path(self._recipe["objects"] or _user_cache())
        self._folder = objects / hashlib.sha256(schedules.encode()).hexdigest()[:8]
        self._folder.mkdir(parents=True, exist_ok=True)

    def build(self, isa, forms, report):
        """Compiles in parallel and links; returns the worker and the names of the kernels that it has beyond the
        library's. `forms` are [rank, layout] pairs as names state them: ["2d", "nhwc"]."""
        rows = self._compiled(_new_rows(self._table, isa, forms, self._recipe["strategies"]), report)
        program = self._link(rows, "convt-tune-worker", ["-static-libstdc++", "-static-libgcc"], self._recipe["libraries"])
        return program, frozenset(row.name for row, _ in rows)

    def library(self, isa, names):
        """convt as a shared library that has these kernels of a tuned file as well."""
        forms = [name.split("_")[1:3] for name in names]
        rows = (row for row in _new_rows(self._table, isa, forms, self._recipe["strategies"]) if row[0].name in names)
        # All of the archive of convt, which is the last, but its kernel table, in whose place ours stands first.
        whole = ["-shared", "-Wl,--whole-archive,--allow-multiple-definition"]
        compiled = self._compiled(rows, lambda *_: None)
        return self._link(compiled, "libconvt_tuned.so", whole, self._recipe["libraries"][-1:])

    def _compiled(self, rows, report):
        """Those of the rows whose kernels could be compiled."""
        rows = self._legal(list(rows))
        by_symbol = {row.symbol: row for row, _ in rows}
        made = set()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            compiled = {pool.submit(self._compile, row): row.symbol for row in by_symbol.values()}
            for number, future in enumerate(concurrent.futures.as_completed(compiled), 1):
                report(number, len(compiled), compiled[future])
                if future.result():
                    made.add(compiled[future])
        return [(row, line) for row, line in rows if row.symbol in made]

    def _parameters(self, row):
        """How a row's generator is told which kernel to make."""
        parameters = [f"target={self._recipe['targets'][row.isa]}-{self._recipe['features']}",
                      "channel_block={}".format(row.tile[0]), "tile_pixels={}".format(row.tile[1])]
        if self._recipe["strategies"][row.strategy()]["ranked"]:
            parameters.append(f"rank={row.name.split('_')[1][0]}")
        return parameters

    def _legal(self, rows):
        """Those of the rows that the schedules' checks do not refuse."""
        lines = "".join(" ".join([row.strategy(), *self._parameters(row)]) + "\n" for row, _ in rows)
        done = subprocess.run([f"{self._recipe['generators']}/convt_check_kernels"], input=lines, capture_output=True,
                              text=True)
        if done.returncode != 0:
            raise worker.WorkerError(f"the schedules cannot be asked which tiles are legal: {done.stderr.strip()[-500:]}")
        return [row for row, answer in zip(rows, done.stdout.splitlines(), strict=True) if answer == "legal"]

    def _compile(self, row):
        """Whether there is an object now; a tile that cannot be compiled in time is left out."""
        path = self._folder / f"{row.symbol}.o"
        if path.exists():
            return True
        scratch = self._folder / f"{row.symbol}.{os.getpid()}"
        scratch.mkdir()
        generator = self._recipe["strategies"][row.strategy()]
        command = [f"{self._recipe['generators']}/convt_generator_{generator['program']}", "-g", generator["name"], "-f",
                   row.symbol, "-e", "object,c_header", "-o", str(scratch), *self._parameters(row)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=GENERATOR_SECONDS)
            os.replace(scratch / f"{row.symbol}.h", self._folder / f"{row.symbol}.h")
            os.replace(scratch / f"{row.symbol}.o", path)
            return True
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            return False
        finally:
            for left in scratch.iterdir():
                left.unlink()
            scratch.rmdir()

    def _link(self, rows, name, options, libraries):
        """A program or library whose kernel table has these rows as well."""
        symbols = sorted({row.symbol for row, _ in rows})
        table = "".join(f"{line}\n" for _, line in rows) + self._table
        times = [os.stat(library).st_mtime_ns for library in libraries]
        folder = self._folder / hashlib.sha256((name + table + str(times)).encode()).hexdigest()[:16]
        made = folder / name
        if made.exists():
            return str(made)
        folder.mkdir(exist_ok=True)
        (folder / "kernel_table.inc").write_text(table)
        (folder / "kernel_headers.inc").write_text(
            self._headers + "".join(f'#include "../{symbol}.h"\n' for symbol in symbols))
        includes = [f"-I{path}" for path in (folder, *self._recipe["includes"], self._recipe["kernels"])]
        unfinished = folder / "unfinished"
        command = [self._recipe["compiler"], "-std=c++20", "-O2", "-fPIC", *includes, self._recipe["registry"],
                   *(str(self._folder / f"{symbol}.o") for symbol in symbols), *options, *libraries,
                   "-Wl,--no-whole-archive", "-lpthread", "-o", str(unfinished)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise worker.WorkerError(f"the compiled kernels cannot be linked: {done.stderr.strip()[-500:]}")
        os.replace(unfinished, made)
        return str(made)
