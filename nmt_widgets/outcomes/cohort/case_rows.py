"""Rows of a cohort from cases: assessments, histories in figures, and how far plans were carried out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nmt_widgets._version import __version__
from nmt_widgets.case_files import Case
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import measure_relational, measure_risk
from nmt_widgets.metrics.arrays import history_arrays, relational_arrays, score_arrays
from nmt_widgets.outcomes.cohort.columns import COUNTS
from nmt_widgets.outcomes.cohort.plan_lines import AgreedRow, agreed_rows, plan_counts
from nmt_widgets.planning import load_planbook

if TYPE_CHECKING:
    from nmt_widgets.metrics.estimate import Floats

FINISHED = ("completed", "amended")
"""The statuses of assessments that count: what is still being filled in is no outcome."""

_ENDS = ("agreed", "done")


class CaseRows(NamedTuple):
    """What cases are in the table of many clients.

    Attributes
    ----------
    assessments : list of dict
        As :func:`cohort_rows` returns them.
    lines : list of (str, AgreedRow)
        The lines of plans that were agreed, each with the code of its client.
    """

    assessments: list[dict[str, Any]]
    lines: list[tuple[str, AgreedRow]]


def row_columns(instrument: Instrument) -> tuple[str, ...]:
    """Return the columns of the rows of cases, in order.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> row_columns(load_instrument())[:6]
    ('client', 'time', 'date', 'age', 'norms', 'version')
    """
    periods = [period.id for period in instrument.history.periods]
    return (
        *("client", "time", "date", "age", "norms", "version"),
        *instrument.ids,
        *(f"{part}_{period}" for part in ("adversity", "relational") for period in periods),
        "relational_health",
        *(f"{category}_{end}" for category in COUNTS for end in _ENDS),
    )


def cohort_rows(*cases: Case, instrument: Instrument | None = None) -> list[dict[str, Any]]:
    """Return a row of :func:`~nmt_widgets.outcomes.cohort.cohort` for each completed assessment with scores.

    Adversity and relational health by period are those of :func:`nmt_widgets.metrics.measure_risk` (0-12), current
    relational health that of :func:`nmt_widgets.metrics.measure_relational` (percent). Of the plan, the lines that the
    team accepted or changed count; they are carried out by majority as in :func:`nmt_widgets.planning.adherence`.
    Without a decision, and without any weekly entry, nothing is known of it: the counts are missing, not 0.

    Parameters
    ----------
    *cases : Case
        Many at once are measured together, which takes a tenth of the time.
    instrument : Instrument, optional
        By default :func:`~nmt_widgets.load_instrument`.

    Returns
    -------
    list of dict
        Case by case, with the keys of :func:`row_columns`.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> rows = cohort_rows(load_case("james"))
    >>> [row["time"] for row in rows]
    [1, 2]
    >>> row = rows[0]
    >>> row["client"], row["sleep"], round(row["adversity_infancy"]), row["essential_agreed"]
    ('james', 4.0, 11, None)
    """
    return case_rows(*cases, instrument=use_instrument(instrument)).assessments


def case_rows(*cases: Case, instrument: Instrument) -> CaseRows:
    """Return the rows of :func:`cohort_rows`, and the lines of their plans."""
    finished = [
        (place, assessment)
        for place, case in enumerate(cases)
        for assessment in case.usable
        if assessment.status in FINISHED
    ]
    if not finished:
        return CaseRows([], [])
    risk = measure_risk(instrument, **history_arrays(instrument, *cases))
    histories = _known(np.hstack([risk.adversity.value, risk.relational.value]))
    assessments = [assessment for _, assessment in finished]
    relational = measure_relational(instrument, *relational_arrays(instrument, *assessments))
    scores, _ = score_arrays(instrument, *assessments)
    figures = _known(scores), _known(relational.percent.value)
    columns, version = row_columns(instrument), instrument.versions["functions"]
    rows, lines = [], []
    for (place, assessment), of_functions, current in zip(finished, *figures, strict=True):
        case = cases[place]
        about = (case.id, assessment.number, assessment.date, assessment.age_years, assessment.norms, version)
        plan_rows = agreed_rows(case, assessment, instrument)
        counts = plan_counts(plan_rows, is_followed=bool(assessment.plan.entries))
        values = (*about, *of_functions, *histories[place], current, *counts)
        rows.append(dict(zip(columns, values, strict=True)))
        lines += [(case.id, row) for row in plan_rows or ()]
    return CaseRows(rows, lines)


@lru_cache(maxsize=4)
def rows_digest(instrument: Instrument) -> str:
    """Return a digest of all that the rows of cases depend on: the instrument, the book of plans, the software."""
    parts = [__version__, row_columns(instrument), AgreedRow._fields, instrument, load_planbook()]
    return hashlib.sha256(json.dumps(parts, default=_plain).encode()).hexdigest()


def _known(figures: Floats) -> list[Any]:
    """Return figures as plain numbers, None for what is not known."""
    plain = figures.astype(object)
    plain[np.isnan(figures)] = None
    return list(plain.tolist())


def _plain(part: Any) -> Any:
    """Return a model or a frozen value as plain data."""
    if is_dataclass(part):
        return {entry.name: getattr(part, entry.name) for entry in fields(part)}
    return part.model_dump(mode="json")
