"""The command `nmt outcomes incidents`."""

import csv
import json

import pytest
from click.testing import CliRunner

from nmt_widgets.cli import nmt
from tests.outcomes.incident_data import clients, sicily


@pytest.fixture
def run(tmp_path):
    def run_with(table, *options):
        file = tmp_path / "incidents.csv"
        with file.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(table[0]))
            writer.writeheader()
            writer.writerows(table)
        return CliRunner().invoke(nmt, ["outcomes", "incidents", str(file), *options])

    return run_with


TWO = [{"phase": "before", "count": 30, "days": 5000}, {"phase": "after", "count": 12, "days": 6000}]


def test_it_prints_rates_and_ratio_as_json(run):
    data = json.loads(run(TWO, "--json").stdout)
    assert list(data["phases"]) == ["before", "after"]
    assert {"count", "days", "rate", "low", "high"} <= data["phases"]["after"].keys()
    assert data["phases"]["before"]["rate"] == 6
    assert [round(data["ratio"][key], 4) for key in ("value", "low", "high", "p")] == [
        0.3333,
        0.1554,
        0.6704,
        0.0009,
    ]
    assert "model" not in data
    assert "series" not in data
    turned = json.loads(run(TWO, "--before", "after", "--json").stdout)
    assert turned["ratio"]["value"] == pytest.approx(3)


def test_it_says_first_what_it_comes_to_and_last_what_it_does_not_tell(run):
    lines = run(TWO).stdout.splitlines()
    assert lines[0] == "after: 0.333 times the rate of before (0.155 to 0.670; p < 0.001)."
    assert "4.05 to 8.57" in lines[3]
    assert lines[-1].startswith("Without a comparison group")


def test_without_dates_it_tells_which_phase_it_takes_as_the_one_before(run):
    assert "'before', which stands first in it" in run(TWO).stderr
    assert json.loads(run(TWO, "--json").stdout)["notes"] == run(TWO).stderr.splitlines()
    assert not run(TWO, "--before", "before").stderr
    dated = [{**row, "date": f"2025-0{month}"} for month, row in enumerate(TWO, 1)]
    assert not run(dated).stderr


def test_invented_rows_are_named_first(run):
    marked = [{**row, "synthetic": mark} for row, mark in zip(TWO, ("no", "yes"), strict=True)]
    assert run(marked).stdout.startswith("SYNTHETIC: ")
    assert json.loads(run(marked, "--json").stdout)["synthetic"] is True
    assert json.loads(run(TWO, "--json").stdout)["synthetic"] is False


def test_model_splits_and_series_come_where_asked_for(run):
    data = json.loads(run(clients(), "--model", "--by", "unit", "--by", "month", "--json").stdout)
    assert data["model"]["family"] == "negative_binomial"
    assert len(data["by"]["unit"]) == 8
    printed = run(clients(), "--model").stdout
    assert printed.startswith(
        "after: 0.800 times the rate of before by the model (0.530 to 1.207; p = 0.280)."
    )
    series = json.loads(run(sicily(), "--series", "--json").stdout)["series"]
    assert round(series["step"]["value"], 3) == 0.885
    assert len(series["months"]) == 59


def test_a_series_begins_with_the_change_and_tells_that_means_go_the_other_way(run):
    lines = run(sicily(), "--series").stdout.splitlines()
    assert "changed to 0.885 times in 2005-01 (0.839 to 0.933; p < 0.001)" in lines[0]
    assert "810.9 incidents a month before and 857.5 after" in lines[2]
    assert lines[3].startswith("The plain rate goes the other way")


def test_a_scatter_that_exact_intervals_do_not_allow_for_is_told(run):
    assert json.loads(run(TWO, "--json").stdout)["dispersion"] is None
    assert "take each incident as independent" in run(TWO).stdout
    printed = run(clients()).stdout
    assert "scatter more than by chance (dispersion 2.24), so the intervals are too narrow" in printed
    assert run(TWO, "--slope").exit_code == 2


def test_rates_without_incidents_or_days_have_words(run):
    lines = run([{**TWO[0], "count": 0}, TWO[1]]).stdout.splitlines()
    assert lines[0].startswith("after: at least 2.")
    assert "no incident" in lines[0]
    lines = run([TWO[0], {"phase": "after", "count": 0, "days": 0}]).stdout.splitlines()
    assert lines[0] == "before and after cannot be compared: there are no days."
    assert lines[-4].endswith("there are no days")
    assert run([TWO[0]]).stdout.startswith("There is 1 phase")
    assert json.loads(run([TWO[0]], "--json").stdout)["ratio"] is None


def test_a_bad_file_has_a_line_for_each_problem_and_no_result(run):
    result = run([{**TWO[0], "days": -1}, {**TWO[1], "count": 1.5}], "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.split(": ")[1].rsplit(":")[-1] for line in result.stderr.splitlines()] == ["2", "3"]


def test_questions_stand_beside_the_result(run):
    result = run([{**TWO[0], "days": 5}, TWO[1]], "--json")
    assert result.exit_code == 0
    assert "a count of 30 in 5 days" in result.stderr
    assert len(json.loads(result.stdout)["questions"]) == 1


def test_invented_rows_are_marked(run):
    rows = [{**row, "synthetic": "yes"} for row in TWO]
    assert run(rows).stdout.startswith("SYNTHETIC")
    assert json.loads(run(rows, "--json").stdout)["synthetic"] is True
    assert json.loads(run(TWO, "--json").stdout)["synthetic"] is False
