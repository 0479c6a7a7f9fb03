"""The programme screen without a browser: what is read and shown, what is refused, and what the page is never sent."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import nmt_widgets as nmt
from nmt_widgets.apps.programme import screen as programme_screen
from nmt_widgets.apps.programme.progress import ReadingProgress
from nmt_widgets.apps.programme.query import ProgrammeQuery
from nmt_widgets.apps.programme.screen import PARTS, ProgrammeScreen
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.charts.style import PAGE
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.library import background
from nmt_widgets.library.programme import Filter, Programme, ProgrammeData
from nmt_widgets.outcomes.pooling import write_aggregate
from nmt_widgets.store import NotPermitted, Person, Store, open_store
from nmt_widgets.widgets import Heading
from nmt_widgets.widgets.shared.markup import make_element
from nmt_widgets.widgets.shared.still import still_of
from tests.apps.listing import request

WORDS = texts("programme_screen")


@pytest.fixture(scope="module")
def invented():
    return nmt.synthetic_cohort(n=120, seed=3)


@pytest.fixture(scope="module")
def data(invented):
    return ProgrammeData(nmt.cohort(invented.frame))


@pytest.fixture(scope="module")
def programme(data):
    return Programme(data, theme=PAGE)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Do everything at once in this thread, also where another test's loop still runs in it."""
    thread, running_loop = threading.current_thread(), background._running_loop

    def other_loop():
        return None if threading.current_thread() is thread else running_loop()

    monkeypatch.setattr(background, "_running_loop", other_loop)


@pytest.fixture
def open_as(tmp_path):
    return lambda role: open_store(Person("Petra", role), url=f"sqlite:///{tmp_path / 'workbook.db'}")


@pytest.fixture
def open_screen(instrument, open_as, data, programme, monkeypatch):
    """Open the screen with invented clients in the place of those of the store."""

    def stored(store, progress, instrument):
        with progress("clients", 2) as step:
            step()
        return data

    monkeypatch.setattr(programme_screen, "stored_programme", stored)
    monkeypatch.setattr(programme_screen, "Programme", lambda _data, **_options: programme)
    return lambda role="programme", **query: ProgrammeScreen(instrument, open_as(role), request(**query))


@pytest.fixture
def screen(open_screen):
    screen = open_screen()
    screen._bar.hear({"type": "read"})
    return screen


def ask(screen, **query):
    """Ask for a part with filters, and return what stands above it then."""
    screen._bar.hear({"type": "show", "request": "r", "query": query})
    assert screen._bar.state["answers"] == "r"
    return screen._bar.state


def level(screen, place=0):
    """Return a filter that is offered, and one of its levels."""
    offered = screen._bar.state["filters"][place]
    return offered["name"], offered["options"][0][0]


def views(screen):
    return [*screen._findings.widget.children]


def replies_of(widget, message, buffers=()):
    replies = []
    widget.send = lambda content, buffers=None: replies.append((content, buffers))
    widget.hear(message, buffers)
    return replies


# ---- who, and from where ----


@pytest.mark.parametrize("role", ["trainer", "trainee", "clinician"])
def test_a_role_that_may_not_see_all_clients_together_reads_why(role, open_as, monkeypatch):
    context = RequestContext({}, served=True, session="token")
    monkeypatch.setattr("nmt_widgets.apps.shared.screen.request_context", lambda: context)
    monkeypatch.setattr("nmt_widgets.apps.shared.screen.open_store_for", lambda _request: open_as(role))
    screen = programme_screen.show().screen
    assert isinstance(screen, Heading)
    assert screen.subtitle == WORDS["not_you"]


def test_nothing_is_read_before_the_page_is_there(open_screen):
    screen = open_screen()
    assert (screen._own, views(screen), screen._bar.state["result"]) == (None, [], "")
    assert screen._heading.subtitle == WORDS["waiting"]


def test_the_clients_are_read_once_and_the_first_topic_is_shown(screen, data):
    assert screen._heading.subtitle.startswith("SYNTHETIC")
    assert f"{data.cohort.clients} clients" in screen._heading.subtitle
    assert screen._bar.state["result"] == f"All {data.cohort.clients} clients"
    assert (screen._bar.reading, screen._bar.problem) == (None, "")
    assert views(screen)
    assert all(view.sentence for view in views(screen))
    own = screen._own
    screen._bar.hear({"type": "read"})
    assert screen._own is own


def test_the_heading_does_not_tell_how_few_came_back(screen, data):
    assert str(len(data.cohort.frame)) not in screen._heading.subtitle


def test_a_reading_that_fails_says_why_and_can_be_tried_again(open_screen, monkeypatch):
    screen = open_screen()
    read = programme_screen.stored_programme

    def fail(*_args, **_options):
        raise InputError("the store cannot be reached", file="/home/site/workbook.db")

    monkeypatch.setattr(programme_screen, "stored_programme", fail)
    screen._bar.hear({"type": "read"})
    assert screen._bar.problem == "workbook.db: the store cannot be reached"
    assert screen._bar.reading is None
    monkeypatch.setattr(programme_screen, "stored_programme", read)
    screen._bar.hear({"type": "read"})
    assert (screen._bar.problem, bool(views(screen))) == ("", True)


def test_the_page_is_told_how_far_reading_is():
    states = []
    with ReadingProgress(states.append, "{words}: {done} of {total}")("Clients", 20_000) as step:
        step()
    with ReadingProgress(states.append, "")("Looking") as step:
        step()
    assert states[0] == {"words": "Clients: 0 of 20,000", "share": 0.0}
    assert states[-1] == {"words": "Looking", "share": -1.0}


# ---- what an address asks for ----

AGES = Filter("age", "Age", (("6", "6 years", 20), ("9", "9 years", None)))
PHASES = Filter("phase", "Phase", (("before", "before", 20), ("after", "after", 20)))
SITES = Filter("site", "Site", (("north", "north", 20),))


def test_an_address_names_a_part_and_two_filters():
    result = ProgrammeQuery({"part": "gains", "age": "6", "phase": "after"}, PARTS, [AGES, PHASES])
    assert (result.part, result.selection) == ("gains", {"age": "6", "phase": "after"})
    assert (result.unknown, result.excess, result.lost) == ([], [], [])
    assert result.query == {"part": "gains", "age": "6", "phase": "after"}


@pytest.mark.parametrize(
    ("query", "unknown", "lost"),
    [
        ({"part": "<script>"}, ["programme_part"], []),
        ({"part": ["gains"]}, ["programme_part"], []),
        ({"name": "Anna"}, ["programme_filter"], []),
        ({"age": "7"}, [], ["age"]),
        ({"age": ["6"]}, [], ["age"]),
    ],
)
def test_what_an_address_has_wrong_is_named_and_everybody_is_shown(query, unknown, lost):
    result = ProgrammeQuery(query, PARTS, [AGES])
    assert (result.part, result.selection) == (PARTS[0], {})
    assert (result.unknown, result.lost) == (unknown, lost)


def test_the_filter_on_top_of_two_is_refused_whichever_comes_first():
    query = {"age": "6", "phase": "after", "site": "north"}
    result = ProgrammeQuery(query, PARTS, [AGES, PHASES, SITES], before=["phase", "site"])
    assert (result.selection, result.excess) == ({"phase": "after", "site": "north"}, ["age"])


def test_the_filters_of_an_address_wait_until_the_clients_are_read(open_screen, screen):
    name, chosen = level(screen)
    later = open_screen(part="gains", **{name: chosen})
    assert later._bar.state["query"] == {"part": "gains", name: chosen}
    later._bar.hear({"type": "read"})
    assert later._query.selection == {name: chosen}
    assert (later._address.query, later._address.replaces) == ({"part": "gains", name: chosen}, True)


def test_a_hostile_address_is_never_repeated(open_screen):
    hostile = "<img src=x onerror=alert(1)>"
    screen = open_screen(part=hostile, age=hostile, **{hostile: hostile})
    screen._bar.hear({"type": "read"})
    assert "not known" in screen._bar.state["notice"]
    assert "onerror" not in json.dumps(screen._bar.state)
    assert "onerror" not in still_of(screen)


# ---- filters ----


def test_a_filter_changes_the_findings_where_they_are(screen):
    before = views(screen)
    name, chosen = level(screen)
    state = ask(screen, part="clients", **{name: chosen})
    assert views(screen) == before
    assert screen._address.query == {"part": "clients", name: chosen}
    count = screen._own.topic("clients", {name: chosen}).n
    assert state["result"].startswith(f"{count} clients: ")


def test_a_third_filter_is_refused_at_its_place_and_the_two_stay(screen):
    filters = [entry["name"] for entry in screen._bar.state["filters"]]
    assert len(filters) > 2
    levels = dict(level(screen, place) for place in range(3))
    ask(screen, part="clients", **{name: levels[name] for name in filters[1:3]})
    state = ask(screen, part="clients", **levels)
    assert state["problems"] == {filters[0]: WORDS["most_filters"]}
    assert state["query"].keys() == {"part", *filters[1:3]}


def test_a_level_whose_count_is_hidden_says_so(screen):
    assert screen._filter(AGES)["options"] == [("6", "6 years: 20"), ("9", "9 years: too few to say")]


def test_another_topic_keeps_the_filters_and_closes_what_it_does_not_have(screen):
    name, chosen = level(screen)
    before = views(screen)
    state = ask(screen, part="gains", **{name: chosen})
    assert state["query"] == {"part": "gains", name: chosen}
    assert state["title"] == texts("programme")["topics"]["gains"]["title"]
    assert all(view.comm is None for view in before if view not in views(screen))


def test_the_page_is_sent_no_code_of_a_client(screen, data):
    codes = set(data.cohort.frame["client"].astype(str))
    for part in screen._own.topics:
        ask(screen, part=part)
        sent = json.dumps([widget.get_state() for widget in _all_widgets(screen)], default=str)
        assert not [code for code in codes if f'"{code}"' in sent or f">{code}<" in sent]


def _all_widgets(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _all_widgets(child)


# ---- slides ----


def test_a_slide_is_what_is_shown_now(screen):
    view = next(view for view in views(screen) if view.figure)
    (((reply, buffers),)) = replies_of(view, {"type": "slide"})
    assert reply["name"].endswith(".png")
    assert buffers[0].startswith(b"<svg")
    assert b"SYNTHETIC" in buffers[0]


@pytest.fixture
def lose_the_right(monkeypatch):
    """Return what takes the right from whoever has a screen open."""

    def refuse(self, record):
        raise NotPermitted(texts("store")["may_not_have"]["message"])

    return lambda: monkeypatch.setattr(Store, "ask", refuse)


def test_nothing_more_is_told_to_who_may_not_see_it_any_more(screen, lose_the_right):
    was = ask(screen, part="gains")["result"]
    assert was
    assert views(screen)
    lose_the_right()
    ask(screen, part="adversity")
    assert screen._bar.problem.startswith(texts("store")["may_not_have"]["message"])
    assert not views(screen)


def test_incidents_are_not_said_to_be_of_the_clients(screen, programme):
    ask(screen, part="incidents")
    assert screen._bar.state["result"] == ""
    assert str(programme.data.cohort.clients) not in screen._findings.source


def test_a_slide_is_refused_to_who_may_not_see_it_any_more(screen, lose_the_right):
    lose_the_right()
    view = next(view for view in views(screen) if view.figure)
    ((reply, buffers),) = replies_of(view, {"type": "slide"})
    assert buffers is None
    assert reply["problem"].startswith(texts("store")["may_not_have"]["message"])


# ---- sites together ----


@pytest.fixture
def sites(screen):
    ask(screen, part="sites")
    (view,) = screen._body.children
    return view


def write(view, **message):
    return replies_of(view, {"type": "write", "site": "north", "public": False, "incidents": "", **message})


def read(view, **files):
    message = {"type": "sites", "names": [f"{name}.json" for name in files]}
    view.hear(message, [memoryview(raw) for raw in files.values()])


def test_the_own_file_is_handed_over_and_says_what_it_holds(sites, data):
    ((reply, _),) = write(sites)
    assert reply["name"] == "north.json"
    assert json.loads(reply["text"])["smallest"] == 5
    assert sites.content[0] == f"{data.cohort.clients} clients"
    ((wider, _),) = write(sites, public=True)
    assert json.loads(wider["text"])["smallest"] == 10


@pytest.mark.parametrize("code", ["", "north 2", "../north", "-", "x" * 41])
def test_a_code_that_is_none_is_refused_at_its_field(sites, code):
    assert write(sites, site=code) == []
    assert sites.refusal == WORDS["own"]["site_refused"]
    assert write(sites)
    assert sites.refusal == ""


def test_the_own_file_is_refused_to_who_may_not_have_it(open_screen):
    screen = open_screen("clinician", part="sites")
    screen._bar.hear({"type": "read"})
    (view,) = screen._body.children
    assert write(view) == []
    assert view.refusal.startswith(texts("store")["may_not_have"]["message"])


def test_files_of_sites_become_one_programme_and_there_is_a_way_back(screen, sites):
    files = {
        site: write_aggregate(nmt.synthetic_cohort(n=80, seed=seed).frame, site=site).text.encode()
        for seed, site in enumerate(("north", "south"))
    }
    read(sites, **files)
    state = screen._bar.state
    assert state["sites"] == "2 sites together: north, south"
    assert (state["filters"], state["query"]) == ([], {"part": "clients"})
    assert "SYNTHETIC" in screen._heading.subtitle
    assert [file["site"] for file in sites.files] == ["north", "south"]
    for part in screen._programme.topics:
        ask(screen, part=part)
        assert views(screen)
    screen._bar.hear({"type": "own"})
    assert (screen._bar.state["sites"], screen._together) == ("", None)
    assert views(screen)


def test_each_file_with_a_problem_is_named_and_nothing_is_read(screen, sites, data):
    good = write_aggregate(data.cohort.frame, site="north").text.encode()
    read(sites, north=good, broken=b"{", changed=good.replace(b'"north"', b'"south"'))
    assert [problem["file"] for problem in sites.problems] == ["broken.json", "changed.json"]
    assert all(problem["remedy"] for problem in sites.problems)
    read(sites, north=good, again=good)
    assert [problem["file"] for problem in sites.problems] == ["again.json"]
    assert screen._bar.state["sites"] == ""
    assert screen._together is None


def test_the_name_of_a_file_is_only_its_last_part(sites):
    sites.hear({"type": "sites", "names": ["../../etc/<b>passwd"]}, [b"x"])
    assert [problem["file"] for problem in sites.problems] == ["<b>passwd"]


# ---- beside the kernel's loop ----


def test_the_page_may_go_on_while_clients_are_read(open_screen, monkeypatch, data):
    may_end = threading.Event()

    def stored(store, progress, instrument):
        assert may_end.wait(10)
        return data

    async def scenario():
        monkeypatch.setattr(programme_screen, "stored_programme", stored)
        screen = open_screen()
        screen._bar.hear({"type": "read"})
        assert screen._bar.reading is not None
        ask(screen, part="sites")
        ask(screen, part="plan")
        assert screen._own is None
        may_end.set()
        while not screen._bar.state["result"]:
            await asyncio.sleep(0.01)
        assert (screen._bar.reading, screen._bar.state["query"]["part"]) == (None, "plan")
        screen.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, asyncio.wait_for(scenario(), 20)).result()


# ---- the first picture ----


def test_the_first_picture_has_the_parts_as_links(open_screen):
    picture = still_of(open_screen(part="plan"))
    assert 'href=".ipynb' not in picture
    assert picture.count("<li>") == len(PARTS)
    assert 'aria-current="page"' in picture


def test_a_picture_of_findings_has_their_words(screen):
    picture = still_of(screen)
    assert all(make_element("p", {}, view.sentence)[3:-4] in picture for view in views(screen))
