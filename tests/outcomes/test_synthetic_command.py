"""`nmt synthesize`: files that are the same for the same seed, marked, and never written over by mistake."""

import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from nmt_widgets.cli import main


@pytest.fixture
def synthesize(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            main(["synthesize", "--n", "30", "--seed", "4", *arguments])
        streams = capsys.readouterr()
        return stop.value.code, streams.out, streams.err

    return run


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_bytes(synthesize, tmp_path, ending):
    for name in ("first", "second"):
        code, output, _ = synthesize("--out", f"{name}.{ending}", "--ratings", f"{name}-ratings.{ending}")
        assert code == 0
        assert output.startswith("SYNTHETIC: ")
    for name in (f"first.{ending}", f"first-ratings.{ending}"):
        other = tmp_path / name.replace("first", "second")
        assert (tmp_path / name).read_bytes() == other.read_bytes()


def test_each_table_is_written_and_marked(synthesize, tmp_path):
    files = {"--out": "a.csv", "--incidents": "b.csv", "--lines": "c.csv", "--ratings": "d.csv"}
    code, output, _ = synthesize(*(word for pair in files.items() for word in pair))
    assert code == 0
    assert output.count("Nobody in it exists") == 4
    for file in files.values():
        assert pd.read_csv(tmp_path / file)["synthetic"].eq("yes").all()


def test_a_parquet_file_says_in_its_metadata_what_was_built_in(synthesize, tmp_path):
    synthesize("--out", "a.parquet", "--effect", "none", "--noise", "2")
    truth = json.loads(pq.read_schema(tmp_path / "a.parquet").metadata[b"nmt_synthetic"])
    assert truth["effect"] == "none"
    assert truth["scores"]["factor_noise"] == 2


def test_a_file_that_is_there_is_replaced_only_by_force(synthesize, tmp_path):
    (tmp_path / "a.csv").write_text("mine", encoding="utf-8")
    code, output, error = synthesize("--out", "b.csv", "--lines", "a.csv")
    assert (code, output) == (2, "")
    assert "a.csv: the file is there already" in error
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "b.csv").exists()
    assert synthesize("--out", "b.csv", "--lines", "a.csv", "--force")[0] == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").startswith("client,time,line")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", "a.xlsx"], "the ending of the file is not known"),
        (["--out", "nowhere/a.csv"], "the folder is not there"),
        (["--out", "a.csv", "--lines", "a.csv"], "two tables would be written to this file"),
        (["--out", "a.csv", "--effect", "strong"], "there is no effect 'strong'"),
        (["--out", "a.csv", "--dropout", "2"], "dropout is 2.0, which is outside 0 to 0.95"),
    ],
)
def test_bad_input_is_one_line_and_no_file(synthesize, tmp_path, arguments, message):
    code, output, error = synthesize(*arguments)
    assert (code, output) == (2, "")
    assert message in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
