"""The limits of the checks, read from `installation.yaml`."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from nmt_widgets.core.data import read_data
from nmt_widgets.core.problems import reason
from nmt_widgets.instrument import Mark
from nmt_widgets.instrument.parts import Part
from nmt_widgets.site.installation.results import State


class AtLeast(Part):
    """Less than `notice` is worth a look, less than `fault` is wrong."""

    notice: float = Field(gt=0)
    fault: float = Field(gt=0)

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.notice < self.fault:
            raise ValueError(reason("installation", "least_order"))
        return self

    def state(self, value: float) -> State:
        """Return what a value means."""
        return "fault" if value < self.fault else "notice" if value < self.notice else "good"


class AtMost(Part):
    """More than `notice` is worth a look, more than `fault` is wrong."""

    notice: float = Field(gt=0)
    fault: float = Field(gt=0)

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.notice > self.fault:
            raise ValueError(reason("installation", "most_order"))
        return self

    def state(self, value: float) -> State:
        """Return what a value means."""
        return "fault" if value > self.fault else "notice" if value > self.notice else "good"


class InstallationRules(Part):
    """`installation.yaml`."""

    version: str
    source: Mark
    free_megabytes: AtLeast
    backup_days: AtMost
    clock_minutes: float = Field(gt=0)


def installation_rules() -> InstallationRules:
    """Return the limits: the workbook's, or the site's own.

    Raises
    ------
    InputError
        When a site's `installation.yaml` is wrong, with file, line, place and remedy.

    Examples
    --------
    >>> installation_rules().backup_days.state(30)
    'fault'
    """
    return read_data("installation", InstallationRules).value
