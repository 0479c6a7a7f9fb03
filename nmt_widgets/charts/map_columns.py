"""What a brain map shows, column by column: a client, the typical peer, the young adult."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nmt_widgets.charts.figure_forms import POINTS, FigureForm, typical_form
from nmt_widgets.charts.wording import age, like, number, of_typical, region_name, words
from nmt_widgets.instrument import Function, Instrument
from nmt_widgets.metrics import Change, Difference, Profile, RegionResult
from nmt_widgets.metrics.results import State


@dataclass(frozen=True)
class ScoreRange:
    """How several raters scored one function.

    Attributes
    ----------
    n : int
        How many scored it.
    lowest, median, highest : float or None
        None where too few did.
    is_apart : bool
        Whether they differ so much that it is worth a discussion.
    """

    n: int
    lowest: float | None = None
    median: float | None = None
    highest: float | None = None
    is_apart: bool = False

    @property
    def text(self) -> str:
        """The range in digits, such as `3–8`; empty where too few scored it."""
        if self.lowest is None or self.highest is None:
            return ""
        ends = dict.fromkeys((number(self.lowest), number(self.highest)))
        return "–".join(ends)


@dataclass(frozen=True)
class MapColumn:
    """One upside-down triangle of boxes.

    Attributes
    ----------
    id : str
        Names the column in the SVG: ``client``, ``typical``, ``adult`` or a caller's own.
    title, note : str
        Stand over the column; the note may be empty.
    values : mapping of function id to float or None
    states : mapping of function id to {"scored", "not known", "open"}
        A function without a state is scored where it has a value, else open.
    confidence : mapping of function id to str or None
        The instrument's lowest level is marked.
    region_percent : mapping of region id to str, optional
        Stands beside the region, line by line.
    typical : mapping of function id to float, optional
        The peer's values, for the tick on each bar and the words read aloud.
    words : bool
        Whether the boxes carry labels; without them they are narrow.
    faint : frozenset of function ids
        Boxes out of reach: pale, and said to be.
    ranges : mapping of function id to ScoreRange, optional
        How several raters scored it: stands in the box in place of the bar, and of the digit where there is no value.
    changes : mapping of function id to Difference, optional
        From an earlier assessment to this one, for the mark in each box and the words read aloud.
    """

    id: str
    title: str
    values: Mapping[str, float | None]
    states: Mapping[str, State] = field(default_factory=dict)
    confidence: Mapping[str, str | None] = field(default_factory=dict)
    region_percent: Mapping[str, str] | None = None
    typical: Mapping[str, float] | None = None
    note: str = ""
    words: bool = True
    faint: frozenset[str] = frozenset()
    ranges: Mapping[str, ScoreRange] | None = None
    changes: Mapping[str, Difference] | None = None

    def state(self, function: str) -> State:
        """Return the state of one function."""
        if self.values.get(function) is not None:
            return "scored"
        return "not known" if self.states.get(function) == "not known" else "open"


def client_column(
    profile: Profile, instrument: Instrument, *, id: str = "client", title: str | None = None
) -> MapColumn:
    """Return the column of an assessment; its title is the case's and the age.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.metrics import profile
    >>> james = client_column(profile(load_case("james"), 1), load_instrument())
    >>> james.title, james.note, james.region_percent["limbic"]
    ('James, 9 years', 'Total 168', '45 % of typical')
    """
    say = words(instrument)["map"]
    total = profile.total
    note = say["total" if total.complete else "total_incomplete"]
    return MapColumn(
        id=id,
        title=title or say["client"].format(title=profile.title, age=age(profile.age)),
        values=profile.scores,
        states={function: item.state for function, item in profile.items.items()},
        confidence={function: item.confidence for function, item in profile.items.items()},
        region_percent={region: _beside(result, instrument) for region, result in profile.regions.items()},
        typical={function: item.typical for function, item in profile.items.items()},
        note=note.format(total=number(total.value), n=total.n, of=total.of),
    )


def mark_change(column: MapColumn, change: Change, instrument: Instrument) -> MapColumn:
    """Return the column of the later assessment with what changed: in each box, beside each region, in its note.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> instrument, change = nmt.load_instrument(), nmt.compare("james")
    >>> later = mark_change(client_column(change.after, instrument), change, instrument)
    >>> later.note, later.region_percent["limbic"].splitlines()
    ('Total 231 (+63, clear change)', ['67 % of typical', '+22, clear change'])
    """
    say = words(instrument)["map"]
    form = typical_form(instrument)
    percents = column.region_percent and {
        region: f"{percent}\n{change_words(change.regions[region], instrument, form)}"
        for region, percent in column.region_percent.items()
    }
    note = say["total_change"].format(note=column.note, change=change_words(change.total, instrument))
    return replace(column, changes=change.items, region_percent=percents, note=note)


def change_words(difference: Difference, instrument: Instrument, form: FigureForm = POINTS) -> str:
    """Return a change with what is known of it: ``+17, clear change``; the number as `form` writes it.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> from nmt_widgets.metrics import Difference
    >>> one, instrument = Difference(6, 7, 1, False), load_instrument()
    >>> change_words(one, instrument), change_words(Difference(6, None, None, False), instrument)
    ('+1, within the ranges', 'change not known')
    """
    say, change = words(instrument)["map"]["change"], form.change(difference)
    if not change:
        return str(say["missing" if change is None else "same"])
    return str(say["clear" if difference.clear else "unclear"].format(change=form.signed(difference)))


def _beside(result: RegionResult, instrument: Instrument) -> str:
    say: dict[str, str] = words(instrument)["map"]
    figure = result.percent
    form = (
        "percent_too_few" if figure.value is None else "percent" if figure.complete else "percent_incomplete"
    )
    return say[form].format(percent=of_typical(figure.value, instrument), n=figure.n, of=figure.of)


def typical_column(
    profile: Profile, instrument: Instrument, *, id: str = "typical", title: str | None = None
) -> MapColumn:
    """Return the typical peer's column; its note says whether these norms are published.

    The total is over the functions that are scored, as the client's is.
    """
    say = words(instrument)["map"]
    values = {function: item.typical for function, item in profile.items.items()}
    total = _total_beside(profile.typical_total if profile.total.n else sum(values.values()), profile, say)
    return MapColumn(
        id=id,
        title=title or say["typical"].format(like=like(profile.norms_age, instrument)),
        values=values,
        note=f"{total} · {say['norms'][profile.norms_mark]}",
    )


def adult_total(profile: Profile, instrument: Instrument) -> int:
    """Return a young adult's total over the functions that are scored; over all of them where none is.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.metrics import profile
    >>> adult_total(profile(load_case("james"), 1), load_instrument())
    384
    """
    return instrument.scale.high * (profile.total.n or profile.total.of)


def _total_beside(total: float, profile: Profile, say: Mapping[str, str]) -> str:
    form = say["total_beside" if 0 < profile.total.n < profile.total.of else "total"]
    return form.format(total=number(total), n=profile.total.n)


def adult_column(
    profile: Profile, instrument: Instrument, *, id: str = "adult", title: str | None = None
) -> MapColumn:
    """Return the column of a fully organised young adult: the top of the scale everywhere.

    The total is over the functions that `profile` has scores of, as the client's is.
    """
    say, top = words(instrument)["map"], float(instrument.scale.high)
    return MapColumn(
        id=id,
        title=title or say["adult"],
        values=dict.fromkeys(instrument.ids, top),
        note=_total_beside(adult_total(profile, instrument), profile, say),
    )


def box_name(function: Function) -> str:
    """Return what a box is called: the words on it, and the whole name where these are others.

    Whoever speaks to a computer says what they see.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> [box_name(load_instrument().function(id)) for id in ("arousal", "impulse_modulation")]
    ['Arousal Continuum', 'Impulse control (Modulate Reactivity/Impulsivity)']
    """
    label = box_words(function)
    return function.name if label.casefold() in function.name.casefold() else f"{label} ({function.name})"


def box_words(function: Function) -> str:
    """Return the words on a box in one line; a hyphen at the end of a line stays where the name has it.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> [box_words(load_instrument().function(id)) for id in ("communication", "self_awareness")]
    ['Communication', 'Self-awareness']
    """
    label = " ".join(function.label).replace("/ ", "/")
    hyphened = label.replace("- ", "-")
    return hyphened if hyphened.casefold() in function.name.casefold() else label.replace("- ", "")


def spoken(column: MapColumn, function: str, instrument: Instrument) -> str:
    """Return how a box reads aloud: ``Arousal Continuum, 2 of 12, severe, typical 10``."""
    texts = words(instrument)
    say, value, state = texts["map"], column.values.get(function), column.state(function)
    if column.ranges is not None:
        return _spoken_range(
            column.ranges[function], value, box_name(instrument.function(function)), say["range"]
        )
    form = {"scored": "box", "not known": "box_not_known", "open": "box_open"}[state]
    band = texts["bands"].get(instrument.band(value).id, {}).get("said", "") if value is not None else ""
    spoken = say[form].format(
        name=box_name(instrument.function(function)),
        score=number(value),
        top=instrument.scale.high,
        band=band,
    )
    if column.typical is not None and function in column.typical:
        spoken += say["box_typical"].format(typical=number(column.typical[function]))
    if column.changes is not None:
        spoken += say["box_change"].format(change=change_words(column.changes[function], instrument))
    if is_unsure(column, function, instrument):
        spoken += say["box_unsure"]
    if function in column.faint:
        spoken += say["box_faint"]
    return str(spoken)


def _spoken_range(scored: ScoreRange, reference: float | None, name: str, say: Mapping[str, str]) -> str:
    """Return how a box with several raters' scores reads aloud."""
    form = "few" if scored.lowest is None else "same" if scored.lowest == scored.highest else "apart"
    parts = say[form].format(
        name=name,
        n=scored.n,
        lowest=number(scored.lowest),
        highest=number(scored.highest),
        median=number(scored.median),
    )
    if scored.is_apart:
        parts += say["discuss"]
    return parts if reference is None else parts + say["reference"].format(score=number(reference))


def is_unsure(column: MapColumn, function: str, instrument: Instrument) -> bool:
    """Return whether a score was given with the instrument's lowest confidence."""
    return column.state(function) == "scored" and (
        column.confidence.get(function) == instrument.confidence.levels[0].id
    )


def described(column: MapColumn, instrument: Instrument) -> str:
    """Return one sentence or two on a column, for those who do not see it."""
    say, numbers = words(instrument)["map"], words(instrument)["numbers"]
    parts = [f"{column.title}: {column.note}." if column.note else f"{column.title}."]
    if column.region_percent:
        beside = "; ".join(
            say["described_region"].format(
                region=region_name(region.id, instrument),
                percent=column.region_percent.get(region.id, "").replace("\n", ", "),
            )
            for region in reversed(instrument.regions)
        )
        parts.append(f"{beside}.")
    if column.ranges is not None:
        return " ".join(parts)  # each box says how it was scored
    for state, word in (("not known", numbers["not_known"]), ("open", numbers["open"])):
        names = [f.name for f in instrument.functions if column.state(f.id) == state]
        if names:
            parts.append(f"{word.capitalize()}: {', '.join(names)}.")
    return " ".join(parts)
