"""The rules by which a trainee is followed over practice cases: `practice_rules.yaml`, or the site's own file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from nmt_widgets.case_files.parts import CaseId
from nmt_widgets.core.data import read_data
from nmt_widgets.instrument.parts import Id, Mark, Part


class CurveRules(Part):
    """When a function drifts: after how many cases, and by how many points."""

    least_cases: int = Field(ge=2)
    least_points: float = Field(gt=0)


class ProposalRules(Part):
    """How many of the latest cases decide in which region somebody is furthest off."""

    latest_cases: int = Field(ge=1)


class PracticeRules(Part):
    """`practice_rules.yaml`; `topics` are the regions of which each vignette tells most."""

    version: str
    source: Mark
    curve: CurveRules
    proposal: ProposalRules
    topics: dict[CaseId, Annotated[tuple[Id, ...], Field(min_length=1)]]


def load_practice_rules(site: Path | None = None) -> PracticeRules:
    """Read the rules: this package's, or the site's own `practice_rules.yaml`.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.
    """
    return read_data("practice_rules", PracticeRules, site).value
