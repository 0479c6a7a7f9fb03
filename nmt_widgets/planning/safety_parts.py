"""Models of `safety.yaml` and of `site_safety.yaml`; their fields are the keys of the YAML."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nmt_widgets.instrument.parts import Id, Mark, Part
from nmt_widgets.planning.parts import Span


class SignEntry(Part):
    """A sign of danger: a question of the section `safety`, a statement of Part D, or a person listed as unsafe.

    Attributes
    ----------
    years : Span
        Ages at which the question is asked.
    home : {"always", "unless_elsewhere", "if_home", "never"}
        When the danger may be in the home of the client: always, unless the answer says "elsewhere", only if it says
        "home", or never.
    apart : bool
        Whether the sign forbids to bring the client together with the people at home.
    watched : bool
        Whether the client does nothing alone while the sign is known.
    who : tuple of str
        The people who act.
    """

    id: Id
    question: Id | None = None
    statement: str | None = None
    at_most: int | None = None
    person: Literal["unsafe"] | None = None
    years: Span = Span()
    home: Literal["always", "unless_elsewhere", "if_home", "never"] = "never"
    apart: bool = False
    watched: bool = False
    who: tuple[Id, ...] = Field(min_length=1)


class SafetyRules(Part):
    """`safety.yaml`."""

    version: str
    source: Mark
    at_home: tuple[Id, ...]
    outside: tuple[Id, ...] = ()
    signs: tuple[SignEntry, ...] = Field(min_length=1)


class SiteNumber(Part):
    """A name and a telephone number."""

    name: str = Field(min_length=1)
    number: str = Field(min_length=1)


class SiteSafety(Part):
    """`site_safety.yaml`: the procedure of a site, step by step, and its numbers."""

    version: str
    procedure: tuple[str, ...] = ()
    numbers: tuple[SiteNumber, ...] = ()
