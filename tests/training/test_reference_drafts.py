"""References that are made on the screen: drafted from a case's own answers, and written as the files there are."""

import pytest

from nmt_widgets import load_case
from nmt_widgets.case_files.answers import check_answer, to_answers, to_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.training.references.attempts import for_trainee
from nmt_widgets.training.references.drafts import (
    checked_draft,
    draft_reference,
    expert_of,
    is_begun,
    reference_progress,
)
from nmt_widgets.training.references.files import read_references, write_reference
from nmt_widgets.training.references.reading import (
    because,
    expert_case,
    list_references,
    load_reference,
    reason_and_paragraphs,
    references_folder,
)


def drafted(id):
    """A practice case with its reference as a trainer's own answers."""
    reference = load_reference(id)
    return expert_case(load_case(id), reference).model_copy(update={"expert": expert_of(reference)})


@pytest.mark.parametrize("id", list_references())
def test_what_an_expert_answered_becomes_the_reference_again(id, instrument):
    case = drafted(id)
    assert checked_draft(case, instrument) == load_reference(id)
    answers = to_answers(case)
    for path, value in answers.items():
        check_answer(path, value, instrument)
    assert checked_draft(to_case(id, answers), instrument) == load_reference(id)


@pytest.mark.parametrize("id", list_references())
def test_a_written_reference_is_read_back_unchanged(id, instrument, tmp_path, monkeypatch):
    reference = load_reference(id)
    monkeypatch.setenv("NMT_REFERENCES", str(tmp_path))
    path = write_reference(reference)
    assert load_reference(id) == reference
    with pytest.raises(InputError, match="already a reference"):
        write_reference(reference)
    with pytest.raises(InputError, match="already a reference"):
        write_reference(reference, replaces="0" * 64)
    write_reference(
        reference.model_copy(update={"stance": "Another."}), read_references(instrument)[id].fingerprint
    )
    assert load_reference(id).stance == "Another."
    assert list(tmp_path.iterdir()) == [path]


def test_missing_parts_of_a_draft_are_reported_at_their_place(instrument):
    case = drafted("practice-boy-8")
    scores = dict(case.assessment(1).functions.scores)
    del scores["sleep"]
    scores["arousal"] = scores["arousal"].model_copy(update={"note": "No paragraph."})
    scores["empathy"] = scores["empathy"].model_copy(update={"note": "Far too many. [7, 99]"})
    functions = case.assessment(1).functions.model_copy(update={"scores": scores})
    assessment = case.assessment(1).model_copy(update={"functions": functions})
    case = case.model_copy(
        update={"assessments": (assessment,), "expert": case.expert.model_copy(update={"traps": ()})}
    )
    with pytest.raises(InputError) as refused:
        checked_draft(case, instrument)
    assert {problem.place for problem in refused.value.problems} == {"traps"}
    case = case.model_copy(update={"expert": drafted("practice-boy-8").expert})
    with pytest.raises(InputError) as refused:
        checked_draft(case, instrument)
    assert {(problem.place, problem.message) for problem in refused.value.problems} == {
        ("functions", "function 'sleep' is missing"),
        ("functions, arousal", "rests on no paragraph"),
        ("functions, empathy, paragraphs", "the vignette has no paragraph 99"),
    }
    assert reference_progress(case)["scored"] == 31
    assert reference_progress(case)["based"] == 30


def test_paragraphs_may_be_named_by_the_evidence(instrument):
    answers = to_answers(load_case("practice-boy-8"))
    path = "assessments/1/functions/scores/sleep"
    entry = {"instrument": "Vignette", "value": "\u00b69: \u201cHe wakes.\u201d"}
    answers[path] = {"score": 4, "note": "Wakes at three. [7]", "confidence": "high", "evidence": [entry]}
    draft = draft_reference(to_case("a", answers))["functions"]["sleep"]
    assert draft == {"score": 4, "confidence": "high", "paragraphs": [7, 9], "rationale": "Wakes at three."}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (None, ("", ())),
        ("", ("", ())),
        ("Wakes.", ("Wakes.", ())),
        ("[3]", ("", (3,))),
        ("Wakes. [ 3 ,12 ] ", ("Wakes.", (3, 12))),
        ("Wakes [sic] at three", ("Wakes [sic] at three", ())),
        ("In [2] and again [3, 4]", ("In [2] and again", (3, 4))),
        ("Two lines\nof it [5]", ("Two lines\nof it", (5,))),
    ],
)
def test_a_reason_ends_in_its_paragraphs(text, parts):
    assert reason_and_paragraphs(text) == parts


def test_reasons_and_paragraphs_split_as_they_were_joined():
    for id in list_references():
        for score in load_reference(id).functions.values():
            assert reason_and_paragraphs(because(score)) == (score.rationale, score.paragraphs)


def test_no_part_of_a_reference_reaches_a_trainee():
    case = drafted("practice-girl-8")
    assert is_begun(case)
    visible = for_trainee(case)
    assert not is_begun(visible)
    for word in ("traps", "stance", "rationale"):
        assert word not in visible.model_dump_json(exclude_defaults=True)


def test_references_stand_where_they_stood(instrument):
    assert set(read_references(instrument)) == {path.stem for path in references_folder().glob("*.yaml")}
