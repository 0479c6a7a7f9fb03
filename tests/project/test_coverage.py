"""The table of what the tests reach, floor by floor."""

import importlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
coverage = importlib.import_module("coverage_by_floor")


def file(lines, covered, branches=0, taken=0):
    counts = {"num_statements": lines, "covered_lines": covered}
    return {"summary": {**counts, "num_branches": branches, "covered_branches": taken}}


def test_files_are_counted_by_floor_and_the_page_is_written(tmp_path, monkeypatch, capsys):
    report = {
        "files": {
            "nmt_widgets/__init__.py": file(4, 4),
            "nmt_widgets/store/errors.py": file(10, 5, 4, 1),
            "/elsewhere/nmt_widgets/store/records/store.py": file(2990, 2984, 0, 0),
        }
    }
    (tmp_path / "coverage.json").write_text(json.dumps(report))
    monkeypatch.setattr(coverage, "PAGE", tmp_path / "coverage.md")
    coverage.main(str(tmp_path / "coverage.json"))
    rows = capsys.readouterr().out.splitlines()[2:]
    assert rows == [
        "| `nmt_widgets` | 1 | 4 | 100 % | – |",
        "| `store/` | 2 | 3,000 | 99 % | 25 % |",  # 99.6 is not all
        "| **all** | 3 | 3,004 | 99 % | 25 % |",
    ]
    assert (tmp_path / "coverage.md").read_text().startswith("# What the tests cover")
    assert rows[-1] in (tmp_path / "coverage.md").read_text()
