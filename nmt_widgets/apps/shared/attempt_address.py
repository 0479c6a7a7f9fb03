"""The address of a submitted attempt, at one of its functions."""

from __future__ import annotations

from urllib.parse import urlencode


def attempt_address(attempt: str, function: str) -> str:
    """Return the address under which a screen opens an attempt at a function.

    Examples
    --------
    >>> attempt_address("c-222222", "sleep")
    'practice.ipynb?attempt=c-222222&function=sleep'
    """
    return f"practice.ipynb?{urlencode({'attempt': attempt, 'function': function})}"
