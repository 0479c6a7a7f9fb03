"""What a page may send: one check for all widgets, and every widget names its messages."""

from importlib import import_module
from typing import Literal, NotRequired, TypedDict

import pytest

from nmt_widgets.bench.fuzz.kinds import messages
from nmt_widgets.widgets.shared.message_shapes import is_message, shapes_of
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from tests.project.imports import PACKAGE


class Line(TypedDict):
    number: int
    name: str | None


class Take(TypedDict):
    type: Literal["take", "leave"]
    lines: list[Line]
    share: float
    pair: tuple[str, bool]
    by_name: dict[str, int]
    note: NotRequired[str]


class Stop(TypedDict):
    type: Literal["stop"]


GOOD = {
    "type": "take",
    "lines": [{"number": 1, "name": None}],
    "share": 0.5,
    "pair": ["a", True],
    "by_name": {"a": 1},
}


def test_a_message_has_all_fields_of_its_kind():
    shapes = shapes_of(Take | Stop)
    assert sorted(shapes) == ["leave", "stop", "take"]
    for message in (GOOD, {**GOOD, "type": "leave", "note": "x", "more": 1}, {"type": "stop"}):
        assert is_message(message, shapes)
    for name in GOOD:
        assert not is_message({key: value for key, value in GOOD.items() if key != name}, shapes), name


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "drop"},
        {"type": ["take"]},
        {"lines": {}},
        {"lines": [{"number": 1}]},
        {"lines": [{"number": True, "name": "x"}]},
        {"lines": [{"number": 2**53, "name": "x"}]},
        {"share": "0.5"},
        {"share": float("nan")},
        {"pair": ["a"]},
        {"pair": ["a", 1]},
        {"by_name": {"a": None}},
        {"note": None},
    ],
)
def test_a_message_of_another_shape_is_none(wrong):
    assert not is_message({**GOOD, **wrong}, shapes_of(Take | Stop))


@pytest.mark.parametrize("content", [None, "stop", ["stop"], 1, {}])
def test_what_is_no_record_is_no_message(content):
    assert not is_message(content, shapes_of(Stop))


def widgets():
    """Return every widget of the package."""
    for path in sorted((PACKAGE / "widgets").glob("*/*.py")):
        import_module(f"nmt_widgets.widgets.{path.parent.name}.{path.stem}")
    return [cls for cls in MessageWidget.__subclasses__() if cls.__module__.startswith("nmt_widgets.")]


def test_what_a_widget_may_be_sent_stands_among_the_messages():
    known = {kind for kind, _fields in messages()}
    shapes = {cls.__name__: set(cls.shapes) for cls in widgets()}
    about_the_record = {"purpose", "revisions", "state", "put_back"}
    assert shapes["FormView"] == {"edit", "save", "refresh", "review"} | about_the_record
    assert shapes["Heading"] == set()
    assert set().union(*shapes.values()) <= known


def test_a_widget_hands_on_its_own_messages_only():
    from nmt_widgets.widgets import FormView, Notice

    received = []
    form = FormView(received.append)
    for message in ({"type": "review"}, {"type": "submitted"}, {"type": "edit", "changes": []}, None):
        form.hear(message)
    Notice(received.append, button="").hear({"type": "review"})
    assert received == [{"type": "review"}]
