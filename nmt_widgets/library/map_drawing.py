"""How a map is drawn for data: its columns, both of its forms, its label, and its words as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from nmt_widgets.charts.brain_map import brain_map
from nmt_widgets.charts.map_columns import (
    MapColumn,
    adult_column,
    change_words,
    client_column,
    mark_change,
    typical_column,
)
from nmt_widgets.charts.wording import age, number, region_name
from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.scores import AssessedCase, read_assessed
from nmt_widgets.metrics import Profile, compare

TYPICAL, ADULT, OWN = "typical", "adult", "client"
_ALIKE = 0.8  # how like one of these a text must be to count as a misspelt one
_NARROW = 780.0
"""The map's width where there is little room, in its own units: one column with words."""


def map_columns(
    scored: AssessedCase,
    others: Any,
    instrument: Instrument,
    *,
    title: str | None = None,
    small: bool = False,
) -> list[MapColumn]:
    """Return the column of an assessment, and those of what stands beside it.

    Parameters
    ----------
    scored : AssessedCase
    others : None, str, data, or a list of these
        "typical", "adult", or data as a map takes them.
    instrument : Instrument
    title : str, optional
        Stands over the first column; by default the case's title and the age.
    small : bool
        Whether the boxes are narrow, without words.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> instrument = load_instrument()
    >>> james = read_assessed("james/1", instrument)
    >>> [column.title for column in map_columns(james, ["typical", "james/2"], instrument)]
    ['James, 9 years', 'Typical 9-year-old', 'One year later, 10.2 years']
    """
    first = replace(_own_column(scored, instrument, title), words=not small)
    others_listed = others if isinstance(others, list) else [] if others is None else [others]
    columns = []
    for at, other in enumerate(others_listed):
        if isinstance(other, str) and other == TYPICAL:
            if scored.has_age:
                columns.append(typical_column(scored.profile, instrument))
            else:
                words = texts("library", instrument.language)["map"]
                first = replace(first, note=words["no_age"].format(note=first.note))
        elif isinstance(other, str) and other == ADULT:
            columns.append(adult_column(scored.profile, instrument))
        else:
            beside = _read_beside(other, instrument)
            is_same = beside.case.id == scored.case.id and beside.has_age
            named = _time_title(beside.profile, instrument) if is_same else None
            column = replace(_own_column(beside, instrument, named), id=f"other-{at + 1}")
            if is_same and beside.number < scored.number and first.changes is None:
                changed = mark_change(first, compare(beside.profile, scored.profile), instrument)
                first = replace(
                    changed, region_percent=first.region_percent
                )  # as narrow as beside anything else
            columns.append(column)
    return [first, *(replace(column, words=False, region_percent=None) for column in columns)]


def change_columns(
    before: Profile, scored: AssessedCase, instrument: Instrument, *, title: str | None = None, small: bool
) -> list[MapColumn]:
    """Return the columns of two assessments of one case, as large as each other, the change marked in the later one.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> instrument, before = nmt.load_instrument(), nmt.profile("james", 1)
    >>> columns = change_columns(before, read_assessed("james/2", instrument), instrument, small=False)
    >>> [column.id for column in columns], columns[1].changes["arousal"].change
    (['before', 'client'], 5)
    """
    after = scored.profile
    first = client_column(before, instrument, id="before", title=_time_title(before, instrument))
    second = client_column(after, instrument, title=title or _time_title(after, instrument))
    columns = [first, mark_change(second, compare(before, after), instrument)]
    return [replace(column, words=not small) for column in columns]


def _time_title(profile: Profile, instrument: Instrument) -> str:
    """Return what an assessment is called beside another of the same case."""
    form = texts("library", instrument.language)["map"]["time"]
    return str(form.format(label=profile.label or profile.title, age=age(profile.age)))


def _own(columns: Sequence[MapColumn]) -> MapColumn:
    """Return the column of the assessment that a map is of."""
    return next(column for column in columns if column.id == OWN)


def _read_beside(other: Any, instrument: Instrument) -> AssessedCase:
    """Return what stands beside a map; a text that is no case is a misspelt word for one of the two, perhaps."""
    try:
        return read_assessed(other, instrument)
    except InputError:
        if isinstance(other, str) and (near := closest(other.lower(), [TYPICAL, ADULT], _ALIKE)):
            raise refusal("library", "near_beside", name=other, near=near) from None
        raise


def _own_column(scored: AssessedCase, instrument: Instrument, title: str | None) -> MapColumn:
    """Return the column of scores; without an age, nothing that depends on it."""
    if scored.has_age:
        return client_column(scored.profile, instrument, title=title)
    column = client_column(scored.profile, instrument, title=title or scored.case.title)
    return replace(column, typical=None, region_percent=None)


def draw_forms(
    columns: Sequence[MapColumn], instrument: Instrument, palette: str, *, uid: str, key: bool = True
) -> dict[str, str]:
    """Return a map for much room and for little, as a view of it takes them."""
    draw = partial(brain_map, columns, instrument, palette=palette, uid=uid, key=key)
    return {"svg": draw(), "svg_tall": draw(most_width=_NARROW) if len(columns) > 1 else ""}


def map_text(columns: Sequence[MapColumn], instrument: Instrument) -> str:
    r"""Return the scores of a map as lines of text, a region a line, the highest first.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> instrument = load_instrument()
    >>> text = map_text(map_columns(read_assessed("james/1", instrument), None, instrument), instrument)
    >>> print("\n".join(text.splitlines()[:2]))
    James, 9 years: Total 168
    Frontal cortex, 48 % of typical: Nonverbal Cognition 6, Modulate Reactivity/Impulsivity 2, ...
    """
    own = _own(columns)
    lines = [f"{column.title}: {column.note}" for column in (own, *(c for c in columns if c is not own))]
    for region in reversed(instrument.regions):
        scores = [
            f"{function.name} {_score_words(own, function.id, instrument)}"
            for function in instrument.region_functions(region.id)
        ]
        percent = (own.region_percent or {}).get(region.id, "").replace("\n", ", ")
        name = ", ".join(filter(None, (region_name(region.id, instrument), percent)))
        line = texts("library", instrument.language)["map"]["line"]
        lines.append(line.format(region=name, scores=", ".join(scores)))
    return "\n".join([lines[0], *lines[len(columns) :], *lines[1 : len(columns)]])


def _score_words(column: MapColumn, function: str, instrument: Instrument) -> str:
    value, state = column.values.get(function), column.state(function)
    if value is not None and column.changes is not None:
        return f"{number(value)} ({change_words(column.changes[function], instrument)})"
    if value is not None:
        return number(value)
    words = texts("charts", instrument.language)["numbers"]
    return str(words["not_known" if state == "not known" else "open"])


def map_label(
    scored: AssessedCase,
    columns: Sequence[MapColumn],
    instrument: Instrument,
    *,
    readonly: bool = True,
    details: bool = True,
) -> str:
    """Return the name of a map for screen readers, and which keys work on it."""
    words = texts("library", instrument.language)["map"]
    titles = "; ".join([map_title(scored), *(column.title for column in columns if column.id != OWN)])
    keys = [words["keys" if details else "keys_to_choose"], *([] if readonly else [words["keys_to_score"]])]
    return str(words["label"].format(titles=titles, keys=" ".join(keys)))


def map_title(scored: AssessedCase) -> str:
    """Return the title of an assessment: whose it is, and the age."""
    title = scored.case.title
    return f"{title}, {age(scored.profile.age)}" if scored.has_age else title
