"""The Caregiving Challenge Estimator as a picture: resources and demands on one axis, and the reserve."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.charts.markup import escape, short
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import number, spread, words
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Figure
from nmt_widgets.planning import Reserve

TOP = 24.0
"""Points at the end of the axis; resources and demands both lie on 0 to 24."""

_LEFT, _LONG, _TALL = 150.0, 520.0, 30.0
_ACCENT, _GREY = "#1d5b9f", "#7a8290"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif"


def reserve_picture(reserve: Reserve, instrument: Instrument) -> str:
    """Draw the estimator as one SVG that needs no style sheet; empty where too little is rated.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.planning import reserve
    >>> svg = reserve_picture(reserve(load_case("james"), 1), load_instrument())
    >>> "<svg" in svg and "Demands" in svg
    True
    """
    if reserve.reserve.value is None:
        return ""
    say = words(instrument)["charts"]["reserve"]
    described = say["described"].format(**_values(reserve, instrument))
    body = [
        *_bar(10, say["resources"], reserve.resources, _ACCENT),
        *_bar(60, say["demands"], reserve.demands, _GREY),
        *_axis(112),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(_LEFT + _LONG + 60)} 132" width="100%" '
        f'role="img" aria-label="{escape(described)}" font-family="{_FONT}" font-size="15">{"".join(body)}</svg>'
    )


def reserve_words(reserve: Reserve, instrument: Instrument) -> str:
    """Return the estimate in a sentence, or what is missing for it."""
    say = words(instrument)["charts"]["reserve"]
    if reserve.reserve.value is None:
        return str(say["missing"].format(n=reserve.reserve.n, of=reserve.reserve.of))
    return str(say["described"].format(**_values(reserve, instrument)))


def reserve_table(reserve: Reserve, instrument: Instrument) -> ChartTable:
    """Return the estimator's parts as a table."""
    say = words(instrument)["charts"]["reserve"]
    groups = instrument.section_words["caregiving"].groups
    parts = [(groups[id].name if id in groups else id, figure) for id, figure in reserve.groups.items()]
    parts += [
        (say["children"], reserve.children),
        (say["resources"], reserve.resources),
        (say["demands"], reserve.demands),
        (say["reserve"], reserve.reserve),
    ]
    rows = tuple(
        (name, number(figure.value), spread(figure, 1), f"{figure.n} / {figure.of}") for name, figure in parts
    )
    return ChartTable(
        say["caption"], (say["part"], say["points"], say["range"], say["based_on"]), rows, (1, 2, 3)
    )


def _values(reserve: Reserve, instrument: Instrument) -> dict[str, str]:
    say = words(instrument)["charts"]["reserve"]
    band = say["bands"].get(reserve.band, reserve.band)
    return {
        "reserve": number(reserve.reserve.value),
        "low": number(reserve.reserve.low),
        "high": number(reserve.reserve.high),
        "resources": number(reserve.resources.value),
        "demands": number(reserve.demands.value),
        "band": band if reserve.settled else say["not_settled"].format(band=band),
    }


def _at(points: float) -> float:
    return _LEFT + _LONG * min(max(points, 0.0), TOP) / TOP


def _bar(y: float, name: str, figure: Figure, colour: str) -> Iterator[str]:
    value, low, high = (end or 0.0 for end in (figure.value, figure.low, figure.high))
    middle = y + _TALL / 2
    ink = 'fill="currentColor"'
    yield f'<text x="{short(_LEFT - 12)}" y="{short(middle + 5)}" text-anchor="end" {ink}>{escape(name)}</text>'
    yield (
        f'<rect x="{short(_LEFT)}" y="{short(y)}" width="{short(_at(value) - _LEFT)}" '
        f'height="{short(_TALL)}" rx="4" fill="{colour}"/>'
    )
    yield (
        f'<path d="M{short(_at(low))} {short(middle)}H{short(_at(high))}" stroke="currentColor" '
        f'stroke-opacity=".55" stroke-width="4"/>'
    )
    x = max(_at(value), _at(high)) + 10
    yield f'<text x="{short(x)}" y="{short(middle + 5)}" font-weight="700" {ink}>{number(value)}</text>'


def _axis(y: float) -> Iterator[str]:
    line = f"M{short(_LEFT)} {short(y - 10)}H{short(_LEFT + _LONG)}"
    yield f'<path d="{line}" stroke="currentColor" stroke-opacity=".4"/>'
    for points in (0, 6, 12, 18, 24):
        yield (
            f'<text x="{short(_at(points))}" y="{short(y + 10)}" text-anchor="middle" font-size="13" '
            f'fill="currentColor" fill-opacity=".8">{points}</text>'
        )
