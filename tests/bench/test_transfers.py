"""The measurement of import, export and verify sets each beside the least for the same rows."""

import pytest
from click.testing import CliRunner

from nmt_widgets.bench import MEASURES, measure_transfers
from nmt_widgets.cli.benchmarks import bench


def test_each_way_is_compared_with_the_least_for_it():
    figures = measure_transfers(3)
    assert figures.pop("cases") == 12
    assert set(figures) == {"import", "export", "verify"}
    for way in figures.values():
        assert way["ratio"] == pytest.approx(way["ms"] / way["bare_ms"])
        assert way["memory"] > 0


def test_what_takes_minutes_is_measured_by_name_only(monkeypatch):
    runner = CliRunner()
    for name in MEASURES:
        monkeypatch.setitem(MEASURES, name, lambda: {"ratio": 1.0})
    run = runner.invoke(bench, [])
    assert {line.partition(":")[0] for line in run.stdout.splitlines()} == MEASURES.keys() - {
        "service",
        "store",
        "doors",
    }
    assert "service, store, doors" in run.stderr
    assert runner.invoke(bench, ["service"]).stdout == "service: ratio 1\n"
