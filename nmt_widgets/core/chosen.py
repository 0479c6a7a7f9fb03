"""What this process has chosen over its settings. It is set through `core/options.py`, which checks it.

It stands in the memory of this process alone: neither a child process nor a fork made for another person gets it. What
holds for a block holds only in the thread, or the task, that runs the block.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Chosen:
    """The values of the options; None is the default of each."""

    palette: str | None = None
    language: str | None = None
    theme: str | None = None


class _Holder:
    now = Chosen()


_block: ContextVar[Chosen | None] = ContextVar("nmt_options", default=None)


def chosen() -> Chosen:
    """Return what is chosen now: in a block, else in this process."""
    return _block.get() or _Holder.now


def choose(values: Chosen) -> None:
    """Set all options at once: in a block until it ends, else in this process."""
    if _block.get() is None:
        _Holder.now = values
    else:
        _block.set(values)


def begin_block(values: Chosen) -> Chosen | None:
    """Begin a block with other options, and return what :func:`end_block` needs."""
    before = _block.get()
    _block.set(values)
    return before


def end_block(before: Chosen | None) -> None:
    """End a block."""
    _block.set(before)
