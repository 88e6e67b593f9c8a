#!/usr/bin/env python3
"""The tuned tables that the repository keeps are of the kernels that it makes: an entry whose kernel's schedule has
changed since it was measured is ignored, and belongs out.

Usage: tuned_tables.py BUILD_DIR
"""

import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "checks"))

from project_files import ROOT, report  # noqa: E402

ROW = re.compile(r'\{"(convt_\w+)", "([0-9a-f]{8})"\}')


def problems_of(path: pathlib.Path, schedules: dict[str, str]) -> list[str]:
    entries = json.loads(path.read_text())["entries"]
    # Kernels that tuning made for itself are in no build; their schedules are that of their tile's neighbours.
    known = [entry for entry in entries if entry["kernel"] in schedules]
    stale = [entry for entry in known if schedules[entry["kernel"]] != entry["schedule"]]
    problems = [f"{path.name}: {entry['kernel']} is measured at schedule {entry['schedule']}; it is now "
                f"{schedules[entry['kernel']]}: tune anew, or take the entry out" for entry in stale]
    return problems if known else [*problems, f"{path.name} has no entry whose kernel is in this build"]


def main() -> int:
    rows = (pathlib.Path(sys.argv[1]) / "runtime" / "kernels" / "schedule_ids.inc").read_text()
    schedules = dict(ROW.findall(rows))
    if not schedules:
        return report("tuned tables", ["schedule_ids.inc states no schedule; build first"])
    tables = sorted((ROOT / "schedules" / "tuned").glob("*.json"))
    return report("tuned tables", [problem for path in tables for problem in problems_of(path, schedules)])


if __name__ == "__main__":
    sys.exit(main())
