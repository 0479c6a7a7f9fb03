"""The pages for people: sign in, sign out, change the passphrase, and look after other people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from nmt_widgets.core.base_path import full_path
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.server.people.identity import local_address
from nmt_widgets.server.people.known_browsers import DAYS
from nmt_widgets.server.people.login_throttle import TooSoon
from nmt_widgets.server.people.visitors import PersonHandler, Visitor
from nmt_widgets.server.shared.logs import log, outline

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from nmt_widgets.store import Person

_START = ("/", "/voila/render/home.ipynb")
"""Where somebody comes from who wants nothing in particular yet."""


class FormHandler(PersonHandler):
    """The base of pages with a form."""

    def field(self, name: str) -> str:
        """Return the text of a form's field, unchanged."""
        return self.get_body_argument(name, "", strip=False)

    def repeated_passphrase(self, name: str) -> str:
        """Return a passphrase that was typed twice.

        Raises
        ------
        InputError
            When the two differ.
        """
        passphrase = self.field(name)
        if passphrase != self.field("again"):
            raise InputError(texts("server")["passphrases_differ"])
        return passphrase

    def known_browser(self) -> str:
        """Return the cookie of a known browser; empty for a new one."""
        return str(self.get_cookie(self.sign_ins.known.cookie, ""))

    def remember_browser(self, name: str) -> None:
        """Set the cookie of a known browser; it is sent to the sign-in page only."""
        self.set_cookie(
            self.sign_ins.known.cookie,
            self.sign_ins.remember(self.known_browser(), name),
            expires_days=DAYS,
            path=full_path("/sign-in"),
            httponly=True,
            samesite="Strict",
            secure=self.application.is_secure,
        )

    def refuse(self, error: InputError) -> str:
        """Set the status for an error in a form, and return its message."""
        from nmt_widgets.store.people.accounts import WrongPassphrase

        is_wait, is_wrong = isinstance(error, TooSoon), isinstance(error, WrongPassphrase)
        self.set_status(429 if is_wait else 403 if is_wrong else 400)
        return error.brief

    async def signed_in_visitor(self) -> Visitor | None:
        """Return the visitor if a person is signed in; otherwise send an answer and return None."""
        visitor = await self.known_visitor()
        if visitor is None:
            return None
        if visitor.person is None:
            address = self.request.path if self.request.method == "POST" else self.request.uri
            self.redirect(self.application.sign_in_address(address), status=303)
            return None
        return visitor


class SignInHandler(FormHandler):
    """The sign-in page; on a new workbook the first person adds themselves there."""

    async def get(self) -> None:
        """Show the page."""
        await self._show()

    async def post(self) -> None:
        """Sign a person in, or show what is wrong."""
        if self.proxy.signs_in:
            return self.redirect("/", status=303)
        try:
            if self.field("first"):
                role = self.field("role")
                token = await self.sign_ins.add_first(
                    self.field("name"), role, self.repeated_passphrase("passphrase")
                )
            else:
                token = await self.sign_ins.sign_in(
                    self.field("name"),
                    self.field("passphrase"),
                    browser=self.application.browser(self.request),
                    cookie=self.known_browser(),
                )
            await self.sign_ins.end(self.application.token(self.request))
            onward = local_address(self.field("next") or "/")
            if self.field("first"):  # who came for a case of their own goes there
                is_new = "?" not in onward
            else:
                is_new = onward in _START and await self.sign_ins.is_first_time(
                    self.field("name"), self.known_browser()
                )
        except InputError as error:
            return await self._show(error)
        self.application.keep_session(self, token)
        self.remember_browser(self.field("name"))
        self.redirect("/welcome?tour=yes" if is_new else onward, status=303)

    async def _show(self, error: InputError | None = None) -> None:
        onward = local_address(self.get_argument("next", "/"))
        if self.proxy.signs_in:
            return self.redirect(onward)
        try:
            is_first = not await self.sign_ins.has_people()
            visitor = await self.known_visitor()
        except InputError as problem:
            log.error("nobody can sign in: %s", outline(problem))
            return self.show_problem(problem, 503)
        if visitor is None:
            return None
        from nmt_widgets.store.people.roles import sign_in_roles

        self.show_to(
            visitor,
            "sign_in.html.j2",
            is_sign_in=True,
            is_first=is_first,
            roles=sign_in_roles(),
            next=onward,
            name=self.field("name"),
            role=self.field("role"),
            problem=self.refuse(error) if error else "",
        )


class SignOutHandler(FormHandler):
    """The address of the sign-out button."""

    async def post(self) -> None:
        """End the session, and go to the start page, or to where a JupyterHub signs people out."""
        try:
            await self.sign_ins.end(self.application.token(self.request))
        except InputError as error:
            log.error("a session could not be ended: %s", outline(error))
            return self.show_problem(error, 503)
        self.clear_cookie(self.application.session_cookie, path=self.application.cookie_path)
        self.redirect(self.proxy.sign_out(self), status=303)


class PassphraseHandler(FormHandler):
    """The page on which a person changes their own passphrase."""

    async def get(self) -> None:
        """Show the page."""
        if visitor := await self.signed_in_visitor():
            self._show(visitor)

    async def post(self) -> None:
        """Change it, or show what is wrong."""
        visitor = await self.signed_in_visitor()
        if visitor is None or visitor.person is None:
            return
        try:
            passphrase = self.repeated_passphrase("passphrase")
            old = self.field("old")
            token = await self.sign_ins.change(visitor.person, visitor.session, old, passphrase)
        except InputError as error:
            return self._show(visitor, self.refuse(error))
        self.application.keep_session(self, token)
        self._show(visitor, notice="changed")

    def _show(self, visitor: Visitor, problem: str = "", notice: str = "") -> None:
        self.show_to(visitor, "passphrase.html.j2", problem=problem, notice=notice)


class PeopleHandler(FormHandler):
    """The page of the people somebody looks after: add, set a new passphrase, retire."""

    async def get(self) -> None:
        """Show the page."""
        if visitor := await self._manager():
            await self._show(visitor, notice=self.get_query_argument("said", ""))

    async def post(self) -> None:
        """Carry out one action and show the page again, or show what is wrong."""
        visitor = await self._manager()
        if visitor is None or visitor.person is None:
            return
        action = self.field("action")
        try:
            work = self._task(action, visitor.person)
            hashes = action in ("add", "passphrase")
            await (self.sign_ins.hash(work) if hashes else self.sign_ins.ask(work))
        except InputError as error:
            return await self._show(visitor, problem=self.refuse(error), action=action)
        is_own = action == "relieve" and self.field("name") == visitor.person.name
        self.redirect("/" if is_own else "/people?" + urlencode({"said": action}), status=303)

    def _task(self, action: str, by: Person) -> Callable[[Engine], object]:
        from nmt_widgets.store.people import accounts as people
        from nmt_widgets.store.people import managers

        name, role, passphrase = self.field("name"), self.field("role"), self.field("passphrase")
        tasks: dict[str, Callable[[Engine], object]] = {
            "add": lambda engine: people.add_person(engine, name, role, passphrase, by=by),
            "retire": lambda engine: people.retire_person(engine, name, by=by),
            "passphrase": lambda engine: people.change_passphrase(engine, name, passphrase, by=by),
            "entrust": lambda engine: managers.entrust(engine, people.find_person(engine, name).name, by=by),
            "relieve": lambda engine: managers.relieve(engine, people.find_person(engine, name).name, by=by),
        }
        if action not in tasks:
            raise InputError(texts("server")["form_unknown"])
        return tasks[action]

    async def _manager(self) -> Visitor | None:
        """Return the visitor if they look after people; otherwise send an answer and return None."""
        visitor = await self.signed_in_visitor()
        if visitor is None or visitor.person is None or visitor.looks_after:
            return visitor
        self.show_problem(InputError(texts("server")["people_refused"]), 403)
        return None

    async def _show(self, visitor: Visitor, **context: object) -> None:
        from nmt_widgets.store.people import accounts as people

        try:
            members = await self.sign_ins.ask(people.list_people)
        except InputError as error:
            return self.show_problem(error, 503)
        roles = visitor.looks_after
        self.show_to(
            visitor,
            "people.html.j2",
            members=[member for member in members if member.role in roles],
            roles=roles,
            hands_on=visitor.looks_after_everybody,
            typed={name: self.field(name) for name in ("name", "role")},
            say_date=say_date,
            **context,
        )
