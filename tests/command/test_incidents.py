"""`nmt incidents`, and `nmt outcomes incidents --store`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nmt_widgets import cli


@pytest.fixture
def nmt(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Run the command in this process, with a store of its own; returns (exit code, stdout, stderr)."""
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "data"))

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return left.value.code, out, err

    return run


def test_entered_corrected_listed_and_withdrawn(nmt) -> None:
    assert nmt("incidents", "add", "restraint", "2026-03", 4, 300, "--unit", "North")[:2] == (
        0,
        "entered as number 1\n",
    )
    assert nmt("incidents", "correct", 1, 5, "310,5", "--reason", "mistyped")[:2] == (
        0,
        "1 is corrected by number 2\n",
    )
    listed = nmt("incidents", "list")[1].splitlines()
    assert listed[0].startswith("    2  2026-03  North: Restraint 5 in 310.5 days (command line: ")
    assert listed[1:] == ["1 count, page 1 of 1"]
    assert nmt("incidents", "withdraw", 2, "--reason", "wrong_place")[1] == "2 no longer counts\n"
    assert nmt("incidents", "list")[1] == "0 counts, page 1 of 1\n"


def test_what_is_asked_is_answered_by_an_option(nmt) -> None:
    code, out, err = nmt("incidents", "add", "police", "2026-03", 100, 31)
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "nmt: count: a count of 100 in 31 days is more than 3 a day; is it right?",
        "nmt: 1 question, nothing was written; if all of this is right, add --sure",
    ]
    assert nmt("incidents", "add", "police", "2026-03", 100, 31, "--sure")[0] == 0


def test_a_table_goes_in_and_the_rates_come_out(nmt, tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text("date,count,days\n2025-01,30,5000\n2025-02,x,100\n", encoding="utf-8")
    code, _, err = nmt("incidents", "import", file, "--kind", "restraint")
    assert (code, err.count("\n")) == (2, 1)
    assert "counts.csv:3: column 'count': 'x' is not a whole number" in err
    file.write_text("date,count,days\n2025-01,30,5000\n2025-02,12,6000\n2024-12,9,100\n", encoding="utf-8")
    imported = "counts.csv: 3 counts added, 0 were there already\n"
    assert nmt("incidents", "import", file, "--kind", "restraint")[:2] == (0, imported)
    assert nmt("outcomes", "incidents", "--store", "--kind", "restraint")[0] == 2  # no phase yet
    nmt("incidents", "phases", "--begin", "before", "--on", "2025-01")
    code, out, _ = nmt("incidents", "phases", "--begin", "after", "--on", "2025-02-01")
    assert [line.split(" (")[0] for line in out.splitlines()] == [
        "    1  the whole site: before from 1 January 2025 on",
        "    2  the whole site: after from 1 February 2025 on",
    ]
    code, out, err = nmt("outcomes", "incidents", "--store", "--kind", "Restraint", "--json")
    assert err == "1 count of days before the first phase is left out\n"
    assert {name: phase["count"] for name, phase in json.loads(out)["phases"].items()} == {
        "before": 30,
        "after": 12,
    }
    assert json.loads(out)["notes"] == [err.strip()]
    changed = nmt(
        "incidents", "phases", "--begin", "after", "--on", "2025-02-10", "--change", 2, "--reason", "mistyped"
    )
    assert "10 February 2025" in changed[1]
    err = nmt("outcomes", "incidents", "--store", "--kind", "restraint")[2]
    assert err.splitlines()[0] == "1 count of days in two phases is left out"
    assert (
        "the whole site: after" not in nmt("incidents", "phases", "--withdraw", 3, "--reason", "mistyped")[1]
    )


@pytest.mark.parametrize(
    "options", [(), ("--store",), ("--kind", "police"), ("--store", "--kind", "police", "a.csv")]
)
def test_files_or_the_store(nmt, options: tuple[str, ...]) -> None:
    code, _, err = nmt("outcomes", "incidents", *options)
    assert (code, "Name files, or --store with --kind." in err) == (2, True)
