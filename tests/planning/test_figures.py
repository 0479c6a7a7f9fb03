"""The caregiving reserve, leverage, and what stays within reach, in numbers."""

import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.metrics import profile
from nmt_widgets.planning import leverage, reserve, within_reach
from tests.planning.building import INSTRUMENT, make_case, typical

RATINGS = {
    "own_history": 8, "own_regulation": 8, "health_and_energy": 8, "understanding": 8,
    "own_adversity": 4, "own_strain": 2,
    "partner_and_family": 6, "friends_and_community": 6, "respite": 6, "services_that_help": 6,
    "work_and_money": 3, "systems": 3, "others_in_care": 3,
}  # fmt: skip


def rated(children=({"child": "Client", "challenge": "moderate"},), **changes):
    answers = {**RATINGS, "children": list(children), **changes}
    return make_case(
        9, typical(9), caregiving={id: value for id, value in answers.items() if value is not None}
    )


def test_the_reserve_is_resources_less_demands():
    measured = reserve(rated(), 1)
    assert measured.resources.value == 8 + 6
    assert measured.demands.value == (3 + 3) / 2 + 2
    assert measured.reserve.value == 9
    assert measured.band == "enough"
    assert measured.settled
    assert measured.missing == ()
    assert measured.groups["internal_resources"].value == 8


def test_number_and_challenge_of_the_children_weigh_on_the_reserve():
    single = reserve(rated([{"child": "Client", "challenge": "high"}]), 1)
    three = reserve(
        rated([{"child": "Client", "challenge": "high"}, {"challenge": "high"}, {"challenge": "low"}]), 1
    )
    many = reserve(rated([{"challenge": "extreme"}] * 5), 1)
    assert single.reserve.value > three.reserve.value > many.reserve.value
    assert many.children.value == 12
    assert many.children.n == 5


def test_a_rating_that_is_missing_widens_the_range():
    whole, gap = reserve(rated(), 1), reserve(rated(respite={"rating": "not known"}), 1)
    assert gap.missing == ("respite",)
    assert gap.reserve.n == 12
    assert gap.reserve.high - gap.reserve.low > whole.reserve.high - whole.reserve.low


def test_confidence_narrows_the_range():
    sure = {id: {"rating": value, "confidence": "high"} for id, value in RATINGS.items()}
    confident, unsure = reserve(rated(**sure), 1).reserve, reserve(rated(), 1).reserve
    assert confident.high - confident.low < unsure.high - unsure.low


def test_without_enough_ratings_or_children_there_is_no_reserve():
    assert reserve(make_case(9, typical(9)), 1).band is None
    assert reserve(rated([]), 1).reserve.value is None
    few = dict.fromkeys(list(RATINGS)[:9])
    assert reserve(rated(**few), 1).band is None


@pytest.mark.parametrize("step", range(0, 12, 3))
def test_more_resources_never_lower_the_reserve_and_more_demands_never_raise_it(step):
    before = reserve(rated(respite=step, systems=step), 1).reserve.value
    assert reserve(rated(respite=step + 1, systems=step), 1).reserve.value >= before
    assert reserve(rated(respite=step, systems=step + 1), 1).reserve.value <= before


def test_james_s_reserve_rises_within_the_year(james):
    assert reserve(james, 1).reserve.value < 0 < reserve(james, 2).reserve.value


def test_leverage_opens_the_gate_with_the_fewest_points(james):
    first = profile(james, 1)
    any_, below = (lever for lever in leverage(first) if lever.target == "cmr")
    assert any_.reached
    assert below.reached
    assert any_.points <= below.points
    assert any_.after > 1 >= any_.before
    assert {r.function for r in below.raises} <= set(INSTRUMENT.cmr.below)
    assert sum(r.after - r.before for r in any_.raises) == any_.points


def test_a_lever_really_crosses_its_limit_and_one_point_less_does_not(james):
    scores = profile(james, 1).scores
    for lever in leverage(profile(james, 1)):
        raised = {**scores, **{r.function: r.after for r in lever.raises}}
        assert _value(raised, lever.target) == pytest.approx(lever.after)
        for r in lever.raises:
            less = _value({**raised, r.function: r.after - 1}, lever.target)
            assert less <= lever.limit + 1e-9 if lever.target == "cmr" else less < lever.limit


def _value(scores, target):
    from nmt_widgets.metrics import measure_functions

    row = [[scores[id] for id in INSTRUMENT.ids]]
    measured = measure_functions(INSTRUMENT, row, [9], columns="published_9")
    if target == "cmr":
        return measured.cmr.value[0]
    position = [domain.id for domain in INSTRUMENT.domains.domains].index(target)
    return measured.domain_percent.value[0, position]


def test_no_function_is_raised_above_what_is_typical(james):
    first = profile(james, 1)
    for lever in leverage(first):
        assert all(r.after <= first.items[r.function].typical + 0.5 for r in lever.raises)


def test_a_typical_child_has_no_lever():
    assert leverage(profile(make_case(9, typical(9)), 1)) == ()


def test_a_newborn_s_gate_cannot_be_opened_and_that_is_said():
    newborn = profile(make_case(0.1, typical(0.1)), 1)
    gate = [lever for lever in leverage(newborn) if lever.target == "cmr"]
    assert not any(lever.reached or lever.raises for lever in gate)


def test_within_reach_is_an_illustration_and_says_so(james):
    reach = within_reach(profile(james, 1), "alarm")
    assert reach.illustration
    assert "illustration" in reach.note
    assert reach.name == "Alarm"
    assert reach.version == "states-1"


def test_a_typical_child_can_think_abstractly_when_calm_and_only_survive_in_terror():
    child = profile(make_case(9, typical(9)), 1)
    calm, alert, alarm, fear, terror = (
        within_reach(child, state).regions for state in ("calm", "alert", "alarm", "fear", "terror")
    )
    assert set(calm.values()) == {1.0}
    assert alert["frontal_cortex"] == 1
    assert alarm["frontal_cortex"] == 0 < alarm["cortex"]
    assert fear["cortex"] == 0 < fear["limbic"]
    assert terror["limbic"] == terror["cortex"] == 0 < terror["brainstem"]


def test_james_loses_more_than_a_typical_child(james):
    child, first = profile(make_case(9, typical(9)), 1), profile(james, 1)
    for state in ("calm", "alert", "alarm", "fear", "terror"):
        ours, theirs = within_reach(first, state), within_reach(child, state)
        assert sum(o.within for o in ours.functions.values()) <= sum(
            o.within for o in theirs.functions.values()
        )
    assert within_reach(first, "alert").regions["frontal_cortex"] < 0.5


def test_a_state_there_is_not_is_refused(james):
    with pytest.raises(InputError, match="use one of calm, alert, alarm, fear, terror"):
        within_reach(profile(james, 1), "angry")
