"""In which phase of the site days are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

from sqlalchemy import Connection, select

from nmt_widgets.store.database.corrected_logs import in_force
from nmt_widgets.store.database.tables import site_phase

LeftOut = Literal["mixed", "no_phase"]
"""Why days are in no phase: those of two phases, or of none."""


@dataclass(frozen=True)
class SitePhase:
    """The entry of a phase that counts.

    Attributes
    ----------
    number : int
        Of the entry; whoever changes or withdraws the phase names it.
    name, unit, begins : str
        The unit is empty for the whole site; `begins` is an ISO date.
    author, role, at : str
        Who entered it so, in which role, and when.
    """

    number: int
    name: str
    unit: str
    begins: str
    author: str
    role: str
    at: str


class Timeline:
    """The phases in time: the newest beginning counts, of the site or of the unit; on one day, that of the unit.

    Parameters
    ----------
    phases : iterable of SitePhase

    Examples
    --------
    >>> begun = {"author": "Pia", "role": "programme", "at": ""}
    >>> timeline = Timeline([
    ...     SitePhase(1, "before", "", "2025-01-01", **begun), SitePhase(2, "training", "North", "2025-03-10", **begun)
    ... ])
    >>> timeline.phase("North", "2025-02-01", "2025-02-28"), timeline.phase("South", "2025-04-01", "2025-04-30")
    ('before', 'before')
    >>> timeline.why_not("North", "2025-03-01", "2025-03-31"), timeline.why_not("", "2024-12-01", "2024-12-31")
    ('mixed', 'no_phase')
    """

    def __init__(self, phases: Iterable[SitePhase]) -> None:
        self._begins: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for phase in phases:
            self._begins[phase.unit][phase.begins] = phase.name

    def phase(self, unit: str, begins: str, ends: str) -> str | None:
        """Return the phase that days are in; None when it is not one."""
        names = self._names(unit, begins, ends)
        return next(iter(names)) if len(names) == 1 else None

    def why_not(self, unit: str, begins: str, ends: str) -> LeftOut | None:
        """Return why days are in no phase; None when they are."""
        names = self._names(unit, begins, ends)
        if len(names) > 1:
            return "mixed"
        return "no_phase" if None in names else None

    def _names(self, unit: str, begins: str, ends: str) -> set[str | None]:
        """Return the phases of some days; those of the whole site are those of all its units."""
        units = {unit} if unit else {"", *self._begins}
        return {name for each_unit in units for name in self._names_of(each_unit, begins, ends)}

    def _names_of(self, unit: str, begins: str, ends: str) -> set[str | None]:
        days = {**self._begins.get("", {}), **self._begins.get(unit, {})}
        before = max((day for day in days if day <= begins), default=None)
        return {None if before is None else days[before]} | {
            name for day, name in days.items() if begins < day <= ends
        }


def read_phases(connection: Connection) -> list[SitePhase]:
    """Return the phases that count, of the whole site first, then by unit, in the order in which they begin."""
    names = [column.name for column in fields(SitePhase)]
    query = select(*(site_phase.c[name] for name in names)).where(in_force(site_phase))
    ordered = query.order_by(site_phase.c.unit, site_phase.c.begins)
    return [SitePhase(*row) for row in connection.execute(ordered)]
