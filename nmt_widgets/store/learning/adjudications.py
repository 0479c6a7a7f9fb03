"""Pairs of ratings, and the records in which a third person settles them; each decision is saved at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from nmt_widgets.case_files.answers import to_case
from nmt_widgets.case_files.assessment_ids import split_assessment_id
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.store.records.revisions import Record
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.rules.locking import CLOSED, COMPLETED, OPEN, status_path, statuses_of
from nmt_widgets.store.rules.pairing import settling
from nmt_widgets.training.adjudication.pairs import Rater, begin_second, begin_settled, check_pair, refused
from nmt_widgets.training.adjudication.settled import (
    PairedRatings,
    Settled,
    adjudicate,
    as_answer,
    question_named,
    settled_answers,
    settled_in,
)


@dataclass(frozen=True)
class RatingPair:
    """Two ratings side by side.

    Attributes
    ----------
    first, second : Rater
    ratings : PairedRatings
        Both ratings item by item, with the decisions so far.
    record : Record or None
        The record of the settlement; None before the first decision.
    answers : dict
        The answers of the first rating's record, by path.
    """

    first: Rater
    second: Rater
    ratings: PairedRatings = field(repr=False)
    record: Record | None = field(repr=False)
    answers: dict[str, object] = field(repr=False)

    @property
    def status(self) -> str:
        """The status of the settled assessment; in progress while there is none."""
        return statuses_of(self.record.answers).get(1, OPEN) if self.record else OPEN

    @property
    def is_finished(self) -> bool:
        """Whether everything is settled and completed."""
        return self.status in CLOSED

    @property
    def revision(self) -> int:
        """The newest revision of the record; 0 while there is none."""
        return self.record.revision if self.record else 0


class Adjudications:
    """The pairs of ratings that one person may see and settle.

    The methods raise the errors of :class:`Store`.

    Parameters
    ----------
    access : Access

    Attributes
    ----------
    store : Store
        The records of the same person.
    """

    def __init__(self, access: Access) -> None:
        self.access, self.store = access, Store(access)

    def read_pair(
        self,
        first_id: str,
        second_id: str,
        instrument: Instrument,
        settled: Mapping[str, Settled] | None = None,
    ) -> RatingPair:
        """Return two ratings side by side, by the names of the assessments.

        Decisions in the store count, unless `settled` has another decision on the same question.

        Raises
        ------
        InputError
            When they cannot be compared.
        """
        record = self._settled(first_id, second_id)
        if record:  # in the order of the settlement
            first_id, second_id = record.answers["settles"]
        (first, answers), (second, theirs) = self._rater(first_id), self._rater(second_id)
        if record is None and first.case.second_of == second.id:
            (first, answers), (second, theirs) = (second, theirs), (first, answers)
        check_pair(first, second)
        adjudication = adjudicate(
            answers,
            theirs,
            instrument,
            number=first.number,
            second_number=second.number,
            settled={**(settled_in(record.answers, instrument) if record else {}), **(settled or {})},
        )
        return RatingPair(first, second, adjudication, record, answers)

    def newest(self, pair: RatingPair) -> tuple[int, ...]:
        """Return the newest revisions of both ratings and of their settlement, to see whether anything is new."""
        if pair.record:
            settled = self.store.latest(pair.record.case_id).number
        else:
            record = self._settled(pair.first.id, pair.second.id)
            settled = record.revision if record else 0
        return (
            self.store.latest(pair.first.case.id).number,
            self.store.latest(pair.second.case.id).number,
            settled,
        )

    def amended_since(self, pair: RatingPair) -> list[str]:
        """Return the owners whose ratings changed after both were completed, and so were no longer blind."""
        changes = {rater.id: self.store.revisions(rater.case.id) for rater in (pair.first, pair.second)}
        ends = [
            revision.at
            for rater in (pair.first, pair.second)
            for revision in changes[rater.id]
            for change in revision.changes
            if change["path"] == status_path(rater.number) and change["new"] == COMPLETED
        ]
        rated = {item.path for item in pair.ratings.items}
        return [
            rater.owner
            for rater in (pair.first, pair.second)
            if any(
                change["path"].removeprefix(f"assessments/{rater.number}/") in rated
                for revision in changes[rater.id]
                if revision.at > max(ends, default="")
                for change in revision.changes
            )
        ]

    def may_settle(self, pair: RatingPair) -> bool:
        """Return whether the person may settle two ratings: they may write them, and made neither."""
        person = self.access.person
        if person is None or not self.store.may_write(pair.first.case.kind, ""):
            return False
        return person.may("operates") or person.name not in (pair.first.owner, pair.second.owner)

    def settle(
        self, pair: RatingPair, path: str, settled: Settled, instrument: Instrument, *, base: int, edit: str
    ) -> str:
        """Save the decision on one difference; the first decision creates the record. Return its code.

        Parameters
        ----------
        pair : RatingPair
        path : str
            The question, as :class:`nmt_widgets.training.adjudication.settled.PairedItem` has it.
        settled : Settled
        instrument : Instrument
        base : int
            The revision that the person saw; 0 while there is no record.
        edit : str
            The name of this change: sent again, it is not made twice.

        Raises
        ------
        Stale
            When somebody saved after `base`.
        Locked
            When it is finished.
        """
        question = question_named(path, instrument)
        if question is None or path not in {item.path for item in pair.ratings.differing}:
            raise refused("no_difference")
        if not settled.reason.strip():
            raise refused("no_reason")
        answers = {question.at(1): as_answer(question, settled, instrument)}
        if pair.record is None:
            opening = begin_settled(pair.answers, pair.first.id, pair.second.id, instrument)
            kind = pair.first.case.kind
            return self.store.create(None, {**opening, **answers}, kind=kind, edit=edit).case_id
        self.store.save(pair.record.case_id, answers, base=base, edit=edit)
        return pair.record.case_id

    def finish(
        self, pair: RatingPair, instrument: Instrument, *, base: int, edit: str, reason: str = ""
    ) -> str:
        """Complete the record: add what both rated alike to the decisions. Return its code.

        Raises
        ------
        InputError
            While a difference is open.
        """
        if pair.ratings.open:
            raise refused("open", count=len(pair.ratings.open))
        answers = {**settled_answers(pair.ratings, instrument), status_path(1): COMPLETED}
        if pair.record is None:
            opening = begin_settled(pair.answers, pair.first.id, pair.second.id, instrument)
            kind = pair.first.case.kind
            return self.store.create(
                None, {**opening, **answers}, kind=kind, edit=edit, reason=reason
            ).case_id
        self.store.save(pair.record.case_id, answers, base=base, edit=edit, reason=reason)
        return pair.record.case_id

    def begin_second_rating(self, first_id: str, instrument: Instrument, *, edit: str = "") -> Record:
        """Begin a second, blind rating of an assessment; from now on neither rater sees the other's rating.

        Parameters
        ----------
        first_id : str
            The name of the assessment.
        instrument : Instrument
        edit : str, optional
            The name of this change. If the person has begun such a rating already, it is returned.
        """
        name = self.access.person.name if self.access.person else ""
        for record in self.store.records(Listing(ratings="pairs", owner=name)):
            if record.second_of == first_id and record.statuses.get(1) == OPEN:
                return self.store.read(record.case_id)
        case_id, number = _split(first_id)
        first = self.store.read(case_id, note=False)  # its ratings are not shown
        answers = begin_second(first.answers, case_id, number, instrument)
        return self.store.create(None, answers, kind="clinical", edit=edit or secrets.token_hex(12))

    def _settled(self, first_id: str, second_id: str) -> Record | None:
        with self.access.reading() as (connection, _):
            codes = settling(connection, first_id, second_id)
        for code in codes:
            with suppress(NoRecord):
                return self.store.read(code)
        return None

    def _rater(self, id: str) -> tuple[Rater, dict[str, object]]:
        case_id, number = _split(id)
        record = self.store.read(case_id)
        if number not in statuses_of(record.answers):
            raise NoRecord
        return Rater(to_case(case_id, record.answers), number, record.owner), record.answers


def _split(id: str) -> tuple[str, int]:
    try:
        return split_assessment_id(id)
    except ValueError:
        raise NoRecord from None
