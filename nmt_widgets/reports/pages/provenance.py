"""Where the report's figures come from: one mark a section, the sources cited, the record it was made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from nmt_widgets.cases import Assessment, Case
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile


def most(marks: Iterable[str]) -> str:
    """Return the mark most entries have: it stands once at the head, the others are said where they occur.

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
    """Yield what is published, reconstructed or provisional on the pages before."""
    yield "functions", instrument.functions[0].source
    yield "texts", "workbook"
    yield "scores", assessment.functions.mark
    yield "history", case.history.mark
    yield "relational", assessment.relational_health.mark
    yield "norms", profile.norms_mark
    yield "categories", instrument.domains.categories[0].source
    yield "domains", instrument.domains.source
    yield "cmr", instrument.cmr.source
    yield "risk", instrument.risk.source
    yield "confidence", instrument.confidence.source


def cited(instrument: Instrument) -> set[str]:
    """Return the keys of the sources the instrument's own entries cite."""
    entries: list[Any] = [
        *instrument.regions,
        *instrument.history.periods,
        *instrument.norms.columns.values(),
        instrument.cmr,
    ]
    return {entry.cite for entry in entries if entry.cite}
