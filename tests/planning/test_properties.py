"""What must always hold of a plan, whatever the scores."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from nmt_widgets.planning import plan, within_reach
from tests.planning.building import INSTRUMENT, make_case

SERVICES = [
    "tutoring",
    "tf_cbt",
    "emdr",
    "special_education",
    "behaviour_plan",
    "play_therapy",
    "massage",
    "mindfulness_yoga",
    "medication",
]
FREEDOM = {"suspend": 0, "score_first": 1, "adapt": 2, "ready": 2, "keep": 3}
REGIONS = [region.id for region in INSTRUMENT.regions]

every_score = st.fixed_dictionaries({id: st.integers(1, 12) for id in INSTRUMENT.ids})
uneven = st.builds(
    lambda base, changes: {**dict.fromkeys(INSTRUMENT.ids, base), **changes},
    st.integers(2, 11),
    st.dictionaries(st.sampled_from(INSTRUMENT.ids), st.integers(1, 12), max_size=12),
)
gappy = st.dictionaries(st.sampled_from(INSTRUMENT.ids), st.integers(1, 12), max_size=32)
scores = st.one_of(every_score, uneven)
ages = st.sampled_from([0.3, 1.5, 3, 5, 9, 13, 17, 30])
sure = st.sampled_from(["high", "moderate", "low"])
function = st.sampled_from(INSTRUMENT.ids)


def freedom(client_plan):
    """How far each thing is open to the client: the higher, the less restrictive."""
    openness = {
        f"service {line.service}": FREEDOM[line.kind]
        for line in client_plan.lines
        if line.service in SERVICES
    }
    for level in client_plan.levels:
        openness[f"region {level.region} waits"] = -(level.impaired and not level.open)
    for line in client_plan.kind("expect"):
        if line.id == "client:expect:attention":
            openness["attention"] = int(line.title.split()[2])
    modes = {mode.id: mode.status for mode in client_plan.regulation.modes}
    openness["thinking regulates"] = ("not_yet", "with_care", "leads").index(modes["cortical"])
    for state in ("calm", "alert", "alarm", "fear", "terror"):
        reach = within_reach(client_plan.profile, state)
        openness[f"reach {state}"] = sum(function.within for function in reach.functions.values())
    return openness


@given(scores, ages, sure, function)
def test_raising_a_score_never_makes_the_plan_more_restrictive(given_scores, age, confidence, raised):
    more = {**given_scores, raised: min(12, given_scores[raised] + 1)}
    before, after = (
        freedom(plan(make_case(age, s, services=SERVICES, confidence=confidence), 1))
        for s in (given_scores, more)
    )
    for name, value in before.items():
        assert after.get(name, value) >= value, name


@given(scores, sure, function)
def test_raising_a_score_never_takes_back_that_a_held_service_is_ready(given_scores, confidence, raised):
    def verdicts(now):
        past = make_case(8, given_scores, services=["tutoring", "tf_cbt", "cbt", "emdr"]).assessments[0]
        case = make_case(9, now, confidence=confidence)
        later = case.assessments[0].model_copy(update={"number": 2})
        return plan(case.model_copy(update={"assessments": (past, later)}), 2)

    more = {**given_scores, raised: min(12, given_scores[raised] + 1)}
    before, after = (
        {
            line.service: FREEDOM[line.kind]
            for line in verdicts(now).lines
            if line.demand == "cognitive" and line.service
        }
        for now in (given_scores, more)
    )
    assert len(before) == 4
    assert all(after[service] >= value for service, value in before.items())


@given(scores, ages, sure)
def test_the_order_never_starts_above_the_lowest_impaired_region(given_scores, age, confidence):
    client_plan = plan(make_case(age, given_scores, confidence=confidence), 1)
    impaired = [REGIONS.index(level.region) for level in client_plan.levels if level.impaired]
    for lines in (client_plan.now, client_plan.next):
        regions = [REGIONS.index(line.regions[0]) for line in lines if line.activity]
        assert regions == sorted(regions)
    if impaired:
        now = [REGIONS.index(line.regions[0]) for line in client_plan.now if line.activity]
        lowest = [
            line for line in client_plan.lines if line.activity and line.regions == (REGIONS[impaired[0]],)
        ]
        assert lowest
        assert now[:1] == impaired[:1] or all(line.horizon == "next" for line in lowest)


@given(st.one_of(scores, gappy), ages, sure)
def test_no_line_asks_mainly_for_thinking_while_the_gate_is_shut(given_scores, age, confidence):
    client_plan = plan(make_case(age, given_scores, services=SERVICES, confidence=confidence), 1)
    if not client_plan.profile.cmr.gate_open:
        wrong = [
            line.id
            for line in client_plan.lines
            if line.demand == "cognitive" and line.kind not in ("suspend", "score_first")
        ]
        assert not wrong
        assert not [
            line.id for line in client_plan.lines if "cortical" in line.modes and line.demand == "cognitive"
        ]


@given(st.one_of(scores, gappy), ages)
def test_the_same_input_gives_the_same_plan(given_scores, age):
    case = make_case(age, given_scores, services=SERVICES)
    assert plan(case, 1) == plan(case.model_copy(deep=True), 1)


@given(st.one_of(scores, gappy), ages, sure)
def test_every_line_is_explained_and_unique(given_scores, age, confidence):
    client_plan = plan(make_case(age, given_scores, services=SERVICES, confidence=confidence), 1)
    ids = [line.id for line in client_plan.lines]
    assert len(ids) == len(set(ids))
    for line in client_plan.lines:
        assert line.why, line.id
        assert line.changes_when, line.id
        assert "{" not in line.title + line.text + "".join(line.why + line.changes_when), line.id
        assert line.settled or line.needs or line.kind == "assess", line.id


@given(scores, ages)
def test_activities_fit_functional_age_and_bearable_company(given_scores, age):
    client_plan = plan(make_case(age, given_scores), 1)
    relational = min(client_plan.domains["relational"].functional_age.value, 99)
    for line in client_plan.lines:
        if line.activity and relational < 3:
            assert set(line.company) <= {"alone", "one_adult", "beside"}
        if line.activity and age < 3:
            assert "school" not in line.where


@given(scores)
def test_less_stays_within_reach_the_higher_the_arousal(given_scores):
    profile = plan(make_case(9, given_scores), 1).profile
    reached = [
        {id for id, function in within_reach(profile, state).functions.items() if function.within}
        for state in ("calm", "alert", "alarm", "fear", "terror")
    ]
    for calmer, higher in pairwise(reached):
        assert higher <= calmer
