"""The door's own pages: small, complete in one answer, without a script."""

from __future__ import annotations

from functools import cache
from typing import Any

from nmt_widgets.core.look import compact, look
from nmt_widgets.core.texts import texts
from nmt_widgets.server.shared.kept_files import TEMPLATES
from nmt_widgets.server.shared.pages import PageHandler
from nmt_widgets.server.shared.strict_pages import strict_policy


class StrictPage(PageHandler):
    """A page that loads nothing."""

    def set_default_headers(self) -> None:
        """Forbid everything that the page does not need."""
        super().set_default_headers()
        self.set_header("Content-Security-Policy", strict_policy(_look()))
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def show_strict(self, template: str, **context: object) -> None:
        """Answer with a page."""
        self.show(template, look=_look(), door_words=texts("class_door"), **context)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say in a sentence what is wrong."""
        says = texts("class_door")["says"]
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.show_strict("class_closed.html.j2", says=says.get(str(status_code), says["500"]))


class ClosedHandler(StrictPage):
    """Answers any request with a refusal."""

    def initialize(self, status: int = 404) -> None:
        """Keep the status of the answer."""
        self.status = status

    def prepare(self) -> None:
        """Refuse before anything else of the request is read."""
        super().prepare()
        self.send_error(self.status)


@cache
def _look() -> str:
    return compact(look(TEMPLATES / "class_door.css"))
