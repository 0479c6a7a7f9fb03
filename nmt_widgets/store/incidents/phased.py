"""The incidents of one kind by phase, as `nmt_widgets.outcomes.incidents` takes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nmt_widgets.outcomes.incidents.entries import Incidents
from nmt_widgets.store.database.counted_months import is_month
from nmt_widgets.store.incidents.reading import CountEntry
from nmt_widgets.store.rules.phases import Timeline

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class PhasedIncidents:
    """The incidents of one kind, each count in its phase.

    Attributes
    ----------
    incidents : Incidents
        What `nmt_widgets.outcomes.incidents` takes: `phase`, `count`, `days`, `unit`, `client`, `date`, `month`.
    left_out : pandas.DataFrame
        Counts of days in no phase, or in two: the same columns without `phase`, and `why` ("mixed", "no_phase").
    """

    incidents: Incidents
    left_out: pd.DataFrame = field(repr=False)

    @property
    def mixed(self) -> int:
        """How many counts are of days in two phases."""
        return int((self.left_out["why"] == "mixed").sum())

    @property
    def without_phase(self) -> int:
        """How many counts are of days before the first phase."""
        return len(self.left_out) - self.mixed


def phased(counts: Iterable[CountEntry], timeline: Timeline) -> PhasedIncidents:
    """Return counts with their phases."""
    import pandas as pd

    columns = ("count", "days", "unit", "client", "date", "month")
    inside: list[dict[str, Any]] = []
    outside: list[dict[str, Any]] = []
    for entry in counts:
        days = (entry.unit, entry.begins, entry.ends)
        row = {
            "count": entry.incidents,
            "days": entry.days,
            "unit": entry.unit or None,
            "client": entry.client,
            "date": entry.begins[:7] if is_month(entry) else entry.begins,
            "month": entry.begins[:7],
        }
        if why := timeline.why_not(*days):
            outside.append({**row, "why": why})
        else:
            inside.append({"phase": timeline.phase(*days), **row})
    types = {"count": "int64", "days": "float64"}
    return PhasedIncidents(
        Incidents(pd.DataFrame(inside, columns=["phase", *columns], dtype=object).astype(types)),
        pd.DataFrame(outside, columns=[*columns, "why"], dtype=object).astype(types),
    )
