"""Every screen takes hostile messages: no error escapes, nothing is written or shown that must not be."""

import itertools
import json

import pytest
from ipywidgets import Widget
from ipywidgets.widgets.widget import _instances

import nmt_widgets.widgets as widgets
from nmt_widgets import apps
from nmt_widgets.bench.fuzz import kinds
from nmt_widgets.bench.fuzz.screens import Screens, visitor_page
from nmt_widgets.bench.fuzz.trials import DidNotHold, try_door
from nmt_widgets.bench.fuzz.watching import Watch
from nmt_widgets.bench.fuzz.world import CLEO, TARA, TESS, TOM, new_world
from nmt_widgets.store import Person, open_store
from tests.fuzz.seeds import SEED

TIMES = 3
# the screens that look at each part of an address; without any they show their lists
SHOWING = {
    "": apps.SCREENS,
    "attempt": ("practice",),
    "first": ("adjudicate",),
    "code": ("classes",),
    "case": ("home", "consult", "present", "assess", "author"),
}


@pytest.mark.slow
@pytest.mark.parametrize("screen", apps.SCREENS)
def test_a_screen_takes_hostile_messages(screen):
    door = Screens()
    door.parts = [screen]
    count = try_door(door, SEED, times=TIMES)
    assert count.faults == []
    assert count.passed == TIMES
    assert door.met


def test_every_kind_of_message_is_known():
    """Kinds are read from the code: those that screens compare, and those that pages send."""
    assert {"save", "settle", "take_back", "submitted", "hand-out", "join", "import"} <= set(
        kinds.kernels_kinds()
    )
    assert {"plotly", "make", "spread", "consensus"} <= set(kinds.pages_kinds())
    assert {"changes", "edit", "base", "reason", "case", "name"} <= set(kinds.fields())


def widget_kinds(world, screen, visitor, query):
    """The kinds of widgets that a screen shows to a visitor."""
    with visitor_page(world, visitor) as page:
        page.open(screen, query)
        return {kind.__name__ for widget in _instances.values() for kind in type(widget).__mro__}


@pytest.mark.slow
def test_every_widget_can_be_spoken_to():
    """The ways in which the trials open screens show each kind of widget there is to somebody."""
    names = {name for name in widgets.__all__ if issubclass(getattr(widgets, name), Widget)}
    names.remove("CardsView")  # only a notebook has it: the screens list their cases otherwise
    names.remove("ChoiceSlider")  # only a case with more than two assessments has it
    names.remove("SignIn")  # only a person's own notebook has it: the server asks by itself
    left = set(names)
    with new_world() as world:
        opened = itertools.product(world.openings, (TARA, TESS, CLEO))
        for query, visitor in opened:
            for screen in SHOWING.get(next(iter(query), ""), ()):
                left -= widget_kinds(world, screen, visitor, query) if left else set()
    assert names
    assert left == set()


def test_what_must_not_be_sent_is_found():
    with new_world() as world:
        watch = Watch(world, TOM)
        watch.look(["mk-attempt-tom"])
        with pytest.raises(DidNotHold, match="mk-clinical-cleo"):
            watch.look([json.dumps({"state": {"note": "mk-clinical-cleo"}})])


def test_what_must_not_be_written_is_found():
    with new_world() as world:
        client = world.ids[0]
        watch, hers = Watch(world, TOM), Watch(world, CLEO)
        store = open_store(Person(CLEO, "clinician"), url=world.url)
        store.save(client, {"title": "Another"}, base=store.read(client).revision, edit="e-1")
        hers.look([])
        with pytest.raises(DidNotHold, match="wrote to clinical"):
            watch.look([])


def test_what_was_changed_past_the_store_is_found():
    from nmt_widgets.store.database.engine import open_engine

    with new_world() as world:
        watch = Watch(world, TARA)
        with open_engine(world.url).begin() as connection:
            connection.exec_driver_sql("UPDATE answer SET value = '\"x\"' WHERE path = 'title'")
        with pytest.raises(DidNotHold, match="does not verify"):
            watch.look([])
