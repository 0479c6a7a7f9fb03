"""Which ratings count for the error of raters, and who may have them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from nmt_widgets import load_case, load_instrument
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import Access, NotPermitted, Person, Store, operator
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.learning.rated_maps import read_rated_maps
from nmt_widgets.training.raters.rated_maps import RatedMaps
from nmt_widgets.training.references.attempts import begin_attempt

INSTRUMENT = load_instrument()
BOY, GIRL = "practice-boy-8", "practice-girl-8"
TINA, PAT = Person("Tina", "trainer"), Person("Pat", "programme")
STATUS = "assessments/1/status"


def maps(engine: Engine, person: Person) -> RatedMaps:
    return read_rated_maps(Access(engine, person), INSTRUMENT)


def rated(engine: Engine, person: Person) -> dict[tuple[str, str], float]:
    """The first score of each map, by case and rater."""
    result = maps(engine, person)
    pairs = zip(result.cases, result.raters, strict=True)
    return dict(zip(pairs, result.scores[:, 0].tolist(), strict=True))


def attempt(
    engine: Engine, person: Person, score: int | str, case: str = BOY, status: str = "completed"
) -> str:
    store = Store(Access(engine, person))
    record = store.create(None, begin_attempt(load_case(case), "Attempt"), kind="practice")
    scores = {f"assessments/1/functions/scores/{id}": score for id in INSTRUMENT.ids}
    store.save(
        record.case_id, {**scores, STATUS: status}, base=record.revision, edit=f"submit-{record.case_id}"
    )
    return record.case_id


def test_first_attempts_count_and_what_was_not_blind_does_not(engine: Engine) -> None:
    for name, score in (("Ada", 3), ("Ben", 5), ("Cy", 7)):
        attempt(engine, Person(name, "trainee"), score)
    attempt(engine, Person("Ada", "trainee"), 9)  # after she saw the reference
    attempt(engine, Person("Dora", "trainee"), 8, status="in-progress")
    attempt(engine, TINA, 4)  # she may read the reference
    attempt(engine, Person("Ada", "trainee"), 6, GIRL)  # nobody else did this case
    assert rated(engine, TINA) == {(BOY, "Ada"): 3, (BOY, "Ben"): 5, (BOY, "Cy"): 7}


def test_not_known_is_no_score(engine: Engine) -> None:
    attempt(engine, Person("Ada", "trainee"), 3)
    attempt(engine, Person("Ben", "trainee"), "not known")
    result = maps(engine, TINA)
    known = dict(zip(result.raters, (result.scores > 0).sum(axis=1).tolist(), strict=True))
    assert known == {"Ada": 32, "Ben": 0}


def double_rating(engine: Engine) -> str:
    """A client that two clinicians have rated, both completed; return the code of the first rating."""
    james = {
        path: value
        for path, value in to_answers(load_case("james")).items()
        if path.startswith("assessments/1/") and "/plan/" not in path
    }
    first = Adjudications(Access(engine, Person("Carl", "clinician")))
    record = first.store.create("client-7", {**james, "title": "Boy", STATUS: "completed"}, kind="clinical")
    second = Adjudications(Access(engine, Person("Dana", "clinician")))
    other = second.begin_second_rating("client-7/1", INSTRUMENT)
    scores = {path: value for path, value in james.items() if "/functions/scores/" in path}
    second.store.save(other.case_id, {**scores, STATUS: "completed"}, base=other.revision, edit="second")
    return record.case_id


def test_double_ratings_count_for_who_may_read_them(engine: Engine) -> None:
    code = double_rating(engine)
    assert set(rated(engine, PAT)) == {(f"{code}/1", "Carl"), (f"{code}/1", "Dana")}
    assert set(rated(engine, operator())) == set(rated(engine, PAT))
    assert rated(engine, TINA) == {}, "a trainer reads no client"


def test_a_double_rating_that_was_amended_does_not_count(engine: Engine) -> None:
    code = double_rating(engine)
    store = Store(Access(engine, Person("Carl", "clinician")))
    changes = {"assessments/1/functions/scores/arousal": {"score": 8}, STATUS: "amended"}
    store.save(code, changes, base=store.read(code).revision, edit="amend", reason="The other rating")
    assert rated(engine, PAT) == {}


@pytest.mark.parametrize("role", ["trainee", "clinician"])
def test_whoever_may_not_look_on_gets_nothing(engine: Engine, role: str) -> None:
    attempt(engine, Person("Ada", "trainee"), 3)
    attempt(engine, Person("Ben", "trainee"), 3)
    with pytest.raises(NotPermitted, match="only trainers and the programme"):
        maps(engine, Person("Ada", role))
