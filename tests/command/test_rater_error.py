"""`nmt error`: from attempts in the store to the ranges of a site."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from nmt_widgets import cli, load_case, load_instrument, profile
from nmt_widgets.store import Access, Person, Store, open_store, operator
from nmt_widgets.training.references.attempts import begin_attempt

CASES = ("practice-boy-8", "practice-girl-8", "practice-boy-2")


@pytest.fixture
def nmt(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the command in this process, with a database and a site of its own; return exit code and output."""
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NMT_SITE", str(tmp_path / "site"))
    (tmp_path / "site").mkdir()

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        return left.value.code, *capsys.readouterr()

    return run


def fill(cases: tuple[str, ...], raters: int) -> None:
    """Put an attempt of each rater at each case into the store."""
    random, engine = np.random.default_rng(7), open_store(operator()).engine
    ids = load_instrument().ids
    for case in cases:
        usual = random.integers(3, 10, len(ids))
        for rater in range(raters):
            store = Store(Access(engine, Person(f"Trainee {rater}", "trainee")))
            record = store.create(None, begin_attempt(load_case(case), "Attempt"), kind="practice")
            scores = usual + random.integers(-1, 2, len(ids)) + rater % 3 - 1
            answers = {
                f"assessments/1/functions/scores/{id}": int(score)
                for id, score in zip(ids, scores, strict=True)
            }
            store.save(
                record.case_id,
                {**answers, "assessments/1/status": "completed"},
                base=record.revision,
                edit=f"submit-{record.case_id}",
            )


def test_from_attempts_to_the_ranges_of_the_site(nmt, tmp_path: Path) -> None:
    fill(CASES, 6)
    code, out, err = nmt("error", "--save")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("6 people scored 3 cases, ")
    assert lines[0].endswith(": 18 maps.")
    assert lines[1].startswith("One person's score is usually ")
    assert "  32 functions get a wider range." in lines
    assert len([line for line in lines if line.endswith(tuple("0123456789")) and "–" in line]) == 33
    assert "The ranges in use: interval-1." in lines
    assert "Trainee" not in out
    file = tmp_path / "site" / "confidence.yaml"
    assert f"{file}: ranges are now made from this (interval-2-" in lines[-1]

    shutil.copytree(tmp_path / "site", tmp_path / "restarted")  # a process reads each file once
    instrument = load_instrument(tmp_path / "restarted")
    assert instrument.shared_error > 0.2, "every third rater is strict and every third lenient, in everything"
    assert profile("james", 1, instrument).total.low < profile("james", 1).total.low - 10


def test_too_few_ratings_are_said_and_not_saved(nmt, tmp_path: Path) -> None:
    fill(CASES[:1], 3)
    code, out, _ = nmt("error", "--json")
    figures = json.loads(out)
    assert (code, figures["maps"], figures["functions"]["arousal"]["half_width"]) == (0, 3, None)
    code, out, err = nmt("error", "--save")
    assert code == 2
    assert "It takes 3 cases, 5 people and 30 pairs".lower() in out.lower()
    assert "too few ratings to make ranges from" in err
    assert list((tmp_path / "site").iterdir()) == []
