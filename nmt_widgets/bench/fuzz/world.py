"""A small workbook with people of every role, and a mark in everything that not everybody may see."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.places import case_templates

if TYPE_CHECKING:
    from nmt_widgets.store.learning.feedback import Feedback

PASSPHRASE = "four words make one"  # noqa: S105  nobody's
PEOPLE = {
    "Tara Trainwright": "trainer",
    "Tom Namemarktom": "trainee",
    "Tess Namemarktess": "trainee",
    "Cleo Namemarkcleo": "clinician",
    "Carl Namemarkcarl": "clinician",
    "Petra Programson": "programme",
}
TARA, TOM, TESS, CLEO, CARL, PETRA = PEOPLE
GUEST = ""
VISITORS = (*PEOPLE, GUEST)

_SUBMITTED = "practice-boy-8"  # the case Tess and Cleo have submitted attempts at

# Each mark and who may see it; nobody else may be sent it, whatever they ask.
MARKS = {
    "mk-clinical-cleo": {CLEO},  # Carl rates the same client blind; nothing is shared with the programme
    "mk-second-carl": {CARL},
    "mk-other-client": {CLEO, CARL},
    "mk-attempt-tom": {TOM, TARA, PETRA},
    "mk-attempt-tess": {TESS, TARA, PETRA},
    "mk-dispute-tess": {TESS, TARA, PETRA},  # Cleo has submitted the case, too, and sees what came of it
    "mk-log-tom": {TOM, TARA, PETRA},
    "Namemarktom": {TOM, TARA, PETRA},
    "Namemarktess": {TESS, TARA, PETRA},
    "Namemarkcleo": {CLEO, CARL, PETRA, TARA},  # clinicians practise too, and trainers keep their log
    "Namemarkcarl": {CARL, CLEO, PETRA, TARA},
}


@dataclass(frozen=True)
class World:
    """A workbook's folder, the names of its content, and everybody's sign-in.

    Attributes
    ----------
    folder : pathlib.Path
    ids : tuple of str
        Codes of records, classes and assessments: one's own and others'.
    openings : tuple of dict
        What addresses of pages ask for: each opens something for somebody.
    sessions : dict of str to str
        The token of each person's sign-in.
    references : dict of str to str
        Of each practice case a sentence of its reference, which only trainers may see before a submission.
    """

    folder: Path
    ids: tuple[str, ...]
    openings: tuple[dict[str, str], ...]
    sessions: dict[str, str] = field(repr=False)
    references: dict[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        """The address of the database."""
        return f"sqlite:///{self.folder / 'data' / 'workbook.db'}"

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a process that works in it."""
        return {
            "NMT_DATA": str(self.folder / "data"),
            "NMT_CASES": str(self.folder / "cases"),
            "NMT_OUTPUTS": str(self.folder / "outputs"),
        }

    def known(self, visitor: str) -> tuple[str, ...]:
        """Return the names that a visitor may use in a message: every code, and the names of people they may see."""
        names = [name for name in PEOPLE if not any(mark in name for mark in self.unseen(visitor))]
        return (*self.ids, *names)

    def unseen(self, visitor: str) -> tuple[str, ...]:
        """Return the marks that somebody must not be sent."""
        marks = [mark for mark, allowed in MARKS.items() if visitor not in allowed]
        visible = (
            set(self.references)
            if visitor == TARA
            else {_SUBMITTED}
            if visitor in (TESS, CLEO, PETRA)
            else set()
        )
        return (*marks, *(sentence for id, sentence in self.references.items() if id not in visible))


@contextmanager
def new_world() -> Iterator[World]:
    """Yield a fresh copy of the world."""
    first = _first()
    with tempfile.TemporaryDirectory(prefix="nmt-doors-") as name:
        shutil.copytree(first.folder, name, dirs_exist_ok=True)
        world = World(Path(name), first.ids, first.openings, first.sessions, first.references)
        try:
            yield world
        finally:
            _close(world.url)


def _close(url: str) -> None:
    from nmt_widgets.store.database.engine import open_engine

    open_engine(url).dispose()


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


@cache
def _first() -> World:
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people import sessions
    from nmt_widgets.store.people.accounts import add_person, find_person

    _KEPT.append(tempfile.TemporaryDirectory(prefix="nmt-doors-"))
    folder = Path(_KEPT[0].name)
    (folder / "data").mkdir(mode=0o700)
    (folder / "outputs").mkdir(mode=0o700)
    shutil.copytree(case_templates(), folder / "cases")
    world = World(folder, (), (), {}, _reasons())
    engine = open_engine(world.url)
    tokens = {}
    for name, role in PEOPLE.items():
        add_person(engine, name, role, PASSPHRASE)
        tokens[name] = sessions.start(engine, find_person(engine, name).person)
    ids, openings = _fill(world.url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return World(folder, ids, openings, tokens, world.references)


def _reasons() -> dict[str, str]:
    from nmt_widgets.training.references.reading import list_references, load_reference

    return {
        id: max((score.rationale for score in load_reference(id).functions.values()), key=len)[:60]
        for id in list_references()
        if id.startswith("practice-")
    }


def _fill(url: str) -> tuple[tuple[str, ...], tuple[dict[str, str], ...]]:
    from nmt_widgets.case_files import load_case
    from nmt_widgets.case_files.answers import to_answers
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store import Person, open_store
    from nmt_widgets.store.learning.adjudications import Adjudications
    from nmt_widgets.store.learning.classes import Classes
    from nmt_widgets.store.learning.feedback import Feedback
    from nmt_widgets.store.learning.participation import Participation
    from nmt_widgets.training.references.attempts import begin_attempt

    def store(name: str) -> Any:
        return open_store(Person(name, PEOPLE[name]), url=url)

    james = {
        path: value
        for path, value in to_answers(load_case("james")).items()
        if path.startswith(("history/", "assessments/1/")) and "/plan/" not in path
    }
    james |= {"title": "A client", "assessments/1/status": "in-progress"}
    noted = {"assessments/1/functions/note": "mk-clinical-cleo"}
    client = store(CLEO).create(None, james | noted, kind="clinical").case_id
    pairs = Adjudications(store(CARL).access)
    second = pairs.begin_second_rating(f"{client}/1", load_instrument()).case_id
    _save(store(CARL), second, {"assessments/1/functions/note": "mk-second-carl"})
    other = store(CLEO).create(None, james | {"history/note": "mk-other-client"}, kind="clinical").case_id
    story = store(TARA).create(None, james | {"title": "A story"}, kind="teaching").case_id
    practice = load_case(_SUBMITTED)
    attempts = []
    for name, mark in ((TOM, "mk-attempt-tom"), (TESS, "mk-attempt-tess"), (CLEO, "a note")):
        begun = begin_attempt(practice, "Attempt 1") | {
            "assessments/1/functions/scores/arousal": {"score": 4, "note": mark}
        }
        attempts.append(store(name).create(None, begun, kind="practice").case_id)
    scores = {f"assessments/1/functions/scores/{id}": {"score": 5} for id in load_instrument().ids}
    for name, attempt, note in ((TESS, attempts[1], "mk-attempt-tess"), (CLEO, attempts[2], "a note")):
        arousal = {"assessments/1/functions/scores/arousal": {"score": 4, "note": note}}
        _save(store(name), attempt, {**scores, **arousal, "assessments/1/status": "completed"})
    _dispute(Feedback(store(TESS).access), Feedback(store(TARA).access), attempts[1])
    led = Classes(store(TARA).access).open_class("A class", practice.id)
    for name in (TOM, TESS):
        Classes(store(name).access).join(led.code)
    log = Participation(store(TARA).access)
    for name, about in ((TOM, "mk-log-tom"), (TESS, "a day together")):
        log.note(
            [name],
            level="nmt_1",
            kind="didactic",
            minutes=60,
            day="2025-06-05",
            about=about,
            edit=f"log-{name.split()[0]}",
        )
    ids = (client, second, other, story, *attempts)
    openings: tuple[dict[str, str], ...] = (
        *({"case": case} for case in (client, second, other, story, "james")),
        *({"attempt": attempt} for attempt in attempts),
        {"first": f"{attempts[1]}/1", "second": f"{attempts[2]}/1"},
        {"code": led.code},
        {"panel": "states"},
        {},
    )
    return (*ids, *(f"{id}/1" for id in ids), led.code, led.consensus), openings


def _dispute(trainee: Feedback, trainer: Feedback, attempt: str) -> None:
    """Have two scores of a reference disputed, and one of them changed."""
    from nmt_widgets.training.references.reading import load_reference

    for function in ("sleep", "arousal"):
        trainee.dispute(attempt, function, "mk-dispute-tess", edit=f"dispute-{function}")
    was = load_reference(_SUBMITTED).functions["sleep"].score
    trainer.change(attempt, 1, "¶7 says so.", was=str(was), score="1", newest=2, edit="answer")


def _save(store: Any, case: str, changes: dict[str, Any]) -> None:
    store.save(case, changes, base=store.read(case).revision, edit=f"filled-{case}")
