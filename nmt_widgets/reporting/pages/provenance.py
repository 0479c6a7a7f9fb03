"""The sources of the figures of a report: a mark for each section, and the sources cited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from nmt_widgets.case_files import Assessment, Case
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile


def most(marks: Iterable[str]) -> str:
    """Return the most frequent mark. It is printed once in the heading, other marks beside their entries.

    Examples
    --------
    >>> most(["published", "workbook", "published"]), most([])
    ('published', 'workbook')
    """
    counted = Counter(marks)
    return counted.most_common(1)[0][0] if counted else "workbook"


def marked(
    case: Case, assessment: Assessment, profile: Profile, instrument: Instrument
) -> Iterator[tuple[str, str]]:
    """Yield the parts of the report with their marks."""
    yield "functions", instrument.functions[0].source
    yield "texts", "workbook"
    yield "scores", assessment.functions.mark
    yield "history", case.history.mark
    yield "relational", assessment.relational_health.mark
    yield "norms", profile.norms_mark
    yield "categories", instrument.domains.categories[0].source
    yield "domains", instrument.domains.source
    yield "cmr", instrument.cmr.source
    yield "gate", instrument.cmr.gate_source
    yield "risk", instrument.risk.source
    yield "confidence", instrument.confidence.source


def cited(instrument: Instrument) -> set[str]:
    """Return the keys of the sources that entries of the instrument cite."""
    entries: list[Any] = [
        *instrument.regions,
        *instrument.history.periods,
        *instrument.norms.columns.values(),
        *instrument.domains.categories,
        instrument.scale,
        instrument.cmr,
    ]
    return {entry.cite for entry in entries if entry.cite}
