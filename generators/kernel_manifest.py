"""Expands kernels.toml: every kernel object, how it is made, and every row of the kernel table.

Usage: kernel_manifest.py MANIFEST TIER,TIER... FOLDER

Writes to FOLDER, leaving alone what would not change:

    kernel_objects.cmake   convt_kernel_object(<symbol> <program> <argument>...) for each object of these tiers
    kernel_headers.inc     declares the objects' symbols and checks their types
    region_strategies.inc  CONVT_REGION_STRATEGY(<strategy>) for each whose kernels compute regions
    <table>.inc            rows of these tiers, one file for each type of row: initializers of the structs of registry.hpp
    tier_facts.inc         rows of TierFacts, for every tier
    tier_checks.inc        what has_features() asks of an x86 CPU
    kernel_catalog.json    all of it for every tier, for programs
"""

import json
import pathlib
import re
import sys
import tomllib

SPATIAL = {1: "w", 2: "hw", 3: "dhw"}
# Fields of a row that are enumerators in C++.
ENUMS = {"data_format": "DataFormat", "dtype": "DType", "algo": "Algo", "isa": "Isa"}
# One file each, though it be empty.
TABLES = ("region_kernels", "tapped_kernels", "tapplanar_kernels", "winograd_kernels", "winograd_rests",
          "winograd_transforms", "tapped_gathers", "tapplanar_gathers", "dot_kernels", "dot_outputs", "block_functions")
STRATEGY_TABLES = {"tapped": "tapped_kernels", "scatter": "tapped_kernels", "tapplanar": "tapplanar_kernels",
                   "winograd": "winograd_kernels", "dot": "dot_kernels"}
# Tables whose rows say which strategy they are of.
SHARED_TABLES = ("region_kernels", "tapped_kernels")


class ManifestError(Exception):
    """The manifest says something that cannot be."""


def tiles_of(text):
    for tile in text.split():
        if not re.fullmatch(r"[1-9]\d*x[1-9]\d*", tile):
            raise ManifestError(f"a tile is '{tile}'; it must be <channel_block>x<tile_pixels>")
    return [tuple(map(int, tile.split("x"))) for tile in text.split()]


def layout_letters(rank, data_format):
    return f"n{SPATIAL[rank]}c" if data_format == "channels_last" else f"nc{SPATIAL[rank]}"


def cpp_value(key, value):
    if key in ENUMS:
        return f"{ENUMS[key]}::{value}"
    if key == "name":
        return f'"{value}"'
    if isinstance(value, list):
        return "{" + ", ".join(map(str, value)) + "}"
    return str(value)


class Expansion:
    """What a manifest stands for."""

    def __init__(self, manifest):
        self._manifest = manifest
        self.objects = {}  # symbol -> program, arguments, type, isa
        self.rows = []  # table, fields, C++ text, symbols
        for name, strategy in manifest["strategies"].items():
            for line in strategy["kernels"]:
                self._add_kernels(name, strategy, line)
            # Parts come after the kernels of all lines, as tiers follow each other in the table.
            for line in strategy["kernels"]:
                self._add_parts(name, strategy, line)
        for line in manifest["blocks"]["kernels"]:
            self._add_blocks(line)
        for row in self.rows:
            if "name" in row["fields"]:
                row["runs"] = row["symbols"] + self._parts_of(row["table"], row["fields"])

    def _tier(self, line):
        if line["tier"] not in self._manifest["tiers"]:
            raise ManifestError(f"tier is '{line['tier']}'; it must be one of {', '.join(self._manifest['tiers'])}")
        return line["tier"]

    def _type(self, line):
        if line["type"] not in self._manifest["types"]:
            raise ManifestError(f"type is '{line['type']}'; it must be one of {', '.join(self._manifest['types'])}")
        return self._manifest["types"][line["type"]]

    def _contract_type(self, generator, line):
        """The C++ type of what a generator makes for a line's element type."""
        name = self._manifest["contract"][generator]
        return f"{name}<{self._type(line)['sums']}>" if name.endswith("Of") else name

    def _add_object(self, symbol, program, generator, line, parameters, target_tier=None):
        """The object of that symbol, made once; returns the symbol."""
        target = self._manifest["tiers"][target_tier or self._tier(line)]["target"]
        parameters = {**parameters, **self._type(line)["parameters"]}
        self.objects.setdefault(symbol, {
            "program": program,
            "type": self._contract_type(generator, line),
            "isa": line["tier"],
            "arguments": ["-g", generator, f"target={target}-{self._manifest['features']}",
                          *(f"{key}={value}" for key, value in parameters.items())],
        })
        return symbol

    def _add_row(self, table, fields, symbols, packs=()):
        """`packs`: those of the symbols that pack weights, which no run calls."""
        text = "{" + ", ".join(f".{key} = {cpp_value(key, value)}" for key, value in fields.items()) + "},"
        if "name" in fields and any(row["fields"].get("name") == fields["name"] for row in self.rows):
            raise ManifestError(f"the kernel {fields['name']} stands there twice")
        self.rows.append({"table": table, "fields": fields, "symbols": symbols, "packs": list(packs), "text": text})

    def _add_kernels(self, strategy, about, line):
        for tile in tiles_of(line["tiles"]):
            for rank in about["ranks"]:
                for outputs in about.get("tile_outputs", [line.get("outputs", 0)]):
                    self._add_kernel(strategy, about, line, tile, rank, outputs)

    def _multiply(self, strategy, about, line, tile, rank=None, outputs=0, **more):
        """The object of a tile, one for every rank where it is ranked."""
        name = f"{rank}d_{line['type']}_{strategy}{outputs or ''}" if rank else f"{line['type']}_{about['generator']}"
        parameters = {"rank": rank} if rank else {}
        parameters |= {"channel_block": tile[0], "tile_pixels": tile[1]} | ({"outputs": outputs} if outputs else {}) | more
        return self._add_object(f"convt_{name}_c{tile[0]}p{tile[1]}_{line['tier']}", strategy, about["generator"], line,
                                parameters)

    def _add_kernel(self, strategy, about, line, tile, rank, outputs):
        ranked = about["ranked"]
        terms = {key: line[key] for key in ("terms",) if key in line}
        symbol = self._multiply(strategy, about, line, tile, *((about.get("object_rank", rank), outputs) if ranked else ()), **terms)
        for data_format in about["layouts"]:
            fields = {
                "name": f"convt_{rank}d_{layout_letters(rank, data_format)}_{line['type']}_{strategy}{outputs or ''}"
                        f"_c{tile[0]}p{tile[1]}_{line['tier']}",
                "rank": rank, "data_format": data_format, "dtype": self._type(line)["dtype"], "algo": strategy,
                "isa": line["tier"], "channel_block": tile[0], "tile_pixels": tile[1],
            }
            table = STRATEGY_TABLES.get(strategy, "region_kernels")
            if table == "region_kernels":
                fields |= {"phases": outputs, "region": symbol}
            else:
                fields |= ({"tile_outputs": outputs} if outputs else {}) | terms | {"multiply": symbol}
            if table not in SHARED_TABLES:
                del fields["algo"]
            self._add_row(table, fields, [symbol])

    def _add_parts(self, strategy, about, line):
        key = {"dtype": self._type(line)["dtype"], "isa": line["tier"]}
        end = f"_{line['tier']}"
        for lanes in line.get("gather_lanes", ()):
            symbol = self._add_object(f"convt_{line['type']}_tapped_gather_l{lanes}{end}", strategy, "tapped_gather", line,
                                      {"lanes": lanes})
            self._add_row("tapped_gathers", {**key, "lanes": lanes, "gather": symbol}, [symbol])
        for outputs in about.get("gather_outputs", ()):
            symbol = self._add_object(f"convt_{line['type']}_tapplanar_gather_o{outputs}{end}", strategy,
                                      "tapplanar_gather", line, {"outputs": outputs})
            self._add_row("tapplanar_gathers", {**key, "outputs": outputs, "gather": symbol}, [symbol])
        if line.get("row_functions"):
            functions = {side: self._add_object(f"convt_{line['type']}_dot_{side}{end}", strategy, f"dot_{side}", line, {})
                         for side in ("nearest", "gemmlowp", "real")}
            self._add_row("dot_outputs", {**key, **functions}, list(functions.values()))
        for tile in tiles_of(line.get("rests", "")):
            symbol = self._multiply(strategy, about, line, tile)
            self._add_row("winograd_rests", {**key, "channel_block": tile[0], "tile_pixels": tile[1], "multiply": symbol},
                          [symbol])
        for outputs, taps_list in about.get("transforms", {}).items():
            for taps in taps_list.split():
                symbols = [self._add_object(f"convt_{line['type']}_winograd_{side}_o{outputs}t{taps}{end}", strategy,
                                            f"winograd_{side}", line, {"tile_outputs": outputs, "taps": taps})
                           for side in ("inputs", "outputs", "weights")]
                digits = [int(digit) for digit in reversed(taps)]  # innermost first
                self._add_row("winograd_transforms",
                              {**key, "tile_outputs": int(outputs), "taps": digits, "inputs": symbols[0], "outputs": symbols[1],
                               "weights": symbols[2]},
                              symbols, packs=symbols[2:])

    def _parts_of(self, table, kernel):
        """Objects that a kernel may run beside its own, for some problem of its rank. Smaller tiles of the same multiply
        are left out: they change with it."""
        def serves(part):
            fields = part["fields"]
            if any(fields[key] != kernel[key] for key in ("dtype", "isa")):
                return False
            if part["table"] == "winograd_transforms":
                outputs = kernel["tile_outputs"] if max(fields["taps"]) > 1 else 1
                return fields["tile_outputs"] == outputs and max(fields["taps"][kernel["rank"]:], default=1) == 1
            return True

        tables = {"tapped_kernels": ["tapped_gathers"], "tapplanar_kernels": ["tapplanar_gathers"],
                  "winograd_kernels": ["winograd_transforms"], "dot_kernels": ["dot_outputs"]}.get(table, [])
        return [symbol for row in self.rows if row["table"] in tables and serves(row) for symbol in row["symbols"]
                if symbol not in row["packs"]]

    def _add_blocks(self, line):
        tier = self._manifest["tiers"][self._tier(line)]
        served_by = self._type(line).get("kernels")
        shared = {**line, "type": served_by or line["type"]}
        names = [("transpose", tier["transpose_tier"], shared), ("activate", None, shared), ("prelu", None, shared)]
        names += [("widen", None, line), ("narrow", None, line)] if served_by else []
        functions = {
            name: self._add_object(f"convt_{of['type']}_{name}_{of['tier']}", "blocks", name, of, {}, target)
            for name, target, of in names}
        self._add_row("block_functions", {"dtype": self._type(line)["dtype"], "isa": line["tier"], **functions},
                      list(functions.values()))


def write_if_changed(path, text):
    """Leaves a file that has the text already as old as it is, so that nothing is compiled again."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def remove_others(folder, objects):
    """What an earlier manifest or other tiers left; the checks take each object for a kernel of this build."""
    for path in folder.glob("convt_*.[oh]"):
        if path.stem not in objects:
            path.unlink()


def tables_text(rows, table):
    return "".join(f"{row['text']}\n" for row in rows if row["table"] == table)


def headers_text(objects):
    lines = [f'#include "{symbol}.h"\n' for symbol in objects]
    lines += [f"static_assert(std::is_same_v<decltype(&{symbol}), convt::contract::{made['type']}>);\n"
              for symbol, made in objects.items()]
    return "".join(lines)


def objects_text(objects):
    return "".join(f"convt_kernel_object({symbol} {made['program']} {' '.join(made['arguments'])})\n"
                   for symbol, made in objects.items())


def catalog_text(catalog):
    """JSON, with a line for each object and row."""
    def lines(values):
        return ",\n  ".join(values)

    parts = {key: json.dumps(value) for key, value in catalog.items() if key not in ("objects", "rows")}
    objects = lines(f"{json.dumps(symbol)}: {json.dumps(made)}" for symbol, made in catalog["objects"].items())
    parts |= {"objects": "{\n  " + objects + "\n }", "rows": "[\n  " + lines(map(json.dumps, catalog["rows"])) + "\n ]"}
    return "{\n " + ",\n ".join(f'"{key}": {text}' for key, text in parts.items()) + "\n}\n"


def region_strategies_text(strategies):
    return "".join(f"CONVT_REGION_STRATEGY({name})\n" for name in strategies if name not in STRATEGY_TABLES)


def tier_facts_text(tiers):
    return "".join(
        f'{{Isa::{name}, "{name}", "{tier["processor"]}", {tier["register_bytes"]}, "{tier["target"]}", '
        f'"{" ".join(tier["known_by"])}"}},\n' for name, tier in tiers.items())


def tier_checks_text(tiers):
    """Cases of a switch. f16c is asked for in another way, as older clangs do not know its name."""
    def check(feature):
        return "has_f16c()" if feature == "f16c" else f'__builtin_cpu_supports("{feature}")'

    return "".join(f"case Isa::{name}:\n    return {' && '.join(map(check, tier['cpu_features'])) or 'false'};\n"
                   for name, tier in tiers.items())


def main():
    path, chosen, folder = pathlib.Path(sys.argv[1]), sys.argv[2].split(","), pathlib.Path(sys.argv[3])
    manifest = tomllib.loads(path.read_text())
    unknown = [tier for tier in chosen if tier not in manifest["tiers"]]
    if unknown:
        raise ManifestError(f"CONVT_ISAS has '{unknown[0]}'; tiers are {', '.join(manifest['tiers'])}")
    all_of = Expansion(manifest)
    rows = [row for row in all_of.rows if row["fields"]["isa"] in chosen]
    objects = {symbol: made for symbol, made in all_of.objects.items() if made["isa"] in chosen}
    catalog = {"types": manifest["types"], "tiers": manifest["tiers"], "features": manifest["features"], "built": chosen,
               "objects": all_of.objects, "rows": all_of.rows}
    folder.mkdir(parents=True, exist_ok=True)
    remove_others(folder, objects)
    for table in TABLES:
        write_if_changed(folder / f"{table}.inc", tables_text(rows, table))
    write_if_changed(folder / "kernel_headers.inc", headers_text(objects))
    write_if_changed(folder / "kernel_objects.cmake", objects_text(objects))
    write_if_changed(folder / "region_strategies.inc", region_strategies_text(manifest["strategies"]))
    write_if_changed(folder / "tier_facts.inc", tier_facts_text(manifest["tiers"]))
    write_if_changed(folder / "tier_checks.inc", tier_checks_text(manifest["tiers"]))
    write_if_changed(folder / "kernel_catalog.json", catalog_text(catalog))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyError as error:
        sys.exit(f"convt: the kernel manifest {sys.argv[1]}: the key {error} is missing")
    except (ManifestError, ValueError, OSError) as error:
        sys.exit(f"convt: the kernel manifest {sys.argv[1]}: {error}")
