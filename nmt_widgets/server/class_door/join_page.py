"""The page at the door: join a class by its code, or come back with the personal code."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.server.class_door.application import ClassApplication
from nmt_widgets.server.class_door.entries import Arrival
from nmt_widgets.server.class_door.strict_page import StrictPage
from nmt_widgets.server.people.pages import FormHandler
from nmt_widgets.server.shared.logs import log, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    _Work = Callable[[Engine], Arrival]


class JoinHandler(StrictPage, FormHandler):
    """The only page for whoever is no member yet."""

    application: ClassApplication

    async def get(self, code: str = "") -> None:
        """Show the page with the class's code filled in; a member of this class reads who goes on, and may go on.

        A laptop may have another person in front of it now. Whoever brings the cookie of an ended session was here
        before.
        """
        application = self.application
        try:
            member = await application.member(self.request)
            if member and (not code or await application.is_of_class(member, code)):
                return self._show(code, member=await application.display_name(member))
        except InputError as error:
            return self._show_failure(error, code)
        self._show(code, is_return=member is None and bool(application.token(self.request)))

    async def post(self, code: str = "") -> None:
        """Let somebody in, or say what is wrong beside the field."""
        form = (self.field("form"), self.field("action"))
        typed = (self.field("code"), self.field("name"), self.field("personal"))
        try:
            arrival = await self.application.entries.once((*form, *typed), lambda: self._enter(*typed))
            before = self.application.token(self.request)
            if before != arrival.token:
                await self.sign_ins.end(before)
        except InputError as error:
            return self._show_failure(error, typed[0])
        self.application.keep_session(self, arrival.token)
        if not arrival.personal_code:
            return self.redirect(self.application.begin_address, status=303)
        self.show_strict(
            "class_joined.html.j2",
            personal_code=arrival.personal_code,
            begin=self.application.begin_address,
        )

    async def _enter(self, code: str, name: str, personal: str) -> Arrival:
        """Enter the class, or come back to it; what was typed wrong counts against the sender's address."""
        from nmt_widgets.store.errors import NotPermitted
        from nmt_widgets.store.learning.class_entry import WrongPersonalCode

        application, sender = self.application, str(self.request.remote_ip)
        # counted before the codes are looked at, so that tries at the same time all count
        if not application.wrong_codes.take(sender) or not application.arrivals.take(sender):
            words = texts("class_door")
            raise _TooManyTries(words["tries"], remedy=words["tries_remedy"])
        is_wrong = False
        try:
            work = _coming_back(code, personal) if self.field("action") == "return" else _entering(code, name)
            return await self.sign_ins.hash(work, is_known=False)
        except (NotPermitted, WrongPersonalCode):
            is_wrong = True
            raise
        finally:
            if not is_wrong:
                application.wrong_codes.put_back(sender)

    def _show_failure(self, error: InputError, code: str) -> None:
        """Show the page again, with what is wrong beside the field in which it was typed."""
        from nmt_widgets.store.errors import NotPermitted, Unavailable
        from nmt_widgets.store.learning.class_entry import WrongPersonalCode

        problem, place = error.brief, ""
        if isinstance(error, Unavailable):
            log.error("nobody can enter a class: %s", outline(error))
            self.set_status(503)
            if self.request.method == "POST":
                problem = f"{problem}; {texts('class_door')['kept']}"
        elif isinstance(error, _TooManyTries):
            self.set_status(429)
        elif isinstance(error, WrongPersonalCode):
            self.set_status(403)
            place = "personal"
        else:
            is_class = isinstance(error, NotPermitted)
            self.set_status(403 if is_class else 400)
            place = "code" if is_class else "name"
        is_return = self.field("action") == "return"
        self._show(code, problem, place, is_return=is_return)

    def _show(
        self, code: str, problem: str = "", place: str = "", *, is_return: bool = False, member: str = ""
    ) -> None:
        self.show_strict(
            "class_join.html.j2",
            form=secrets.token_urlsafe(16),
            is_return=is_return,
            member=member,
            begin=self.application.begin_address,
            code=code.upper(),
            name=self.field("name"),
            personal=self.field("personal"),
            problem=problem,
            place=place,
            is_secure=self.application.is_secure,
        )


class _TooManyTries(InputError):
    """Too many codes came from one address."""


def _entering(code: str, name: str) -> _Work:
    def enter(engine: Engine) -> Arrival:
        from nmt_widgets.store.learning.class_entry import enter_class
        from nmt_widgets.store.people import sessions

        entry = enter_class(engine, code, name)
        return Arrival(sessions.start(engine, entry.person), entry.personal_code)

    return enter


def _coming_back(code: str, personal: str) -> _Work:
    def come_back(engine: Engine) -> Arrival:
        from nmt_widgets.store.learning.class_entry import return_to_class
        from nmt_widgets.store.people import sessions

        return Arrival(sessions.start(engine, return_to_class(engine, code, personal)))

    return come_back
