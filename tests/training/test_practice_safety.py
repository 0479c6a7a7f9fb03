"""What the practice cases tell of danger: in their references, at the head of their plans, and in what traps teach."""

import re

import pytest

from nmt_widgets.case_files import load_case
from nmt_widgets.case_files.ratings import Signal
from nmt_widgets.case_files.signals import asked_now, signal_of
from nmt_widgets.planning import load_planbook, plan
from nmt_widgets.training.references.attempts import for_trainee
from nmt_widgets.training.references.drafts import draft_reference, is_begun
from nmt_widgets.training.references.practice import practice_cases
from nmt_widgets.training.references.reading import expert_case, load_reference

IDS = practice_cases()
TOLD = {
    "james": {"danger_to_others"},
    "practice-boy-15": {"suicidal_thoughts"},
    "practice-boy-2": {"unsafe_swallowing"},
    "practice-boy-8": {"danger_to_others", "going_missing"},
    "practice-girl-10-months": {"contact_with_harm", "unsafe_swallowing"},
    "practice-girl-8": {"danger_to_others"},
    "practice-mother-31": set(),
    "practice-twin-boy-4": {"danger_to_others", "going_missing", "unsafe_swallowing"},
    "practice-twin-girl-4": {"contact_with_harm"},
    "practice-woman-20": {
        "dangerous_weight",
        "going_missing",
        "self_harm",
        "suicidal_thoughts",
        "unsafe_person",
    },
}
HOME_NOT_KNOWN = {"practice-boy-8", "practice-twin-boy-4"}
SWALLOWING = ["practice-boy-2", "practice-girl-10-months", "practice-twin-boy-4"]


@pytest.fixture(autouse=True)
def _our_own_references(monkeypatch):
    monkeypatch.delenv("NMT_REFERENCES", raising=False)


def as_answered(id, **signals):
    """Return a case as its reference answers it, with other answers about danger; None takes one away."""
    case = expert_case(load_case(id), load_reference(id))
    assessment = case.assessment(1)
    answers = {**assessment.sections["safety"].answers}
    for name, signal in signals.items():
        answers.pop(name, None)
        if signal:
            answers[name] = Signal(signal=signal)
    section = assessment.sections["safety"].model_copy(update={"answers": answers})
    changed = assessment.model_copy(update={"sections": {**assessment.sections, "safety": section}})
    return case.model_copy(update={"assessments": (changed, *case.assessments[1:])})


def planned(id, **signals):
    return plan(as_answered(id, **signals), 1)


def activities(lines):
    """Return the activities of some lines, each as the book has it."""
    book = {activity.id: activity for activity in load_planbook().activities}
    return [book[line.activity] for line in lines if line.activity]


@pytest.mark.parametrize("id", IDS)
def test_every_question_about_danger_is_answered_with_who_says_so(id, instrument):
    case, reference = expert_case(load_case(id), load_reference(id)), load_reference(id)
    assessment = case.assessment(1)
    assert [sign.id for sign in plan(case, 1).safety.signs if sign.state == "open"] == []
    going_on = {name for name in asked_now(case, assessment, instrument) if name.startswith("ongoing_")}
    bare = as_answered(id, **dict.fromkeys(going_on))
    assert going_on == {
        name for name in asked_now(bare, bare.assessment(1), instrument) if name.startswith("ongoing_")
    }
    for name, entry in reference.safety.items():
        assert entry.source, name
        assert entry.paragraphs, name
        assert len(entry.source.split()) <= 30, name
        signal = signal_of(assessment, name)
        assert (signal.signal, signal.person, signal.place) == (entry.signal, entry.person, entry.place)
        assert signal.source == f"{entry.source} [{', '.join(map(str, entry.paragraphs))}]"
        assert (entry.signal == "not known") == entry.source.startswith("no one"), name


@pytest.mark.parametrize("id", IDS)
def test_the_plan_begins_with_the_danger_that_is_told(id):
    result = planned(id)
    safety = result.safety
    assert {sign.id for sign in safety.signs if sign.state == "yes"} == TOLD[id]
    assert safety.urgent == bool(TOLD[id])
    protect = {line.id.rpartition(":")[2] for line in safety.lines if line.kind == "protect"}
    assert protect == TOLD[id]
    assert result.lines[: len(safety.lines)] == safety.lines
    assert safety.home == ("not known" if id in HOME_NOT_KNOWN else "no sign")
    assert (safety.home == "not known") == (id in HOME_NOT_KNOWN)
    assert safety.needs_recipient == bool(safety.signs)


@pytest.mark.parametrize("id", IDS)
def test_nothing_says_that_anybody_is_safe(id):
    result, reference = planned(id), load_reference(id)
    sentences = [result.safety.summary, *(entry.source for entry in reference.safety.values())]
    sentences += [f"{trap.title} {trap.text}" for trap in reference.traps]
    for line in (*result.lines, *result.safety.withheld):
        sentences += [
            line.title,
            line.text,
            *line.why,
            *line.changes_when,
            *line.withheld_because,
            *line.cleared_by,
        ]
        sentences += [words for _, words in line.details]
    mentions = [
        text
        for text in sentences
        if re.search(r"\b(is|are|was|be|feels?) (now )?safe\b", text, re.IGNORECASE)
    ]
    assert mentions == []


@pytest.mark.parametrize("id", SWALLOWING)
def test_nothing_is_put_into_a_mouth_before_swallowing_has_been_checked(id):
    result = planned(id)
    band = load_planbook().band(result.profile.age).id
    assert [activity.id for activity in activities(result.now) if band in activity.mouth] == []
    waiting = [line for line in result.next if line.cleared_by and line.activity]
    assert waiting
    assert all(band in activity.mouth for activity in activities(waiting))
    cleared = planned(id, swallowing_cleared="yes")
    assert [line.id for line in cleared.next if line.cleared_by and line.activity] == []
    assert any(band in activity.mouth for activity in activities(cleared.lines))


def test_no_effort_and_no_rule_about_food_at_a_dangerous_weight():
    result = planned("practice-woman-20")
    checks = {check for activity in activities(result.now) for check in activity.check}
    assert not checks & {"heart", "diet"}
    today = {line.id for line in result.safety.lines}
    assert {f"safety:protect:{id}" for id in ("self_harm", "suicidal_thoughts", "dangerous_weight")} <= today
    other = planned("practice-woman-20", dangerous_weight="no", heart_cleared="yes")
    assert {"heart", "diet"} & {check for activity in activities(other.lines) for check in activity.check}


@pytest.mark.parametrize("id", ["practice-twin-girl-4", "practice-boy-8"])
def test_absences_that_were_looked_into_hold_nothing_back(id):
    """Were they absent even more, an EEG or a neurologist has spoken."""

    def holding(case):
        assessment = case.assessment(1)
        lower = assessment.functions.scores["dissociation"].model_copy(update={"score": 2})
        scores = {**assessment.functions.scores, "dissociation": lower}
        functions = assessment.functions.model_copy(update={"scores": scores})
        changed = assessment.model_copy(update={"functions": functions})
        result = plan(case.model_copy(update={"assessments": (changed, *case.assessments[1:])}), 1)
        return [line.id for line in result.lines if line.cleared_by or line.id.endswith(":check_absences")]

    assert holding(as_answered(id, absences_cleared=None))
    assert not holding(as_answered(id))


def test_what_nobody_asked_is_not_read_as_good():
    """Contact with a father who is forbidden it, and a mother he threatened: both are asked about first."""
    result = planned("practice-boy-8")
    assert [line.kind for line in result.safety.lines].count("ask") == 1
    unknown = {sign.id for sign in result.safety.signs if sign.state == "not known"}
    assert {"contact_with_harm", "caregiver_in_danger", "suicidal_thoughts"} <= unknown


@pytest.mark.parametrize("id", IDS)
def test_a_trap_teaches_what_is_told_of_danger(id):
    concerned = {
        "unsafe_swallowing": "suck_swallow_gag",
        "dangerous_weight": "feeding_appetite",
        "suicidal_thoughts": "affect_regulation" if id == "practice-boy-15" else "dissociation",
    }
    first = load_reference(id).traps[0]
    for sign in TOLD[id] & set(concerned):
        assert concerned[sign] in first.functions
    assert re.search(r"\bask|\bagreed\b|\bdecide", first.text)


def test_a_trainee_is_given_no_answer_about_danger():
    for id in IDS:
        case = as_answered(id)
        visible = for_trainee(case)
        assert not visible.assessment(1).sections["safety"].answers
        assert visible.assessment(1).sections["safety"].note == ""
        for entry in load_reference(id).safety.values():
            assert entry.source not in visible.model_dump_json()


def test_an_answer_about_danger_begins_a_reference(james):
    blank = for_trainee(load_case("practice-boy-8"))
    assert not is_begun(blank)
    section = as_answered("practice-boy-8").assessment(1).sections["safety"]
    assessment = blank.assessment(1).model_copy(update={"sections": {"safety": section}})
    begun = blank.model_copy(update={"assessments": (assessment,)})
    assert is_begun(begun)
    drafted = draft_reference(begun)["safety"]
    assert drafted["going_missing"] == {
        "signal": "yes",
        "source": "the school: out of the room several times a day, at times out of the gate",
        "paragraphs": [1],
    }
    # a bare word, as a case may have it
    assert draft_reference(james)["safety"]["self_harm"] == {"signal": "not known"}
