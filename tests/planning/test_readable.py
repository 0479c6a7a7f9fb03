"""Every plan is readable: no faulty punctuation, no open brace, no long sentence, no promise of safety."""

import re

import pytest

from nmt_widgets import load_case
from nmt_widgets.case_files import list_cases
from nmt_widgets.planning import parts, plan
from nmt_widgets.planning.reading import load_planbook
from nmt_widgets.planning.wording import Wording, say_dose
from nmt_widgets.planning.written import plan_text
from tests.planning.building import INSTRUMENT, SAFE, lower, make_case, typical

BOOK = load_planbook()
EVERY_REGION = {region.id for region in INSTRUMENT.regions}
SERVICES = [service.id for service in BOOK.services]
IN_DANGER = dict.fromkeys(SAFE, "yes")
ABUSED = {"early_childhood": {"sexual_abuse": {"severity": 6, "pattern": "chronic"}}}
CHILDREN = [{"child": "Girl next door", "age": "12 years", "challenge": "low"}] * 2

FAULTS = {
    "double punctuation": re.compile(r"([.,;:!?])\s*[.,;:!?]"),
    "an unfilled brace": re.compile(r"[{}]"),
    "a capital after a colon": re.compile(r"[:;] [A-Z](?![\w]*/)"),
    "a small letter after a full stop": re.compile(r"[.!?] [a-z]"),
    "a promise of safety": re.compile(r"\bis safe\b", re.I),
    "x a day": re.compile(r"\bx a (day|week|month)\b"),
    "a question read as an answer": re.compile("As soon as it is answered"),
    "two spaces": re.compile("  "),
}
MOST_WORDS = 30


def invented():
    """Yield plans for all ages, with homes without a sign of danger, unsafe, or not asked about."""
    for age, regions, record in (
        (0.1, {"brainstem"}, {"safety": SAFE}),
        (2, EVERY_REGION, {"safety": SAFE, "services": SERVICES}),
        (6, EVERY_REGION, {"safety": IN_DANGER, "services": SERVICES, "adversity": ABUSED}),
        (9, EVERY_REGION, {"services": [*SERVICES, "Forest School"], "medicines": ["a", "b", "c"]}),
        (9, EVERY_REGION, {"confidence": "low", "caregiving": {"children": CHILDREN}}),
        (15, {"limbic", "cortex", "frontal_cortex"}, {"safety": SAFE, "services": SERVICES}),
        (34, EVERY_REGION, {"safety": IN_DANGER, "services": SERVICES}),
        (34, {"limbic"}, {"safety": SAFE, "services": SERVICES, "people": [{"person": "neighbour"}]}),
    ):
        yield plan(make_case(age, lower(typical(age), regions, 4), **record), 1)
    yield plan(make_case(9, {}, services=["tutoring"]), 1)
    yield plan(with_suspended_services(), 2)


def with_suspended_services():
    """A case whose tutoring and massage of the first assessment are not there at the second."""
    case = make_case(
        9, lower(typical(9), EVERY_REGION, 5), services=["tutoring", "massage"], adversity=ABUSED
    )
    first = case.assessments[0]
    later = first.model_copy(update={"number": 2, "sections": {}})
    return case.model_copy(update={"assessments": [first, later]})


@pytest.fixture(scope="module")
def plans(james):
    return [plan(james, 1), plan(james, 2), *invented()]


def texts_of(client_plan):
    """Yield all texts of a plan with the ids of their lines."""
    safety = client_plan.safety
    yield "safety", safety.summary
    yield "safety", safety.missing
    for line in (*client_plan.lines, *safety.withheld):
        yield line.id, line.title
        yield line.id, line.text
        yield from ((line.id, text) for _, text in line.details)
        yield from ((line.id, text) for text in (*line.checks, *line.cleared_by, *line.withheld_because))
        yield line.id, f"It would change with: {'; '.join(line.changes_when)}."
    for mode in client_plan.regulation.modes:
        yield "regulation", mode.text
    for combination in client_plan.regulation.combinations:
        yield "regulation", combination.text


def test_the_invented_plans_cover_all_texts_of_services(plans):
    read = " ".join(text for client_plan in plans for _, text in texts_of(client_plan))
    for key in (
        "suspend_held",
        "suspend_caution",
        "suspend",
        "keep",
        "keep_support",
        "ready",
        "medication",
        "other",
    ):
        text = BOOK.words["services"][key]["text"]
        assert max(re.split(r"\{\w+\}", text), key=len).strip() in read, key


@pytest.mark.parametrize("fault", FAULTS)
def test_no_text_of_a_plan_has_a_fault(plans, fault):
    glued = {
        (id, text)
        for client_plan in plans
        for id, text in texts_of(client_plan)
        if FAULTS[fault].search(text)
    }
    assert not glued, f"{fault}: {sorted(glued)}"


def short_of(text):
    """Return a text with the signs of danger it lists counted as one."""
    for sign in BOOK.safety_words["signs"].values():
        name = sign["name"]
        text = text.replace(name[:1].lower() + name[1:], "…")
    return re.sub(r"…(, …)+", "…", text)


def test_no_sentence_of_a_plan_is_too_long_to_read_aloud(plans):
    long = {
        sentence
        for client_plan in plans
        for id, text in texts_of(client_plan)
        if not text.startswith("It would change with")
        for sentence in re.split(r"(?<=[.!?]) ", short_of(text))
        if len(sentence.split()) > MOST_WORDS
    }
    assert not long


def test_no_reason_of_a_plan_has_an_open_brace_or_two_stops(plans):
    reasons = [why for client_plan in plans for line in client_plan.lines for why in line.why]
    assert reasons
    assert not [why for why in reasons if re.search(r"[{}]|[.,;:]\s*[.,;:]", why)]


def test_a_line_names_its_kind_once(plans):
    words = BOOK.words["kinds"]
    for client_plan in plans:
        for line in client_plan.lines:
            if line.service and line.rule is None:
                assert words[line.kind] not in line.title.lower().split(": ")[1:], line.title
        assert not re.search(r"(\w+)\*\* \(\1\)", plan_text(client_plan))


def test_a_reason_to_withhold_lines_is_written_once(plans):
    withholding = next(client_plan for client_plan in plans if len(client_plan.safety.withheld) > 2)
    assert plan_text(withholding).count(withholding.safety.withheld[0].withheld_because[0]) == 1
    assert all(f"- {line.title}." in plan_text(withholding) for line in withholding.safety.withheld)


def test_people_of_an_unsafe_home_have_no_task(plans):
    unsafe = [
        client_plan
        for client_plan in plans
        if client_plan.safety.home == "unsafe" and len(client_plan.safety.lines) > 2
    ]
    assert unsafe
    for client_plan in unsafe:
        for line in client_plan.safety.lines:
            assert line.responsible, line.id
            assert not set(line.responsible) & set(BOOK.safety.at_home), line.id


def test_a_suspended_service_names_nobody(plans):
    for client_plan in plans:
        for line in client_plan.kind("suspend"):
            assert "with_whom" not in dict(line.details), line.id


def test_whole_hours_are_written_as_hours():
    words = BOOK.words
    assert say_dose(parts.Dose(minutes=240, times=1, per="day"), words) == "4 hours, once a day"
    assert say_dose(parts.Dose(minutes=90, times=2, per="week"), words) == "90 minutes, twice a week"
    assert say_dose(parts.Dose(minutes=60, times=1, per="week"), words) == "60 minutes, once a week"


def test_the_client_has_a_capital_at_the_start_of_a_sentence():
    words = Wording(INSTRUMENT, BOOK, "this child")
    text = words.fill("{client} rests. See {client}. {client} eats.")
    assert text == "This child rests. See this child. This child eats."


def test_a_change_names_a_domain_in_small_letters():
    text = Wording(INSTRUMENT, BOOK, "James").change("domain", domain="Sensory integration", limit="65")
    assert text == "at least 65 % of typical in the domain sensory integration"


def test_the_title_client_is_no_name():
    assert plan(make_case(9, typical(9), title="Client"), 1).called == "this child"
    assert plan(make_case(9, typical(9), title="Amina"), 1).called == "Amina"


def test_a_baby_is_expected_to_be_a_baby():
    client_plan = plan(make_case(0.1, lower(typical(0.1), {"brainstem"}, 4)), 1)
    expected = [line.title + line.text for line in client_plan.expect]
    assert expected
    assert not [text for text in expected if "Not yet" in text or "rule" in text or "needs" in text]
    assert "0.1 years" not in plan_text(client_plan)


@pytest.mark.parametrize("id", list_cases())
def test_the_cases_of_the_workbook_read_aloud(id):
    case = load_case(id)
    for assessment in case.usable:
        for line_id, text in texts_of(plan(case, assessment.number)):
            for name, pattern in FAULTS.items():
                assert not pattern.search(text), (name, line_id, text)


HANDS = re.compile(r"\b(dress\w*|wash\w*|eat|eats|eating|foods?|tantrum\w*|hands near)\b", re.I)


def test_expectations_are_free_of_touch_and_food():
    """Expectations are for all clients up to seventeen, also those without touch, and those who cannot swallow."""
    texts = [
        line.text
        for age in (4, 9, 13, 17)
        for points in range(1, 11)
        for line in plan(make_case(age, lower(typical(age), EVERY_REGION, points), safety=SAFE), 1).expect
    ]
    assert texts
    assert not [text for text in texts if HANDS.search(text.split("Not yet:")[0])]
