"""One box of the brain map: its colour, digit, label, bar and marks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nmt_widgets.charts.figure_forms import POINTS
from nmt_widgets.charts.lettering import fit
from nmt_widgets.charts.map_columns import MapColumn, ScoreRange, is_unsure, spoken
from nmt_widgets.charts.map_layout import MINI, ColumnPlace, Size
from nmt_widgets.charts.markup import escape, short
from nmt_widgets.charts.steps import Step, step_of
from nmt_widgets.charts.wording import number
from nmt_widgets.instrument import Function, Instrument
from nmt_widgets.metrics import Difference

_ASIDE = 12.0  # how far the digit moves to leave room for the change


def draw_box(
    place: ColumnPlace,
    function: Function,
    instrument: Instrument,
    look: tuple[Step, ...],
    uid: str,
    at: tuple[float, float],
) -> str:
    """Draw one function of one column at (x, y); `brain_map` describes the contract."""
    column, size = place.column, place.size
    value, state = column.values.get(function.id), column.state(function.id)
    step = look[step_of(value, instrument)] if value is not None else None
    tone = step.ink if step else "currentColor"
    label = escape(spoken(column, function.id, instrument))
    names = {
        "id": f"{uid}-{column.id}-{function.id}",
        "class": "nmt-box",
        "data-function": function.id,
        "data-column": column.id,
        "data-region": function.region,
        "data-score": "" if value is None else number(value),
        "data-state": state.replace(" ", "-"),
        "data-band": step.band if step else "",
        "data-confidence": column.confidence.get(function.id) or "",
    }
    attributes = " ".join(f'{name}="{escape(text)}"' for name, text in names.items())
    scored = column.ranges[function.id] if column.ranges else None
    change = (column.changes or {}).get(function.id)
    aside = _ASIDE if change and size.label else 0.0
    parts = [
        _range_fill(size, step, scored) if scored else _fill(size, step, state, uid),
        _range_digit(scored, size) if scored and value is None else _digit(value, state, size, aside),
    ]
    if size.label:
        parts.append(_label(function.label, size))
    if scored:
        parts += _range(scored, value, instrument, size)
    elif size.inset:
        parts += _gauge(value, column, function.id, instrument, size)
        if is_unsure(column, function.id, instrument):
            parts.append(_corner(size))
        if change:
            parts.append(_change(change, tone))
    hint = "" if size.label or size is MINI else f"<title>{label}</title>"
    x, y = (short(edge) for edge in at)
    pale = ' opacity=".22"' if function.id in column.faint else ""
    return (
        f'<g {attributes} aria-label="{label}" transform="translate({x} {y})" fill="{tone}"{pale}>'
        f"{hint}{''.join(parts)}</g>"
    )


def _fill(size: Size, step: Step | None, state: str, uid: str) -> str:
    if step:
        paint = f'fill="{step.colour}" stroke="#16181D" stroke-opacity=".28"'
    elif state == "not known":
        paint = f'fill="url(#{uid}-hatch)" stroke="currentColor" stroke-opacity=".6"'
    else:
        paint = 'fill="none" stroke="currentColor" stroke-opacity=".6" stroke-dasharray="5 4"'
    return (
        f'<rect class="nmt-fill" width="{short(size.box)}" height="{short(size.height)}" '
        f'rx="{short(size.radius)}" {paint}/>'
    )


def _digit(value: float | None, state: str, size: Size, aside: float) -> str:
    digits = number(value) if value is not None else "?" if state == "not known" else ""
    whole, dot, decimal = digits.partition(".")
    small = f'<tspan font-size="{short(size.digit * 0.6)}">{dot}{decimal}</tspan>' if dot else ""
    raised = 0.36 if size is MINI else 0.25
    y = 32 if size.label else size.height / 2 + size.digit * raised
    return f'<text class="nmt-digit" x="{short(size.box / 2 + aside)}" y="{short(y)}">{whole}{small}</text>'


def _label(label: tuple[str, ...], size: Size) -> str:
    font = fit(label, size.box - 6, size.label, 6)
    first = 55.0 if len(label) == 1 else 48.5
    # a space of no width keeps the words of two lines apart for whoever reads the text without the picture
    gap = '<tspan font-size="0"> </tspan>'
    gaps = ["", *("" if line.endswith(("-", "/")) else gap for line in label)]
    spans = "".join(
        f'{gaps[at]}<tspan x="{short(size.box / 2)}" y="{short(first + 13.5 * at)}">{escape(line)}</tspan>'
        for at, line in enumerate(label)
    )
    return f'<text class="nmt-label" font-size="{short(font)}" font-weight="400">{spans}</text>'


def _gauge(
    value: float | None, column: MapColumn, function: str, instrument: Instrument, size: Size
) -> Iterator[str]:
    top, room, y = instrument.scale.high, size.box - 2 * size.inset, size.height - 8.5
    at = f'x="{short(size.inset)}" y="{short(y)}" height="3.5" rx="1.75"'
    yield f'<rect class="nmt-track" width="{short(room)}" {at} fill-opacity=".2"/>'
    yield f'<rect class="nmt-gauge" width="{short(room * (value or 0) / top)}" {at}/>'
    if column.typical is not None and function in column.typical:
        tick = size.inset + room * min(column.typical[function], top) / top
        yield (
            f'<rect class="nmt-typical" x="{short(tick - 1)}" y="{short(y - 2.5)}" width="2" height="8.5"/>'
        )


def _range_fill(size: Size, step: Step | None, scored: ScoreRange) -> str:
    """Draw the frame of a box that several scored: heavy where they differ, broken where too few scored it."""
    paint = f'fill="{step.colour}"' if step else 'fill="currentColor" fill-opacity=".07"'
    frame = 'stroke-width="4"' if scored.is_apart else 'stroke-opacity=".6"'
    broken = ' stroke-dasharray="5 4"' if scored.lowest is None else ""
    return (
        f'<rect class="nmt-fill" width="{short(size.box)}" height="{short(size.height)}" '
        f'rx="{short(size.radius)}" {paint} stroke="currentColor" {frame}{broken}/>'
    )


def _range_digit(scored: ScoreRange, size: Size) -> str:
    font, y = (
        (size.digit * 0.8, 31.0) if size.label else (size.digit * 0.7, size.height / 2 + size.digit * 0.25)
    )
    at = f'x="{short(size.box / 2)}" y="{short(y)}" font-size="{short(font)}"'
    return f'<text class="nmt-digit" {at}>{scored.text}</text>'


def _range(scored: ScoreRange, reference: float | None, instrument: Instrument, size: Size) -> Iterator[str]:
    """Draw a bar from the lowest to the highest score, a line at the median, a diamond at the reference."""
    top, room, y = instrument.scale.high, size.box - 2 * size.inset, size.height - 11.0
    x = partial(_along, inset=size.inset, room=room, top=top)
    yield (
        f'<rect class="nmt-track" x="{short(size.inset)}" y="{short(y + 1.5)}" width="{short(room)}" height="2" '
        'rx="1" fill-opacity=".35"/>'
    )
    if scored.lowest is not None and scored.highest is not None and scored.median is not None:
        left, right = x(scored.lowest) - 2, x(scored.highest) + 2
        bar = f'x="{short(left)}" y="{short(y)}" width="{short(right - left)}" height="5" rx="2"'
        yield f'<rect class="nmt-range" {bar}/>'
        yield (
            f'<rect class="nmt-median" x="{short(x(scored.median) - 1)}" y="{short(y - 4)}" width="2" height="13"/>'
        )
    if reference is not None:
        at = f"{short(x(reference))} {short(y - 3)}"
        look = 'fill="#fff" stroke="#16181D" stroke-width="1.5"'
        yield f'<path class="nmt-range-reference" d="M{at}l5 5.5l-5 5.5l-5 -5.5z" {look}/>'


def _along(score: float, inset: float, room: float, top: float) -> float:
    """Return where a score stands on a box's bar."""
    return inset + room * min(score, top) / top


def _change(change: Difference, tone: str) -> str:
    """Draw the change in the corner: a full arrow where it is clear, a hollow one within the ranges, = for none."""
    if not change.change:
        text, arrow, x = "?" if change.change is None else "=", "", 7.0
    else:
        text, x = POINTS.signed(change), 18.0
        slope = f"M6 {15 if change.change > 0 else 7}h10l-5 {-8 if change.change > 0 else 8}z"
        look = "" if change.clear else f' fill="none" stroke="{tone}"'
        arrow = f'<path d="{slope}"{look}/>'
    weight = "700" if change.clear else "400"
    state = "none" if change.change is None else "yes" if change.clear else "no"
    return (
        f'<g class="nmt-change" data-clear="{state}" font-size="14" font-weight="{weight}" text-anchor="start">'
        f'{arrow}<text x="{short(x)}" y="16">{text}</text></g>'
    )


def _corner(size: Size) -> str:
    box, radius = size.box, size.radius
    return (
        f'<path class="nmt-unsure" d="M{short(box - 18)} 0H{short(box - radius)}'
        f'A{short(radius)} {short(radius)} 0 0 1 {short(box)} {short(radius)}V18Z"/>'
    )
