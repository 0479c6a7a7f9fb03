"""The statement of participation: a page that lists what a person took part in, and is no certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.papers.rendering import render
from nmt_widgets.training.certification.programmes import Programmes
from nmt_widgets.training.certification.standing import LevelStanding, ScoredCase
from nmt_widgets.training.statistics.standards import load_standards


@dataclass(frozen=True)
class StatementLine:
    """An entry of the log: its day (as 2026-03-01), its kind, its hours (0 for none), its topic and its author."""

    day: str
    kind: str
    hours: float
    about: str
    author: str


def statement_page(
    person: str,
    standing: LevelStanding,
    lines: Iterable[StatementLine],
    cases: Iterable[ScoredCase],
    programmes: Programmes,
    *,
    missing: str,
    today: str,
    language: str | None = None,
) -> str:
    """Return the statement as an HTML page without other files.

    Parameters
    ----------
    person : str
    standing : LevelStanding
    lines : iterable of StatementLine
        The entries of the person's log that count for this level, by day.
    cases : iterable of ScoredCase
    programmes : Programmes
    missing : str
        What is missing, as a sentence; empty if nothing is.
    today : str
        As 2026-03-01.
    language : str, optional
    """
    words = texts("certification", language)
    labels, lines = words["statement"], list(lines)
    programme = next(
        entry for entry in programmes.programmes if standing.level in (level.id for level in entry.levels)
    )
    attesting = [line for line in lines if line.kind == "attested"]
    heading = labels["of"].format(
        person=person,
        level=words["levels"].get(standing.level, standing.level),
        programme=words["programmes"].get(programme.id, programme.id),
        first=say_date(standing.since or today, language),
        last=say_date(max((line.day for line in lines), default=today), language),
    )
    state = labels["open"]
    if attesting:
        state = labels["attested"].format(
            author=attesting[-1].author, day=say_date(attesting[-1].day, language)
        )
    return render(
        "statement.j2",
        lang=words["lang"],
        t=labels,
        heading=heading,
        state=state,
        facts=_facts(standing, list(cases), words),
        rows=[_row(line, words, language) for line in lines],
        missing="" if attesting else missing,
        made=labels["made"].format(day=say_date(today, language), version=programmes.version),
        disclaimer=texts("common", language)["disclaimer"],
    )


def _facts(standing: LevelStanding, cases: list[ScoredCase], words: dict[str, Any]) -> list[tuple[str, str]]:
    labels = words["statement"]
    facts = [
        (f"{labels['hours']}, {words['kinds'].get(kind, kind)}", wording.number(hours, 2))
        for kind, hours in standing.hours.items()
        if hours
    ]
    facts.append((f"{labels['hours']}, {labels['total']}", wording.number(sum(standing.hours.values()), 2)))
    facts += [(labels["sessions"], str(standing.sessions)), (labels["cases"], str(standing.cases))]
    for band in load_standards().bands:
        count = sum(case.grade is not None and case.grade.band == band.id for case in cases)
        if count:
            facts.append((labels["agreement"].format(band=words["bands"].get(band.id, band.id)), str(count)))
    return facts


def _row(line: StatementLine, words: dict[str, Any], language: str | None) -> tuple[str, str, str, str, str]:
    hours = wording.number(line.hours, 2) if line.hours else ""
    day = say_date(line.day, language, style="medium")
    return day, words["kinds"].get(line.kind, line.kind), hours, line.about, line.author
