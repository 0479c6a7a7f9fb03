"""How a screen is opened, and the screens that show a list and open one of its rows in its place."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Container
from typing import Any, Generic, TypeVar

import ipywidgets

from nmt_widgets.apps.shared.address_doubts import AddressDoubts
from nmt_widgets.apps.shared.reading_ahead import read_ahead
from nmt_widgets.apps.shared.request_context import (
    RequestContext,
    is_ahead_of_request,
    open_store_for,
    request_context,
)
from nmt_widgets.apps.shared.screen_frame import ScreenFrame
from nmt_widgets.apps.shared.signing_in import SignInFrame
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.options import options
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.library.closing import close_widgets
from nmt_widgets.store import Store
from nmt_widgets.widgets import Address, Heading
from nmt_widgets.widgets.shared.messages import Pair

Row = TypeVar("Row")
Sent = TypeVar("Sent")

MakeScreen = Callable[[Instrument, Store, RequestContext], ipywidgets.Widget]
"""Makes a screen for somebody who is signed in, or who runs the notebook."""

MakeOpenScreen = Callable[[Instrument, Store | None, RequestContext, str], ipywidgets.Widget]
"""Makes a screen that guests see too. Its last arguments: the store, if any; the request; why there is no store."""


def open_screen(topic: str, make: MakeScreen, help: str = "") -> ScreenFrame:
    """Return a screen for people who are signed in. Guests see a sentence that says so; without the server, a sign-in.

    Parameters
    ----------
    topic : str
        Of the texts: `title` stands above the screen, `nobody` is what a guest reads.
    make : callable
    help : str
        Names its entry in the texts of the help; by default the topic does.
    """

    def show(request: RequestContext) -> ipywidgets.Widget:
        instrument = load_instrument()
        words = texts(topic, instrument.language)
        try:
            store = open_store_for(request)
            if store is None:
                return Heading(words["title"], subtitle=words["nobody"])
            return make(instrument, store, request)
        except InputError as error:
            return Heading(words["title"], subtitle=error.brief)

    return _answer(show, help or topic, for_guests=False)


def open_screen_for_all(help: str, make: MakeOpenScreen) -> ScreenFrame:
    """Return a screen that guests see too: the templates are there for everybody, whatever the store is up to.

    Parameters
    ----------
    help : str
        Names its entry in the texts of the help.
    make : callable
    """

    def show(request: RequestContext) -> ipywidgets.Widget:
        instrument = load_instrument()
        try:
            store, problem = open_store_for(request), ""
        except InputError as error:
            store, problem = None, error.brief
        return make(instrument, store, request, problem)

    return _answer(show, help, for_guests=True)


def _answer(
    show: Callable[[RequestContext], ipywidgets.Widget], help: str, *, for_guests: bool
) -> ScreenFrame:
    """Return the screen for its request, in its frame; without the server it asks who somebody is.

    The language and the colours of the map are those that whoever opened the page has chosen.
    """
    request = _await_request()
    for name, value in request.options.items():
        setattr(options, name, value)
    screen = show(request) if request.served else SignInFrame(show, request, for_guests=for_guests)
    return ScreenFrame(screen, help)


def _await_request() -> RequestContext:
    """Return the request; a page that is made ready reads its files while it waits."""
    if is_ahead_of_request():
        read_ahead()
    return request_context()


class OpenedView:
    """A view that opens in the place of a list.

    Attributes
    ----------
    heading : Heading
        Its `left` counts how often the way back was taken.
    parts : list of Widget
        In reading order, the heading first.
    """

    heading: Heading
    parts: list[ipywidgets.Widget]

    def on_leave(self, leave: Callable[[], None]) -> None:
        """Call a function when the page goes back to the list."""
        self.heading.observe(lambda _change: leave(), "left")

    def lead_to(self, links: list[Pair]) -> None:
        """Have the heading lead to other screens: address and words."""
        self.heading.links = links

    def add_details(self) -> None:
        """Add what takes longer; called when the other parts have been sent to the page."""

    def close(self) -> None:
        """Stop polling, and close the view's widgets."""
        close_widgets(self.parts)


class ListScreen(ipywidgets.VBox, Generic[Row, Sent]):
    """A list, or one of its rows opened in its place, and the way back.

    A screen says what its rows are (:meth:`rows`), which widget shows them (:meth:`make_list`), and what it does with a
    message of that widget's page (:meth:`act`). A refusal is shown above or beside the list.

    Parameters
    ----------
    instrument : Instrument
    """

    topic: str
    """Names the screen's texts: `title` and `subtitle` stand over the list."""

    foot: tuple[ipywidgets.Widget, ...] = ()
    """Stands below the list and below what is opened."""

    _opened: OpenedView | None = None

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._words: dict[str, Any] = texts(self.topic, instrument.language)
        self._address = Address()
        self._doubts = AddressDoubts(instrument.language)
        self._list: Any = None
        super().__init__()
        self.add_class("nmt-screen")

    # ---- what each screen has of its own ----

    def act(self, message: Sent) -> None:
        """Carry out a message of the list's page; raises InputError where it is refused."""
        raise NotImplementedError(f"the page of {self.topic} sends messages")

    @abstractmethod
    def rows(self) -> list[Row]:
        """Return the rows of the list; raises InputError when they cannot be read."""

    @abstractmethod
    def make_list(self, rows: list[Row], problem: str) -> ipywidgets.Widget:
        """Return the list's widget; it shows `problem` beside the list."""

    def add_details(self, rows: list[Row]) -> None:
        """Add to the list what takes longer; called when the list has been sent to the page."""

    def subtitle(self, problem: str) -> str:
        """Return the line below the title; `problem` is what is wrong, if anything."""
        return str(self._words["subtitle"])

    def list_query(self) -> dict[str, str]:
        """Return what the page's address names the list by."""
        return {}

    def problem_text(self, error: InputError) -> str:
        """Return an error as it is shown beside the list."""
        return error.brief

    # ---- the page's address ----

    def read_part(self, name: str, value: str | None, known: Container[str]) -> str:
        """Return a part of the page's address; nothing where it is not known, and a sentence on the page then says so.

        Parameters
        ----------
        name : str
            As in the texts `common`, below `address`.
        value : str, optional
            What somebody wrote into the address; it is never shown.
        known : container of str
        """
        if value and value not in known:
            self._doubts.add_unknown(name)
        return value if value and value in known else ""

    def need_part(self, name: str, value: str | None, *others: str | None) -> None:
        """Have a sentence say that a part of the page's address is missing, where others need it."""
        if not value and any(others):
            self._doubts.add_missing(name)

    # ---- the list and what is opened ----

    def start(self, open: Callable[[], None] | None = None) -> None:
        """Show the list, or open what the page's address names."""
        if open is None:
            self.show_list()
        else:
            self.try_request(open, self.show_list)

    def try_request(self, request: Callable[[], None], refuse: Callable[[str], None]) -> None:
        """Carry out a request; if it is refused, call `refuse` with the reason."""
        try:
            request()
        except InputError as error:
            refuse(self.problem_text(error))

    def receive(self, message: Sent) -> None:
        """Carry out a message of the list's page; show beside the list why it is refused, if so."""
        self.try_request(lambda: self.act(message), self.show_problem)

    def show_problem(self, problem: str) -> None:
        """Show beside the list what is wrong."""
        self._list.problem = problem

    def show_list(self, problem: str = "", focus: bool = False) -> None:
        """Show the list, in the place of what is opened.

        Parameters
        ----------
        problem : str
            What is wrong.
        focus : bool
            Whether the keyboard moves to the title.
        """
        rows: list[Row] = []
        try:
            rows = self.rows()
        except InputError as error:
            problem = error.brief
        before, self._opened = self._opened, None
        self._list = self.make_list(rows, problem)
        self._address.go(self.list_query())
        heading = Heading(self._words["title"], subtitle=self.subtitle(problem), focus=focus)
        self._fill(heading, self._list)
        self.add_details(rows)
        if before:
            before.close()

    def show_opened(self, opened: OpenedView, query: dict[str, str]) -> None:
        """Show a view in the place of the list, or of the view that was open.

        Parameters
        ----------
        opened : OpenedView
        query : dict of str to str
            What the page's address names it by.
        """
        before, self._opened = self._opened, opened
        opened.on_leave(self.leave)
        self._address.go(query)
        self._fill(*opened.parts)
        opened.add_details()
        if before:
            before.close()

    def _fill(self, heading: ipywidgets.Widget, *parts: ipywidgets.Widget) -> None:
        """Show a view; what is wrong with the page's address stands below the title of the first one."""
        notice, self._doubts = self._doubts.widgets(), AddressDoubts(self._instrument.language)
        self.children = (heading, *notice, *parts, *self.foot, self._address)

    def leave(self, problem: str = "") -> None:
        """Go back to the list; the keyboard starts at its title."""
        self.show_list(problem, focus=True)

    def close(self) -> None:
        """Close what is opened, and the screen."""
        opened, self._opened = self._opened, None
        if opened:
            opened.close()
        super().close()
