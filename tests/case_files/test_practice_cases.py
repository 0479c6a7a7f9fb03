"""Practice cases: told in numbered paragraphs, unscored, of all ages; their references are out of a case's reach."""

import pytest

from nmt_widgets.case_files import list_cases, load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import case_templates
from nmt_widgets.metrics import profile

PRACTICE = [id for id in list_cases() if id.startswith("practice-")]


def test_there_are_cases_of_every_age_and_difficulty():
    cases = [load_case(id) for id in PRACTICE]
    assert len(cases) >= 8
    ages = sorted(case.assessment(1).age_years for case in cases)
    for low, high, count in [
        (0, 1, 1),
        (1, 3, 1),
        (3, 6, 1),
        (6, 12, 2),
        (12, 18, 1),
        (18, 25, 1),
        (25, 120, 1),
    ]:
        assert sum(low <= age < high for age in ages) >= count, (low, high)
    assert {case.difficulty for case in cases} == {"introductory", "intermediate", "advanced"}


@pytest.mark.parametrize("id", PRACTICE)
def test_a_practice_case_is_told_and_not_scored(id):
    case = load_case(id)
    assert case.kind == "practice"
    assert case.difficulty
    assert 12 <= len(case.vignette) <= 20
    for paragraph in case.vignette:
        assert 40 <= len(paragraph.text.split()) <= 112, paragraph.number
    assert len(case.instruments) >= 3
    assert [event.at_years for event in case.story] == sorted(event.at_years for event in case.story)
    (assessment,) = case.assessments
    assert assessment.status == "in-progress"
    assert not assessment.functions.scores
    assert not assessment.relational_health.ratings
    assert not case.history.adversity
    assert not case.history.relational
    caregiving = assessment.sections.get("caregiving")
    assert caregiving is None or set(caregiving.answers) == {"children"}


@pytest.mark.parametrize("id", PRACTICE)
def test_nothing_of_a_reference_stands_in_the_case(id):
    text = (case_templates() / f"{id}.yaml").read_text(encoding="utf-8")
    for word in (
        "rationale",
        "severity",
        "confidence",
        "traps",
        "equifinal",
        "multifinal",
        "score:",
        "rating:",
    ):
        assert word not in text, word


@pytest.mark.parametrize("id", PRACTICE)
def test_an_unscored_case_is_measured_where_that_is_meant_and_else_refused(id):
    case = load_case(id)
    blank = profile(case, case.latest, unscored=True)
    assert blank.cmr.figure.value is None
    with pytest.raises(InputError, match="no Part C scores; add them"):
        profile(case, case.latest)


def test_a_reference_is_no_case():
    path = case_templates() / "references" / f"{PRACTICE[0]}.yaml"
    assert path.is_file()
    with pytest.raises(InputError, match="format: 'reference-1' does not fit"):
        load_case(str(path))
    assert not [id for id in list_cases() if "reference" in id]
    with pytest.raises(InputError, match="is not a case id"):
        load_case(f"references/{PRACTICE[0]}")


@pytest.fixture
def practice_data(james_data):
    """Return a practice case as plain data: told, not scored."""
    vignette = [{"number": 1, "text": "He is nine."}, {"number": 2, "text": "He lives with a family."}]
    assessment = {"number": 1, "label": "First", "age": "9 years"}
    return {
        "format": "case-1",
        "id": "told",
        "title": "Told",
        "kind": "practice",
        "vignette": vignette,
        "instruments": [
            {"instrument": "CBCL", "at": "9 years", "results": {"Externalising": 71, "Sleep": "raised"}}
        ],
        "assessments": [assessment],
    }


def test_a_practice_case_needs_no_scores(practice_data, write_case):
    case = load_case(write_case(practice_data))
    assert not case.assessment(1).scored
    assert case.instruments[0].results["Externalising"] == 71


BROKEN = {
    "a number left out": (
        lambda d: d["vignette"][1].update(number=3),
        "vignette 2, number: paragraph 2 is numbered 3; make it 2",
    ),
    "a paragraph without words": (lambda d: d["vignette"][1].update(text=" "), "has no words"),
    "a result from the future": (lambda d: d["instruments"][0].update(at="10 years"), "later than the last"),
    "an odd difficulty": (lambda d: d.update(difficulty="hard"), "'hard' does not fit"),
    "no scores in a teaching case": (lambda d: d.update(kind="teaching"), "has no Part C scores"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_wrong_with_a_vignette_is_told(fault, practice_data, write_case):
    spoil, message = BROKEN[fault]
    spoil(practice_data)
    path = write_case(practice_data)
    with pytest.raises(InputError) as caught:
        load_case(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}:")
