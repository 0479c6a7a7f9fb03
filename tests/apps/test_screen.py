"""What all screens share: a start without a store, changes between list and opened view, polling."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import ipywidgets
import pytest

from nmt_widgets import apps
from nmt_widgets.apps.shared.case_list import CaseList
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.apps.shared.screen import ListScreen, OpenedView
from nmt_widgets.case_files import list_cases
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.polling import Poller
from nmt_widgets.store import Unavailable
from nmt_widgets.widgets import Heading
from nmt_widgets.widgets.practice.list import PracticeCases
from nmt_widgets.widgets.practice.messages import ListMessage
from tests.apps.listing import entries, open_listed, request

FOR_ALL = ("home", "consult", "present")


@pytest.fixture(params=apps.SCREENS)
def screen_of(request, monkeypatch):
    """Return a screen's name and a function that shows it for a visit."""

    def show(**visit):
        context = RequestContext({}, served=True, **visit)
        monkeypatch.setattr("nmt_widgets.apps.shared.screen.request_context", lambda: context)
        return import_module(f"nmt_widgets.apps.{request.param}").show().screen

    return request.param, show


def test_a_guest_reads_why_or_sees_the_templates(screen_of):
    name, show = screen_of
    screen = show()
    if name in FOR_ALL:
        assert entries(screen).keys() & {*list_cases()}
    else:
        assert isinstance(screen, Heading)
        assert "ign in" in screen.subtitle


def test_an_unreachable_store_is_reported_above_the_screen(screen_of, monkeypatch):
    def fail(_request):
        raise Unavailable("gone")

    name, show = screen_of
    monkeypatch.setattr("nmt_widgets.apps.shared.screen.open_store_for", fail)
    screen = show(session="token")
    heading = screen.children[0] if name in FOR_ALL else screen
    assert "cannot be reached" in heading.subtitle
    if name in FOR_ALL:
        assert entries(screen).keys() & {*list_cases()}, "templates are there all the same"


class View(OpenedView):
    """A view that polls."""

    def __init__(self, instrument):
        self.heading = Heading("Opened", back="Back")
        self.inner = ipywidgets.HTML("inside")
        self.parts = [self.heading, ipywidgets.VBox([self.inner])]
        self.closed = 0

    def close(self):
        self.closed += 1
        super().close()


class Screen(ListScreen[str, ListMessage]):
    """A list whose rows can be made to fail."""

    topic = "practice"

    def __init__(self, instrument):
        super().__init__(instrument)
        self.instrument, self.failing, self.detailed = instrument, "", []
        self.start()

    def act(self, message):
        self.open_row(message["attempt"])

    def rows(self):
        if self.failing:
            raise InputError(self.failing)
        return ["a", "b"]

    def make_list(self, rows, problem):
        return PracticeCases(self.receive, cases=[], words=self._words["list"], problem=problem)

    def add_details(self, rows):
        self.detailed.append(rows)

    def open_row(self, id):
        if id not in self.rows():
            raise InputError("no such row")
        self.show_opened(View(self.instrument), {"id": id})


@pytest.fixture
def screen(instrument):
    return Screen(instrument)


def open_row(screen, id="a"):
    screen._list.hear({"type": "open", "attempt": id})
    return screen._opened


def test_an_opened_view_is_closed_whatever_replaces_it(screen):
    first = open_row(screen)
    second = open_row(screen, "b")
    assert (first.closed, second.closed, screen._address.query) == (1, 0, {"id": "b"})
    assert first.inner.comm is None, "with everything in it"
    second.heading.left += 1
    assert (second.closed, screen._opened, screen._address.query) == (1, None, {})
    assert screen.children[0].focus, "the keyboard goes on from the title"
    third = open_row(screen)
    screen.close()
    assert third.closed == 1


def test_a_refusal_is_reported_beside_the_list_and_changes_nothing(screen):
    before = screen.children
    screen._list.hear({"type": "open", "attempt": "c"})
    assert (screen._list.problem, screen.children) == ("no such row", before)
    for message in ({}, {"type": "close"}, {"type": ["open"]}, {"type": "open", "attempt": 1}):
        screen._list.hear(message)
    assert screen.children == before


def test_a_list_that_cannot_be_read_on_the_way_back_says_so(screen):
    view = open_row(screen)
    screen.failing = "the store is gone"
    view.heading.left += 1
    assert screen._list.problem == "the store is gone"
    assert (screen._opened, view.closed) == (None, 1)
    screen.failing = ""
    assert open_row(screen)


def test_details_of_the_list_come_after_it(screen):
    assert screen.detailed == [["a", "b"]]
    open_row(screen).heading.left += 1
    assert screen.detailed == [["a", "b"]] * 2


def test_a_case_that_breaks_after_its_card_was_drawn_is_reported_above_the_list(instrument, monkeypatch):
    class Cases(CaseList):
        topic = "home"

        def make_view(self, case):
            raise InputError("it was changed meanwhile")

    screen = Cases(instrument)
    assert open_listed(screen, "james") is None
    assert "changed meanwhile" in screen._view.problem
    assert screen.children[0].focus, "the problem stands below the title"
    monkeypatch.setattr(Cases, "make_view", lambda self, case: View(instrument))
    open_listed(screen, "james")
    assert screen._address.query == {"case": "james"}


def test_an_address_with_a_misspelt_case_says_above_the_list_which_is_meant(instrument):
    class Cases(CaseList):
        topic = "home"

    screen = Cases(instrument, request("jmes"))
    assert screen._opened is None
    assert screen._view.problem == "there is no such case as 'jmes'; did you mean 'james'?"
    assert "james" in entries(screen)


def test_a_poller_goes_on_after_a_refusal_and_stops_when_cancelled():
    looks = []

    async def watch():
        looked = asyncio.Event()

        def look():
            looks.append(len(looks))
            if len(looks) == 3:
                looked.set()
            raise InputError("not now")

        poller = Poller(0.0, look)
        await looked.wait()
        task = poller._task
        poller.stop()
        await asyncio.wait([task])
        assert task.cancelled()

    with ThreadPoolExecutor(1) as pool:  # this thread may hold a loop of its own
        pool.submit(asyncio.run, watch()).result()
    assert len(looks) >= 3


def test_without_a_loop_nothing_is_polled():
    poller = Poller(0.0, lambda: pytest.fail("nobody looks"))
    poller.stop()
    assert poller._task is None
