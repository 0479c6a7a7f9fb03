"""A score sheet as a table and as plain text."""

from __future__ import annotations

from collections.abc import Mapping

from nmt_widgets.case_files import NOT_KNOWN
from nmt_widgets.charts import wording
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument

Scores = dict[str, int | str | None]
"""Scores by function id: a number, "not known", or None."""


def sheet_table(
    scores: Mapping[str, int | str | None],
    confidence: Mapping[str, str],
    notes: Mapping[str, str],
    years: float | None,
    instrument: Instrument,
) -> ChartTable:
    """Return a score sheet as a table with a row for each function.

    Parameters
    ----------
    scores : dict of function id to score
    confidence, notes : mapping of function id to str
    years : float, optional
        The age at the assessment.
    instrument : Instrument
    """
    words = texts("library", instrument.language)["sheet"]
    levels = texts("history", instrument.language)["confidence"]
    rows = []
    for function in instrument.functions:
        score, level = scores[function.id], confidence.get(function.id)
        rows.append(
            (
                function.name,
                wording.region_name(function.region, instrument),
                "" if score is None else str(words["not_known"] if score == NOT_KNOWN else score),
                str(levels[level]["name"]) if level else "",
                notes.get(function.id, ""),
            )
        )
    age = str(words["no_age"]) if years is None else wording.age(years)
    scored = sum(isinstance(score, int) for score in scores.values())
    caption = str(words["title"]).format(age=age, n=scored, of=len(scores))
    return ChartTable(caption, tuple(words["columns"].values()), tuple(rows), (2,))


def table_text(table: ChartTable, instrument: Instrument) -> str:
    """Return a score sheet as lines of text: its title, and each function that is answered."""
    lines = [
        ", ".join(filter(None, (f"{name}: {score}" if score else name, level, note)))
        for name, _region, score, level, note in table.rows
        if score or note
    ]
    empty = texts("library", instrument.language)["sheet"]["empty"]
    return "\n".join([table.caption, *(lines or [str(empty)])])
