"""A stored case has a report like a template, and a new one after a change."""

import pytest

from nmt_widgets import cli
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.local import say_date
from nmt_widgets.store import open_store, operator


@pytest.fixture
def stored(james):
    store = open_store(operator())
    return store, store.create(None, to_answers(james), kind="teaching").case_id


def run(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    out, err = capsys.readouterr()
    return left.value.code, out, err


@pytest.mark.slow
def test_a_stored_case_is_reported_and_again_after_a_change(stored, tmp_path, capsys):
    store, id = stored
    arguments = ["report", id, "--out", str(tmp_path)]
    code, out, err = run(arguments, capsys)
    assert (code, err) == (0, "")
    assert "made" in out
    page = (tmp_path / id / "assessment-2" / f"{id}-assessment-2-10-2-years.html").read_text(encoding="utf-8")
    assert "James" in page
    revision = store.latest(id)
    assert f"by {revision.author}, {say_date(revision.at[:10])} (revision {revision.number})" in page
    assert "skipped" in run(arguments, capsys)[1]
    reason = "Sleep was taken from the wrong form"
    record = store.read(id)
    store.save(
        id,
        {"assessments/2/functions/scores/sleep": {"score": 5}},
        base=record.revision,
        edit="sleep-5",
        reason=reason,
    )
    assert "made" in run(arguments, capsys)[1]


def test_score_and_report_name_a_case_that_is_nowhere(tmp_path, capsys):
    for command in (["report", "c-nobody", "--out", str(tmp_path)], ["score", "c-nobody", "--json"]):
        code, _, err = run(command, capsys)
        assert code == 2
        assert "there is no such case" in err
        assert "Traceback" not in err
