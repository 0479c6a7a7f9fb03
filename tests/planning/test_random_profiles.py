"""Properties of every plan, checked with 900 random clients: with gaps, histories, signs of danger and likings."""

import random
from collections import Counter
from dataclasses import dataclass

import pytest

from nmt_widgets.metrics import profile
from nmt_widgets.planning import Plan, load_planbook, plan
from nmt_widgets.planning.levels import find_levels
from tests.planning.building import INSTRUMENT, SAFE, make_case, typical

pytestmark = pytest.mark.slow

BOOK = load_planbook()
ACTIVITIES = {activity.id: activity for activity in BOOK.activities}
AGES = [0.05, 0.3, 0.8, 1.5, 2.5, 4, 6, 9, 12, 15, 17.9, 20, 34, 61]
LIKES = sorted({like for activity in BOOK.activities for like in activity.likes})
PEOPLE = [
    "friend",
    "sibling",
    "teacher",
    "aide",
    "coach",
    "mentor",
    "faith_leader",
    "elder",
    "clinician",
    "parent",
]
SERVICES = [
    "tutoring",
    "tf_cbt",
    "pcit",
    "sport",
    "massage",
    "mindfulness_yoga",
    "occupational_therapy",
    "emdr",
]
TIRED = {
    "own_regulation": 2,
    "health_and_energy": 1,
    "understanding": 3,
    "own_history": 2,
    "own_adversity": 10,
}
TIRED |= {"own_strain": 11, "partner_and_family": 2, "friends_and_community": 1, "respite": 0, "systems": 9}
TIRED |= {"services_that_help": 2, "work_and_money": 9, "others_in_care": 9}
TIRED |= {"children": [{"child": "Client", "challenge": "extreme"}]}


@dataclass(frozen=True)
class RandomClient:
    """A random client with its plan."""

    number: int
    age: float
    scores: dict
    options: dict
    plan: Plan

    def case(self, scores):
        """Return the case of the same client with other scores."""
        return make_case(self.age, scores, id=f"client-{self.number}", **self.options)


def random_client(number):
    """Return a random client: a quarter with gaps, a quarter abused, a quarter with a sign of danger, a third tired."""
    chance = random.Random(number)
    age = AGES[number % len(AGES)]
    whole = chance.uniform(0.3, 1.1)
    scores = {
        id: max(
            1, min(12, round(top * (chance.uniform(0.3, 1.1) if number % 2 else chance.gauss(whole, 0.15))))
        )
        for id, top in typical(age).items()
    }
    if number % 4 == 1:
        for id in chance.sample(sorted(scores), chance.randint(1, 16)):
            del scores[id]
    signs = dict(SAFE)
    if number % 4 == 2:
        signs[chance.choice(list(SAFE))] = chance.choice(["yes", "not known"])
    if number % 8 == 5:
        signs = {}
    adversity = {}
    if number % 4 == 3:
        period = next(p.id for p in reversed(INSTRUMENT.history.periods) if p.from_ < age)
        kind = chance.choice(["sexual_abuse", "physical_abuse", "neglect"])
        adversity = {period: {kind: {"severity": 8, "pattern": "chronic"}}}
        signs[f"ongoing_{kind}"] = chance.choice(["no", "yes", "not known"])
    options = {
        "safety": signs,
        "adversity": adversity,
        "likes": chance.sample(LIKES, 2) if number % 3 else (),
        "services": chance.sample(SERVICES, 2) if number % 3 == 1 else None,
        "caregiving": TIRED if number % 3 == 2 else None,
        "people": [
            {
                "person": person,
                "contact": "weekly",
                "lasting": "lasting",
                "safe": chance.choice(["safe", "mixed"]),
            }
            for person in chance.sample(PEOPLE, 3)
        ]
        if number % 5
        else None,
    }
    client_plan = plan(make_case(age, scores, id=f"client-{number}", **options), 1)
    return RandomClient(number, age, scores, options, client_plan)


@pytest.fixture(scope="module")
def clients():
    """900 clients, made once for this module."""
    return [random_client(number) for number in range(900)]


def band(client):
    return BOOK.band(client.age).id


def touches(line, client):
    return bool(line.activity) and band(client) in ACTIVITIES[line.activity].touch


def is_in_the_mouth(line, client):
    return bool(line.activity) and band(client) in ACTIVITIES[line.activity].mouth


def unsafe_to_swallow(client):
    score = client.scores.get("suck_swallow_gag")
    return score is None or score <= 3 or client.options["safety"].get("unsafe_swallowing") == "yes"


def test_a_client_with_sexual_abuse_is_never_touched(clients):
    abused = [
        client
        for client in clients
        if client.age >= 2
        and any("sexual_abuse" in period for period in client.options["adversity"].values())
    ]
    assert len(abused) > 45
    for client in abused:
        assert not [line.id for line in client.plan.lines if touches(line, client)], client.number


def test_activities_of_the_mouth_wait_for_a_check_of_swallowing(clients):
    at_risk = [client for client in clients if unsafe_to_swallow(client)]
    assert len(at_risk) > 120
    for client in at_risk:
        eaten = [line for line in client.plan.lines if is_in_the_mouth(line, client)]
        assert all(line.horizon == "next" and line.cleared_by for line in eaten), client.number


def test_a_line_to_clear_first_is_never_for_now(clients):
    waiting = 0
    for client in clients:
        for line in client.plan.lines:
            assert not (line.cleared_by and line.horizon == "now"), (client.number, line.id)
            waiting += bool(line.cleared_by)
    assert waiting > 300


def test_an_unsafe_home_withholds_what_brings_the_client_there(clients):
    withheld = 0
    for client in clients:
        safety = client.plan.safety
        withheld += len(safety.withheld)
        assert not {line.id for line in safety.withheld} & {line.id for line in client.plan.lines}, (
            client.number
        )
        if safety.withheld:
            assert all(line.withheld_because for line in safety.withheld)
            assert safety.home != "no sign"
            for line in client.plan.lines:
                if line.activity:
                    assert "home" not in line.where, (client.number, line.id)
                    assert not {"caregiver", "sibling", "close_person"} & set(line.responsible), (
                        client.number,
                        line.id,
                    )
                assert line.id != "family:start:shared_time"
    assert withheld > 600


def test_every_sign_of_danger_has_its_line(clients):
    for client in clients:
        safety = client.plan.safety
        protected = {
            line.id.removeprefix("safety:protect:") for line in safety.lines if line.kind == "protect"
        }
        assert protected == {sign.id for sign in safety.signs if sign.state == "yes"}
        unknown = [sign for sign in safety.signs if sign.state != "yes"]
        assert bool(unknown) == any(line.kind == "ask" for line in safety.lines)
        assert client.plan.lines[: len(safety.lines)] == safety.lines
        if safety.home == "no sign":
            assert not [sign for sign in safety.signs if sign.at_home]


def test_lines_for_now_are_within_the_limits(clients):
    for client in clients:
        now = client.plan.now
        negative = client.plan.reserve.band == "negative"
        activities = [line for line in now if line.activity]
        assert len(now) <= 24, client.number
        assert len(activities) <= (3 if negative else 6), client.number
        for place, most in (("home", 20 if negative else 45), ("school", 60)):
            days = 7 if place == "home" else 5
            minutes = sum(
                line.dose.minutes_a_week / (7 if line.dose.per == "day" else days)
                for line in activities
                if line.where == (place,) and line.dose
            )
            assert minutes <= most + 1e-9, (client.number, place, minutes)
        tasks = [line for line in activities if "caregiver" in line.responsible]
        tasks += [line for line in now if line.rule == "shared_time"]
        assert len(tasks) <= 2, client.number


def test_missing_scores_open_nothing(clients):
    gappy = [client for client in clients if len(client.scores) < len(INSTRUMENT.ids)]
    assert len(gappy) == 225
    for client in gappy:
        worst = profile(client.case({**dict.fromkeys(INSTRUMENT.ids, 1), **client.scores}), 1)
        levels = find_levels(INSTRUMENT, BOOK.rules.levels, worst)
        for level, filled in zip(client.plan.levels, levels, strict=True):
            assert not level.open or filled.open or filled.step is None, (client.number, level.region)
        for id, need in client.plan.domains.items():
            if need.functional_age.value is None:
                assert not [line for line in client.plan.expect if line.domains == (id,)]


def test_raising_a_score_never_shuts_a_region_or_a_service(clients):
    freedom = {"suspend": 0, "score_first": 1, "adapt": 2, "ready": 2, "keep": 3}
    compared = 0
    for client in clients[:450]:
        id = random.Random(-client.number).choice(sorted(client.scores))
        if client.scores[id] == 12:
            continue
        compared += 1
        more = plan(client.case({**client.scores, id: client.scores[id] + 1}), 1)
        for before, after in zip(client.plan.levels, more.levels, strict=True):
            assert not (before.open and after.impaired and not after.open), (client.number, before.region)
        kinds = {line.service: line.kind for line in more.lines if line.service}
        for line in client.plan.lines:
            if line.service and line.kind in freedom and kinds.get(line.service) in freedom:
                assert freedom[kinds[line.service]] >= freedom[line.kind], (client.number, line.id)
    assert compared > 350


def test_every_line_is_well_formed(clients):
    for client in clients:
        ids = [line.id for line in client.plan.lines]
        assert len(ids) == len(set(ids)), client.number
        for line in (*client.plan.lines, *client.plan.safety.withheld):
            texts = [line.title, line.text, *(words for _, words in line.details)]
            for text in texts:
                assert text, line.id
                assert text == text.strip(), (line.id, text)
                assert not [mark for mark in ("{", "}", "..", " ,", " .", "None") if mark in text], (
                    line.id,
                    text,
                )
            for text in texts[1:]:
                assert text.endswith((".", "!", "?", "”")), (line.id, text)
                assert text[0].isupper() or not text[0].isalpha(), (line.id, text)


def test_plans_for_adults_have_no_words_for_children(clients):
    words = (
        "child",
        "toddler",
        "as a baby",
        "the adults",
        "tantrum",
        "homework",
        "pupil",
        "foster",
        "teenager",
    )
    for client in clients:
        if client.age < 18:
            continue
        assert not [
            line.id
            for line in client.plan.lines
            if "school" in line.where or (line.activity and {"aide", "teacher"} & set(line.responsible))
        ]
        for line in client.plan.lines:
            if line.part == "safety" or line.service:
                continue
            text = " ".join((line.title, line.text, *(text for _, text in line.details))).lower()
            assert not [word for word in words if word in text], (line.id, text)


def test_private_activities_are_done_alone_from_eleven_on(clients):
    private = {id for id, activity in ACTIVITIES.items() if activity.private}
    lines = [(c.age, line) for c in clients for line in c.plan.lines if line.activity in private]
    assert len(lines) > 100
    assert all(line.responsible == ("client",) for age, line in lines if age >= 11)


def test_babies_are_fed_when_they_are_hungry(clients):
    for client in clients:
        if client.age < 1:
            text = " ".join(line.text for line in client.plan.lines if line.activity).lower()
            assert "at fixed hours" not in text
            assert "homework" not in text


def test_every_activity_is_chosen_sometimes_and_none_too_often():
    """Of 1,200 clients between 30 and 110 % of what is typical, at ten ages, whose home is not in danger."""
    chosen, allowed = Counter(), Counter()
    ages = [0.3, 1.5, 2.5, 4, 6, 9, 12, 15, 20, 34]
    for number in range(1200):
        chance, age = random.Random(number), ages[number % 10]
        scores = {
            id: max(1, min(12, round(top * chance.uniform(0.3, 1.1)))) for id, top in typical(age).items()
        }
        people = [
            {"person": person, "contact": "weekly", "lasting": "lasting", "safe": "safe"}
            for person in chance.sample(PEOPLE, 3)
        ]
        case = make_case(
            age, scores, safety=SAFE, likes=chance.sample(LIKES, 2), people=people, id=f"profile-{number}"
        )
        chosen.update({line.activity for line in plan(case, 1).lines if line.activity})
        allowed.update(id for id, activity in ACTIVITIES.items() if activity.years.holds(age))
    shares = {id: chosen[id] / allowed[id] for id in ACTIVITIES}
    assert {id: share for id, share in shares.items() if share < 0.01} == {}
    assert {id: share for id, share in shares.items() if share > 0.45} == {}
