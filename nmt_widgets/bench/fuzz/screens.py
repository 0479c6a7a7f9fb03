"""The door of messages, in this process: each screen opened by each visitor, and hostile messages to its widgets."""

from __future__ import annotations

import json
import logging
import random
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from nmt_widgets.bench.fuzz import talking, values
from nmt_widgets.bench.fuzz.trials import DidNotHold
from nmt_widgets.bench.fuzz.watching import Watch
from nmt_widgets.bench.fuzz.world import TARA, VISITORS, World, new_world

MESSAGES = 12
"""Messages of one trial."""

SLOWEST = 5.0  # seconds of this process that one message may take


class Screens:
    """Every screen, opened as every visitor."""

    name, at_most, by_clock = "screens", 60.0, False

    def __init__(self) -> None:
        from nmt_widgets.apps import SCREENS

        self.parts: Sequence[str] = SCREENS
        self._last: dict[str, float] = {}
        self.met: set[str] = set()
        """The kinds of widgets that received a message."""

    def attempt(self, part: str, draw: random.Random) -> float:
        """Open a screen and send it a dozen messages."""
        visitor = draw.choice(VISITORS)
        with new_world() as world, visitor_page(world, visitor) as page:
            watch = Watch(world, visitor)
            began = time.process_time()
            page.open(part, _query(draw, world))
            opening = time.process_time() - began
            slowest = 0.0
            for _ in range(MESSAGES):
                slowest = max(slowest, page.say(draw, world.known(visitor)))
                if page.failed:
                    raise DidNotHold(f"{part} as {visitor or 'a guest'}: {page.failed[0]}")
                if slowest > SLOWEST:
                    raise DidNotHold(f"{part} as {visitor or 'a guest'}: {slowest:.1f} s for {page.last}")
            self.met |= page.met
            watch.look(page.sent)
        return slowest / max(opening, 1e-3)


def _query(draw: random.Random, world: World) -> dict[str, str]:
    """Return the query of the page's address."""
    if draw.random() < 0.7:
        return dict(draw.choice(world.openings))
    query = {}
    for name in ("case", "attempt", "first", "second", "code", "panel", "assessment"):
        if draw.random() < 0.5:
            known = (*world.ids, "james", "practice-boy-8", "states")
            query[name] = draw.choice(known) if draw.random() < 0.8 else values.text(draw)
    return query


class ScreenPage:
    """A visitor's page: what was sent to it, and the errors behind it."""

    def __init__(self, world: World, visitor: str) -> None:
        self._world, self._visitor = world, visitor
        self.sent: list[str] = []
        self.failed: list[str] = []
        self.met: set[str] = set()
        self.last = ""
        self.query: dict[str, str] = {}
        self._screen: Any = None

    def request_context(self) -> Any:
        """Return the request context, as from the server."""
        from nmt_widgets.apps.shared.request_context import RequestContext

        return RequestContext(self.query, self._world.sessions.get(self._visitor, ""), served=True)

    def ask_server(
        self,
        address: str,
        words: Mapping[str, Any],
        *,
        method: str = "GET",
        query: Mapping[str, str] | None = None,
        body: str | None = None,
    ) -> Any:
        """Answer a kernel's request as the server does."""
        from nmt_widgets.apps.shared.server_client import ServerAnswer
        from nmt_widgets.core.errors import InputError
        from nmt_widgets.server.screens.references import all_references, save_reference, submitted_reference
        from nmt_widgets.store.database.engine import open_engine

        if address == "reference":
            reference = submitted_reference(
                self._world.sessions.get(self._visitor, ""), (query or {}).get("attempt", "")
            )
            return ServerAnswer(404, b"") if reference is None else ServerAnswer(200, reference.encode())
        if self._visitor != TARA:
            return ServerAnswer(404, b"")
        if method == "GET":
            return ServerAnswer(200, all_references(open_engine(self._world.url)).encode())
        try:
            save_reference(open_engine(self._world.url), (body or "").encode())
        except InputError as error:
            return ServerAnswer(
                422, json.dumps({"message": error.message, "remedy": error.remedy or ""}).encode()
            )
        return ServerAnswer(204, b"")

    def open(self, screen: str, query: dict[str, str]) -> None:
        """Open a screen."""
        self.query = query
        show = import_module(f"nmt_widgets.apps.{screen}").show
        with ExitStack() as stack:
            _put(stack, "request_context", self.request_context)
            _put(stack, "ask_server", self.ask_server)
            try:
                self._screen = show()
            except Exception as error:
                raise DidNotHold(
                    f"{screen} as {self._visitor or 'a guest'} with {query}: {place_of(error)}"
                ) from error

    def say(self, draw: random.Random, known: Sequence[Any]) -> float:
        """Send one message to one of the page's widgets, and return how long that took."""
        from ipywidgets.widgets.widget import _instances

        widgets = [widget for widget in _instances.values() if widget.comm is not None]
        if not widgets:
            return 0.0
        ours = [widget for widget in widgets if type(widget).__module__.startswith("nmt_widgets")]
        widget = draw.choice(ours if ours and draw.random() < 0.9 else widgets)
        self.met.add(type(widget).__name__)
        data = talking.message(draw, known)
        if data.get("method") == "update" and data.get("state") == {}:
            data["state"] = _state(draw, widget, known)
        data = json.loads(json.dumps(data))  # as it comes over the line
        self.last = f"{type(widget).__name__} {str(data)[:300]}"
        message = {
            "content": {"comm_id": widget.comm.comm_id, "data": data},
            "buffers": talking.buffers(draw),
            "metadata": {},
        }
        began = time.process_time()
        with ExitStack() as stack:
            _put(stack, "ask_server", self.ask_server)
            try:
                widget.comm.handle_msg(message)
            except Exception as error:
                self.note(error)
        return time.process_time() - began

    def note(self, error: BaseException) -> None:
        """Record an error from our own code; errors of libraries about malformed messages do not count."""
        from traitlets import TraitError

        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "nmt_widgets" in frame.filename and "fuzz" not in frame.filename]
        if ours and not isinstance(error, TraitError):
            self.failed.append(f"{place_of(error)}, sent {self.last}")


def place_of(error: BaseException) -> str:
    """Return the name of an error and its place in this package."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "nmt_widgets" in frame.filename and "fuzz" not in frame.filename
    ]
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}: {str(error)[:150]}"


def _state(draw: random.Random, widget: Any, known: Sequence[Any]) -> dict[str, Any]:
    """Return another state of a widget."""
    state = {}
    names = [name for name in widget.keys if not name.startswith("_")] or list(widget.keys)
    for name in draw.sample(names, min(len(names), draw.choice((1, 1, 2)))):
        now = getattr(widget, name, None)
        is_plain = isinstance(now, str | int | float | bool | list | dict)
        if type(now) is int and draw.random() < 0.5:
            state[name] = now + 1
        elif isinstance(now, str) and draw.random() < 0.6:
            options = [
                option[0]
                for option in getattr(widget, "options", [])
                if isinstance(option, list | tuple) and option
            ]
            state[name] = draw.choice((*known, "james", "arousal", "plan", *options))
        else:
            state[name] = values.spoiled(draw, now if is_plain else None, known)
    return state


@contextmanager
def visitor_page(world: World, visitor: str) -> Iterator[ScreenPage]:
    """Run the screens of this process for a visitor in a given world, and record what is sent."""
    import comm
    from comm.base_comm import BaseComm
    from ipywidgets import Widget
    from traitlets.log import get_logger

    page = ScreenPage(world, visitor)

    class Line(BaseComm):
        def publish_msg(self, msg_type: str, data: Any = None, *_: Any, **__: Any) -> None:
            page.sent.append(json.dumps(data, default=str))

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1] is not None:
                page.note(record.exc_info[1])

    heard, logger = Heard(), logging.getLogger(get_logger().name)
    Widget.close_all()
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore", DeprecationWarning)  # what ipywidgets says of a layout of no form
        stack.enter_context(patch.dict("os.environ", world.settings))
        stack.enter_context(patch.object(comm, "create_comm", lambda *args, **kwargs: Line(*args, **kwargs)))
        stack.enter_context(patch("subprocess.Popen", side_effect=OSError("no program is started here")))
        stack.callback(Widget.close_all)
        logger.addHandler(heard)
        stack.callback(logger.removeHandler, heard)
        was = logger.propagate
        logger.propagate = False
        stack.callback(setattr, logger, "propagate", was)
        yield page


def _put(stack: ExitStack, name: str, value: Any) -> None:
    """Replace a name in every module of the screens."""
    for module in [loaded for path, loaded in sys.modules.items() if path.startswith("nmt_widgets.apps.")]:
        if callable(getattr(module, name, None)):
            stack.enter_context(patch.object(module, name, value))
