"""What is only for members: each request asks the store who they are, before anything else."""

from __future__ import annotations

from typing import Any

from tornado.web import RequestHandler

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.server.class_door.application import ClassApplication
from nmt_widgets.server.class_door.limits import class_door_limits
from nmt_widgets.server.people.visitors import PersonHandler
from nmt_widgets.server.screens.kernel_gate import KernelConnectionHandler
from nmt_widgets.server.screens.screen_pages import ScreenHandler
from nmt_widgets.server.shared.pages import PageHandler


class MemberCheck(RequestHandler):
    """Lets members pass; leads others to the page for joining, or refuses them."""

    application: ClassApplication

    async def prepare(self) -> None:
        """Ask the store, then prepare as usual."""
        try:
            member = await self.application.member(self.request)
        except InputError as error:  # the store does not answer now
            return self.show_problem(error, 503) if isinstance(self, PageHandler) else self.send_error(503)
        if member is None:
            if isinstance(self, PersonHandler):
                return self.redirect("/", status=303)
            self.set_status(401)
            self.finish()
            return None
        prepared = super().prepare()
        if prepared is not None:
            await prepared
        return None


def for_members(handler: type[RequestHandler]) -> type[RequestHandler]:
    """Return a handler that lets only members pass."""
    return type(f"Member{handler.__name__}", (MemberCheck, handler), {})


class MemberScreenHandler(ScreenHandler):
    """Opens a screen for a member: a few at a time, since each has a kernel of its own."""

    application: ClassApplication

    async def get(self, name: str) -> None:
        """Send the screen."""
        application, token = self.application, self.application.token(self.request)
        if not application.new_pages.take(token):
            words = texts("class_door")
            return self.show_problem(InputError(words["pages"], remedy=words["pages_remedy"]), 429)
        application.end_older_pages(token)
        await super().get(name)


class MemberLineHandler(KernelConnectionHandler):
    """The connection of a member's page; the door counts it as their presence."""

    application: ClassApplication
    member = token = ""

    async def get(self, kernel_id: str) -> None:
        """Open the connection, unless there are too many of the same session."""
        application = self.application
        token = application.token(self.request)
        person = await application.member(self.request)
        if person is None or application.door.lines_of(token) >= class_door_limits().lines_of_member_at_most:
            self.set_status(429)
            self.finish()
            return
        self.member, self.token = person.name, token
        await super().get(kernel_id)

    async def open(self, kernel_id: str) -> None:
        """Connect page and kernel; the member is there."""
        self.application.door.lines.add(self)
        await super().open(kernel_id)

    def on_close(self) -> None:
        """Disconnect; the member may be gone."""
        self.application.door.lines.discard(self)
        super().on_close()


def members_only(routes: list[Any]) -> list[Any]:
    """Return routes whose handlers let only members pass."""
    return [(pattern, for_members(handler), *rest) for pattern, handler, *rest in routes]
