"""The training programmes as data: `programmes.yaml`, or the site's own file instead."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nmt_widgets.core.data import read_data
from nmt_widgets.core.words import reason
from nmt_widgets.instrument.parts import Id, Mark, Part, Sourced

NeedKind = Literal["hours", "sessions", "cases", "agreement", "before"]

ENROLLED, ATTESTED = "enrolled", "attested"
"""Kinds of log entry that are not hours: the start of a level, and the attestation of participation in it."""


class Requirement(Part):
    """Something a level requires.

    Attributes
    ----------
    kind : {"hours", "sessions", "cases", "agreement", "before"}
        "hours" of the kinds in `of`; "sessions": days with hours; "cases": submitted practice cases; "agreement":
        submitted cases that reach a `band`; "before": another `level` that was attested earlier.
    least : float
    """

    kind: NeedKind
    least: float = Field(gt=0)
    of: tuple[Id, ...] = ()
    band: Id | None = None
    level: Id | None = None
    source: Mark = "workbook"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for field, kind in (("of", "hours"), ("band", "agreement"), ("level", "before")):
            if bool(getattr(self, field)) != (self.kind == kind):
                raise ValueError(reason("certification", "goes_with", field=field, kind=kind))
        return self


class CertificationLevel(Part):
    """A level of a programme, and what it requires."""

    id: Id
    needs: Annotated[tuple[Requirement, ...], Field(min_length=1)]


class TrainingProgramme(Sourced):
    """A programme and its levels, in order; `since` is the year of its first manual."""

    since: int
    levels: Annotated[tuple[CertificationLevel, ...], Field(min_length=1)]


class Programmes(Part):
    """`programmes.yaml`. Get it by :func:`load_programmes`.

    Examples
    --------
    >>> programmes = load_programmes()
    >>> [programme.id for programme in programmes.programmes], programmes.level("nmt_1").needs[0].least
    (['nmt', 'nme', 'nmc', 'nm_sport'], 90.0)
    """

    version: str
    hours: Annotated[tuple[Sourced, ...], Field(min_length=1)]
    programmes: Annotated[tuple[TrainingProgramme, ...], Field(min_length=1)]

    @property
    def levels(self) -> tuple[CertificationLevel, ...]:
        """Every level of every programme."""
        return tuple(level for programme in self.programmes for level in programme.levels)

    def level(self, id: str) -> CertificationLevel:
        """Return a level; KeyError where there is none."""
        return {level.id: level for level in self.levels}[id]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        ids = [level.id for level in self.levels]
        if len(set(ids)) != len(ids):
            raise ValueError(reason("certification", "level_twice"))
        kinds = {kind.id for kind in self.hours}
        if kinds & {ENROLLED, ATTESTED}:
            names = {"enrolled": ENROLLED, "attested": ATTESTED}
            raise ValueError(reason("certification", "no_kind_of_hours", **names))
        for at, level in enumerate(self.levels):
            for need in level.needs:
                if strange := {*need.of} - kinds:
                    raise ValueError(reason("certification", "unknown_hours", kind=min(strange)))
                if need.level is not None and need.level not in ids[:at]:
                    order = {"level": level.id, "earlier": need.level}
                    raise ValueError(reason("certification", "level_before", **order))
        return self


def load_programmes(site: Path | None = None) -> Programmes:
    """Read the programmes: this package's, or the site's own `programmes.yaml`.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.
    """
    return read_data("programmes", Programmes, site).value
