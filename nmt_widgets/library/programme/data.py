"""What a programme is told from: the clients' assessments, and beside them plans, double ratings and incidents."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nmt_widgets.outcomes.cohort import Cohort
from nmt_widgets.outcomes.incidents import Incidents

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class ProgrammeData:
    """Everything that is known of a programme on one day.

    Attributes
    ----------
    cohort : Cohort
    lines : pandas.DataFrame or None
        A row a line of a plan: `client, time, line, kind, setting, done`. Without it adherence is told from the counts
        of the cohort.
    ratings : pandas.DataFrame or None
        Double ratings: `client, time, rater` and the functions or figures that were rated.
    incidents : mapping of str to Incidents
        By the name of the kind, in phases.
    incidents_left_out : mapping of str to str
        By kind, what belongs to no phase, in words.
    as_of : datetime.date
        The day on which it was read: everything that is told is of this day.
    notes : tuple of str
        What was left out, and why.
    marked : bool
        Whether any row beside those of the cohort is marked as invented.
    """

    cohort: Cohort
    lines: pd.DataFrame | None = field(default=None, repr=False)
    ratings: pd.DataFrame | None = field(default=None, repr=False)
    incidents: Mapping[str, Incidents] = field(default_factory=dict, repr=False)
    incidents_left_out: Mapping[str, str] = field(default_factory=dict)
    as_of: datetime.date = field(default_factory=datetime.date.today)
    notes: tuple[str, ...] = ()
    marked: bool = False

    @property
    def synthetic(self) -> bool:
        """Whether any of it is marked as invented."""
        return self.cohort.synthetic or self.marked
