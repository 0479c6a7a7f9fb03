"""Addresses that lead nowhere: a screen's name typed in another way leads to the screen, the rest to a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tornado.escape import url_unescape

from nmt_widgets.core.texts import texts
from nmt_widgets.server.people.visitors import PersonHandler
from nmt_widgets.server.shared.screen_names import apps_in

_TYPED = re.compile(r"/(?:voila/render/|notebooks/)?([^/]+?)(?:\.ipynb)?/?", re.IGNORECASE)


def screen_at(path: str, names: Iterable[str], titles: Mapping[str, str]) -> str | None:
    """Return the screen that somebody means by an address: by its name or its title; None for none.

    Parameters
    ----------
    path : str
    names : iterable of str
        The screens.
    titles : mapping
        What the bar calls each of them.

    Examples
    --------
    >>> titles = {"class": "Classes", "certification": "Training log"}
    >>> [screen_at(path, titles, titles) for path in ("/voila/render/classes.ipynb", "/class", "/training-log/")]
    ['class', 'class', 'certification']
    >>> screen_at("/voila/render/schedule.ipynb", titles, titles)
    """
    typed = _TYPED.fullmatch(path)
    if typed is None:
        return None
    word = _plain(url_unescape(typed[1], plus=False))
    return next((name for name in names if word in {_plain(name), _plain(titles.get(name, name))}), None)


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", " ", word).strip().casefold()


async def show_lost(handler: PersonHandler, notebooks: Path) -> None:
    """Lead to the screen that is meant, or say that there is none, with the screens that are open to the visitor."""
    name = screen_at(handler.request.path, apps_in(notebooks), texts("server")["screens"])
    if name is not None:
        query = f"?{handler.request.query}" if handler.request.query else ""
        return handler.redirect(f"/voila/render/{name}.ipynb{query}")
    visitor = await handler.known_visitor()
    if visitor is not None:
        handler.set_status(404)
        handler.show_to(visitor, "lost.html.j2")


class LostHandler(PersonHandler):
    """Any address that no other handler knows."""

    def initialize(self, notebooks: Path) -> None:
        """Keep the folder of the screens."""
        self.notebooks = notebooks

    def prepare(self) -> None:
        """Refuse what opens no page, before anything else of the request is read."""
        super().prepare()
        if self.request.method != "GET":
            self.send_error(404)

    async def get(self) -> None:
        """Lead to what is meant."""
        await show_lost(self, self.notebooks)
