"""Print which part of each floor the tests reach, and write it into docs/coverage.md.

    python scripts/coverage_by_floor.py outputs/coverage.json

The measurement is coverage.py's, as JSON, with branches; `make coverage` takes it and calls this.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "coverage.md"

HEAD = """# What the tests cover

`make coverage` measures this and writes this page. It runs every test once, with browsers and server processes.
A line is covered if a test runs it. A branch is covered if a test takes it, so an `if` has two branches.
A covered line is not always a checked line: the figures show where to look, not how good the tests are.
A killed process leaves no measurement. Tests of `server/` and `reporting/` kill processes, so these floors are covered
a little better than the figures say. Scripts of the pages are not measured here.

"""


def measured_floors(report: dict[str, Any]) -> dict[str, Counter[str]]:
    """Return the counts of each floor, by the top folder of the package.

    Parameters
    ----------
    report : dict
        What `coverage json` writes.
    """
    floors: dict[str, Counter[str]] = {}
    for name, file in report["files"].items():
        parts = Path(name).parts
        within = parts[parts.index("nmt_widgets") + 1 :]
        floor = floors.setdefault(f"{within[0]}/" if len(within) > 1 else "nmt_widgets", Counter())
        floor.update({"files": 1})
        for key in ("num_statements", "covered_lines", "num_branches", "covered_branches"):
            floor[key] += file["summary"][key]
    return floors


def coverage_table(floors: dict[str, Counter[str]]) -> str:
    """Return the floors as a Markdown table, the whole package last.

    Examples
    --------
    >>> counts = Counter(files=1, num_statements=8, covered_lines=6)
    >>> print(coverage_table({"core/": counts}).splitlines()[2])
    | `core/` | 1 | 8 | 75 % | – |
    """
    whole: Counter[str] = sum(floors.values(), Counter())
    rows = [
        "| floor | files | lines of code | lines reached | branches reached |",
        "|---|---:|---:|---:|---:|",
    ]
    rows += [_row(f"`{name}`", floors[name]) for name in sorted(floors)]
    rows.append(_row("**all**", whole))
    return "\n".join(rows)


def _row(name: str, counts: Counter[str]) -> str:
    lines = _share(counts["covered_lines"], counts["num_statements"])
    branches = _share(counts["covered_branches"], counts["num_branches"])
    return f"| {name} | {counts['files']} | {counts['num_statements']:,} | {lines} | {branches} |"


def _share(part: int, whole: int) -> str:
    """Return a percentage, rounded down: 100 means all of it."""
    return f"{100 * part // whole} %" if whole else "–"


def main(path: str) -> None:
    """Print the table of a measurement, and write the page."""
    table = coverage_table(measured_floors(json.loads(Path(path).read_text(encoding="utf-8"))))
    print(table)
    PAGE.write_text(f"{HEAD}{table}\n\nMeasured on {date.today().isoformat()}.\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
