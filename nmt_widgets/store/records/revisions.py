"""Records, their summaries and their revisions as frozen values, and the names of changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypedDict

from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.errors import InputError
from nmt_widgets.store.errors import worded
from nmt_widgets.store.rules.locking import CLOSED

_EDIT = re.compile(r"[!-~]{1,80}")
_UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # no database takes all of these
_LONGEST_REASON = 5_000


@dataclass(frozen=True)
class Summary:
    """A record as a list shows it.

    Attributes
    ----------
    case_id, kind, owner : str
    changed : str
        The time of its newest revision.
    title : str
    labels, ages, statuses : dict of int to str
        By number of assessment.
    practice_of : str
        The practice case of an attempt; empty for any other record, as are the next two.
    second_of : str
        The assessment that a second rating repeats.
    settles : tuple of str
        The two assessments of a settlement.
    assigned : str or None
        The name of the person to whom it is assigned.
    assigned_retired : bool
        Whether that person is retired, so that somebody else should have it.
    archived : str or None
        Since when it is in the archive.
    date, years : str, float, or None
        The date of the latest assessment with scores, or of the latest of all, and the age at it.
    category : str or None
        The lowest category of its domains; None where that is not known.
    domain : str or None
        The lowest of its domains; None where that is not known.
    scored : bool
        Whether there is an assessment with scores.
    is_unseen : bool
        Whether the person could still rate the client a second time: they have not opened it, and the lowest domain is
        not given.
    """

    case_id: str
    kind: str
    owner: str
    changed: str
    title: str
    labels: dict[int, str]
    ages: dict[int, str]
    statuses: dict[int, str]
    practice_of: str = ""
    second_of: str = ""
    settles: tuple[str, ...] = ()
    assigned: str | None = None
    assigned_retired: bool = False
    archived: str | None = None
    date: str | None = None
    years: float | None = None
    category: str | None = None
    domain: str | None = None
    scored: bool = False
    is_unseen: bool = False


def is_draft(kind: str, is_rating: bool, statuses: Iterable[str]) -> bool:
    """Return whether a record is a case that is still being written; only its authors see it.

    Parameters
    ----------
    kind : str
    is_rating : bool
        Whether it is an attempt, a second rating, or a settlement.
    statuses : iterable of str
        Of its assessments.

    Examples
    --------
    >>> is_draft("teaching", False, ["in-progress"]), is_draft("teaching", False, ["in-progress", "completed"])
    (True, False)
    >>> is_draft("practice", True, ["in-progress"]), is_draft("clinical", False, ["in-progress"])
    (False, False)
    """
    return kind != "clinical" and not is_rating and not any(status in CLOSED for status in statuses)


@dataclass(frozen=True)
class Record:
    """A record as it is now; `answers` by path, `revision` the number of its newest revision.

    `assigned` is the name of the person to whom it is assigned, if to anybody.
    """

    case_id: str
    kind: str
    owner: str
    created: str
    revision: int
    changed: str
    answers: dict[Path, Value] = field(repr=False)
    assigned: str | None = None


class AnswerChange(TypedDict):
    """One changed answer; `old` or `new` is None where it was not answered."""

    path: Path
    old: Value
    new: Value


@dataclass(frozen=True)
class Revision:
    """One revision: who changed what, when and why."""

    number: int
    edit: str
    author: str
    role: str
    at: str
    reason: str
    changes: tuple[AnswerChange, ...] = field(repr=False)
    hash: str


@dataclass(frozen=True)
class Edit:
    """The name of a change, so that it is not made twice when it is sent again, and its reason.

    Attributes
    ----------
    name : str
        1 to 80 printable characters of ASCII without spaces.
    reason : str
        Empty where none is needed.
    """

    name: str
    reason: str = ""

    @classmethod
    def checked(cls, name: str, reason: str = "") -> Edit:
        """Return an edit from the input of a page or a command.

        Raises
        ------
        InputError
            When the name is not valid, or the reason is too long.
        """
        if not _EDIT.fullmatch(name):
            raise worded("edit_without_name", InputError)
        tidy = _UNKEPT.sub("", reason).strip()
        if len(tidy) > _LONGEST_REASON:
            raise worded("long_reason", InputError, count=len(tidy), most=_LONGEST_REASON)
        return cls(name, tidy)


def as_revision(row: Any) -> Revision:
    """Return a row of the table of revisions as one."""
    return Revision(
        row.number,
        row.edit,
        row.author,
        row.role,
        row.at,
        row.reason,
        tuple(json.loads(row.changes)),
        row.hash,
    )
