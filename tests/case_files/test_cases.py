"""Cases: James is complete and marked; bad input is refused with file, line, place and remedy."""

import json

import pytest

from nmt_widgets.case_files import case_schema, find_case, list_cases, load_case, nearest_case
from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.schema import FILE
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import case_templates

PUBLISHED = {  # Perry & Dobson, Figure 13.1, functions 1-32
    1: "8 6 9 9 5 3 7 4 6 6 4 2 8 6 4 4 4 4 4 7 5 3 8 4 8 7 6 2 4 4 3 4",
    2: "10 9 10 10 8 6 9 8 8 8 6 7 8 8 6 6 6 6 7 9 7 6 9 6 9 8 7 4 5 5 5 5",
}


@pytest.mark.parametrize("number", [1, 2])
def test_james_has_the_published_scores(james, instrument, number):
    scores = james.assessment(number).functions
    assert [scores.scores[id].score for id in instrument.ids] == [int(n) for n in PUBLISHED[number].split()]
    assert scores.mark == "published"


def test_what_is_reconstructed_of_james_is_marked(james):
    assert james.history.mark == "reconstructed"
    assert all(assessment.relational_health.mark == "reconstructed" for assessment in james.assessments)
    assert any(event.mark == "reconstructed" for event in james.story)
    assert any(event.mark == "published" for event in james.story)


def test_every_rating_of_james_has_confidence_and_evidence(james):
    for periods in (james.history.adversity, james.history.relational):
        for ratings in periods.values():
            for rating in ratings.values():
                value = getattr(rating, "severity", getattr(rating, "rating", None))
                assert value == "not known" or (rating.confidence and rating.evidence)


def test_every_category_of_every_period_james_lived_is_answered(james, instrument):
    for period in instrument.history.periods[:-1]:
        applicable = {c.id for c in instrument.history.adversity if period.id in c.when}
        assert set(james.history.adversity[period.id]) == applicable
        assert set(james.history.relational[period.id]) == {s.id for s in instrument.history.relational}


def test_the_story_is_in_order_and_tells_placements_services_and_medication(james):
    ages = [event.at_years for event in james.story]
    assert ages == sorted(ages)
    assert {"placement", "service", "medication", "assessment"} <= {event.kind for event in james.story}
    assert james.between[0].after == 1


def test_the_misprint_is_told(james):
    assert any("317" in note.text and "318" in note.text for note in james.notes)


@pytest.mark.parametrize(
    ("age", "value"),
    [
        ("before birth", -0.75),
        ("0 months", 0),
        ("18 months", 1.5),
        ("1 year", 1),
        ("3 years 2 months", 3 + 1 / 6),
        ("0 days", 0),
        ("1 day", 1 / 365.25),
        ("10 days", 10 / 365.25),
        ("3 weeks", 21 / 365.25),
        ("2 years 3 weeks", 2 + 21 / 365.25),
        ("1 month 2 weeks 3 days", 1 / 12 + 17 / 365.25),
        ("14weeks", 98 / 365.25),
    ],
)
def test_ages(age, value):
    assert years(age) == pytest.approx(value)


@pytest.mark.parametrize(
    "age",
    [
        "",
        " ",
        "nine",
        "-1 years",
        "900 years",
        "9 years and a bit",
        "months",
        "weeks",
        "3 weeks 1 year",
        "2 days 2 days",
    ],
)
def test_what_is_no_age_is_refused(age):
    with pytest.raises(ValueError, match=r"; "):
        years(age)


def at(data, *steps):
    for step in steps:
        data = data[step]
    return data


T1 = ("assessments", 0)
BROKEN = {
    "an unknown item": (
        lambda d: at(d, *T1, "functions", "scores").update(arousel=2),
        "did you mean 'arousal'?",
    ),
    "a score of 13": (lambda d: at(d, *T1, "functions", "scores").update(arousal=13), "13 is outside 1-12"),
    "a score of 0": (lambda d: at(d, *T1, "functions", "scores").update(arousal=0), "0 is outside 1-12"),
    "half a score": (lambda d: at(d, *T1, "functions", "scores").update(arousal=2.5), "not a rating"),
    "a word for a score": (lambda d: at(d, *T1, "functions", "scores").update(arousal="two"), "not a rating"),
    "no score": (lambda d: at(d, *T1, "functions", "scores").update(arousal=None), "nothing is not a rating"),
    "a truth for a score": (
        lambda d: at(d, *T1, "functions", "scores").update(arousal=True),
        "must be a whole number",
    ),
    "a missing age": (lambda d: at(d, *T1).pop("age"), "age: is missing"),
    "an odd age": (lambda d: at(d, *T1).update(age="nine"), "write it like '9 years'"),
    "a number for an age": (lambda d: at(d, *T1).update(age=True), "must be text"),
    "a period not lived": (
        lambda d: at(d, "history", "adversity").update(youth={"neglect": 3}),
        "begins at 11 years",
    ),
    "an unknown period": (
        lambda d: at(d, "history", "relational").update(teens={}),
        "period 'teens' is not known",
    ),
    "a category of another period": (
        lambda d: at(d, "history", "adversity", "infancy").update(prenatal_alcohol=3),
        "not rated in this period",
    ),
    "a severity without a pattern": (
        lambda d: at(d, "history", "adversity", "infancy").update(neglect=3),
        "no pattern",
    ),
    "an odd pattern": (
        lambda d: at(d, "history", "adversity", "infancy", "neglect").update(pattern="often"),
        "pattern 'often' is not known",
    ),
    "an odd confidence": (
        lambda d: at(d, "history", "adversity", "infancy", "neglect").update(confidence="sure"),
        "confidence 'sure' is not known",
    ),
    "an unknown column": (lambda d: at(d, *T1).update(norms="published_10"), "did you mean 'published_9'?"),
    "an odd status": (lambda d: at(d, *T1).update(status="done"), "'done' does not fit"),
    "no Part C": (lambda d: at(d, *T1).pop("functions"), "assessment 1 has no Part C scores"),
    "an empty Part C": (lambda d: at(d, *T1, "functions").update(scores={}), "no Part C scores"),
    "no assessment": (lambda d: d.pop("assessments"), "assessments: is missing"),
    "an empty list": (lambda d: d.update(assessments=[]), "has too few entries"),
    "the same number twice": (lambda d: d["assessments"][1].update(number=1), "assessment 1 stands twice"),
    "an earlier second": (lambda d: d["assessments"][1].update(age="8 years"), "at an earlier age"),
    "an unknown source": (lambda d: d.update(sources=["hearsay"]), "source 'hearsay' is not known"),
    "an unknown key": (lambda d: d.update(titel="x"), "did you mean 'title'?"),
    "an id that climbs": (lambda d: d.update(id="../x"), "'../x' is not written as an id; use small letters"),
    "a story backwards": (
        lambda d: d["story"][0].update(at="3 years", until="2 years"),
        "ends before it begins",
    ),
    "a list for a set": (lambda d: at(d, *T1).update(functions=[1]), "must be a set of"),
    "a between after nothing": (lambda d: d["between"][0].update(after=9), "there is no assessment 9"),
    "an unknown statement": (
        lambda d: at(d, *T1, "relational_health", "ratings", "family").update(love=3),
        "statement 'love' is not known",
    ),
    "an unknown area": (
        lambda d: at(d, *T1, "relational_health", "ratings").update(moon={}),
        "area 'moon' is not known",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_bad_input_is_refused_in_one_line(james_data, write_case, fault):
    spoil, message = BROKEN[fault]
    spoil(james_data)
    path = write_case(james_data)
    with pytest.raises(InputError) as caught:
        load_case(path)
    messages = [str(problem) for problem in caught.value.problems]
    assert any(message in text for text in messages), messages
    for message in messages:
        assert message.startswith(f"{path}:")
        assert ";" in message
        assert "\n" not in message


def test_an_assessment_in_progress_may_have_no_scores_yet(james_data, write_case):
    james_data["assessments"][1].update(status="in-progress", functions={"scores": {}})
    assert load_case(write_case(james_data)).assessment(2).status == "in-progress"


def test_not_known_and_not_answered_are_different(james_data, write_case):
    scores = james_data["assessments"][0]["functions"]["scores"]
    scores["arousal"] = "not known"
    del scores["sleep"]
    scores = load_case(write_case(james_data)).assessment(1).functions.scores
    assert scores["arousal"].score == "not known"
    assert "sleep" not in scores


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "", "James", "a b", "x" * 400, "a\0b"])
def test_what_is_no_case_id_is_refused(name):
    with pytest.raises(InputError, match=r"; "):
        find_case(name)


def test_an_unknown_case_names_the_known_ones():
    with pytest.raises(InputError, match="cases here: james"):
        load_case("nobody")


def test_a_template_is_named_as_its_file(james_data, write_case, tmp_path, monkeypatch):
    monkeypatch.setenv("NMT_CASES", str(tmp_path))
    write_case(james_data, "jim.yaml")
    assert list_cases() == ["jim"]
    with pytest.raises(InputError, match="make it 'jim'"):
        load_case("jim")


def test_every_template_is_good():
    for id in list_cases():
        assert load_case(id).id == id


def test_the_schema_in_the_package_is_up_to_date():
    assert json.loads(FILE.read_text(encoding="utf-8")) == case_schema(), "run: nmt schema > " + str(FILE)


def test_the_schema_accepts_james_and_refuses_what_editors_should_mark(james_data):
    import jsonschema

    validator = jsonschema.Draft202012Validator(case_schema())
    assert [error.message for error in validator.iter_errors(james_data)] == []
    at(james_data, *T1, "functions", "scores")["arousel"] = 2
    assert list(validator.iter_errors(james_data))


@pytest.mark.parametrize("name", ["jmes", "James", "jame", "JAMES"])
def test_a_misspelt_id_suggests_the_nearest(name):
    with pytest.raises(InputError) as caught:
        load_case(name)
    assert str(caught.value) == f"there is no such case as '{name}'; did you mean 'james'?"


def test_a_template_is_found_by_a_path_object():
    path = case_templates() / "james.yaml"
    assert load_case(path) == load_case("james")


def test_of_stored_codes_only_one_that_differs_in_one_place_is_near():
    """All codes look alike: another client's must not be suggested."""
    assert nearest_case("c-482051", ["c-117204", "c-482951"]) == "c-482951"
    assert nearest_case("c-482051", ["c-117204", "c-399951"]) is None
