"""What a device in the room is shown and may send: one page, the question being asked, one answer."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from functools import cache
from typing import Any

from tornado.web import Application, RequestHandler

from nmt_widgets.core.look import look
from nmt_widgets.core.texts import texts
from nmt_widgets.server.audience.answers import WrongAnswer, checked_answer
from nmt_widgets.server.audience.limits import audience_limits
from nmt_widgets.server.audience.room import AudienceRoom
from nmt_widgets.server.shared.logs import log, outline
from nmt_widgets.server.shared.pages import TEMPLATES, write_page
from nmt_widgets.server.shared.rate_limits import Buckets

_COOKIE = "nmt-room"
_CODE = r"([A-Za-z]{1,20})"


class RoomApplication(Application):
    """Everything the audience can reach: three addresses behind the room's code.

    Attributes
    ----------
    room : AudienceRoom
        Where questions are asked.
    by_address, by_device, arrivals, slips : Buckets
        Requests of an address, requests of a device, new devices and wrong codes of an address.
    """

    def __init__(self, room: AudienceRoom) -> None:
        self.room = room
        rates = audience_limits().rates
        self.by_address = Buckets(rates.requests_of_address)
        self.by_device = Buckets(rates.requests_of_device)
        self.arrivals = Buckets(rates.new_devices_of_address)
        self.slips = Buckets(rates.wrong_codes_of_address)
        super().__init__(
            [
                (r"/", DoorHandler),
                (rf"/{_CODE}", PlaceHandler),
                (rf"/{_CODE}/question", QuestionHandler),
                (rf"/{_CODE}/answer", AnswerHandler),
            ],
            default_handler_class=NothingHandler,
            cookie_secret=room.secret,
            log_function=_log_answered,
        )


def _log_answered(handler: Any) -> None:
    """Log which page was asked for and how it went: neither code nor address nor answer."""
    log.info("%d audience %s", handler.get_status(), type(handler).__name__)


class RoomHandler(RequestHandler):
    """What every address of the room asks of a request."""

    application: RoomApplication

    def set_default_headers(self) -> None:
        """Keep answers off disks, out of frames and away from other sites."""
        self.clear_header("Server")
        self.set_header("Content-Security-Policy", _policy())
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    @property
    def sender(self) -> str:
        """The address a request came from."""
        return str(self.request.remote_ip)

    def prepare(self) -> None:
        """Refuse other hosts, other sites' pages, floods and wrong codes, before anything else is looked at."""
        if self.request.host.lower() not in self.application.room.hosts:
            return self.send_error(400)
        if not self.application.by_address.take(self.sender):
            self.set_header("Connection", "close")
            return self.send_error(429)
        origin = self.request.headers.get("Origin", "").lower()
        if self.request.method != "GET" and origin != f"http://{self.request.host.lower()}":
            return self.send_error(400)
        if self.path_args and (problem := self._code_problem()):
            self.send_error(problem)

    def _code_problem(self) -> int:
        """Return the status for a wrong code or too many of them; devices that were let in once go on."""
        slips, is_right = self.application.slips, self.application.room.is_code(self.path_args[0])
        if is_right and self.device():
            return 0
        if slips.is_empty(self.sender):
            return 429
        if not is_right:
            slips.take(self.sender)
            return 404
        return 0

    def device(self) -> str:
        """Return by which random name a device is known; empty for one that is not, or made its name up."""
        value = self.get_signed_cookie(_COOKIE)
        return value.decode() if value else ""

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer with the status alone: the page has the words."""
        self.finish()

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """Log what went wrong, without what was sent."""
        if getattr(error, "status_code", 500) >= 500:
            log.error("audience: %s", outline(error))


class DoorHandler(RoomHandler):
    """The address without a code: asks for it."""

    def get(self) -> None:
        """Ask for the code, or go on with the one given."""
        code = self.get_query_argument("code", "").strip().upper()
        if re.fullmatch(_CODE, code):
            self.redirect(f"/{code}")
        else:
            self.finish(room_page(is_door=True, problem="404" if code else ""))

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say what is wrong, and ask for the code again."""
        said = str(status_code) if status_code in (404, 429) else "500"
        self.finish(room_page(is_door=True, problem=said))


class NothingHandler(DoorHandler):
    """Any other address."""

    def prepare(self) -> None:
        """Say that there is nothing."""
        super().prepare()
        if not self._finished:
            self.send_error(404)


class PlaceHandler(DoorHandler):
    """The page on which questions appear."""

    def get(self, code: str = "") -> None:
        """Show it."""
        if code != self.application.room.code:
            self.redirect(f"/{self.application.room.code}")
        else:
            self.finish(room_page())


class QuestionHandler(RoomHandler):
    """The question being asked."""

    def get(self, _code: str) -> None:
        """Tell it; a device that comes for the first time is given a random name."""
        device = self.device()
        if device and not self.application.by_device.take(device):
            return self.send_error(429)
        if not device:
            if not self.application.arrivals.take(self.sender):
                return self.send_error(429)
            self._name_device()
        asked = self.application.room.round
        self.finish({"question": asked.shown() if asked else None})

    def _name_device(self) -> None:
        # not secure: a local network has no certificates
        self.set_signed_cookie(
            _COOKIE,
            secrets.token_urlsafe(16),
            expires_days=None,
            path=f"/{self.application.room.code}",
            httponly=True,
            samesite="Strict",
        )


class AnswerHandler(RoomHandler):
    """One answer of one device."""

    def post(self, _code: str) -> None:
        """Count it: 204; else 400 for one that does not fit, 403, 409 for one too late, 429, 503 in a full room."""
        device, asked = self.device(), self.application.room.round
        if not device:
            return self.send_error(403)
        if not self.application.by_device.take(device):
            return self.send_error(429)
        try:
            told = json.loads(self.request.body)
            question, value = told["question"], told["answer"]
            if asked is None or question != asked.id:
                return self.send_error(409)
            is_counted = asked.take(device, checked_answer(asked.question, value))
        except (ValueError, TypeError, KeyError, RecursionError, WrongAnswer):
            return self.send_error(400)
        if not is_counted:
            return self.send_error(503)
        self.set_status(204)


@cache
def room_page(is_door: bool = False, problem: str = "") -> str:
    """Return the room's page; `is_door` is the one that asks for the code, `problem` the status to speak of."""
    words = texts("audience")
    parts = {"said": words, "is_door": is_door, "problem": problem and words["said"][problem]}
    return write_page("audience.html.j2", look=_look(), code=_script(), **parts)


@cache
def _look() -> str:
    return look(TEMPLATES / "audience.css")


@cache
def _script() -> str:
    return (TEMPLATES / "audience.js").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """Return what a browser may do with the page: run its own script, show its own style, ask its own server."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hash(_script())}",
            f"style-src {_hash(_look())}",
            "img-src data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
