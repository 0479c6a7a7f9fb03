"""Who is at the keyboard when a screen is opened without the server, as in JupyterLab: it asks, as the server would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import ipywidgets

from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.store.asking import keep_session, kernel_session
from nmt_widgets.widgets import SignIn
from nmt_widgets.widgets.shared.messages import FirstPersonRequest, SignInMessage, SignInRequest

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from nmt_widgets.store import Person

MakeScreen = Callable[[RequestContext], ipywidgets.Widget]


class SignInFrame(ipywidgets.VBox):
    """A sign-in, and beneath it the screen as that person sees it.

    One sign-in serves all screens of a kernel. It ends with the kernel's sessions in the store, or by signing out.

    Parameters
    ----------
    make : callable
        Makes the screen for a request; called again whenever somebody signs in or out.
    request : RequestContext
        Not served.
    for_guests : bool
        Whether there is something to see for nobody in particular.

    Attributes
    ----------
    screen : Widget or None
        The screen of whoever is signed in; None where it is for nobody in particular.
    """

    screen: ipywidgets.Widget | None = None

    def __init__(self, make: MakeScreen, request: RequestContext, *, for_guests: bool) -> None:
        super().__init__()
        self._make, self._request, self._for_guests = make, request, for_guests
        self._words = texts("server")
        words = {**self._words, "sign_in_lead": self._words["sign_in_lead_notebook"]}
        self._sign_in = SignIn(self.receive, words=words, folded=for_guests)
        self._show()

    def receive(self, message: SignInMessage) -> None:
        """Sign somebody in or out; show why it is refused, if so."""
        self._sign_in.problem = ""
        try:
            match message["type"]:
                case "sign_in":
                    keep_session(_sign_in(message))
                case "first":
                    keep_session(self._add_first(message))
                case "sign_out":
                    _sign_out(kernel_session())
                    keep_session("")
        except InputError as error:
            self._sign_in.problem = f"{error.brief[:1].upper()}{error.brief[1:]}."
        else:
            self._show()

    def _add_first(self, message: FirstPersonRequest) -> str:
        if message["passphrase"] != message["again"]:
            raise InputError(self._words["passphrases_differ"])
        return _add_first(message)

    def _show(self) -> None:
        """Ask, or show the screen, or both."""
        person = None
        try:
            person = _person(kernel_session())
            self._prepare(person)
        except InputError as error:  # the store cannot be opened, or the sign-in has ended
            self._sign_in.problem = error.brief
            keep_session("")
        before, self.screen = self.screen, None
        if person or self._for_guests:
            self.screen = self._make(replace(self._request, session=kernel_session()))
        self.children = [self._sign_in, *([self.screen] if self.screen else [])]
        if before:
            before.close()

    def _prepare(self, person: Person | None) -> None:
        roles = self._words["roles"]
        with self._sign_in.hold_sync():
            self._sign_in.person = ""
            if person:
                role = roles[person.role]["name"] if person.role in roles else person.role
                self._sign_in.person = f"{person.name} ({role})"
            elif not _is_anybody():
                from nmt_widgets.store.people.roles import sign_in_roles

                self._sign_in.roles = [
                    (id, *(roles[id][part] for part in ("name", "may"))) if id in roles else (id, id, "")
                    for id in sign_in_roles()
                ]
                self._sign_in.is_first = True
                return
            self._sign_in.is_first = False


def _engine() -> Engine:
    from nmt_widgets.store import open_store

    return open_store().access.engine


def _is_anybody() -> bool:
    engine = _engine()
    from nmt_widgets.store.people.accounts import is_anybody

    return is_anybody(engine)


def _person(session: str) -> Person | None:
    if not session:
        return None
    from nmt_widgets.store import open_store

    return open_store(session=session).person


def _sign_in(message: SignInRequest) -> str:
    engine = _engine()
    from nmt_widgets.store.people import sessions
    from nmt_widgets.store.people.accounts import check_passphrase

    return sessions.start(engine, check_passphrase(engine, message["name"], message["passphrase"]))


def _add_first(message: FirstPersonRequest) -> str:
    engine = _engine()
    from nmt_widgets.store.people import sessions
    from nmt_widgets.store.people.accounts import add_person

    person = add_person(engine, message["name"], message["role"], message["passphrase"], is_first=True)
    return sessions.start(engine, person)


def _sign_out(session: str) -> None:
    if session:
        engine = _engine()
        from nmt_widgets.store.people import sessions

        sessions.end(engine, session)
