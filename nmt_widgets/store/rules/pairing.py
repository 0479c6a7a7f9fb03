"""Rules for second ratings and settlements; they hold for every writer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from nmt_widgets.case_files.answers import Value, to_case
from nmt_widgets.case_files.assessment_ids import split_assessment_id
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database.answers import read_answers
from nmt_widgets.store.database.chain import canonical
from nmt_widgets.store.database.listing import OPENED
from nmt_widgets.store.database.tables import filing, listed_record, record, revision
from nmt_widgets.store.errors import NoRecord, NotPermitted, worded
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.rules.blinding import LINKS, read_rated, visible_record
from nmt_widgets.store.rules.locking import CLOSED, IN_ERROR, OPEN, status_path, statuses_of

if TYPE_CHECKING:
    from nmt_widgets.training.adjudication.pairs import Rater

_PLAN = "assessments/1/plan/"


def check_begun(connection: Connection, person: Person, kind: str, answers: Mapping[Path, Value]) -> None:
    """Check that a new record may be a second rating or a settlement, if it claims to be one.

    Parameters
    ----------
    connection : Connection
    person : Person
        Who creates it.
    kind : str
    answers : mapping of path to answer
        Its first answers.

    Raises
    ------
    NotPermitted
        With the reason; as :class:`NoRecord` where the person may not see a record that it names.
    """
    if second_of := answers.get("second_of"):
        _check_second(connection, person, kind, answers, second_of)
    if settles := answers.get("settles"):
        _check_settles(connection, person, kind, answers, settles)


def check_change(
    connection: Connection,
    case_id: str,
    person: Person,
    before: Mapping[Path, Value],
    new: Mapping[Path, Value],
) -> None:
    """Refuse to change links, to settle one's own rating, and to complete a settlement with open differences.

    Parameters
    ----------
    connection : Connection
    case_id : str
    person : Person
        Who changes it.
    before : mapping of path to answer
        The record's links, if it has any.
    new : mapping of path to answer
    """
    if any(name in new for name in LINKS):
        raise worded("may_not", NotPermitted, place=next(name for name in LINKS if name in new))
    settles = before.get("settles")
    if not settles or all(path.startswith(_PLAN) for path in new):
        return
    _check_third(connection, person, settles)
    if new.get(status_path(1)) in CLOSED:
        answers = {**read_answers(connection, case_id), **new}
        _check_whole(connection, {path: value for path, value in answers.items() if value is not None})


def settling(connection: Connection, first: str, second: str) -> list[str]:
    """Return the records that settle two ratings, given in any order; without those entered in error."""
    orders = [canonical([first, second]), canonical([second, first])]
    codes = connection.scalars(
        select(record.c.case_id)
        .join(listed_record, listed_record.c.case_id == record.c.case_id)
        .where(listed_record.c.settles.in_(orders))
        .order_by(record.c.number)
    ).all()
    return [rated.case_id for rated in read_rated(connection, codes) if rated.status(1) != IN_ERROR]


def _check_second(
    connection: Connection, person: Person, kind: str, answers: Mapping[Path, Value], second_of: str
) -> None:
    case_id, number = split_assessment_id(second_of)
    row = visible_record(connection, person, case_id)
    first = read_rated(connection, [case_id])[0]
    if kind != "clinical" or row.kind != "clinical" or answers.get("settles"):
        raise _refused("second_kind")
    if first.second_of or first.settles:
        raise _refused("second_of_what")
    if number not in first.statuses or first.statuses[number] == IN_ERROR:
        raise _refused("second_gone")
    if statuses_of(answers) != {1: OPEN}:
        raise _refused("second_begun")
    own_revisions = select(revision.c.number).where(
        revision.c.case_id == case_id, revision.c.author == person.name
    )
    if person.name in (row.owner, row.assigned) or connection.execute(own_revisions.limit(1)).first():
        raise _refused("second_own")
    filings = select(filing.c.act).where(filing.c.case_id == case_id, filing.c.person == person.name)
    acts = set(connection.scalars(filings))
    if acts & {"assign", "share"}:
        raise _refused("second_read")
    others = read_rated(
        connection,
        connection.scalars(
            select(listed_record.c.case_id).where(
                listed_record.c.second_of == second_of, listed_record.c.kind == "clinical"
            )
        ),
    )
    if any(other.owner == person.name for other in others):
        raise _refused("second_again")
    if any(other.status(1) != IN_ERROR for other in others):
        raise _refused("second_there")
    if OPENED in acts:
        raise _refused("second_opened")


def _check_settles(
    connection: Connection, person: Person, kind: str, answers: Mapping[Path, Value], settles: list[str]
) -> None:
    from nmt_widgets.training.adjudication.pairs import check_pair

    raters = [_rater(connection, person, id) for id in settles]
    try:
        check_pair(*raters)
    except InputError as error:
        raise NotPermitted(error.message, file=error.file, remedy=error.remedy) from None
    if any(rater.case.kind != kind for rater in raters):
        raise _refused("settles_kind")
    _check_third(connection, person, settles)
    if settling(connection, *settles):
        raise _refused("settles_there")
    statuses = statuses_of(answers)
    if [*statuses] != [1]:
        raise _refused("settles_kind")
    if statuses[1] in CLOSED:
        _check_whole(connection, answers)


def _check_third(connection: Connection, person: Person, settles: list[str]) -> None:
    if person.may("operates"):
        return
    rated = read_rated(connection, [split_assessment_id(id)[0] for id in settles])
    if any(rater.owner == person.name for rater in rated):
        raise _refused("third")


def _check_whole(connection: Connection, answers: Mapping[Path, Value]) -> None:
    """Refuse to complete a settlement with an open difference, or with an agreed answer that was changed."""
    # imported late: most work of the store needs nothing from training
    from nmt_widgets.training.adjudication.settled import adjudicate, settled_answers, settled_in, spelled_at

    instrument = load_instrument()
    (first, number), (second, second_number) = map(split_assessment_id, answers["settles"])
    adjudication = adjudicate(
        read_answers(connection, first),
        read_answers(connection, second),
        instrument,
        number=number,
        second_number=second_number,
        settled=settled_in(answers, instrument),
    )
    if adjudication.open:
        raise _refused("open", count=len(adjudication.open))
    stands = settled_answers(adjudication, instrument)
    if spelled_at(answers, stands, instrument) != spelled_at(stands, stands, instrument):
        raise _refused("unlike")


def _rater(connection: Connection, person: Person, id: str) -> Rater:
    from nmt_widgets.training.adjudication.pairs import Rater

    case_id, number = split_assessment_id(id)
    row = visible_record(connection, person, case_id)
    case = to_case(case_id, read_answers(connection, case_id))
    if number not in {assessment.number for assessment in case.assessments}:
        raise NoRecord
    return Rater(case, number, row.owner)


def _refused(name: str, *, count: int = 0) -> NotPermitted:
    return worded(f"refused/{name}", NotPermitted, topic="adjudicate", count=count)
