"""Which ratings count for the error of raters, and who may have them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from nmt_widgets import load_case, load_instrument
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import Access, NotPermitted, Person, Store, operator
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.learning.rated_maps import read_rated_maps
from nmt_widgets.training.raters.rated_maps import RatedMaps
from nmt_widgets.training.references.attempts import begin_attempt
from tests.store.own_roles import use_roles

INSTRUMENT = load_instrument()
BOY, GIRL = "practice-boy-8", "practice-girl-8"
TINA, PAT = Person("Tina", "trainer"), Person("Pat", "programme")
STATUS = "assessments/1/status"


def maps(engine: Engine, person: Person) -> RatedMaps:
    return read_rated_maps(Access(engine, person), INSTRUMENT)


def rated(engine: Engine, person: Person) -> list[tuple[str, float]]:
    """The first score of each map, with its case."""
    result = maps(engine, person)
    return sorted(zip(result.cases, result.scores[:, 0].tolist(), strict=True))


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
    assert rated(engine, TINA) == [(BOY, 3), (BOY, 5), (BOY, 7)]


def test_not_known_is_no_score(engine: Engine) -> None:
    attempt(engine, Person("Ada", "trainee"), 3)
    attempt(engine, Person("Ben", "trainee"), "not known")
    result = maps(engine, TINA)
    assert sorted((result.scores > 0).sum(axis=1).tolist()) == [0, 32]


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


def test_double_ratings_of_all_clients_count_without_saying_of_whom(engine: Engine) -> None:
    code = double_rating(engine)
    for person in (PAT, operator()):
        result = maps(engine, person)
        assert (result.cases, sorted(result.raters)) == (("double-1", "double-1"), ["1", "2"])
        assert result.scores[0].tolist() == result.scores[1].tolist()
    assert rated(engine, TINA) == [], "a trainer reads no client"
    assert code not in {entry.case_id for entry in Store(Access(engine, PAT)).records()}


def test_a_role_of_a_site_that_reads_clients_has_their_double_ratings(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double_rating(engine)
    clinical, rights = ("clinical: assigned", "clinical: read"), ("looks_on, counts, outcomes]", "looks_on]")
    use_roles(tmp_path, monkeypatch, clinical, rights)
    assert [case for case, _ in rated(engine, PAT)] == ["double-1"] * 2
    use_roles(tmp_path / "other", monkeypatch, rights)
    assert rated(engine, PAT) == []


def test_a_double_rating_that_was_amended_does_not_count(engine: Engine) -> None:
    code = double_rating(engine)
    store = Store(Access(engine, Person("Carl", "clinician")))
    changes = {"assessments/1/functions/scores/arousal": {"score": 8}, STATUS: "amended"}
    store.save(code, changes, base=store.read(code).revision, edit="amend", reason="The other rating")
    assert rated(engine, PAT) == []


@pytest.mark.parametrize("role", ["trainee", "clinician"])
def test_whoever_may_not_look_on_gets_nothing(engine: Engine, role: str) -> None:
    attempt(engine, Person("Ada", "trainee"), 3)
    attempt(engine, Person("Ben", "trainee"), 3)
    with pytest.raises(NotPermitted, match="only trainers and the programme"):
        maps(engine, Person("Ada", role))
