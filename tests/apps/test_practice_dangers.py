"""What a trainee is told of danger beside the differences, after submission."""

import pytest

from nmt_widgets import load_case, load_instrument
from nmt_widgets.apps.author.problems import reference_problem_rows
from nmt_widgets.apps.practice.findings import danger_rows
from nmt_widgets.core.errors import InputError
from nmt_widgets.training.references.drafts import checked_draft, expert_of
from nmt_widgets.training.references.practice import practice_cases
from nmt_widgets.training.references.reading import expert_case, load_reference

INSTRUMENT = load_instrument()


@pytest.fixture(autouse=True)
def _our_own_references(monkeypatch):
    monkeypatch.delenv("NMT_REFERENCES", raising=False)


@pytest.mark.parametrize("id", practice_cases())
def test_what_is_told_comes_first_then_what_nobody_asked(id):
    reference = load_reference(id)
    rows = danger_rows(reference, INSTRUMENT)
    states = [sign["known"] for sign in rows]
    assert states == sorted(states, reverse=True)
    signs = {name: answer for name, answer in reference.safety.items() if not name.endswith("_cleared")}
    assert states.count(True) == sum(answer.signal == "yes" for answer in signs.values())
    assert states.count(False) == sum(answer.signal == "not known" for answer in signs.values())
    for sign in rows:
        assert sign["paragraphs"]
        assert sign["answer"].startswith("Told by " if sign["known"] else "Not known; asked of no one")


def test_a_sign_is_told_with_whom_it_concerns():
    rows = danger_rows(load_reference("practice-boy-8"), INSTRUMENT)
    row = next(sign for sign in rows if sign["name"] == "Contact with a person who harmed")
    assert row["about"] == "His father"
    assert row["answer"] == (
        "Not known; asked of no one since the last move; the order forbids it, and he has found them once before"
    )
    assert row["paragraphs"] == [5]


def test_a_reference_without_the_section_tells_none():
    older = load_reference("practice-boy-8").model_copy(update={"safety": {}})
    assert danger_rows(older, INSTRUMENT) == []


def test_a_trainer_is_led_to_a_sign_that_nobody_told():
    reference = load_reference("practice-boy-8")
    broken = {
        **reference.safety,
        "self_harm": reference.safety["self_harm"].model_copy(update={"source": ""}),
    }
    case = expert_case(load_case("practice-boy-8"), reference.model_copy(update={"safety": broken}))
    case = case.model_copy(update={"expert": expert_of(reference)})
    with pytest.raises(InputError) as refusal:
        checked_draft(case, INSTRUMENT)
    (problem,) = reference_problem_rows(refusal.value.problems, case, INSTRUMENT)
    assert problem["problem"] == "Does not say who says so"
    assert (problem["tab"], problem["assessment"]) == ("assessments", 1)
    assert problem["where"].endswith("Self-harm")
