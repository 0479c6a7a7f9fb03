"""`nmt outcomes timing`: figures in plain words, as JSON, and bad files refused as a whole."""

import json

import pytest

import nmt_widgets as nmt
from nmt_widgets.cli import main


@pytest.fixture
def command(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame = nmt.synthetic_cohort(n=300, seed=1, times=1).frame
    frame.to_csv("clients.csv", index=False)

    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            main(["outcomes", "timing", *arguments])
        streams = capsys.readouterr()
        return stop.value.code, streams.out, streams.err

    run.frame = frame
    return run


def test_it_says_first_that_it_is_synthetic_then_current_health_and_last_what_it_is_not(command):
    code, output, _ = command("clients.csv", "--outcome", "sensory_integration")
    lines = output.splitlines()
    assert code == 0
    assert lines[0].startswith("SYNTHETIC")
    assert lines[1].startswith(
        "Sensory integration: current relational health comes first, with a coefficient of 0."
    )
    assert lines[-1].startswith("This describes who goes with what. It is not an effect")
    assert output.index("  current relational health") < output.index("severe adversity, perinatal")
    assert "alpha" in output


def test_by_default_every_domain_is_printed_and_json_has_every_figure(command):
    code, output, _ = command("clients.csv", "--json")
    data = json.loads(output)
    assert code == 0
    assert list(data) == ["outcomes"]
    assert list(data["outcomes"]) == ["sensory_integration", "self_regulation", "relational", "cognitive"]
    result = data["outcomes"]["cognitive"]
    assert result["synthetic"] is True
    assert result["predictors"][0]["id"] == "relational_health"
    assert result["predictors"][0]["coefficient"]["low"] > 0
    assert {"n", "alpha", "r2", "p", "blocks", "missing", "replicates", "permutations", "version"} <= set(
        result
    )


def test_factors_are_compared_with_the_key(command):
    code, output, _ = command("clients.csv", "--outcome", "cognitive", "--factors")
    assert code == 0
    assert "of 4 factors are like a domain of the key functional-1" in output
    assert "not unique" in output


def test_several_files_and_parquet_are_one_cohort(command):
    command.frame[:100].to_csv("first.csv", index=False)
    command.frame[100:].to_parquet("second.parquet", index=False)
    whole = command("clients.csv", "--outcome", "cognitive")
    assert command("first.csv", "second.parquet", "--outcome", "cognitive") == whole


def test_too_few_clients_are_answered_with_a_reason(command):
    command.frame[:20].to_csv("few.csv", index=False)
    code, output, _ = command("few.csv", "--outcome", "cognitive", "--factors")
    assert code == 0
    assert "Cognitive: nothing is computed, for there are too few clients" in output
    assert "No factors: there are too few clients" in output


def test_a_bad_file_is_refused_as_a_whole_with_its_lines(command):
    table = command.frame.astype({"adversity_infancy": object})
    table.loc[[3, 7], "adversity_infancy"] = ["much", 99]
    table.to_csv("bad.csv", index=False)
    code, output, error = command("bad.csv")
    assert (code, output) == (2, "")
    assert "bad.csv:5: column 'adversity_infancy'" in error
    assert "bad.csv:9: column 'adversity_infancy'" in error
    assert "Traceback" not in error
