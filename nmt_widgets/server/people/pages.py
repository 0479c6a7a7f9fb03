"""The pages around people: signing in and out, one's own passphrase, and the people somebody looks after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.server.people.identity import local_address
from nmt_widgets.server.people.known_browsers import DAYS
from nmt_widgets.server.people.login_throttle import TooSoon
from nmt_widgets.server.people.visitors import PersonHandler, Visitor
from nmt_widgets.server.shared.logs import log, outline

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from nmt_widgets.store import Person


class FormHandler(PersonHandler):
    """What pages with a form share."""

    def given(self, name: str) -> str:
        """Return what was typed into a field, just as it was typed."""
        return self.get_body_argument(name, "", strip=False)

    def twice(self, name: str) -> str:
        """Return a passphrase typed twice.

        Raises
        ------
        InputError
            When the two differ.
        """
        passphrase = self.given(name)
        if passphrase != self.given("again"):
            raise InputError(texts("server")["passphrases_differ"])
        return passphrase

    def known_browser(self) -> str:
        """Return the cookie of a browser in which somebody signed in before; empty where nobody did."""
        return str(self.get_cookie(self.sign_ins.known.cookie, ""))

    def remember_browser(self, name: str) -> None:
        """Give the browser the cookie that says who signed in there; only the page to sign in on is told it."""
        self.set_cookie(
            self.sign_ins.known.cookie,
            self.sign_ins.remember(self.known_browser(), name),
            expires_days=DAYS,
            path="/sign-in",
            httponly=True,
            samesite="Strict",
            secure=self.proxy.is_secure,
        )

    def refuse(self, error: InputError) -> str:
        """Set the status for what was wrong with a form, and return what to say."""
        from nmt_widgets.store.people.accounts import WrongPassphrase

        is_wait, is_wrong = isinstance(error, TooSoon), isinstance(error, WrongPassphrase)
        self.set_status(429 if is_wait else 403 if is_wrong else 400)
        return error.brief

    async def only_signed_in(self) -> Visitor | None:
        """Return the visitor if somebody is signed in; otherwise answer, and return None."""
        visitor = await self.known_visitor()
        if visitor is None:
            return None
        if visitor.person is None:
            here = self.request.path if self.request.method == "POST" else self.request.uri
            self.redirect("/sign-in?" + urlencode({"next": here}), status=303)
            return None
        return visitor


class SignInHandler(FormHandler):
    """The page to sign in on; the first person of all adds themselves there."""

    async def get(self) -> None:
        """Show the page."""
        await self._show()

    async def post(self) -> None:
        """Sign somebody in, or say what is wrong."""
        if self.proxy.signs_in:
            return self.redirect("/", status=303)
        try:
            if self.given("first"):
                role = self.given("role")
                token = await self.sign_ins.begin(self.given("name"), role, self.twice("passphrase"))
            else:
                token = await self.sign_ins.sign_in(
                    self.given("name"),
                    self.given("passphrase"),
                    browser=self.application.browser(self.request),
                    cookie=self.known_browser(),
                )
            await self.sign_ins.end(self.application.token(self.request))
        except InputError as error:
            return await self._show(error)
        self.keep_session(token)
        self.remember_browser(self.given("name"))
        self.redirect(local_address(self.given("next") or "/"), status=303)

    async def _show(self, error: InputError | None = None) -> None:
        onward = local_address(self.get_argument("next", "/"))
        if self.proxy.signs_in:
            return self.redirect(onward)
        try:
            is_first = not await self.sign_ins.is_anybody()
            visitor = await self.visitor()
        except InputError as problem:
            log.error("nobody can sign in: %s", outline(problem))
            return self.show_problem(problem, 503)
        from nmt_widgets.store.people.roles import sign_in_roles

        self.show_to(
            visitor,
            "sign_in.html.j2",
            is_sign_in=True,
            is_first=is_first,
            roles=sign_in_roles(),
            next=onward,
            name=self.given("name"),
            role=self.given("role"),
            problem=self.refuse(error) if error else "",
        )


class SignOutHandler(FormHandler):
    """The end of a session."""

    async def post(self) -> None:
        """End the session, and go to the start page."""
        try:
            await self.sign_ins.end(self.application.token(self.request))
        except InputError as error:
            log.error("a session could not be ended: %s", outline(error))
            return self.show_problem(error, 503)
        self.clear_cookie(self.application.session_cookie)
        self.redirect("/", status=303)


class PassphraseHandler(FormHandler):
    """The page to change one's own passphrase on."""

    async def get(self) -> None:
        """Show the page."""
        if visitor := await self.only_signed_in():
            self._show(visitor)

    async def post(self) -> None:
        """Change it, or say what is wrong."""
        visitor = await self.only_signed_in()
        if visitor is None or visitor.person is None:
            return
        try:
            passphrase = self.twice("passphrase")
            old = self.given("old")
            token = await self.sign_ins.change(visitor.person, visitor.session, old, passphrase)
        except InputError as error:
            return self._show(visitor, self.refuse(error))
        self.keep_session(token)
        self._show(visitor, said="changed")

    def _show(self, visitor: Visitor, problem: str = "", said: str = "") -> None:
        self.show_to(visitor, "passphrase.html.j2", problem=problem, said=said)


class PeopleHandler(FormHandler):
    """The page of the people somebody looks after: add, give another passphrase, retire."""

    async def get(self) -> None:
        """Show the page."""
        if visitor := await self._only_those_who_may():
            await self._show(visitor, said=self.get_query_argument("said", ""))

    async def post(self) -> None:
        """Do one thing and show the page again, or say what is wrong."""
        visitor = await self._only_those_who_may()
        if visitor is None or visitor.person is None:
            return
        action = self.given("action")
        try:
            work = self._work(action, visitor.person)
            await (self.sign_ins.ask(work) if action == "retire" else self.sign_ins.hash(work))
        except InputError as error:
            return await self._show(visitor, problem=self.refuse(error), action=action)
        self.redirect("/people?" + urlencode({"said": action}), status=303)

    def _work(self, action: str, by: Person) -> Callable[[Engine], object]:
        from nmt_widgets.store.people import accounts as people

        name, role, passphrase = self.given("name"), self.given("role"), self.given("passphrase")
        does: dict[str, Callable[[Engine], object]] = {
            "add": lambda engine: people.add_person(engine, name, role, passphrase, by=by),
            "retire": lambda engine: people.retire_person(engine, name, by=by),
            "passphrase": lambda engine: people.change_passphrase(engine, name, passphrase, by=by),
        }
        if action not in does:
            raise InputError(texts("server")["form_unknown"])
        return does[action]

    async def _only_those_who_may(self) -> Visitor | None:
        visitor = await self.only_signed_in()
        if visitor is None or visitor.person is None or self.application.managed_roles(visitor.person.role):
            return visitor
        self.show_problem(InputError(texts("server")["people_refused"]), 403)
        return None

    async def _show(self, visitor: Visitor, **context: Any) -> None:
        from nmt_widgets.store.people import accounts as people

        assert visitor.person is not None
        try:
            members = await self.sign_ins.ask(people.list_people)
        except InputError as error:
            return self.show_problem(error, 503)
        roles = self.application.managed_roles(visitor.person.role)
        shown = [member for member in members if member.role in roles]
        typed = {name: self.given(name) for name in ("name", "role")}
        self.show_to(visitor, "people.html.j2", members=shown, roles=roles, typed=typed, **context)
