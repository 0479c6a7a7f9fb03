"""Each rule asks where it should and is silent where it should not."""

import pytest
import yaml

from nmt_widgets import load_case, load_instrument
from nmt_widgets.case_files.answers import to_answers, to_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.site_files import DATA
from nmt_widgets.metrics import typical_scores
from nmt_widgets.metrics.plausibility import implausible

HERE = "assessments/1/"
SCORES = HERE + "functions/scores/"
PART_D = HERE + "relational_health/ratings/"


def calm(instrument):
    """A plain nine-year-old nothing is to be said about."""
    typical = typical_scores(instrument, [9])[0]
    scores = {SCORES + id: {"score": int(value)} for id, value in zip(instrument.ids, typical, strict=True)}
    return {"title": "T", HERE + "age": "9 years", HERE + "label": "First", **scores}


def findings(instrument, changes, number=1):
    """Return what is found in the calm case with some answers changed, by rule."""
    answers = {**calm(instrument), **changes}
    case = to_case("c", {path: value for path, value in answers.items() if value is not None})
    return {finding.rule: finding for finding in implausible(case, number, instrument)}


def scored(**scores):
    return {SCORES + id: {"score": score} for id, score in scores.items()}


def everything(instrument, score):
    return scored(**dict.fromkeys(instrument.ids, score))


def part_d(instrument, rating):
    areas = instrument.current_relational.areas
    return {
        f"{PART_D}{area.id}/{statement}": {"rating": rating}
        for area in areas
        for statement in area.statements
    }


def part_a(instrument, severity, **more):
    history = instrument.history
    return {
        f"history/adversity/{period.id}/{category.id}": {"severity": severity, **more}
        for period in history.periods
        if period.from_ < 9
        for category in history.adversity
        if period.id in category.when
    }


def part_b(instrument):
    periods = [period.id for period in instrument.history.periods if period.from_ < 9]
    return {f"history/relational/{id}/family_supports": {"rating": 6} for id in periods}


NEGLECT = "history/adversity/infancy/neglect"
CARE = HERE + "sections/caregiving/answers/"


def test_nothing_is_said_about_a_plain_child_or_an_empty_form(instrument):
    assert findings(instrument, {}) == {}
    assert findings(instrument, dict.fromkeys(everything(instrument, 1))) == {}


@pytest.mark.parametrize(
    ("rule", "upper", "lower", "points"),
    [
        ("speech", "speech", "communication", 4),
        ("reading", "reading_verbal", "concrete_cognition", 4),
        ("mathematics", "math_symbolic", "concrete_cognition", 4),
        ("abstraction", "abstract_cognition", "concrete_cognition", 3),
        ("impulses", "impulse_modulation", "affect_regulation", 4),
    ],
)
def test_a_skill_far_above_its_ground(rule, upper, lower, points, instrument):
    finding = findings(instrument, scored(**{lower: 4, upper: 4 + points}))[rule]
    assert set(finding.paths) == {SCORES + upper, SCORES + lower}
    assert f"is scored {4 + points}" in finding.reason
    assert rule not in findings(instrument, scored(**{lower: 4, upper: 3 + points}))


def test_a_profile_upside_down(instrument):
    stem = [function.id for function in instrument.region_functions("brainstem")]
    finding = findings(instrument, scored(**dict.fromkeys(stem, 4)))["inverted"]
    assert "Cortex" in finding.reason
    assert "4.0" in finding.reason
    assert "inverted" not in findings(instrument, scored(**dict.fromkeys(stem, 8)))


def test_above_the_peer_by_more_than_the_confidence(instrument):
    assert "above_typical" in findings(instrument, scored(values=10, arousal=11))  # typical 8 and 10, give 1
    assert findings(instrument, scored(values=10))["above_typical"].paths == (SCORES + "values",)
    assert findings(instrument, {SCORES + "values": {"score": 10, "confidence": "low"}}) == {}


def test_always_the_same_answer(instrument):
    assert (
        "All 32 functions scored have 5"
        in findings(instrument, everything(instrument, 5))["same_scores"].reason
    )
    assert "same_scores" not in findings(instrument, everything(instrument, 5) | scored(sleep=6))
    assert "same_ratings" in findings(instrument, part_d(instrument, 9))


def test_high_confidence_rests_on_something(instrument):
    sure = {"score": 9, "confidence": "high"}
    assert findings(instrument, {SCORES + "sleep": sure})["sure"].paths == (SCORES + "sleep",)
    assert findings(instrument, {SCORES + "sleep": {**sure, "note": "diary"}}) == {}
    assert findings(instrument, {SCORES + "sleep": {**sure, "evidence": [{"instrument": "Interview"}]}}) == {}


def test_history_and_functions_contradict_each_other(instrument):
    low = everything(instrument, 4) | scored(sleep=5)
    assert "0 %" not in findings(instrument, part_a(instrument, 0) | low)["no_history"].reason
    assert "no_history" not in findings(instrument, low)
    assert "no_history" not in findings(
        instrument, low | {NEGLECT: {"severity": 0}}
    )  # hardly anything answered
    severe = part_a(instrument, 10, pattern="chronic", confidence="high") | part_b(instrument)
    assert list(findings(instrument, severe)) == ["no_effect"]
    assert "no_effect" not in findings(instrument, severe | low)


def test_part_a_is_whole(instrument):
    by_rule = findings(instrument, {NEGLECT: {"severity": 5}})
    assert list(by_rule) == ["no_support", "no_pattern"]
    assert by_rule["no_support"].paths == ("history/relational/infancy/bonding_attachment",)
    assert "Infancy" in by_rule["no_support"].reason
    assert by_rule["no_pattern"].paths == (NEGLECT,)
    assert "(Infancy)" in by_rule["no_pattern"].reason
    support = {"history/relational/infancy/family_supports": {"rating": "not known"}}
    assert findings(instrument, {NEGLECT: {"severity": 5, "pattern": "chronic"}, **support}) == {}


def test_exposure_before_birth_says_how_sure(instrument):
    path = "history/adversity/intrauterine/prenatal_alcohol"
    support = {"history/relational/intrauterine/family_supports": {"rating": 5}}
    rated = {"severity": 8, "pattern": "episodic"}
    assert list(findings(instrument, {path: rated, **support})) == ["exposure"]
    assert findings(instrument, {path: {**rated, "confidence": "low"}, **support}) == {}
    assert findings(instrument, {path: {**rated, "severity": 5}, **support}) == {}


def test_nothing_is_rated_before_it_was_lived(instrument):
    rated = {"history/relational/childhood/family_supports": {"rating": 5}, HERE + "age": "3 years"}
    finding = findings(instrument, rated)["not_lived"]
    assert finding.paths == (HERE + "age",)
    assert "3 years" in finding.reason
    assert "Childhood" in finding.reason


@pytest.mark.parametrize(
    ("rating", "attachment", "rule"), [(9, 3, "better_now"), (2, 9, "worse_now"), (8, 7, None)]
)
def test_relationships_now_and_attachment(rating, attachment, rule, instrument):
    ratings = part_d(instrument, rating) | {PART_D + "family/shared_time": {"rating": rating + 1}}
    rules = set(findings(instrument, ratings | scored(attachment=attachment))) & {"better_now", "worse_now"}
    assert rules == ({rule} if rule else set())


def test_care_is_care_of_somebody(instrument):
    rated = {CARE + "respite": {"rating": 4}}
    assert findings(instrument, rated)["no_children"].paths == (CARE + "children",)
    assert "no_children" in findings(instrument, rated | {CARE + "children": "not known"})
    assert findings(instrument, rated | {CARE + "children": [{"child": "1"}]}) == {}


def test_what_goes_on_now_is_rated_in_the_present_period(instrument):
    yes = {HERE + "sections/safety/answers/ongoing_neglect": {"signal": "yes"}}
    for period, severity, is_found in (
        ("childhood", 0, True),
        ("childhood", 3, False),
        ("infancy", 0, False),
    ):
        rated = {f"history/adversity/{period}/neglect": {"severity": severity, "pattern": "single"}}
        assert ("goes_on" in findings(instrument, yes | rated)) == is_found
    finding = findings(instrument, yes | {"history/adversity/childhood/neglect": {"severity": 0}})["goes_on"]
    assert finding.paths == (*yes, "history/adversity/childhood/neglect")
    assert "goes_on" not in findings(
        instrument, {**dict.fromkeys(yes, "no"), "history/adversity/childhood/neglect": {"severity": 0}}
    )


def test_the_assessment_before(instrument):
    second = {
        path.replace("/1/", "/2/"): value for path, value in calm(instrument).items() if path.startswith(HERE)
    }
    second |= {"assessments/2/age": "10 years", HERE + "date": "2026-03-01"}
    assert findings(instrument, second, 2) == {}
    assert "backwards" in findings(instrument, second | {"assessments/2/age": "8 years"}, 2)
    assert (
        "1 February 2026"
        in findings(instrument, second | {"assessments/2/date": "2026-02-01"}, 2)["backwards"].reason
    )
    leap = findings(instrument, second | {"assessments/2/functions/scores/sleep": {"score": 3}}, 2)["leap"]
    assert leap.paths == ("assessments/2/functions/scores/sleep",)
    assert "since First" in leap.reason


def test_many_names_are_counted(instrument):
    sure = {SCORES + id: {"score": 9, "confidence": "high"} for id in instrument.ids}
    assert findings(instrument, sure)["sure"].reason.endswith("and 27 more.")


def test_every_teaching_case_can_be_looked_at(instrument):
    case = load_case("james")
    for assessment in case.assessments:
        assert len(implausible(case, assessment.number, instrument)) <= 1
    assert to_answers(case)


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setenv("NMT_SITE", str(tmp_path))

    def write(change, words=None):
        rules = yaml.safe_load((DATA / "plausibility.yaml").read_text(encoding="utf-8"))
        change(rules["rules"])
        (tmp_path / "plausibility.yaml").write_text(yaml.safe_dump(rules), encoding="utf-8")
        if words:
            (tmp_path / "en").mkdir()
            (tmp_path / "en" / "plausibility.yaml").write_text(
                yaml.safe_dump({"rules": words}), encoding="utf-8"
            )
        return load_instrument()

    return write


GIFT = {"id": "gift", "kind": "lead", "function": "empathy", "over": "attachment", "points": 3}


def test_a_site_may_change_and_add_rules(site):
    instrument = site(
        lambda rules: rules.__setitem__(slice(None), [GIFT]),
        {"gift": {"title": "T {score}", "reason": "{function} {lower}", "advice": "A"}},
    )
    assert findings(instrument, scored(empathy=8, attachment=4))["gift"].title == "T 8"
    assert findings(instrument, scored(speech=10, communication=2)) == {}


@pytest.mark.parametrize(
    ("rule", "words", "message"),
    [
        ({**GIFT, "over": "kindness"}, None, "function 'kindness' is not known"),
        ({"id": "gift", "kind": "lead", "function": "empathy"}, None, "rule 'gift' has no over"),
        (GIFT, None, "rule 'gift' has no words"),
        (GIFT, {"title": "{nobody}", "reason": "r", "advice": "a"}, "placeholder"),
    ],
)
def test_a_site_is_told_what_is_wrong_with_its_rules(rule, words, message, site):
    instrument = site(lambda rules: rules.append(rule), words and {"gift": words})
    with pytest.raises(InputError, match=message):
        findings(instrument, scored(empathy=8, attachment=4))
