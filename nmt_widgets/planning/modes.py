"""Ways of regulating, as frozen values of a plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mode:
    """A way of regulating; `status` is leads, with_care, not_yet, in_use, unknown or absent."""

    id: str
    name: str
    status: str
    text: str
    why: str


@dataclass(frozen=True)
class ModeCombination:
    """Ways of regulating to use together."""

    id: str
    name: str
    modes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Regulation:
    """Primary modes of regulation, and combinations to use, the most important first."""

    modes: tuple[Mode, ...]
    combinations: tuple[ModeCombination, ...]
