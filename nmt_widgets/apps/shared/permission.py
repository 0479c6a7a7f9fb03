"""Whether a file may leave a screen: checked anew each time, for a page stays open when somebody has signed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nmt_widgets.cases import list_cases
from nmt_widgets.core.texts import texts
from nmt_widgets.store import NoRecord, NotPermitted, Store
from nmt_widgets.store.people.roles import Right

CheckPermission = Callable[[], None]
"""Asks the store whether something may be handed out now; raises InputError with what the store says if not."""


@dataclass(frozen=True)
class DownloadPermission:
    """Whether what is made of one case may leave the screen: reports, papers, hand-outs, files.

    Parameters
    ----------
    store : Store, optional
        Opened for the person in front; without one it is a guest, who is given what is made of templates.
    case : str
        Empty for what is of no case.
    right : str, optional
        What the person's role has to have; None for whoever may see the case.
    """

    store: Store | None = None
    case: str = ""
    right: Right | None = None

    def check(self) -> None:
        """Ask the store whether it may be handed out now.

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
