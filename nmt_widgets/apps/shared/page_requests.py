"""Requests of a page: their ids, and refusals in words."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from nmt_widgets.core.errors import InputError

Message = Mapping[str, Any]
"""A message of a page. What its fields hold may be hostile."""

Action = Callable[[Message], None]
"""Carries out one kind of request; raises InputError when it is refused."""

_LONGEST_EDIT = 80


def carry_out(message: Message, actions: Mapping[str, Action], refuse: Callable[[InputError], None]) -> bool:
    """Carry out a request, and return whether it was done.

    Parameters
    ----------
    message : Message
        Its `type` names the request. Without an action for it, nothing happens.
    actions : mapping of str to Action
    refuse : callable
        Called with the error when the request is refused.

    Examples
    --------
    >>> carry_out({"type": "open"}, {"open": lambda message: print("opened")}, print)
    opened
    True
    >>> carry_out({"type": "destroy"}, {"open": lambda message: print("opened")}, print)
    False
    """
    action = actions.get(str(message.get("type")))
    if action is None:
        return False
    try:
        action(message)
    except InputError as error:
        refuse(error)
        return False
    return True


def edit_id(message: Message) -> str:
    """Return the id of a request, or a new one. A request that is sent twice with one id is carried out once."""
    return str(message.get("edit") or secrets.token_hex(12))[:_LONGEST_EDIT]


def whole_number(value: Any) -> int | None:
    """Return a whole number as a page sent it; None for anything else.

    Examples
    --------
    >>> whole_number(3), whole_number(True), whole_number("3")
    (3, None, None)
    """
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def input_error(words: str | Mapping[str, str]) -> InputError:
    """Return an error made of words: one sentence, or a `message` with a `remedy`."""
    if isinstance(words, str):
        return InputError(words)
    return InputError(words["message"], remedy=words["remedy"])


def refused(words: Mapping[str, Any], name: str) -> InputError:
    """Return one of the refusals that stand under `refused` in a screen's texts.

    Examples
    --------
    >>> from nmt_widgets.core.texts import texts
    >>> refused(texts("certification"), "level").remedy is None
    False
    """
    return input_error(words["refused"][name])
