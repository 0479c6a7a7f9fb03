"""Whole cases beside James: an infant, an adolescent, adults, a caregiver in their own right, a typical child."""

import pytest

from nmt_widgets.planning import load_planbook, plan
from tests.planning.building import SAFE, lower, make_case, typical

SAFE_WEB = [
    {"person": "parent", "lasting": "lasting", "safe": "safe"},
    {"person": "grandparent", "lasting": "lasting", "safe": "safe"},
    {"person": "teacher", "lasting": "paid", "safe": "safe"},
    {"person": "friend", "lasting": "lasting", "safe": "safe"},
    {"person": "coach", "lasting": "lasting", "safe": "safe"},
]
RESTED = {
    "own_history": 10,
    "own_regulation": 10,
    "health_and_energy": 10,
    "understanding": 9,
    "own_adversity": 1,
    "own_strain": 1,
    "partner_and_family": 10,
    "friends_and_community": 9,
    "respite": 8,
    "services_that_help": 9,
    "work_and_money": 3,
    "systems": 1,
    "others_in_care": 0,
    "children": [{"child": "Client", "challenge": "low"}],
}


def regions(client_plan):
    return list(dict.fromkeys(line.regions[0] for line in client_plan.lines if line.activity))


def test_a_typical_child_needs_almost_nothing():
    case = make_case(
        9, typical(9), services=["sport"], people=SAFE_WEB, caregiving=RESTED, likes=["water", "music"]
    )
    client_plan = plan(case, 1)
    rest = [line.id for line in client_plan.lines if not line.activity and line.part != "safety"]
    assert rest == ["web:start:keep_web", "family:start:keep_family", "client:keep:sport"]
    enriching = [line for line in client_plan.lines if line.activity]
    assert len(enriching) == 3
    assert {line.category for line in enriching} == {"enrichment"}
    assert sum("It is liked" in line.why for line in enriching) >= 2
    assert all(need.category == "enrichment" for need in client_plan.domains.values())
    assert client_plan.reserve.band == "enough"


@pytest.mark.parametrize("age", [0.1, 0.5, 1, 2, 4, 7, 13, 17, 25, 40])
def test_a_typical_person_of_any_age_needs_almost_nothing(age):
    client_plan = plan(make_case(age, typical(age)), 1)
    asking = [line for line in client_plan.lines if line.part != "safety" and line.kind != "score_first"]
    assert {line.id for line in asking if not line.activity} == {
        "web:start:keep_web",
        "family:start:keep_family",
    }
    assert all(line.category == "enrichment" for line in asking if line.activity)


def test_an_infant_gets_a_caregivers_arms_and_no_school():
    scores = lower(typical(0.5), {"brainstem"}, 4)
    client_plan = plan(make_case(0.5, scores, people=[SAFE_WEB[0]]), 1)
    activities = [line for line in client_plan.lines if line.activity]
    assert activities
    assert regions(client_plan)[0] == "brainstem"
    assert all(set(line.company) == {"one_adult"} for line in activities)
    assert all("client" not in line.responsible for line in activities)
    assert {line.activity for line in activities} & {
        "held_to_heartbeat",
        "carried_in_a_sling",
        "face_to_face",
        "rocking",
    }
    assert not [line for line in client_plan.lines if "school" in line.where]
    assert not [
        line for line in client_plan.lines if line.regions and line.regions[0] in ("cortex", "frontal_cortex")
    ]
    assert client_plan.line("client:expect:home:self_regulation")
    assert "client:expect:attention" not in [line.id for line in client_plan.lines]
    assert not client_plan.expectations("school")
    assert "web:start:friend" not in [line.id for line in client_plan.lines]


def test_nothing_loose_or_heavy_is_planned_for_an_infant():
    client_plan = plan(make_case(0.5, lower(typical(0.5), {"brainstem", "diencephalon_cerebellum"}, 3)), 1)
    activities = {line.activity for line in client_plan.lines}
    assert not activities & {
        "deep_pressure",
        "warm_and_cool",
        "chew_and_crunch",
        "movement_by_the_clock",
        "bouncing",
        "swinging",
    }


def test_an_adolescent_with_one_low_region_starts_there_and_nowhere_else():
    scores = lower(typical(15), {"limbic"}, 4)
    client_plan = plan(make_case(15, scores, services=["tutoring", "sport"], people=SAFE_WEB), 1)
    assert regions(client_plan) == ["limbic"]
    assert [level.region for level in client_plan.levels if level.impaired] == ["limbic"]
    assert not client_plan.kind("suspend")
    assert client_plan.line("client:keep:tutoring")
    assert "It is the lowest region with significant impairment: the plan begins here" in [
        why for line in client_plan.lines if line.activity for why in line.why
    ]
    assert {line.domains[0] for line in client_plan.kind("expect") if len(line.domains) == 1} == {
        "relational"
    }


def test_a_single_function_far_behind_is_planned_for():
    client_plan = plan(make_case(15, {**typical(15), "sleep": 4}), 1)
    assert regions(client_plan) == ["diencephalon_cerebellum"]
    first = next(line for line in client_plan.lines if line.activity)
    assert first.activity == "bedtime_rhythm"
    assert client_plan.line("client:assess:check_sleep")


def test_an_adult_gets_no_school_and_no_foster_family():
    scores = lower(typical(34), {"brainstem", "diencephalon_cerebellum", "limbic"}, 5)
    client_plan = plan(make_case(34, scores, services=["dbt", "medication"]), 1)
    assert regions(client_plan)[0] == "brainstem"
    assert not [line for line in client_plan.lines if "school" in line.where]
    assert not [line for line in client_plan.lines if {"aide", "teacher"} & set(line.responsible)]
    assert not [
        line
        for line in client_plan.lines
        if line.activity and {"caregiver", "sibling"} & set(line.responsible)
    ]
    assert all(line.title.endswith("at home and at work") for line in client_plan.expectations("home"))
    text = " ".join(line.title + line.text for line in client_plan.lines).lower()
    assert not [word for word in (" child", "the adults", "teacher", "tantrum", "as a baby") if word in text]
    assert client_plan.line("web:start:work_expectations")
    assert client_plan.line("family:start:household")
    assert "family:start:psychoeducation" not in [line.id for line in client_plan.lines]
    assert not client_plan.expectations("school")
    assert client_plan.expectations("home")


def test_a_caregiver_is_assessed_in_their_own_right():
    children = [
        {"child": "Daughter", "age": "6 years", "challenge": "extreme"},
        {"child": "Son", "challenge": "high"},
    ]
    tired = {
        **RESTED,
        "own_history": 2,
        "own_adversity": 10,
        "own_strain": 9,
        "respite": 0,
        "children": children,
    }
    tired.update(
        health_and_energy=2, own_regulation=3, partner_and_family=1, friends_and_community=1, systems=9
    )
    scores = lower(typical(31), {"diencephalon_cerebellum", "limbic"}, 5)
    client_plan = plan(make_case(31, scores, caregiving=tired), 1)
    family = [line.id for line in client_plan.part("family")]
    assert client_plan.reserve.band == "negative"
    assert client_plan.reserve.settled
    assert "family:start:reserve_first" in family
    assert "family:start:respite" in family
    assert "family:assess:own_assessment" not in family  # she is the client
    assert "family:start:fewer_appointments" in family
    assert "family:start:more_hands" in family
    assert "family:start:siblings" not in family
    assert regions(client_plan)[0] == "diencephalon_cerebellum"


def test_a_child_whose_caregiver_s_history_mirrors_its_own_brings_the_caregiver_an_assessment():
    scores = lower(typical(6), {"brainstem", "limbic"}, 4)
    client_plan = plan(make_case(6, scores, caregiving={**RESTED, "own_adversity": 8}), 1)
    assert client_plan.line("family:assess:own_assessment").why == ("Own adversity: rated 8 of 12",)


def test_an_unscored_assessment_says_what_to_score_first():
    client_plan = plan(make_case(9, {}, services=["tutoring"]), 1)
    assert client_plan.line("client:score_first:scores").needs
    assert client_plan.line("client:score_first:tutoring").needs
    assert not [line for line in client_plan.lines if line.activity]
    assert client_plan.domains["cognitive"].category is None


def test_a_gate_within_its_range_is_not_settled():
    scores = dict.fromkeys(typical(9), 6)
    scores.update(attention_tracking=5)
    client_plan = plan(make_case(9, scores, services=["tutoring"], confidence="low"), 1)
    assert client_plan.profile.cmr.figure.low < 1 < client_plan.profile.cmr.figure.high
    line = next(line for line in client_plan.lines if line.service == "tutoring")
    assert line.kind in ("suspend", "score_first")
    assert not line.settled
    assert line.needs
    assert "a second look at" in line.changes_when[-1]  # every function has a score


def test_unknown_services_are_judged_by_the_team():
    client_plan = plan(make_case(9, typical(9), services=["Forest School"]), 1)
    assert client_plan.line("client:assess:service-forest-school").title.startswith("Forest School")


def test_a_history_of_sexual_abuse_rules_out_touch():
    scores = lower(typical(8), {"brainstem", "diencephalon_cerebellum"}, 6)
    abused = {"early_childhood": {"sexual_abuse": {"severity": 6, "pattern": "chronic"}}}
    client_plan = plan(make_case(8, scores, services=["massage"], adversity=abused), 1)
    assert "asked for each time" in client_plan.line("client:suspend:massage").text
    touching = {a.id for a in load_planbook().activities if "toddler" in a.touch}
    small = lower(typical(2.5), {"brainstem", "diencephalon_cerebellum"}, 4)
    for history, allows_touch in (({}, True), (abused, False)):
        plans = [plan(make_case(2.5, small, adversity=history, id=f"toddler-{n}"), 1) for n in range(20)]
        activities = {line.activity for client_plan in plans for line in client_plan.lines}
        assert bool(touching & activities) == allows_touch


def test_unsafe_contact_and_paid_webs_are_named():
    people = [
        {"person": "parent", "contact": "weekly", "lasting": "lasting", "safe": "unsafe"},
        {"person": "clinician", "lasting": "paid", "safe": "safe"},
        {"person": "caseworker", "lasting": "paid", "safe": "safe"},
    ]
    client_plan = plan(make_case(8, lower(typical(8), {"limbic"}, 4), people=people), 1)
    assert "Parent" in client_plan.line("safety:protect:unsafe_person").why[0]
    assert client_plan.line("web:start:unpaid").why == ("2 of 2 safe people are paid to be there",)
    assert client_plan.line("web:start:lasting_caregiver")


def test_somebody_unsafe_at_home_every_day_holds_back_what_is_done_there():
    people = [{"person": "parent", "contact": "daily", "safe": "unsafe"}]
    client_plan = plan(
        make_case(8, lower(typical(8), {"brainstem", "limbic"}, 4), people=people, safety=SAFE), 1
    )
    assert client_plan.safety.home == "unsafe"
    assert client_plan.safety.withheld
    assert not [line for line in client_plan.lines if line.activity and "home" in line.where]
    assert not [
        line.id
        for line in client_plan.lines
        if line.activity and {"caregiver", "sibling"} & set(line.responsible)
    ]


@pytest.mark.parametrize("person", ["teacher", "aide", "clinician"])
def test_somebody_unsafe_outside_the_home_is_given_nothing_to_do_with_the_client(person):
    people = [{"person": person, "contact": "daily", "safe": "unsafe"}]
    scores = lower(typical(8), {"brainstem", "diencephalon_cerebellum", "limbic"}, 4)
    relational = {"family": {"safety_consistency": 9}}
    for number in range(6):
        case = make_case(8, scores, people=people, safety=SAFE, relational=relational, id=f"client-{number}")
        client_plan = plan(case, 1)
        assert client_plan.safety.home == "no sign"
        assert not [line.id for line in client_plan.lines if line.activity and person in line.responsible]


def test_services_that_make_things_worse_are_adapted():
    client_plan = plan(make_case(9, typical(9), services=[{"service": "sport", "response": "worse"}]), 1)
    assert client_plan.line("client:adapt:sport")


def test_what_is_not_answered_is_asked_for_only_where_there_is_something_to_plan():
    client_plan = plan(make_case(8, lower(typical(8), {"limbic"}, 4)), 1)
    assert {line.id for line in client_plan.kind("assess")} >= {
        "web:assess:list_people",
        "family:assess:rate_caregiving",
        "client:assess:list_services",
    }


def test_a_reserve_that_no_child_could_lift_is_negative_though_no_child_is_listed():
    tired = dict.fromkeys(RESTED, 11) | dict.fromkeys(
        ("own_history", "own_regulation", "health_and_energy", "understanding", "partner_and_family"), 1
    )
    tired |= dict.fromkeys(("friends_and_community", "respite", "services_that_help"), 1)
    del tired["children"]
    client_plan = plan(make_case(9, lower(typical(9), {"brainstem", "limbic"}, 4), caregiving=tired), 1)
    assert client_plan.reserve.reserve.value is None
    assert client_plan.reserve.band == "negative"
    assert sum(bool(line.activity) for line in client_plan.now) <= 3
    rested = {name: value for name, value in RESTED.items() if name != "children"}
    client_plan = plan(make_case(9, lower(typical(9), {"brainstem", "limbic"}, 4), caregiving=rested), 1)
    assert client_plan.reserve.band is None
