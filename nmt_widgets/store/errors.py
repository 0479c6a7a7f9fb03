"""Errors of the store: what it refuses, and what it cannot do at the moment."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, TypedDict, TypeVar

from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.texts import texts

Problem = TypeVar("Problem", bound=InputError)
Kind = Literal["full", "readonly", "busy", "gone", "nowhere", "no_copy", "broken"]


class LaterChange(TypedDict):
    """The newest value of an answer that somebody else changed, by whom and when."""

    value: Any
    by: str
    at: str


class NotPermitted(InputError):
    """The person may not do this; a record they may not see raises the same error as one that does not exist."""


class NoRecord(NotPermitted):
    """There is no such record, or this person may not see it.

    Parameters
    ----------
    near : str, optional
        The id of a case that may be meant, and that the person may see.
    """

    def __init__(self, near: str | None = None) -> None:
        words = texts("store")["no_record"]
        super().__init__(
            words["message"], remedy=words["near"].format(near=near) if near else words["remedy"]
        )


class Doubtful(InputErrors):
    """What somebody entered has problems (`faults`), or `questions` that the person must answer first."""

    def __init__(self, problems: Iterable[InputError], questions: Iterable[InputError]) -> None:
        self.faults, self.questions = tuple(problems), tuple(questions)
        super().__init__((*self.faults, *self.questions))


class SessionEnded(InputError):
    """The sign-in of this person has ended."""

    def __init__(self) -> None:
        words = texts("store")["session_ended"]
        super().__init__(words["message"], remedy=words["remedy"])


class Locked(InputError):
    """The assessment is completed: an amendment needs a reason."""

    def __init__(self, name: str = "locked") -> None:
        words = texts("store")[name]
        super().__init__(words["message"], remedy=words["remedy"])


class Stale(InputError):
    """Somebody else saved in the meantime.

    Attributes
    ----------
    head : int
        The newest revision.
    theirs : dict of path to LaterChange
        The changes since the revision that the writer knew.
    """

    def __init__(self, head: int, theirs: dict[str, LaterChange]) -> None:
        self.head, self.theirs = head, theirs
        words = texts("store")["stale"]
        super().__init__(words["message"], remedy=words["remedy"])


class Unavailable(InputError):
    """The database cannot do this at the moment; nothing was written.

    Attributes
    ----------
    kind : {"full", "readonly", "busy", "gone", "nowhere", "no_copy", "broken"}
    """

    is_failure = True

    def __init__(self, kind: Kind) -> None:
        self.kind: Kind = kind
        words = texts("store")["unavailable"][kind]
        super().__init__(words["message"], remedy=words["remedy"])


def worded(
    key: str,
    error: type[Problem],
    *,
    topic: str = "store",
    place: str | None = None,
    file: Path | None = None,
    **values: str | int,
) -> Problem:
    """Return an error with the `message` and `remedy` of a text.

    Parameters
    ----------
    key : str
        The place of the text in its file, such as ``people/nobody``.
    error : type of InputError
    topic : str
        The file, by default `store.yaml`.
    place : str, optional
        The place of the fault in the input.
    file : pathlib.Path, optional
        The file of the input.
    **values
        What fills in the {braces} of the text.

    Examples
    --------
    >>> print(worded("bad_id", InputError, id="A B"))
    'A B' is not a case id; use lower-case letters, digits and hyphens
    """
    words: Any = texts(topic)
    for step in key.split("/"):
        words = words[step]
    return error(
        words["message"].format_map(values),
        place=place,
        file=file,
        remedy=words["remedy"].format_map(values),
    )
