"""Random codes of records and classes, easy to read aloud and to type; and random numbers instead of names."""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Iterable
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that cannot be mistaken for each other."""

CODE_LENGTH = 6


def new_code() -> str:
    """Return a random code."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """Return a typed code in its stored form: lower case, without other characters.

    Examples
    --------
    >>> tidy_code(" RK4-4MA ")
    'rk44ma'
    """
    return "".join(letter for letter in typed.lower() if letter in LETTERS)[:CODE_LENGTH]


def random_numbers(names: Iterable[Name]) -> dict[Name, int]:
    """Return a number for each name, from 1, in random order; the names come in the order of their numbers."""
    order = list(dict.fromkeys(names))
    secrets.SystemRandom().shuffle(order)
    return {name: number for number, name in enumerate(order, start=1)}
