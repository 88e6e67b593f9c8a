"""Compiles kernels that the library does not ship and links the worker with them.

A recipe (recipe.cmake) says where generators, kernel table and libraries are; the kernel catalogue says how an object is
made. Objects are kept, in the build or in the user's cache, so that the next run finds them.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import zlib

from kernels.register_tiles import tiles
from runners import worker

# The schedules refuse tiles that are not legal. A generator that takes longer than this has met one that its compiler
# does not digest all the same.
GENERATOR_SECONDS = 120


class Row:
    """A row of the kernel table that has a tile, and how its object is made."""

    def __init__(self, row, made):
        self.table, self.text, self.fields, (self.symbol,) = row["table"], row["text"], row["fields"], row["symbols"]
        self.parts = row["runs"][1:]  # objects that it runs beside its own
        self.made = made
        self.name, self.isa = self.fields["name"], self.fields["isa"]
        self.tile = self.fields["channel_block"], self.fields["tile_pixels"]

    def form(self):
        """Rank, layout and element type, as the name states them: ["2d", "nhwc", "f32"]."""
        return self.name.split("_")[1:4]

    def family(self):
        """What is equal for rows that differ in their tile alone."""
        return re.sub(r"_c\d+p\d+", "", self.name)

    def with_tile(self, tile):
        """The row of the same kernel with another tile."""
        def named(text):
            return text.replace("_c{}p{}_".format(*self.tile), "_c{}p{}_".format(*tile))

        in_row = ".channel_block = {}, .tile_pixels = {},".format
        arguments = ["channel_block={}".format(tile[0]) if argument.startswith("channel_block=") else
                     "tile_pixels={}".format(tile[1]) if argument.startswith("tile_pixels=") else argument
                     for argument in self.made["arguments"]]
        fields = {**self.fields, "name": named(self.name), "channel_block": tile[0], "tile_pixels": tile[1]}
        row = {"table": self.table, "fields": fields, "symbols": [named(self.symbol)], "runs": [named(self.symbol), *self.parts],
               "text": named(self.text).replace(in_row(*self.tile), in_row(*tile))}
        return Row(row, {**self.made, "arguments": arguments})


def _rows(catalog):
    """Rows of kernels that other tiles make sense for: those of rows and depthrows are few, and measured."""
    return [Row(row, catalog["objects"][row["symbols"][0]]) for row in catalog["rows"]
            if "name" in row["fields"] and not row["fields"].get("phases")]


def _new_rows(catalog, isa, forms):
    """Rows of the tiles that are not in the catalogue, for kernels of these forms and tier."""
    known = {row.name for row in _rows(catalog)}
    families = {}
    for row in _rows(catalog):
        if row.isa == isa and row.form() in forms:
            families.setdefault(row.family(), row)
    for row in families.values():
        for tile in tiles(row.made["program"], catalog["tiers"][isa], catalog["types"][row.name.split("_")[3]]):
            new = row.with_tile(tile)
            if new.name not in known:
                yield new


def _read_recipe(path):
    """The recipe, with its paths made absolute."""
    path = pathlib.Path(path).resolve()
    recipe = json.loads(path.read_text())
    for key in ("generators", "catalog", "kernels"):
        recipe[key] = str(path.parent / recipe[key])
    for key in ("includes", "libraries", "sources"):
        recipe[key] = [str(path.parent / value) for value in recipe[key]]
    return recipe


def _user_cache():
    """Where an installed tuner, which may not write beside its recipe, keeps objects."""
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "convt" / "kernels"


class KernelBuilder:
    def __init__(self, recipe_path):
        self._recipe = _read_recipe(recipe_path)
        self._catalog = json.loads(pathlib.Path(self._recipe["catalog"]).read_text())
        self._ids = json.loads((pathlib.Path(self._recipe["kernels"]) / "object_ids.json").read_text())
        objects = pathlib.Path(self._recipe["objects"] or _user_cache())
        self._folder = objects / self._generators_id()
        self._folder.mkdir(parents=True, exist_ok=True)

    def _generators_id(self):
        """Equal for programs that make the same objects."""
        programs = hashlib.sha256()
        for program in sorted(pathlib.Path(self._recipe["generators"]).glob("convt_generator_*")):
            if program.is_file():
                programs.update(program.name.encode() + program.read_bytes())
        return programs.hexdigest()[:8]

    def schedule_id(self, row):
        """The identity of a kernel whose object was compiled, as generators/schedule_ids.py has it."""
        code = (self._folder / f"{row.symbol}.o").read_bytes()
        ids = [f"{zlib.crc32(code):08x}", *(self._ids[symbol] for symbol in row.parts)]
        return f"{zlib.crc32(' '.join(ids).encode()):08x}"

    def build(self, isa, forms, report):
        """Compiles in parallel and links; returns the worker and the names of the kernels that it has beyond the
        library's. `forms` are what names state: ["2d", "nhwc", "f32"]."""
        rows = self._compiled(_new_rows(self._catalog, isa, forms), report)
        program = self._link(rows, "convt-tune-worker", ["-static-libstdc++", "-static-libgcc"], self._recipe["libraries"])
        return program, frozenset(row.name for row in rows)

    def library(self, isa, names):
        """convt as a shared library that has these kernels of a tuned file as well."""
        forms = [name.split("_")[1:4] for name in names]
        rows = (row for row in _new_rows(self._catalog, isa, forms) if row.name in names)
        # All of the archive of convt, which is the last, but its kernel table, in whose place ours stands first.
        whole = ["-shared", "-Wl,--whole-archive,--allow-multiple-definition"]
        compiled = self._compiled(rows, lambda *_: None)
        return self._link(compiled, "libconvt_tuned.so", whole, self._recipe["libraries"][-1:])

    def _compiled(self, rows, report):
        """Those of the rows whose kernels could be compiled."""
        rows = self._legal(list(rows))
        by_symbol = {row.symbol: row for row in rows}
        made = set()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            compiled = {pool.submit(self._compile, row): row.symbol for row in by_symbol.values()}
            for number, future in enumerate(concurrent.futures.as_completed(compiled), 1):
                report(number, len(compiled), compiled[future])
                if future.result():
                    made.add(compiled[future])
        return [row for row in rows if row.symbol in made]

    def _legal(self, rows):
        """Those of the rows that the schedules' checks do not refuse."""
        lines = "".join(" ".join([row.made["program"], *row.made["arguments"][2:]]) + "\n" for row in rows)
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
        command = [f"{self._recipe['generators']}/convt_generator_{row.made['program']}", "-f", row.symbol, "-e",
                   "object,c_header", "-o", str(scratch), *row.made["arguments"]]
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
        symbols = sorted({row.symbol for row in rows})
        texts = {}  # of the files that registry.cpp includes
        for row in rows:
            texts.setdefault(f"{row.table}.inc", []).append(f"{row.text}\n")
            texts.setdefault("schedule_ids.inc", []).append(f'{{"{row.name}", "{self.schedule_id(row)}"}},\n')
        texts["kernel_headers.inc"] = [
            f'#include "../{row.symbol}.h"\nstatic_assert(std::is_same_v<decltype(&{row.symbol}), '
            f'convt::contract::{row.made["type"]}>);\n' for row in {row.symbol: row for row in rows}.values()]
        texts = {name: "".join(lines) + (pathlib.Path(self._recipe["kernels"]) / name).read_text()
                 for name, lines in texts.items()}
        times = [os.stat(library).st_mtime_ns for library in libraries]
        folder = self._folder / hashlib.sha256((name + str(sorted(texts.items())) + str(times)).encode()).hexdigest()[:16]
        made = folder / name
        if made.exists():
            return str(made)
        folder.mkdir(exist_ok=True)
        for file_name, text in texts.items():
            (folder / file_name).write_text(text)
        includes = [f"-I{path}" for path in (folder, *self._recipe["includes"], self._recipe["kernels"])]
        unfinished = folder / "unfinished"
        command = [self._recipe["compiler"], "-std=c++20", "-O2", "-fPIC", *includes, *self._recipe["sources"],
                   *(str(self._folder / f"{symbol}.o") for symbol in symbols), *options, *libraries,
                   "-Wl,--no-whole-archive", "-lpthread", "-o", str(unfinished)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise worker.WorkerError(f"the compiled kernels cannot be linked: {done.stderr.strip()[-500:]}")
        os.replace(unfinished, made)
        return str(made)
