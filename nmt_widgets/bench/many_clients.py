"""A store of many invented clients, made at once with the chains of a real one, and how quick its lists are."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Table

    from nmt_widgets.instrument import Instrument

CLIENTS, FEW, ROUNDS = 20_000, 100, 7
OWNERS = tuple(f"Clinician {number}" for number in range(1, 21))
"""The names of the people to whom the clients belong; they can be signed in by a proxy only."""

_NAMES = (
    "Aisha", "Ben", "Chloé", "Dario", "Élodie", "Femi", "Grace", "Hugo", "Inés", "Jonas", "Kira", "Liam", "Mira",
    "Noah", "Olga", "Pedro", "Quinn", "Rosa", "Sami", "Tessa", "Uma", "Viktor", "Wren", "Yusuf", "Zoë",
)  # fmt: skip
_PLACES = ("at home", "foster family", "kinship care", "residential home", "hospital", "day centre", "school")
_STATUSES = ("in-progress", "completed", "completed", "amended")
_CONFIDENCES = (None, None, "high", "moderate", "low")
_FIRST_DAY = date(2019, 1, 7)
_AT_ONCE = 500


def fill(engine: Engine, clients: int = CLIENTS, *, seed: int = 2026) -> None:
    """Fill an empty database with invented clients of all ages, assessed up to three times.

    One in fifty has a second rating, one in ten is assigned to another person, one in twenty is in the archive.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    clients : int
    seed : int
        The same seed makes the same clients, but for their scores where the instrument changes.
    """
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store.database.listing import relist_all
    from nmt_widgets.store.database.transactions import writing

    draw = random.Random(seed)  # noqa: S311
    with writing(engine) as connection:
        records = _StoredRecords(connection)
        records.add_people()
        pending = _clients(draw, clients, load_instrument())
        while batch := list(islice(pending, _AT_ONCE)):
            for code, owner, answers in batch:
                records.add(code, owner, answers)
            records.flush()
        records.file(draw)
        relist_all(connection)


def measure_lists(clients: int = CLIENTS) -> dict[str, Any]:
    """Measure the lists of a store with many clients against one with a hundred.

    Returns
    -------
    dict
        For a page, the counts, a search and one case: milliseconds of the processor with many clients, and the ratio to
        those with few. The same in a browser, by the clock: the first cards, cards that answer, and a letter typed into
        the search.
        `fill_s` is how long the clients took to make, with the lists derived; `cohort` is what
        :func:`~nmt_widgets.bench.stored_cohort.time_stored_cohort` measures with many.
    """
    from nmt_widgets.bench.list_screens import time_list_screen
    from nmt_widgets.bench.stored_cohort import time_stored_cohort
    from nmt_widgets.store.database.engine import open_engine

    with tempfile.TemporaryDirectory(prefix="nmt-bench-") as folder:
        times = []
        for size in (FEW, clients):
            data = Path(folder) / str(size)
            data.mkdir()
            engine = open_engine(f"sqlite:///{data / 'workbook.db'}")
            begin = time.process_time()
            fill(engine, size)
            filled = time.process_time() - begin
            ways = {name: _fastest(way) for name, way in list_ways(engine).items()}
            cohort = time_stored_cohort(engine, data)
            engine.dispose()
            screen = {name: milliseconds / 1e3 for name, milliseconds in time_list_screen(data).items()}
            times.append({**ways, **screen})
    few, many = times
    figures: dict[str, Any] = {"clients": clients, "fill_s": filled}
    for name in many:
        figures[name] = {"ms": many[name] * 1e3, "ratio": many[name] / few[name]}
    return {**figures, "cohort": cohort}


def list_ways(engine: Engine) -> dict[str, Callable[[], Any]]:
    """Return what a list screen asks the store for, by name, for one of the owners."""
    from nmt_widgets.store import Access, Person, Store
    from nmt_widgets.store.records.catalogue import Listing

    store = Store(Access(engine, Person(OWNERS[0], "clinician")))
    code = store.page(Listing()).entries[0].case_id
    return {
        "page": lambda: store.page(Listing(group="clients")),
        "last_page": lambda: store.page(Listing(group="clients", sort="age", page=1_000_000)),
        "mine": lambda: store.page(Listing(group="mine", sort="title", descending=False)),
        "counts": lambda: store.counts(Listing()),
        "search": lambda: store.page(Listing(words="elodie foster")),
        "case": lambda: store.case(code),
    }


def _fastest(way: Callable[[], Any]) -> float:
    """Return the shortest time in seconds of the processor."""
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        way()
        times.append(time.process_time() - begin)
    return min(times)


class _StoredRecords:
    """Writes records with one revision each, past the rules but with their chains."""

    def __init__(self, connection: Connection) -> None:
        from nmt_widgets.store.database.chain import START
        from nmt_widgets.store.database.clock import as_text

        self._connection, self._hash, self._as_text = connection, START, as_text
        self._rows: dict[str, list[dict[str, Any]]] = {"record": [], "revision": [], "answer": []}
        self._begun = datetime(2026, 1, 1, tzinfo=UTC)
        self._codes: list[tuple[str, str]] = []

    def add_people(self) -> None:
        """Add the people to whom the records belong."""
        at = self._as_text(self._begun)
        rows = [
            {"name": name, "role": "clinician", "passphrase": None, "origin": "proxy", "created": at}
            for name in OWNERS
        ]
        self._insert("person", rows)

    def add(self, code: str, owner: str, answers: dict[str, Any]) -> None:
        """Add a record; it is written by `flush`."""
        from nmt_widgets.store.database.chain import START, canonical, row_hash
        from nmt_widgets.store.database.tables import record, revision

        self._codes.append((code, owner))
        number = len(self._codes)
        at = self._as_text(self._begun + timedelta(minutes=number))
        changes = [{"path": path, "old": None, "new": value} for path, value in answers.items()]
        first = SimpleNamespace(
            case_id=code, number=1, edit=f"invented-{number}", author=owner, role="clinician", at=at, reason="",
            changes=canonical(changes), previous_hash=START,
        )  # fmt: skip
        first.hash = row_hash(revision, first)
        row = SimpleNamespace(
            case_id=code, number=number, kind="clinical", owner=owner, created=at, previous_hash=self._hash,
            head=1, head_hash=first.hash,
        )  # fmt: skip
        row.hash = self._hash = row_hash(record, row)
        self._rows["record"].append(vars(row))
        self._rows["revision"].append(vars(first))
        self._rows["answer"] += [
            {"case_id": code, "path": path, "value": canonical(value), "revision": 1}
            for path, value in answers.items()
        ]

    def flush(self) -> None:
        """Write what was added."""
        for name, rows in self._rows.items():
            self._insert(name, rows)
            rows.clear()

    def file(self, draw: random.Random) -> None:
        """Assign some records, and put some into the archive."""
        from nmt_widgets.store.database.chain import START, row_hash
        from nmt_widgets.store.database.tables import filing

        at, before = self._as_text(self._begun + timedelta(days=90)), START
        rows: list[dict[str, Any]] = []
        for code, owner in self._codes:
            lot = draw.random()
            if lot > 0.15:
                continue
            act, person = ("assign", draw.choice(OWNERS)) if lot < 0.1 else ("archive", "")
            number = len(rows) + 1
            row = SimpleNamespace(
                number=number, edit=f"filed-{number}", case_id=code, act=act, person=person, author=owner,
                role="clinician", at=at, previous_hash=before,
            )  # fmt: skip
            row.hash = before = row_hash(filing, row)
            rows.append(vars(row))
        self._insert("filing", rows)

    def _insert(self, name: str, rows: list[dict[str, Any]]) -> None:
        from sqlalchemy import insert

        from nmt_widgets.store.database.tables import tables

        table: Table = tables.tables[name]
        if rows:
            self._connection.execute(insert(table), rows)


def _clients(
    draw: random.Random, count: int, instrument: Instrument
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the code, the owner and the answers of each client, and of each second rating after its first."""
    invent, codes = _Assessments(draw, instrument), _codes(draw)
    for _ in range(count):
        code, owner = next(codes), draw.choice(OWNERS)
        title = f"{draw.choice(_NAMES)} {draw.choice('ABCDEFGHKLMNPRSTVW')}., {draw.choice(_PLACES)}"
        months, strength = draw.randrange(6, 204), draw.uniform(0.45, 1.1)
        day = _FIRST_DAY + timedelta(days=draw.randrange(1800))
        last = draw.choice((1, 1, 1, 2, 2, 3))
        answers: dict[str, Any] = {"kind": "clinical", "title": title}
        for number in range(1, last + 1):
            later = number - 1
            answers |= invent.assessment(
                number,
                months + 9 * later,
                day + timedelta(days=274 * later),
                draw.choice(_STATUSES) if number == last else "completed",
                strength + 0.05 * later,
            )
        yield code, owner, answers
        if draw.random() < 0.02:
            rater = draw.choice([name for name in OWNERS if name != owner])
            rating = invent.assessment(1, months, day, draw.choice(_STATUSES), strength)
            yield next(codes), rater, {"kind": "clinical", "title": title, "second_of": f"{code}/1", **rating}


def _codes(draw: random.Random) -> Iterator[str]:
    from nmt_widgets.store.database.codes import CODE_LENGTH, LETTERS

    codes: set[str] = set()
    while True:
        code = f"c-{''.join(draw.choices(LETTERS, k=CODE_LENGTH))}"
        if code not in codes:
            codes.add(code)
            yield code


class _Assessments:
    """Invents assessments: typical scores of the age times a strength, some of them missing."""

    def __init__(self, draw: random.Random, instrument: Instrument) -> None:
        from nmt_widgets.metrics.norms import growth

        self._draw, self._ids, self._scale = draw, instrument.ids, instrument.scale
        self._typical = growth(instrument, range(31)).tolist()

    def assessment(self, number: int, months: int, day: date, status: str, strength: float) -> dict[str, Any]:
        """Return the answers of an assessment."""
        draw, stem = self._draw, f"assessments/{number}"
        answers: dict[str, Any] = {
            f"{stem}/label": f"Assessment {number}",
            f"{stem}/age": f"{months} months",
            f"{stem}/date": day.isoformat(),
            f"{stem}/status": status,
        }
        answered = draw.choice((0.0, 0.4, 0.9, 1.0)) if status == "in-progress" else 0.98
        for id, typical in zip(self._ids, self._typical[months // 12], strict=True):
            if draw.random() < answered:
                score = round(typical * strength + draw.gauss(0, 1))
                answer = {"score": min(self._scale.high, max(self._scale.low, score))}
                confidence = draw.choice(_CONFIDENCES)
                answers[f"{stem}/functions/scores/{id}"] = {
                    **answer,
                    **({"confidence": confidence} if confidence else {}),
                }
        return answers
