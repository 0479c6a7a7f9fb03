"""The rows of an export about incidents and phases: as they were entered, or de-identified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import SystemRandom

from nmt_widgets.store.incidents.reading import CountEntry
from nmt_widgets.store.rules.phases import SitePhase, Timeline
from nmt_widgets.store.transfer.tabular import Row, Type

INCIDENTS: dict[str, Type] = {
    "kind": "text",
    "unit": "text",
    "client": "text",
    "begins": "text",
    "ends": "text",
    "phase": "text",
    "left_out": "text",
    "incidents": "whole",
    "days": "number",
    "entry": "whole",
    "author": "text",
    "entered": "text",
}
PHASES: dict[str, Type] = {
    "phase": "text",
    "unit": "text",
    "begins": "text",
    "entry": "whole",
    "author": "text",
    "entered": "text",
}


def incident_rows(counts: Sequence[CountEntry], phases: Sequence[SitePhase]) -> Iterator[Row]:
    """Yield a row for each count, with its phase."""
    timeline = Timeline(phases)
    for count in counts:
        days = (count.unit, count.begins, count.ends)
        yield {
            "kind": count.kind,
            "unit": count.unit,
            "client": count.client,
            "begins": count.begins,
            "ends": count.ends,
            "phase": timeline.phase(*days),
            "left_out": timeline.why_not(*days),
            "incidents": count.incidents,
            "days": count.days,
            "entry": count.number,
            "author": count.author,
            "entered": count.at,
        }


def phase_rows(phases: Sequence[SitePhase]) -> Iterator[Row]:
    """Yield a row for each phase."""
    for phase in phases:
        yield {
            "phase": phase.name,
            "unit": phase.unit,
            "begins": phase.begins,
            "entry": phase.number,
            "author": phase.author,
            "entered": phase.at,
        }


class Disguise:
    """Names for units and phases that say nothing: units are drawn at random, phases are numbered as they begin."""

    def __init__(self, counts: Sequence[CountEntry], phases: Sequence[SitePhase]) -> None:
        units = sorted(({count.unit for count in counts} | {phase.unit for phase in phases}) - {""})
        SystemRandom().shuffle(units)
        self._units = {unit: f"U-{number:02d}" for number, unit in enumerate(units, start=1)}
        begun = sorted(phases, key=lambda phase: phase.begins)
        names = dict.fromkeys(phase.name for phase in begun)
        self._phases = {name: f"P-{number}" for number, name in enumerate(names, start=1)}

    def incidents(self, rows: Iterator[Row], numbers: Mapping[str, str]) -> list[Row]:
        """Return the counts of each kind, unit and client in each phase, added up and without dates.

        Parameters
        ----------
        rows : iterator of dict
            Of :func:`incident_rows`.
        numbers : mapping of case to study number
            A client who has none is not named.
        """
        sums: defaultdict[tuple[str, str, str, str, str], list[float]] = defaultdict(lambda: [0, 0.0])
        for row in rows:
            unit, client = self._units.get(row["unit"], ""), numbers.get(row["client"] or "", "")
            phase = self._phases[row["phase"]] if row["phase"] else ""
            total = sums[row["kind"], unit, client, phase, row["left_out"] or ""]
            total[0] += row["incidents"]
            total[1] += row["days"]
        names = ("kind", "unit", "client", "phase", "left_out")
        return [
            {**dict(zip(names, key, strict=True)), "incidents": int(incidents), "days": days}
            for key, (incidents, days) in sorted(sums.items())
        ]

    def phases(self, rows: Iterator[Row]) -> list[Row]:
        """Return the phases of each unit, in the order in which they begin, without dates."""
        return [
            {"phase": self._phases[row["phase"]], "unit": self._units.get(row["unit"], "")} for row in rows
        ]
