"""How the clients of a programme are grouped, as data: `programme.yaml`, or the site's own file instead."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument import Mark
from nmt_widgets.instrument.parts import Part


class ProgrammeRules(Part):
    """`programme.yaml`. Get it by :func:`load_programme_rules`.

    Attributes
    ----------
    age_bands : tuple of float
        Years at the first assessment at which a band begins.
    most_levels : int
        Of a filter.
    most_filters : int
        That can be combined.
    most_groups : int
        Of clients, by all filters together.
    bootstrap_at_most : int
        With more clients the limit of the bootstrap in large samples stands for it.
    """

    version: str
    source: Mark
    age_bands: tuple[float, ...] = Field(min_length=1)
    most_levels: int = Field(ge=2, le=20)
    most_filters: int = Field(ge=0, le=5)
    most_groups: int = Field(ge=2, le=200)
    bootstrap_at_most: int = Field(ge=100)


def load_programme_rules(site: Path | None = None) -> ProgrammeRules:
    """Read the rules: this package's, or the site's own `programme.yaml`.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.

    Examples
    --------
    >>> load_programme_rules().most_filters
    3
    """
    return read_data("programme", ProgrammeRules, site).value
