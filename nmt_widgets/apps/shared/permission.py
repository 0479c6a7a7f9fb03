"""Whether a screen may hand out a file. Check each time: a page may stay open after its user has signed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nmt_widgets.case_files import list_cases
from nmt_widgets.core.texts import texts
from nmt_widgets.store import NoRecord, NotPermitted, Store
from nmt_widgets.store.people.roles import Right

CheckPermission = Callable[[], None]
"""Raises InputError where something may not be handed out now; asks the store each time."""


@dataclass(frozen=True)
class DownloadPermission:
    """Whether a screen may hand out what is made from one case: reports, papers, hand-outs, files.

    Parameters
    ----------
    store : Store, optional
        Opened for the person who is signed in. Without one it is a guest, who gets only what is made from templates.
    case : str
        Empty where the file belongs to no case.
    right : str, optional
        The right the person's role needs; None where seeing the case is enough.
    """

    store: Store | None = None
    case: str = ""
    right: Right | None = None

    def check(self) -> None:
        """Raise where it may not be handed out now.

        Raises
        ------
        SessionEnded
            When the sign-in has ended: signed out in another page, retired, or past its limits.
        NoRecord
            When the case is a record the person may not see (any more).
        NotPermitted
            When the person's role has changed.
        Unavailable
            When the store cannot be asked.
        """
        is_record = bool(self.case) and self.case not in list_cases()
        if self.store is None:
            if is_record:
                raise NoRecord
            return
        self.store.ask(self.case if is_record else None)
        person = self.store.person
        if self.right and (person is None or not person.may(self.right)):
            words = texts("store")["may_not_have"]
            raise NotPermitted(words["message"], remedy=words["remedy"])

    @property
    def asker(self) -> str | None:
        """The session that a process which makes the file gets through a pipe: see :func:`nmt_widgets.store.work_for`.

        None where the process works for whoever runs this computer.
        """
        if self.store is None:
            return ""
        person = self.store.person
        is_own_computer = not self.store.session and person is not None and person.may("operates")
        return None if is_own_computer else self.store.session
