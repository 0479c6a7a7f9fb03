"""The web application for devices of the audience: one page, the open question, one answer."""

from __future__ import annotations

import json
import re
import secrets
from functools import cache
from typing import Any

from tornado.web import Application, RequestHandler

from nmt_widgets.core.look import compact, look
from nmt_widgets.core.texts import texts
from nmt_widgets.server.audience.answers import WrongAnswer, checked_answer
from nmt_widgets.server.audience.limits import audience_limits
from nmt_widgets.server.audience.room import AudienceRoom
from nmt_widgets.server.shared.kept_files import TEMPLATES
from nmt_widgets.server.shared.logs import log, outline
from nmt_widgets.server.shared.pages import write_page
from nmt_widgets.server.shared.preferences import NOTHING_CHOSEN
from nmt_widgets.server.shared.rate_limits import Buckets
from nmt_widgets.server.shared.strict_pages import strict_policy

_COOKIE = "nmt-room"
_CODE = r"([A-Za-z]{1,20})"


class RoomApplication(Application):
    """All addresses for the audience: the room's page, its question and its answers, behind the code.

    Attributes
    ----------
    room : AudienceRoom
        The room.
    by_address, by_device, arrivals, wrong_codes : Buckets
        The rates of requests by address and by device, of new devices and of wrong codes by address.
    """

    def __init__(self, room: AudienceRoom) -> None:
        self.room = room
        rates = audience_limits().rates
        self.by_address = Buckets(rates.requests_of_address)
        self.by_device = Buckets(rates.requests_of_device)
        self.arrivals = Buckets(rates.new_devices_of_address)
        self.wrong_codes = Buckets(rates.wrong_codes_of_address)
        super().__init__(
            [
                (rf"{room.path}/?", DoorHandler),
                (rf"{room.path}/{_CODE}", PlaceHandler),
                (rf"{room.path}/{_CODE}/question", QuestionHandler),
                (rf"{room.path}/{_CODE}/answer", AnswerHandler),
            ],
            default_handler_class=NothingHandler,
            cookie_secret=room.secret,
            log_function=_log_request,
        )


def _log_request(handler: Any) -> None:
    """Log the kind of page and the status: no code, no address, no answer."""
    log.info("%d audience %s", handler.get_status(), type(handler).__name__)


class RoomHandler(RequestHandler):
    """The checks for every address of the room."""

    application: RoomApplication

    def set_default_headers(self) -> None:
        """Forbid caching, framing and use by other sites."""
        self.clear_header("Server")
        self.set_header("Content-Security-Policy", strict_policy(_look(), _script()))
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    @property
    def sender(self) -> str:
        """The network address of the sender."""
        return str(self.request.remote_ip)

    def prepare(self) -> None:
        """Refuse other hosts, pages of other sites, too many requests and wrong codes, before anything else is read."""
        if self.request.host.lower() not in self.application.room.place.hosts:
            return self.send_error(400)
        if not self.application.by_address.take(self.sender):
            self.set_header("Connection", "close")
            return self.send_error(429)
        origin = self.request.headers.get("Origin", "").lower()
        if (
            self.request.method != "GET"
            and origin != f"{self.application.room.place.scheme}://{self.request.host.lower()}"
        ):
            return self.send_error(400)
        if self.path_args and (problem := self._code_problem()):
            self.send_error(problem)

    def _code_problem(self) -> int:
        """Return the status for a wrong code or too many wrong codes; 0 for a right one and for a known device."""
        wrong_codes, is_right = self.application.wrong_codes, self.application.room.is_code(self.path_args[0])
        if is_right and self.device():
            return 0
        if wrong_codes.is_empty(self.sender):
            return 429
        if not is_right:
            wrong_codes.take(self.sender)
            return 404
        return 0

    def device(self) -> str:
        """Return the random name of a device; empty for an unknown device or a forged name."""
        value = self.get_signed_cookie(_COOKIE)
        return value.decode() if value else ""

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer with the status alone: the page has the messages."""
        self.finish()

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """Log the error, without the content of the request."""
        if getattr(error, "status_code", 500) >= 500:
            log.error("audience: %s", outline(error))


class DoorHandler(RoomHandler):
    """The address without a code: a page that asks for it."""

    def get(self) -> None:
        """Ask for the code, or redirect to the room if there is one."""
        code = self.get_query_argument("code", "").strip().upper()
        if re.fullmatch(_CODE, code):
            self.redirect(f"{self.application.room.path}/{code}")
        else:
            self.finish(self.ask_code("404" if code else ""))

    def ask_code(self, problem: str) -> str:
        """Return the page that asks for the code."""
        return room_page(f"{self.application.room.path}/", problem)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Show what is wrong, and ask for the code again."""
        problem = str(status_code) if status_code in (404, 429) else "500"
        self.finish(self.ask_code(problem))


class NothingHandler(DoorHandler):
    """Any other address."""

    def prepare(self) -> None:
        """Answer that there is no such page."""
        super().prepare()
        if not self._finished:
            self.send_error(404)


class PlaceHandler(DoorHandler):
    """The page that shows the questions."""

    def get(self, code: str = "") -> None:
        """Show it."""
        if code != self.application.room.code:
            self.redirect(self.application.room.address)
        else:
            self.finish(room_page())


class QuestionHandler(RoomHandler):
    """The open question."""

    def get(self, _code: str) -> None:
        """Send it; a new device gets a random name."""
        device = self.device()
        if device and not self.application.by_device.take(device):
            return self.send_error(429)
        if not device:
            if not self.application.arrivals.take(self.sender):
                return self.send_error(429)
            self._name_device()
        current = self.application.room.round
        self.finish({"question": current.message() if current else None})

    def _name_device(self) -> None:
        # without `secure`, since a local network has no certificates
        self.set_signed_cookie(
            _COOKIE,
            secrets.token_urlsafe(16),
            expires_days=None,
            path=self.application.room.address,
            httponly=True,
            samesite="Strict",
        )


class AnswerHandler(RoomHandler):
    """One answer of one device."""

    def post(self, _code: str) -> None:
        """Count it: 204; 400 if it does not fit, 403 without a cookie, 409 too late, 429 too often, 503 room full."""
        device, current = self.device(), self.application.room.round
        if not device:
            return self.send_error(403)
        if not self.application.by_device.take(device):
            return self.send_error(429)
        try:
            message = json.loads(self.request.body)
            question, value = message["question"], message["answer"]
            if current is None or question != current.id:
                return self.send_error(409)
            is_counted = current.take(device, checked_answer(current.question, value))
        except (ValueError, TypeError, KeyError, RecursionError, WrongAnswer):
            return self.send_error(400)
        if not is_counted:
            return self.send_error(503)
        self.set_status(204)


@cache
def room_page(door: str = "", problem: str = "") -> str:
    """Return the room's page, or with the address of a `door` the page for the code; `problem` is what to explain."""
    words = texts("audience")
    parts = {"room_words": words, "door": door, "problem": problem and words["said"][problem]}
    return write_page("audience.html.j2", NOTHING_CHOSEN, look=_look(), code=_script(), **parts)


@cache
def _look() -> str:
    return compact(look(TEMPLATES / "audience.css"))


@cache
def _script() -> str:
    return (TEMPLATES / "audience.js").read_text(encoding="utf-8")
