#!/usr/bin/env python3
"""Shared code does not ask which strategy it has: counts the lines of runtime/src outside of the strategies' rooms that do.

The registry states each row's strategy; nothing else should need to.
"""

import re
import sys

from project_files import CPP, ROOT, project_files, report

ROOMS = "runtime/src/strategies/"
ASKS = re.compile(r"Algo::|->winograd|\.winograd\b|->tapped|\.tapped\b|is_reference|is_tapped|is_depthwise|takes_rows|algo ==")
MOST = 10


def main() -> int:
    lines = []
    for path in project_files(*CPP):
        name = str(path)
        if not name.startswith("runtime/src/") or name.startswith(ROOMS):
            continue
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
            if ASKS.search(line):
                lines.append(f"{name}:{number} asks which strategy it has: {line.strip()}")
    if len(lines) <= MOST:
        return report(f"strategies by name ({len(lines)} lines of shared code, at most {MOST})", [])
    return report("strategies by name", lines)


if __name__ == "__main__":
    sys.exit(main())
