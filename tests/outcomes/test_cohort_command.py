"""`nmt outcomes cohort`: what is in the files, or a line for each problem."""

import json

import pandas as pd
import pytest

from nmt_widgets import cli
from nmt_widgets.bench import measure_cohort
from nmt_widgets.outcomes.cohort import read_cohort
from tests.outcomes.cohort_files import rows_of, text_of, write


@pytest.fixture
def nmt(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main(["outcomes", "cohort", *map(str, arguments)])
        return left.value.code, *capsys.readouterr()

    return run


def test_it_tells_what_is_in_the_files(nmt, tmp_path):
    rows = rows_of(40).assign(notes="x", name="Anna")
    rows.loc[3, "site"] = None
    rows.to_csv(tmp_path / "a.csv", index=False)
    code, out, err = nmt(tmp_path / "a.csv")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].startswith("SYNTHETIC")
    assert lines[1] == "40 assessments of 20 clients, from a.csv."
    assert "Assessments per time: 1 (20), 2 (20)" in lines
    assert "Left out: columns that may name a person, not read: name" in lines
    assert "Left out: columns that a cohort does not have, not read: notes" in lines
    assert any(line.startswith("site: east (") for line in lines)
    assert lines[-1].startswith("These are counts")
    assert "Anna" not in out


def test_json_is_the_description_and_out_is_the_cohort(nmt, tmp_path):
    rows = rows_of(40)
    rows.iloc[:20].to_csv(tmp_path / "a.csv", index=False)
    rows.iloc[20:].to_parquet(tmp_path / "b.parquet", index=False)
    files = tmp_path / "a.csv", tmp_path / "b.parquet"
    code, out, _ = nmt(*files, "--json", "--out", tmp_path / "all.parquet")
    assert code == 0
    assert json.loads(out) == read_cohort(*files).describe()
    pd.testing.assert_frame_equal(read_cohort(tmp_path / "all.parquet").frame, read_cohort(*files).frame)


def test_bad_files_get_a_line_for_each_problem_and_nothing_else(nmt, tmp_path):
    rows = [("c-1", "1", "9", "2024-02-30", "3", "5"), ("c-1", "1", "-9", "", "14", "5")]
    file, other = write(tmp_path, text_of(rows)), write(tmp_path, "client,slep\n1,2\n", "other.csv")
    code, out, err = nmt(file, "--out", tmp_path / "out.csv")
    assert (code, out) == (2, "")
    assert [line.split(": ")[1:3] for line in err.splitlines()] == [
        [f"{file}:2", "column 'date'"],
        [f"{file}:3", "column 'age'"],
        [f"{file}:3", "column 'sleep'"],
    ]
    assert not (tmp_path / "out.csv").exists()
    code, out, err = nmt(other, tmp_path / "missing.csv")
    assert (code, out, len(err.splitlines())) == (2, "", 2)


def test_one_version_is_chosen(nmt, tmp_path):
    rows = [("c-1", "1", "3", "functions-1"), ("c-2", "1", "3", "functions-0")]
    file = write(tmp_path, text_of(rows, ("client", "time", "sleep", "version")))
    assert nmt(file)[0] == 2
    code, out, _ = nmt(file, "--only", "version=functions-0")
    assert code == 0
    assert out.splitlines()[0] == "1 assessment of 1 client, from clients.csv."
    assert "Left out: rows of another version: 1 (clients.csv:2)" in out
    assert nmt(file, "--only", "version")[0] == 2


def test_the_measurement_compares_with_plain_pandas():
    figures = measure_cohort(400)
    for name in ("csv", "parquet", "filter"):
        ours, theirs = (value for key, value in figures[name].items() if key != "ratio")
        assert figures[name]["ratio"] == pytest.approx(ours / theirs)
