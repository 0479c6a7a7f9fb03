"""What a plan takes for given of the client and the people around."""

import pytest

from nmt_widgets.metrics import profile
from nmt_widgets.planning import load_planbook, plan
from nmt_widgets.planning.facts import PlanFacts
from tests.planning.building import INSTRUMENT, make_case, typical

BOOK = load_planbook()
PEOPLE = BOOK.rules.capacity.known


def people_around(**answers):
    case = make_case(9, typical(9), **answers)
    return PlanFacts(INSTRUMENT, BOOK, case, case.assessment(1), profile(case, 1, INSTRUMENT)).around


@pytest.mark.parametrize(("service", "person"), PEOPLE.services.items())
def test_a_present_service_brings_its_person(service, person):
    always = people_around()
    assert always == {*PEOPLE.always}
    assert people_around(services=[service]) == always | {person}


@pytest.mark.parametrize(("listed", "person"), PEOPLE.persons.items())
def test_a_safe_person_is_around_and_an_unsafe_one_is_not(listed, person):
    assert person in people_around(people=[{"person": listed, "safe": "safe"}])
    assert person not in people_around(people=[{"person": listed, "safe": "unsafe"}])


@pytest.mark.parametrize("mode", ["dissociation", "pharmacological"])
def test_a_way_of_regulating_nobody_asked_about_is_not_known(mode):
    def status(case):
        return {mode.id: mode.status for mode in plan(case, 1).regulation.modes}[mode]

    scores = typical(9)
    assert status(make_case(9, scores, services=["tutoring"], medicines=[])) == "absent"
    scores.pop("dissociation")
    assert status(make_case(9, scores, services=["tutoring"])) == "unknown"
