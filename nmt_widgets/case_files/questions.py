"""Every question of the assessment with the path of its answer; form, store and export all use these paths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import EntryColumn, Mark, Scale, Section

Kind = Literal["line", "text", "lines", "choice", "count", "rows", "rating", "signal", "severity", "score"]
Path = str
"""Places of a case joined by '/', such as ``assessments/1/functions/scores/arousal``."""


@dataclass(frozen=True)
class Question:
    """One question of the assessment.

    Attributes
    ----------
    path : str
        The path of its answer; for a question of each assessment, without `assessments/<number>/`.
    section : str
        The id of its section.
    scope : {"case", "assessment"}
        Whether it has one answer for the case, or one at each assessment.
    kind : str
        The type of the answer: `score`, `severity` and `rating` are whole numbers with confidence and evidence,
        `signal` yes or no with person and source, `count` a whole number, `line` and `text` words, `lines` a list of
        words, `choice` one of `options`, `rows` a list of entries with `columns`.
    name : str
    group, row : str
        Its region, period, area or group; for Parts A and B its category or support.
    help, definition, look_for, anchors
        Its meaning, what to look for, and a description of some steps of the scale.
    scale : Scale or None
        The whole numbers it may take, both ends included.
    options : tuple of (str, str)
        Ids and words of a choice, or of the suggestions for columns.
    columns : tuple of EntryColumn
    of : str
        The category of Part A that it belongs to: the form asks it beside that category's present rating.
    source : {"published", "reconstructed", "workbook"}
    """

    path: Path
    section: str
    scope: Literal["case", "assessment"]
    kind: Kind
    name: str
    source: Mark
    group: str = ""
    row: str = ""
    of: str = ""
    help: str = ""
    definition: str = ""
    look_for: tuple[str, ...] = ()
    anchors: dict[int, str] = field(default_factory=dict, hash=False)
    scale: Scale | None = None
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple[EntryColumn, ...] = ()
    column_names: tuple[str, ...] = ()

    def at(self, number: int) -> Path:
        """Return the path of its answer in a case, at assessment `number` if each assessment has one."""
        return f"assessments/{number}/{self.path}" if self.scope == "assessment" else self.path


@cache
def questions(instrument: Instrument) -> tuple[Question, ...]:
    """Return every question of the assessment in the order of the form.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> asked = {question.path: question for question in questions(load_instrument())}
    >>> asked["functions/scores/arousal"].at(2)
    'assessments/2/functions/scores/arousal'
    """
    return tuple(
        question
        for section in instrument.sections
        for question in _BY_KIND[section.kind](section, instrument)
    )


@cache
def questions_by_path(instrument: Instrument) -> dict[Path, Question]:
    """Return the questions by their path; those of an assessment without its number."""
    return {question.path: question for question in questions(instrument)}


def question_at(path: Path, instrument: Instrument) -> Question | None:
    """Return the question whose answer has this path in a case, or None."""
    by_path = questions_by_path(instrument)
    start, _, rest = path.partition("/")
    if start != "assessments":
        question = by_path.get(path)
        return question if question and question.scope == "case" else None
    number, _, rest = rest.partition("/")
    question = by_path.get(rest)
    return question if question and question.scope == "assessment" and number.isdigit() else None


def _fields(section: Section, instrument: Instrument) -> Iterator[Question]:
    section_words = instrument.section_words[section.id]
    stem = "background" if section.scope == "case" else "sections"
    for entry in section.entries:
        text = section_words.entries[entry.id]
        suggested = [option for column in entry.columns for option in column.options]
        yield Question(
            path=f"{stem}/{section.id}/answers/{entry.id}",
            section=section.id,
            scope=section.scope,
            kind=entry.kind,
            name=text.name,
            source=entry.source,
            group=entry.group or "",
            of=entry.of or "",
            help=text.help,
            definition=text.definition,
            look_for=text.look_for,
            anchors=text.anchors,
            scale=entry.scale,
            options=tuple((id, text.options[id]) for id in dict.fromkeys([*entry.options, *suggested])),
            columns=entry.columns,
            column_names=tuple(text.columns[column.id] for column in entry.columns),
        )


def _adversity(section: Section, instrument: Instrument) -> Iterator[Question]:
    history = instrument.history
    for period in history.periods:
        for category in history.adversity:
            if period.id in category.when:
                yield Question(
                    path=f"history/adversity/{period.id}/{category.id}",
                    section=section.id,
                    scope="case",
                    kind="severity",
                    source=category.source,
                    group=period.id,
                    row=category.id,
                    scale=history.severity,
                    **_question_words(instrument.history_words["adversity"][category.id]),
                )


def _relational_history(section: Section, instrument: Instrument) -> Iterator[Question]:
    history = instrument.history
    for period in history.periods:
        for support in history.relational:
            yield Question(
                path=f"history/relational/{period.id}/{support.id}",
                section=section.id,
                scope="case",
                kind="rating",
                source=support.source,
                group=period.id,
                row=support.id,
                scale=history.severity,
                **_question_words(instrument.history_words["relational_supports"][support.id]),
            )


def _functions(section: Section, instrument: Instrument) -> Iterator[Question]:
    for region in instrument.regions:
        for function in instrument.region_functions(region.id):
            yield Question(
                path=f"functions/scores/{function.id}",
                section=section.id,
                scope="assessment",
                kind="score",
                name=function.name,
                source=function.source,
                group=region.id,
                row=function.id,
                definition=function.definition,
                look_for=function.look_for,
                anchors=function.anchors,
                scale=instrument.scale,
            )


def _current_relational(section: Section, instrument: Instrument) -> Iterator[Question]:
    current = instrument.current_relational
    for area in current.areas:
        for statement in area.statements:
            yield Question(
                path=f"relational_health/ratings/{area.id}/{statement}",
                section=section.id,
                scope="assessment",
                kind="rating",
                source=area.source,
                group=area.id,
                row=statement,
                scale=current.scale,
                **_question_words(
                    instrument.history_words["current_relational"][area.id]["statements"][statement]
                ),
            )


def _question_words(words: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": str(words.get("name") or words["statement"]),
        "definition": str(words.get("definition", "")),
        "look_for": tuple(words.get("look_for", ())),
        "anchors": dict(words.get("anchors", {})),
    }


_BY_KIND = {
    "fields": _fields,
    "adversity": _adversity,
    "relational_history": _relational_history,
    "functions": _functions,
    "current_relational": _current_relational,
}
