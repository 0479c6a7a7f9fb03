"""The statement of participation: one page that says what somebody took part in, and that it is no certificate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.papers.rendering import render
from nmt_widgets.training.certification.programmes import Programmes
from nmt_widgets.training.certification.standing import LevelStanding, ScoredCase
from nmt_widgets.training.statistics.standards import load_standards


@dataclass(frozen=True)
class StatementLine:
    """Something noted in the log: the day, its kind, the hours (0 where it is no hours), about what, and by whom."""

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
    """Return the statement as an HTML page that needs nothing else.

    Parameters
    ----------
    person : str
    standing : LevelStanding
    lines : iterable of StatementLine
        What counts of the person's log in this level, in order of day.
    cases : iterable of ScoredCase
    programmes : Programmes
    missing : str
        What is missing, in words; empty where nothing is.
    today : str
        As 2026-03-01.
    language : str, optional
    """
    words = texts("certification", language)
    said, lines = words["statement"], list(lines)
    programme = next(
        one for one in programmes.programmes if standing.level in (level.id for level in one.levels)
    )
    attesting = [line for line in lines if line.kind == "attested"]
    heading = said["of"].format(
        person=person,
        level=words["levels"].get(standing.level, standing.level),
        programme=words["programmes"].get(programme.id, programme.id),
        first=standing.since or today,
        last=max((line.day for line in lines), default=today),
    )
    state = said["open"]
    if attesting:
        state = said["attested"].format(author=attesting[-1].author, day=attesting[-1].day)
    return render(
        "statement.j2",
        lang=words["lang"],
        t=said,
        heading=heading,
        state=state,
        facts=_facts(standing, list(cases), words),
        rows=[_row(line, words) for line in lines],
        missing="" if attesting else missing,
        made=said["made"].format(day=today, version=programmes.version),
        disclaimer=texts("common", language)["disclaimer"],
    )


def _facts(standing: LevelStanding, cases: list[ScoredCase], words: dict[str, Any]) -> list[tuple[str, str]]:
    said = words["statement"]
    facts = [
        (f"{said['hours']}, {words['kinds'].get(kind, kind)}", wording.number(hours, 2))
        for kind, hours in standing.hours.items()
        if hours
    ]
    facts.append((f"{said['hours']}, {said['total']}", wording.number(sum(standing.hours.values()), 2)))
    facts += [(said["sessions"], str(standing.sessions)), (said["cases"], str(standing.cases))]
    for band in load_standards().bands:
        count = sum(one.grade is not None and one.grade.band == band.id for one in cases)
        if count:
            facts.append((said["agreement"].format(band=words["bands"].get(band.id, band.id)), str(count)))
    return facts


def _row(line: StatementLine, words: dict[str, Any]) -> tuple[str, str, str, str, str]:
    hours = wording.number(line.hours, 2) if line.hours else ""
    return line.day, words["kinds"].get(line.kind, line.kind), hours, line.about, line.author
