"""Nothing is left to somebody alone who is in danger, who needs somebody beside, or who is too young for it."""

import re

import pytest

from nmt_widgets.planning import plan
from tests.planning.building import INSTRUMENT, SAFE, lower, make_case, typical

EVERY_REGION = {region.id for region in INSTRUMENT.regions}
BESIDE = re.compile(
    r"Stay near|An adult stays near|Stay within reach|somebody who knows what to do about choking"
)


def alone(age, points, *, id="client", danger=None):
    """Return the activities that a plan leaves to the client alone."""
    scores = lower(typical(age), EVERY_REGION, points)
    client_plan = plan(make_case(age, scores, safety=SAFE | dict.fromkeys(danger or (), "yes"), id=id), 1)
    return [line for line in client_plan.lines if line.activity and line.responsible == ("client",)]


def profiles(*ages):
    return [(age, points, f"client-{n}") for age in ages for points in range(7) for n in range(4)]


@pytest.mark.parametrize("danger", ["suicidal_thoughts", "self_harm", "going_missing", "exploitation"])
def test_nothing_is_asked_of_somebody_alone_who_is_in_danger(danger):
    ids = [
        line.id
        for age, points, id in profiles(12, 16, 34)
        for line in alone(age, points, id=id, danger=[danger])
    ]
    assert ids == []


def test_no_child_is_left_alone_with_an_activity_whose_words_name_an_adult():
    assert [line.id for age, points, id in profiles(6, 8, 10) for line in alone(age, points, id=id)] == []


def test_what_needs_somebody_beside_is_not_done_alone():
    lines = [line for age, points, id in profiles(12, 16, 34, 61) for line in alone(age, points, id=id)]
    assert lines
    assert [line.id for line in lines if BESIDE.search(dict(line.details).get("take_care", ""))] == []


def test_the_help_of_an_adult_is_not_promised_to_somebody_alone():
    lines = [line for age, points, id in profiles(12, 16) for line in alone(age, points, id=id)]
    helps = {dict(line.details).get("help", "") for line in lines}
    assert lines
    assert not [text for text in helps if "adult" in text]


def test_nobody_helps_with_what_is_private():
    lines = [line for age, points, id in profiles(12, 16, 34, 61) for line in alone(age, points, id=id)]
    private = [dict(line.details) for line in lines if line.activity == "warm_bath"]
    assert private
    assert [details for details in private if "help" in details or details["with_whom"] != "Alone."] == []
