"""What this process has chosen over its settings. It is set through `core/options.py`, which checks it.

It stands in the memory of this process alone: neither a child process nor a fork made for another person gets it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chosen:
    """The values of the options; None is the default of each."""

    palette: str | None = None
    language: str | None = None
    theme: str | None = None


class _Holder:
    now = Chosen()


def chosen() -> Chosen:
    """Return what is chosen now."""
    return _Holder.now


def choose(values: Chosen) -> None:
    """Set all options at once."""
    _Holder.now = values
