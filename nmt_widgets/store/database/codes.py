"""Codes drawn at random that people read aloud and type: of records and of classes."""

from __future__ import annotations

import secrets

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits of which none is taken for another."""

CODE_LENGTH = 6


def new_code() -> str:
    """Return a code drawn at random."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """Return a code as it is kept, whatever else somebody typed between its letters.

    Examples
    --------
    >>> tidy_code(" RK4-4MA ")
    'rk44ma'
    """
    return "".join(letter for letter in typed.lower() if letter in LETTERS)[:CODE_LENGTH]
