"""What a chart is drawn of: one profile or several, of one case or of different cases, and what each is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import Any

from nmt_widgets.case_files import Case
from nmt_widgets.charts.rows import ChartRow
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import age, words
from nmt_widgets.core.errors import refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Change, Profile, profile

ProfileLike = Profile | Case | str
"""What stands for one profile: a case, or its id or file, stands for its latest assessment with scores."""

SERIES = ("#3a7bc0", "#c2691d", "#3f8f5f", "#8f63b8", "#b5524b", "#757b87")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
"""Of clients beside each other: both the colour and the mark tell them apart, on light and on dark pages."""


_MOST_PIXELS = 100_000


def pixels(name: str, value: Any) -> Any:
    """Return a height that a caller names, None where there is none.

    >>> pixels("row", "wide")
    Traceback (most recent call last):
    nmt_widgets.core.errors.InputError: row is a number of pixels above 0, not 'wide'
    """
    if value is None or (
        isinstance(value, Real) and not isinstance(value, bool) and 0 < float(value) < _MOST_PIXELS
    ):
        return value
    raise refusal("charts", "no_pixels", name=name, value=repr(value)[:40])


def as_profiles(data: Any, instrument: Instrument) -> list[Profile]:
    """Return the profiles of a chart; those of one case are in the order of their ages.

    Parameters
    ----------
    data : Profile, Case, str, Change, or several of the first three
        "james" is the latest assessment of that case, "james/1" one of them.
    instrument : Instrument

    Raises
    ------
    InputError
        When it is something else, or nothing.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> [result.assessment for result in as_profiles(load_case("james"), load_instrument())]
    [2]
    """
    if isinstance(data, Change):
        return [data.before, data.after]
    if isinstance(data, ProfileLike):
        return [_profile(data, instrument)]
    is_table = hasattr(data, "shape")  # it would be read as the names of its columns
    try:
        entries = None if isinstance(data, bytes | dict) or is_table else iter(data)
    except TypeError:
        entries = None
    if entries is None:
        raise refusal("charts", "not_profiles", what=type(data).__name__)
    profiles = [_profile(entry, instrument) for entry in entries]
    if not profiles:
        raise refusal("charts", "nothing_to_draw")
    if is_one_case(profiles):
        profiles.sort(key=lambda entry: (entry.age, entry.assessment))
    return profiles


def _profile(entry: Any, instrument: Instrument) -> Profile:
    if isinstance(entry, Profile):
        return entry
    if isinstance(entry, Case):
        return profile(entry, entry.latest, instrument)
    if isinstance(entry, str):
        return profile(*case_and_number(entry), instrument)
    raise refusal("charts", "not_profiles", what=type(entry).__name__)


def case_and_number(text: str) -> tuple[str, int | None]:
    """Return the id or file of a case, and the number of an assessment where the text names one.

    >>> case_and_number("james/2"), case_and_number("james"), case_and_number("cases/james.yaml")
    (('james', 2), ('james', None), ('cases/james.yaml', None))
    """
    case, _, number = text.rpartition("/")
    return (case, int(number)) if case and number.isdecimal() else (text, None)


def is_one_case(profiles: Iterable[Profile]) -> bool:
    """Return whether all profiles are assessments of one case, one after the other: neither raters nor clients.

    Two profiles of the same number are two ratings, or rows of a table that do not say whose they are.
    """
    entries = list(profiles)
    is_same = len({(entry.case, entry.title) for entry in entries}) == 1
    return is_same and len({entry.assessment for entry in entries}) == len(entries)


def names_of(profiles: list[Profile], instrument: Instrument) -> list[str]:
    """Return what each profile is called beside the others: its age, or the client and the age.

    Where two would be called alike, the label of the assessment stands with it, or else a number.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument, profile
    >>> james = load_case("james")
    >>> names_of([profile(james, 1), profile(james, 2)], load_instrument())
    ['9 years', '10.2 years']
    """
    form = words(instrument)["map"]["client"]
    alone = is_one_case(profiles)
    names = [
        age(entry.age) if alone else form.format(title=entry.title, age=age(entry.age)) for entry in profiles
    ]
    names = [
        f"{name} · {entry.label}" if names.count(name) > 1 and entry.label else name
        for name, entry in zip(names, profiles, strict=True)
    ]
    return [
        f"{name} ({names[: at + 1].count(name)})" if names.count(name) > 1 else name
        for at, name in enumerate(names)
    ]


def title_of(profiles: list[Profile], instrument: Instrument) -> str:
    """Return who is shown, for a description: the client and the ages, or each client with the age."""
    names = names_of(profiles, instrument)
    join = words(instrument)["charts"]["several"]["join"]
    if is_one_case(profiles):
        return str(words(instrument)["map"]["client"].format(title=profiles[0].title, age=join.join(names)))
    return str(join.join(names))


def one_table(
    topic: str, tables: list[ChartTable], profiles: list[Profile], instrument: Instrument
) -> ChartTable:
    """Return the tables of several profiles as one; the column after the first tells whose a row is."""
    if len(tables) == 1:
        return tables[0]
    say = words(instrument)["charts"]["several"]
    names = names_of(profiles, instrument)
    subjects = dict.fromkeys(row[0] for table in tables for row in table.rows)
    rows = tuple(
        (row[0], name, *row[1:])
        for subject in subjects
        for table, name in zip(tables, names, strict=True)
        for row in table.rows
        if row[0] == subject
    )
    first = tables[0]
    return ChartTable(
        say["caption"].format(title=title_of(profiles, instrument), what=say["what"][topic]),
        (first.header[0], say["who"], *first.header[1:]),
        rows,
        tuple(at + 1 for at in first.numeric),
    )


def grouped_rows(
    groups: Mapping[str, str],
    profiles: list[Profile],
    instrument: Instrument,
    row: Callable[[Profile, str, str, bool], ChartRow],
) -> list[ChartRow]:
    """Return a heading for each group, and under it a row for each profile; earlier ones of one case are hollow.

    Parameters
    ----------
    groups : mapping of str to str
        The heading of each group by its id.
    profiles : list of Profile
    instrument : Instrument
    row : function of profile, group, name and whether it is hollow
    """
    named = list(zip(profiles, names_of(profiles, instrument), strict=True))
    alone = is_one_case(profiles)
    rows = []
    for id, heading in groups.items():
        rows.append(ChartRow(heading))
        rows += [row(entry, id, name, alone and entry is not profiles[-1]) for entry, name in named]
    return rows


def described_together(
    topic: str, profiles: list[Profile], parts: Callable[[Profile, Instrument], str], instrument: Instrument
) -> str:
    """Return the description of a chart of several profiles: who and what, then each one's figures."""
    say = words(instrument)["charts"]["several"]
    parts_by_name = [
        say["part"].format(name=name, parts=parts(entry, instrument))
        for name, entry in zip(names_of(profiles, instrument), profiles, strict=True)
    ]
    title = title_of(profiles, instrument)
    return str(say["described"].format(title=title, what=say["what"][topic], parts=". ".join(parts_by_name)))


def with_legend(small_print: str, profiles: list[Profile], instrument: Instrument) -> str:
    """Return the small print, and under it how several profiles are told apart and what that means."""
    if len(profiles) == 1:
        return small_print
    say = words(instrument)["charts"]["several"]
    return f"{small_print}\n{say['one_case' if is_one_case(profiles) else 'other_cases']}"
