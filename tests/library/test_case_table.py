"""The table of cases: templates, stored ones that somebody may see, and what cannot be read."""

import shutil

import pytest

from nmt_widgets import cases, load_case, open_store, profile
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import case_templates
from nmt_widgets.store import asking, operator
from nmt_widgets.store import open_store as open_for


@pytest.fixture
def stored(james, monkeypatch):
    """A store with James's answers; returns the code."""
    monkeypatch.setattr(asking, "_own_session", [])
    answers = to_answers(james)
    return open_for(operator()).create(None, answers, kind="clinical").case_id


def test_every_template_has_a_row_with_its_figures():
    table = cases()
    assert list(table.columns) == ["id", "kind", "title", "place", "age", "cmr", "assessments", "problem"]
    assert set(table["place"]) == {"template"}
    assert table["problem"].isna().all()
    for row in table.to_dict("records"):
        case = load_case(row["id"])
        latest = profile(case, case.latest, unscored=True)
        assert (row["title"], row["kind"], row["assessments"]) == (
            case.title,
            case.kind,
            len(case.assessments),
        )
        assert row["age"] == latest.age
        assert row["cmr"] == pytest.approx(latest.cmr.figure.value, nan_ok=True) or row["cmr"] != row["cmr"]


def test_a_case_that_cannot_be_read_is_a_row_with_its_problem(tmp_path, monkeypatch):
    folder = tmp_path / "case_templates"
    shutil.copytree(case_templates(), folder)
    (folder / "torn.yaml").write_text("format: case-1\nid: torn\n", encoding="utf-8")
    monkeypatch.setenv("NMT_CASES", str(folder))
    for table in (cases(), cases(kind="practice")):
        row = table.set_index("id").loc["torn"]
        assert "torn.yaml" in row["problem"]
        assert row["assessments"] is not None


def test_a_kind_is_filtered_and_a_wrong_one_refused():
    assert set(cases(kind="practice")["kind"]) == {"practice"}
    with pytest.raises(InputError, match="did you mean 'practice'"):
        cases(kind="practise")
    with pytest.raises(InputError, match="use one of teaching, practice, clinical"):
        cases(kind="x")


def test_stored_cases_are_listed_after_the_templates(stored):
    last = cases(store=True).iloc[-1]
    assert (last["id"], last["place"], last["kind"]) == (stored, "store", "clinical")
    assert len(cases(store=open_store(), kind="clinical")) == 1


def test_somebody_who_signed_in_sees_no_more_than_they_may(stored, monkeypatch):
    """A token that is no sign-in opens nothing."""
    monkeypatch.setattr(asking, "_own_session", ["no such token"])
    with pytest.raises(InputError, match="sign"):
        cases(store=True)
