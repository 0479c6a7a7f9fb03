"""Requests of a page: their ids, and refusals in words."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from nmt_widgets.core.errors import InputError

Message = Mapping[str, Any]
"""A message of a page. What its fields hold may be hostile."""

_LONGEST_EDIT = 80


def edit_id(message: Message) -> str:
    """Return the id of a request, or a new one. A request that is sent twice with one id is carried out once."""
    return str(message.get("edit") or secrets.token_hex(12))[:_LONGEST_EDIT]


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
