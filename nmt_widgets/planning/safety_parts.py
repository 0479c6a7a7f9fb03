"""The shape of `safety.yaml` and of a site's own `site_safety.yaml`, field by field as the YAML has it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nmt_widgets.instrument.parts import Id, Mark, Part
from nmt_widgets.planning.parts import Span


class SignEntry(Part):
    """A sign of danger: a question of the section `safety`, a statement of Part D, or a person listed as unsafe.

    It is asked about at these `years`. `home` says whether it may lie in the client's home: always, where the answer
    does not say "elsewhere", only where it says "home", or never; `apart` whether nothing may then bring the client
    together with those at home,
    `watched` that while it is there the plan asks nothing of the client alone.
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
    """Whom to call, and where."""

    name: str = Field(min_length=1)
    number: str = Field(min_length=1)


class SiteSafety(Part):
    """`site_safety.yaml`: a site's own procedure, step by step, and its numbers."""

    version: str
    procedure: tuple[str, ...] = ()
    numbers: tuple[SiteNumber, ...] = ()
