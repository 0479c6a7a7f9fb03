"""The one check of what a page sends: a message has a known kind, and every field of that kind with its type."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Never, NotRequired, Union, get_args, get_origin, get_type_hints

Shapes = Mapping[str, type]
"""The TypedDict of each kind of message, by its `type`."""

_LARGEST = 2**53 - 1
"""The largest whole number that a script of a page counts with."""


def shapes_of(union: Any) -> Shapes:
    """Return the TypedDict of each kind in a union of messages; none for `Never`.

    Parameters
    ----------
    union : type
        A TypedDict whose `type` is a `Literal`, a union of such, or `Never`.

    Examples
    --------
    >>> from nmt_widgets.widgets.shared.answers.messages import AnswerMessage
    >>> sorted(shapes_of(AnswerMessage))
    ['edit', 'purpose', 'put_back', 'refresh', 'review', 'revisions', 'save', 'state']
    """
    if union is Never:
        return {}
    members = get_args(union) if get_origin(union) in (Union, types.UnionType) else (union,)
    return {kind: member for member in members for kind in get_args(get_type_hints(member)["type"])}


def is_message(content: object, shapes: Shapes) -> bool:
    """Return whether something is a message of one of the kinds, with all its fields; more fields do no harm.

    Examples
    --------
    >>> from nmt_widgets.widgets.shared.answers.messages import AnswerMessage
    >>> shapes = shapes_of(AnswerMessage)
    >>> is_message({"type": "edit", "changes": {"title": "Girl"}}, shapes)
    True
    >>> is_message({"type": "edit", "changes": "Girl"}, shapes), is_message({"type": "drop"}, shapes)
    (False, False)
    """
    if not isinstance(content, dict):
        return False
    kind = content.get("type")
    return isinstance(kind, str) and kind in shapes and fits(content, shapes[kind])


def fits(value: object, shape: Any) -> bool:
    """Return whether a value of JSON has a type, as an annotation gives it.

    >>> fits(["a", None], list[str | None]), fits(True, int), fits(1, float)
    (True, False, True)
    """
    origin, parts = get_origin(shape), get_args(shape)
    if shape is Any:
        return True
    if typing.is_typeddict(shape):
        return isinstance(value, dict) and _has_fields(value, shape)
    if origin is Literal:
        return any(type(value) is type(word) and value == word for word in parts)
    if origin in (Union, types.UnionType):
        return any(fits(value, part) for part in parts)
    if origin is list:
        return isinstance(value, list) and all(fits(item, parts[0]) for item in value)
    if origin is tuple:
        return isinstance(value, list) and len(value) == len(parts) and all(map(fits, value, parts))
    if origin is dict:
        return isinstance(value, dict) and all(fits(item, parts[1]) for item in value.values())
    if shape is int:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
    if shape is float:
        return fits(value, int) or (isinstance(value, float) and math.isfinite(value))
    return isinstance(value, shape)


def _has_fields(value: dict[object, object], shape: type) -> bool:
    fields, required = _fields(shape)
    return required <= value.keys() and all(
        fits(value[name], hint) for name, hint in fields.items() if name in value
    )


@cache
def _fields(shape: type) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the type of each field of a TypedDict, and the names of those that must be there."""
    hints = get_type_hints(shape, include_extras=True)
    optional = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
    fields = {name: get_args(hint)[0] if name in optional else hint for name, hint in hints.items()}
    return fields, frozenset(fields.keys() - optional)
