"""What the saving of answers needs from the place where they are stored: the store, a case file, or memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.problems import problem
from nmt_widgets.store.records.revisions import Record, Revision

FileTrouble = Literal["full", "readonly", "busy", "gone", "broken", "other_case", "refused"]


class Named(Protocol):
    """Somebody who fills in a form."""

    @property
    def name(self) -> str:
        """The name that stands beside what this person saves."""


class AnswerStore(Protocol):
    """A place that stores records as revisions of flat answers.

    :class:`nmt_widgets.store.Store` fulfils it for a database, :class:`nmt_widgets.library.case_file.FileCase` for one
    YAML file, and :class:`nmt_widgets.library.case_memory.MemoryCase` for this process. Every method may raise an
    InputError; :class:`~nmt_widgets.store.Unavailable` and :class:`FileUnavailable` mean that a later try may succeed.
    """

    @property
    def person(self) -> Named | None:
        """Who saves; None where nobody is known by name."""

    def may_write(self, kind: str, owner: str, assigned: str | None = None) -> bool:
        """Return whether the person may change a record of a kind and an owner, assigned to somebody or to nobody."""

    def read(self, case_id: str) -> Record:
        """Return a record as it is now."""

    def latest(self, case_id: str) -> Revision:
        """Return the newest revision of a record."""

    def revisions(self, case_id: str) -> Sequence[Revision]:
        """Return every revision that is known, in order."""

    def save(
        self, case_id: str, changes: Mapping[Path, Value], *, base: int, edit: str, reason: str = ""
    ) -> Revision:
        """Add a revision to the revision `base`.

        An `edit` that is sent again is not saved twice. Raises :class:`~nmt_widgets.store.Stale` when there are
        revisions after `base`, and :class:`~nmt_widgets.store.Locked` when a completed assessment is changed without
        a reason.
        """


class FileUnavailable(InputError):
    """A file cannot be read or written at the moment; nothing was written, and a later try may succeed.

    Parameters
    ----------
    kind : {"full", "readonly", "busy", "gone", "broken", "other_case", "refused"}
    file : str
        The name of the file.
    **values
        What fills in the {braces} of the text.

    Attributes
    ----------
    kind : str
        The name the page has for it.
    """

    is_failure = True

    def __init__(self, kind: FileTrouble, file: str, **values: str) -> None:
        message, remedy = problem("library", f"file_{kind}", **values)
        super().__init__(message, file=file, remedy=remedy)
        self.kind = f"file_{kind}"
