"""`nmt outcomes aggregate` writes a site's file, `nmt pool` reads several."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import nmt_widgets as nmt
from nmt_widgets.cli import nmt as command


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two sites with scores, and what they write."""
    folder = tmp_path_factory.mktemp("pool")
    ids = nmt.load_instrument().ids
    for number, site in enumerate(("north", "south")):
        rng = np.random.default_rng(number)
        rows = []
        for client in range(40):
            level = rng.normal(6, 1)
            for time in (1, 2):
                scores = np.clip(np.round(rng.normal(level + 0.6 * time, 1, len(ids))), 1, 12).astype(int)
                rows.append(
                    {
                        "client": f"c-{client}",
                        "time": time,
                        "age": 9 + time,
                        **dict(zip(ids, scores, strict=True)),
                    }
                )
        pd.DataFrame(rows).to_csv(folder / f"{site}.csv", index=False)
        (folder / f"{site}-incidents.csv").write_text("phase,count,days\nbefore,40,900\nafter,12,1000\n")
        lines = [f"c-{client},essential,{'yes' if client < 30 else 'no'}" for client in range(40)]
        (folder / f"{site}-lines.csv").write_text("\n".join(["client,kind,done", *lines]))
        result = run(
            "outcomes", "aggregate", folder / f"{site}.csv", "--site", site, "--out", folder / f"{site}.json",
            "--incidents", folder / f"{site}-incidents.csv", "--lines", folder / f"{site}-lines.csv",
            "--period", "2023-2024",
        )  # fmt: skip
        assert result.exit_code == 0, result.output
        assert "40 clients" in result.output
        assert "telephone" in result.output
    return folder


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


def test_a_file_that_is_there_is_not_replaced_unasked(folder):
    before = (folder / "north.json").read_bytes()
    again = ("outcomes", "aggregate", folder / "south.csv", "--site", "north", "--out", folder / "north.json")
    result = run(*again)
    assert (result.exit_code, (folder / "north.json").read_bytes()) == (2, before)
    assert "--force" in result.output


def test_two_sites_are_read_together(folder):
    result = run("pool", folder / "north.json", folder / "south.json")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].startswith("2 sites, 80 clients.")
    assert lines[1].startswith("  north: 40 clients, 0 left out, fingerprint ")
    assert "total, time 1 to 2" in result.output
    assert "before: 80 incidents in 1,800 days, 44.44 per 1,000 days" in result.output
    assert "after beside before, mean of sites: 0.27 times the rate" in result.output
    assert "Time 1, 2: 80 clients" in result.output
    assert "Plan, essential: 60 of 80 lines were carried out (75 %), of 0 it is not known" in result.output
    assert lines[-1].startswith("Nobody was compared")


def test_the_mean_of_sites_stands_with_its_own_interval(folder):
    files = [folder / "north.json", folder / "south.json"]
    data = json.loads(run("pool", *files, "--json").output)
    mean = next(row for row in data["meta"] if row["measure"] == "total" and row["figure"] == "d_av")
    lines = run("pool", *files).output.splitlines()
    total = next(line for line in lines if line.startswith("total, "))
    assert f" {mean['mean']:.2f} {mean['low']:.2f} to {mean['high']:.2f} " in " ".join(total.split())
    assert not any("allows for sites" in line for line in run("pool", files[0]).output.splitlines())


def test_json_and_out_are_the_same(folder):
    result = run("pool", folder / "north.json", folder / "south.json", "--json", "--out", folder / "all.json")
    data = json.loads(result.output)
    assert data == json.loads((folder / "all.json").read_text())
    change = next(row for row in data["change"] if row["measure"] == "total")
    assert change["n"] == 80
    assert set(change["d_av"]) >= {"value", "low", "high"}
    assert data["incidents"][0]["count"] == 80
    assert [site["site"] for site in data["sites"]] == ["north", "south"]


def test_a_rate_without_sites_that_hide_their_count_is_told_to_be_too_high(folder, tmp_path):
    (tmp_path / "few.csv").write_text("phase,count,days\nbefore,40,900\nafter,3,1000\n")
    few = tmp_path / "east.json"
    run(
        "outcomes", "aggregate", folder / "north.csv", "--site", "east", "--out", few,
        "--incidents", tmp_path / "few.csv",
    )  # fmt: skip
    assert json.loads(few.read_text())["incidents"]["after"]["count"] is None
    output = run("pool", folder / "south.json", few).output
    assert "after: 12 incidents in 1,000 days" in output
    assert "without 1 site that has too few" in output


def test_what_is_wrong_is_told_line_by_line_and_nothing_is_printed(folder, tmp_path):
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b.json").write_text("?")
    result = run("pool", tmp_path / "a.json", tmp_path / "b.json", folder / "north.json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 2
    result = run("pool", folder / "north.json", folder / "north.json")
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_table_without_times_is_refused(folder, tmp_path):
    table = pd.read_csv(folder / "north.csv").drop(columns="time")
    table.to_csv(tmp_path / "a.csv", index=False)
    result = run("outcomes", "aggregate", tmp_path / "a.csv", "--site", "x", "--out", tmp_path / "x.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'time'" in result.stderr
    assert not (tmp_path / "x.json").exists()
    result = run(
        "outcomes", "aggregate", folder / "north.csv", "--site", "x", "--out", "x.json", "--period", "soon"
    )
    assert result.exit_code == 2


def test_invented_incidents_do_not_pass_for_those_of_real_clients(folder, tmp_path):
    invented = tmp_path / "incidents.csv"
    invented.write_text("phase,count,days,synthetic\nbefore,40,900,yes\nafter,12,1000,yes\n")
    place = tmp_path / "x.json"
    result = run(
        "outcomes", "aggregate", folder / "north.csv", "--site", "x", "--out", place, "--incidents", invented
    )
    assert (result.exit_code, result.stdout, place.exists()) == (2, "", False)
    assert "invented and real clients do not go together" in result.stderr
