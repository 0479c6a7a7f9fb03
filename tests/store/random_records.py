"""Stores of random ratings, second ratings, settlements and filings, and who may see what by the plain rules."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine, insert

from nmt_widgets.store.database import tables
from nmt_widgets.store.database.listing import relist_all
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.people.roles import Person, RecordRight
from nmt_widgets.store.rules.blinding import Rated, is_hidden
from nmt_widgets.store.rules.locking import AMENDED, CLOSED, COMPLETED, IN_ERROR, OPEN

PEOPLE = ("Ana", "Bo", "Cy")
AT = "2026-03-01T09:30:00.000000+00:00"
NO_HASH = "0" * 64


class Keeper(Person):
    """Somebody of a site's own role that has every kind of record for its own."""

    def record_right(self, kind: str) -> RecordRight:
        return "own"


@dataclass
class RandomRecord:
    """A record as the test knows it, without the store."""

    rated: Rated
    kind: str
    practice_of: str = ""
    archived: bool = False
    shared: set[str] = field(default_factory=set)

    @property
    def assigned(self) -> str | None:
        return self.rated.assigned or None

    @property
    def code(self) -> str:
        return self.rated.case_id

    @property
    def finished(self) -> bool:
        return any(status in CLOSED for status in self.rated.statuses.values())

    @property
    def is_rating(self) -> bool:
        return bool(self.practice_of or self.rated.second_of or self.rated.settles)


def random_records(seed: int, engine: Engine) -> list[RandomRecord]:
    """Fill a store with random records, past its rules, and return them."""
    draw = random.Random(seed)
    records: list[RandomRecord] = []

    def add(kind: str, numbers: list[int], **links: object) -> RandomRecord:
        practice = str(links.pop("practice_of", ""))
        statuses = {
            number: draw.choice([OPEN, OPEN, COMPLETED, COMPLETED, AMENDED, IN_ERROR]) for number in numbers
        }
        rated = Rated(f"c-{len(records)}", draw.choice(PEOPLE), **links, statuses=statuses)
        records.append(RandomRecord(rated, kind, practice))
        return records[-1]

    for _ in range(4):
        first = add("clinical", list(range(1, draw.randint(2, 4))))
        seconds = [
            add("clinical", [1], second_of=f"{first.code}/{draw.choice(list(first.rated.statuses))}")
            for _ in range(draw.randint(0, 3))
        ]
        for second in seconds[: draw.randint(0, 2)]:
            add("clinical", [1], settles=(second.rated.second_of, f"{second.code}/1"))
    attempts = [add("practice", [1], practice_of="case-1") for _ in range(draw.randint(1, 4))]
    add("practice", [1], settles=(f"{attempts[0].code}/1", f"{attempts[-1].code}/1"))
    for kind in ("teaching", "practice"):
        add(kind, list(range(1, draw.randint(1, 3))))
    _file(draw, records, engine)
    return records


def may_see(record: RandomRecord, person: Person, records: list[RandomRecord]) -> bool:
    """Whether a person may see a record, by the plain rules."""
    is_shared = person.name in record.shared and person.record_right(record.kind) != "none"
    return (person.may_read(record.kind, record.rated.owner, record.assigned) or is_shared) and not is_hidden(
        record.rated, person, [other.rated for other in records]
    )


def may_change(record: RandomRecord, person: Person) -> bool:
    return person.may_write(record.kind, record.rated.owner, record.assigned)


def _file(draw: random.Random, records: list[RandomRecord], engine: Engine) -> None:
    """Write the records with random filings."""
    filings = []
    for record in records:
        for _ in range(draw.choice([0, 0, 1, 3])):
            act = draw.choice(["archive", "restore", "assign", "share", "share", "unshare"])
            person = draw.choice([*PEOPLE, ""]) if act == "assign" else draw.choice(PEOPLE)
            filings.append((record.code, act, person))
            match act:
                case "assign":
                    record.rated = replace(record.rated, assigned=person)
                case "share":
                    record.shared.add(person)
                case "unshare":
                    record.shared.discard(person)
                case _:
                    record.archived = act == "archive"
    with writing(engine) as connection:
        for number, record in enumerate(records, 1):
            rated = record.rated
            answers = {f"assessments/{n}/status": status for n, status in rated.statuses.items()}
            answers |= {"second_of": rated.second_of, "settles": list(rated.settles)}
            answers["practice_of"] = record.practice_of
            connection.execute(
                insert(tables.record).values(
                    case_id=record.code,
                    number=number,
                    kind=record.kind,
                    owner=rated.owner,
                    created=AT,
                    previous_hash=NO_HASH,
                    hash=NO_HASH,
                    head=0,
                    head_hash=NO_HASH,
                )
            )
            rows = [
                {"case_id": record.code, "path": path, "value": json.dumps(value), "revision": 1}
                for path, value in answers.items()
                if value and draw.random() < (0.9 if value == OPEN else 1)  # in progress needs no answer
            ]
            rows += [
                {"case_id": record.code, "path": f"assessments/{n}/label", "value": '"A"', "revision": 1}
                for n in rated.statuses
            ]
            connection.execute(insert(tables.answer), rows) if rows else None
        for number, (code, act, person) in enumerate(filings, 1):
            connection.execute(
                insert(tables.filing).values(
                    number=number,
                    edit=str(number),
                    case_id=code,
                    act=act,
                    person=person,
                    author="Ana",
                    role="clinician",
                    at=AT,
                    previous_hash=NO_HASH,
                    hash=NO_HASH,
                )
            )
        relist_all(connection)
