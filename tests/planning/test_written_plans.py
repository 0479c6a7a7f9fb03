"""Whole plans for a clinician to read, in `plans/`: they show each change of rules or words, line by line.

`NMT_WRITE_PLANS=1 pytest tests/planning/test_written_plans.py` writes them anew: read what has changed.
"""

import os
from pathlib import Path

import pytest

from nmt_widgets.case_files import list_cases, load_case
from nmt_widgets.planning import plan, plan_text
from nmt_widgets.training.references.reading import expert_case, load_reference
from tests.planning.building import INSTRUMENT, SAFE, lower, make_case, typical

PLANS = Path(__file__).parent / "plans"
PRACTICE = [id for id in list_cases() if id.startswith("practice-")]


def unsafe_home():
    """A nine-year-old whose record says: sexual abuse, ongoing, by the stepfather at home."""
    abuse = {"severity": 12, "pattern": "chronic"}
    stepfather = {"signal": "yes", "person": "stepfather", "place": "home", "source": "the class teacher"}
    return make_case(
        9,
        lower(typical(9), {"brainstem", "diencephalon_cerebellum", "limbic"}, 5),
        title="Nine years, unsafe home",
        adversity={"childhood": {"sexual_abuse": abuse, "physical_abuse": abuse}},
        relational={"family": {"emotional_availability": 2, "safety_consistency": 1, "shared_time": 2}},
        safety={
            **SAFE,
            "ongoing_sexual_abuse": stepfather,
            "ongoing_physical_abuse": stepfather,
            "suicidal_thoughts": "not known",
        },
        services=["pcit", "tutoring", "family_therapy"],
        people=[
            {"person": "parent", "contact": "daily", "lasting": "lasting", "safe": "unsafe"},
            {"person": "teacher", "contact": "daily", "lasting": "paid", "safe": "safe"},
        ],
        id="unsafe-home",
    )


def tube_fed_toddler():
    scores = {**lower(typical(2), {"brainstem"}, 3), "suck_swallow_gag": 1, "feeding_appetite": 2}
    safety = {**SAFE, "unsafe_swallowing": {"signal": "yes", "source": "the hospital", "date": "2026-03-02"}}
    return make_case(2, scores, title="Two years, fed by tube", safety=safety, id="tube-fed-toddler")


def newborn():
    scores = lower(typical(0.0274), {"brainstem"}, 2)
    scores["autonomic_regulation"] = 1
    adversity = {"intrauterine": {"prenatal_alcohol": {"severity": 8, "pattern": "chronic"}}}
    return make_case("10 days", scores, title="Ten days old", adversity=adversity, safety=SAFE, id="newborn")


def half_missing():
    scores = dict(list(lower(typical(7), {"brainstem", "limbic"}, 4).items())[::2])
    return make_case(7, scores, title="Seven years, half of the scores missing", id="half-missing")


def all_twelve():
    return make_case(
        9,
        dict.fromkeys(INSTRUMENT.ids, 12),
        title="Nine years, all scores 12",
        safety=SAFE,
        likes=["animals", "water"],
        id="all-twelve",
    )


def all_one():
    return make_case(
        9, dict.fromkeys(INSTRUMENT.ids, 1), title="Nine years, all scores 1", safety=SAFE, id="all-one"
    )


def frontal_only():
    scores = lower(typical(15), {"frontal_cortex"}, 5)
    return make_case(
        15,
        scores,
        title="Fifteen years, frontal cortex only",
        services=["tutoring", "cbt"],
        safety=SAFE,
        id="frontal-only",
    )


def adult():
    scores = lower(typical(34), {"brainstem", "diencephalon_cerebellum", "limbic"}, 5)
    return make_case(
        34,
        scores,
        title="Thirty-four years",
        services=["dbt", "medication"],
        safety=SAFE,
        likes=["making"],
        id="adult-34",
    )


def brainstem_only():
    return make_case(
        6,
        lower(typical(6), {"brainstem"}, 5),
        title="Six years, brainstem only",
        safety=SAFE,
        id="brainstem-only",
    )


INVENTED = (
    unsafe_home, tube_fed_toddler, newborn, half_missing, all_twelve, all_one, frontal_only, adult, brainstem_only
)  # fmt: skip


def check(name, client_plan):
    """Compare a plan with the stored one."""
    path, text = PLANS / f"{name}.md", plan_text(client_plan)
    if os.environ.get("NMT_WRITE_PLANS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("number", [1, 2])
def test_james(number):
    check(f"james-{number}", plan(load_case("james"), number))


@pytest.mark.parametrize("id", PRACTICE)
def test_practice_cases_with_the_answers_of_their_references(id):
    case = expert_case(load_case(id), load_reference(id))
    check(id, plan(case, case.latest))


@pytest.mark.parametrize("make", INVENTED, ids=lambda make: make.__name__)
def test_invented_cases(make):
    case = make()
    check(case.id, plan(case, 1))


def test_every_stored_plan_belongs_to_a_case():
    names = {path.stem for path in PLANS.glob("*.md")}
    assert names == {"james-1", "james-2", *PRACTICE, *(make().id for make in INVENTED)}


def test_the_unsafe_home():
    client_plan = plan(unsafe_home(), 1)
    assert client_plan.safety.home == "unsafe"
    assert {"safety:protect:sexual_abuse", "safety:protect:physical_abuse", "safety:protect:home_safety"} <= {
        line.id for line in client_plan.safety.lines
    }
    withheld = {line.id for line in client_plan.safety.withheld}
    assert {
        "family:start:shared_time",
        "family:keep:family_therapy",
        "family:keep:pcit",
        "web:start:one_map",
    } <= withheld
    text = " ".join(
        line.text for line in (*client_plan.lines, *client_plan.safety.withheld) if line.part != "safety"
    ).lower()
    assert "bath" not in " ".join(line.text for line in client_plan.lines).lower()
    assert "is safe" not in text + client_plan.safety.summary.lower()
    assert "stepfather" in " ".join(sign.details for sign in client_plan.safety.signs)


def test_the_tube_fed_toddler_gets_nothing_by_mouth():
    client_plan = plan(tube_fed_toddler(), 1)
    assert client_plan.line("client:assess:check_swallowing").horizon == "now"
    words = " ".join(line.text for line in client_plan.now if line.activity).lower()
    assert not [word for word in ("drink", "eat ", "snack", "straw", "meal", "chew") if word in words]


def test_the_plan_of_a_newborn_does_not_delay_relationships():
    client_plan = plan(newborn(), 1)
    assert not [
        line for line in client_plan.lines if "fixed hours" in line.text and "No fixed hours" not in line.text
    ]
    assert all(
        "Closeness is not put off" in line.text
        for line in client_plan.kind("later")
        if line.regions == ("limbic",)
    )
