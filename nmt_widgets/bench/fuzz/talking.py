"""Messages as a hostile page could write them: to every widget, of every kind, with what means something there."""

from __future__ import annotations

import random
from collections.abc import Sequence
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from nmt_widgets.bench.fuzz import kinds, values
from nmt_widgets.bench.fuzz.mutations import YAML, spoil
from nmt_widgets.bench.fuzz.readers import READERS
from nmt_widgets.widgets.shared.message_shapes import fits

_STEM = "assessments/1/functions/scores/"
_PATHS = (
    _STEM + "arousal",
    _STEM + "sleep",
    "assessments/1/status",
    "assessments/1/age",
    "assessments/1/date",
    "assessments/1/label",
    "assessments/1/functions/note",
    "assessments/2/functions/scores/sleep",
    "assessments/99999999999999999999/age",
    "history/adversity/infancy/neglect",
    "history/note",
    "background/demographics/answers/household",
    "title",
    "kind",
    "owner",
    "story",
    "vignette",
    "second_of",
    "settles",
    "practice_of",
    "assessments/1/plan/decisions/x",
    "reference/functions/arousal",
)
_ANSWERS: tuple[Any, ...] = (
    4,
    {"score": 4},
    {"score": 13},
    {"score": "not known"},
    {"severity": 4, "pattern": "chronic"},
    {"signal": "yes", "person": "x", "place": "home"},
    {"decision": "accepted"},
    "completed",
    "in-progress",
    "entered-in-error",
    "9 years",
    "2024-01-02",
    ["a", "b"],
    [{"text": "a"}],
    None,
)


def message(draw: random.Random, known: Sequence[Any]) -> dict[str, Any]:
    """Return the data of one message on a widget's line: three in four are of a form that is known there."""
    way = draw.random()
    if way < 0.72:
        return {"method": "custom", "content": content(draw, known)}
    if way < 0.9:
        return {"method": "update", "state": {}, "buffer_paths": []}  # its state is filled in for the widget
    if way < 0.93:
        return {"method": "request_state"}
    spoiled: dict[str, Any] = values.spoiled(
        draw, {"method": "custom", "content": content(draw, known)}, known
    )
    return spoiled if isinstance(spoiled, dict) else {"method": spoiled}


def content(draw: random.Random, known: Sequence[Any]) -> Any:
    """Return what a page might send a widget as its own message."""
    way = draw.random()
    if way < 0.06:
        return draw.choice(kinds.pages_kinds())
    if way < 0.1:
        return values.value(draw, known)
    if way < 0.8:
        return shaped(draw, known)
    all_kinds = (*kinds.pages_kinds(), *kinds.kernels_kinds())
    kind: Any = draw.choice(all_kinds) if draw.random() < 0.95 else values.value(draw, known)
    page_message: dict[str, Any] = {"type": kind}
    for name in draw.sample(kinds.fields(), draw.randrange(9)):
        page_message[name] = field(draw, name, known)
    if kind in ("save", "edit"):
        page_message |= {
            "changes": changes(draw, known),
            "edit": edit(draw),
            "base": draw.choice((0, 1, 2, 2, 3)),
        }
    elif draw.random() < 0.8:
        for name in ("case", "first", "second", "attempt", "code", "of", "id", "person", "edit", "path"):
            page_message.setdefault(name, field(draw, name, known))
    if draw.random() < 0.1:
        page_message.pop(draw.choice(list(page_message)))
    return page_message


def shaped(draw: random.Random, known: Sequence[Any]) -> dict[str, Any]:
    """Return a message with all the fields of its kind, mostly of the right types: one that is not dropped at once."""
    kind, hints = draw.choice(kinds.messages())
    message: dict[str, Any] = {"type": kind}
    for name, hint in hints.items():
        value = field(draw, name, known)
        is_typed = draw.random() < 0.95
        message[name] = of_type(draw, hint, value, known) if is_typed else value
    return message


def of_type(draw: random.Random, hint: Any, value: Any, known: Sequence[Any]) -> Any:
    """Return a value of a type: the one that is offered, where it fits."""
    if fits(value, hint):
        return value
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return draw.choice(parts)
    if origin in (Union, UnionType):
        return of_type(draw, draw.choice(parts), value, known)
    if origin is list:
        return [of_type(draw, parts[0], draw.choice(known), known) for _ in range(draw.randrange(4))]
    if origin is dict:
        return {values.text(draw): of_type(draw, parts[1], values.value(draw), known) for _ in range(2)}
    if hint in (int, float):
        return draw.choice([number for number in values.NUMBERS if fits(number, hint)])
    return {str: values.text(draw), bool: draw.random() < 0.5}.get(hint)


def field(draw: random.Random, name: str, known: Sequence[Any]) -> Any:
    """Return a value for a field: mostly one that could be meant."""
    likely: dict[str, Sequence[Any]] = {
        "changes": (changes(draw, known),),
        "edit": (edit(draw),),
        "base": (0, 1, 2, 3),
        "path": _PATHS,
        "assessment": (1, 2, 1.0, "1", True),
        "number": (1, 2, 3),
        "age": ("9 years", "9", "18 months"),
        "kind": ("clinical", "teaching", "practice", "didactic", "questions", "answers", "notes"),
        "level": ("nmt_1", "nme_1"),
        "score": (4, 12),
        "on": (True, False),
        "function": ("arousal", "sleep"),
        "practice": ("practice-boy-8",),
        "minutes": (60,),
        "hours": (1, 1.5),
        "day": ("2025-06-05",),
        "fetch": ("report.html", "../workbook.db"),
        "palette": ("standard",),
    }
    if draw.random() < 0.25:
        return values.value(draw, known)
    return draw.choice((*likely.get(name, ()), *(known if name not in likely else ())) or ("x",))


def changes(draw: random.Random, known: Sequence[Any]) -> Any:
    """Return changed answers."""
    if draw.random() < 0.05:
        return values.value(draw, known)
    changed = {}
    for _ in range(draw.choice((1, 1, 2, 5))):
        path = draw.choice(_PATHS) if draw.random() < 0.9 else values.text(draw)
        answer = draw.choice(_ANSWERS)
        changed[path] = values.spoiled(draw, answer, known) if draw.random() < 0.5 else answer
    return changed


def edit(draw: random.Random) -> Any:
    """Return what a page calls one saving."""
    return f"e-{draw.randrange(10**9)}" if draw.random() < 0.9 else values.value(draw)


def buffers(draw: random.Random) -> list[bytes]:
    """Return the bytes beside a message: none, nonsense, a colleague's file."""
    way = draw.randrange(4)
    if way < 2:
        return []
    if way == 2:
        return [draw.randbytes(draw.randrange(100)) for _ in range(draw.randrange(1, 4))]
    good = next(iter(READERS["colleague's case"].good().values()))
    return [spoil(draw, good, YAML) if draw.random() < 0.7 else good]
