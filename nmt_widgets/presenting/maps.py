"""Scenes of the map: the guess of the room, the map from the brainstem up, the typical peer, a later assessment.

This map has HTML boxes instead of the SVG of `charts.brain_map`: it is wider, so that labels can be read from the back
of a room. Its boxes have the same names and data attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NotRequired, TypedDict

from nmt_widgets.case_files.scenes import Scene
from nmt_widgets.charts import wording
from nmt_widgets.charts.map_columns import MapColumn, adult_total, client_column, spoken, typical_column
from nmt_widgets.charts.steps import step_of
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile, compare
from nmt_widgets.presenting.slides import Slide, SlideContext, SpeakerNote


class MapBox(TypedDict):
    """A box of the map: one function. What changes from frame to frame is a list with an entry for each."""

    id: str
    column: str
    region: str
    label: Sequence[str]
    names: list[str]
    """What a screen reader says, for each frame."""
    digits: list[str]
    steps: list[str]
    typical: float | None
    lit: NotRequired[list[int]]
    """The steps of the scene in which the box stands out."""


class MapRegion(TypedDict):
    """A region of the map; `step` is the step of the scene that reveals it."""

    id: str
    name: Sequence[str]
    rows: list[list[MapBox]]
    percents: list[str]
    step: int | None


def regions(
    columns: Sequence[MapColumn], instrument: Instrument, step_of_region: Callable[[int], int] | None = None
) -> list[MapRegion]:
    """Return the regions of a map from the top down, each with its rows of boxes.

    Parameters
    ----------
    columns : sequence of MapColumn
        One column, or one for each frame of a map that changes; a box has a score for each.
    instrument : Instrument
    step_of_region : callable, optional
        Maps the place of a region, counted from the lowest, to the step that reveals it.
    """
    listed: list[MapRegion] = []
    for at, region in enumerate(instrument.regions):
        boxes = [
            _box(columns, function.id, instrument) for function in instrument.region_functions(region.id)
        ]
        rows: list[list[MapBox]] = []
        start = 0
        for count in region.rows:
            rows.append(boxes[start : start + count])
            start += count
        percents = [
            (column.region_percent or {}).get(region.id, "").replace("\n", ", ") for column in columns
        ]
        listed.append(
            {
                "id": region.id,
                "name": wording.region_lines(region.id, instrument),
                "rows": rows,
                "percents": percents,
                "step": step_of_region(at) if step_of_region else None,
            }
        )
    return listed[::-1]


def _box(columns: Sequence[MapColumn], id: str, instrument: Instrument) -> MapBox:
    function = instrument.function(id)
    values = [column.values.get(id) for column in columns]
    return {
        "id": id,
        "column": columns[0].id,
        "region": function.region,
        "label": function.label,
        "names": [spoken(column, id, instrument) for column in columns],
        "digits": [
            wording.number(value) if value is not None else "?" if column.state(id) == "not known" else ""
            for value, column in zip(values, columns, strict=True)
        ],
        "steps": [
            str(instrument.scale.low + step_of(value, instrument)) if value is not None else ""
            for value in values
        ],
        "typical": (columns[0].typical or {}).get(id),
    }


def guess(context: SlideContext, scene: Scene) -> Slide:
    """Return the guess of the room: each function or region in question is a step."""
    instrument, number = context.instrument, context.number(scene)
    now = context.profile(number)
    words = context.words["scenes"]["guess"]
    asks = [_ask(context, now, ask) for ask in scene.asks]
    places = [[f.id, f.name] for f in instrument.functions]
    places += [[r.id, wording.region_name(r.id, instrument)] for r in instrument.regions]
    blank = MapColumn(id="blank", title="", values={})
    return context.slide(
        scene,
        steps=max(0, len(asks) - 1),
        regions=regions([blank], instrument),
        scale=range(instrument.scale.low, instrument.scale.high + 1),
        places=places,
        notes=[
            context.note("guess"),
            *(SpeakerNote(ask["truth_words"], step=at) for at, ask in enumerate(asks)),
        ],
        data={
            "asks": [{key: ask[key] for key in ("id", "name", "question")} for ask in asks],
            "places": dict(places),
            "question": words["question"],
            "high": instrument.scale.high,
        },
        first=asks[0] if asks else {"id": "", "name": "", "question": words["any"]},
    )


def _ask(context: SlideContext, now: Profile, ask: str) -> dict[str, str]:
    instrument, words = context.instrument, context.words["scenes"]["guess"]
    if ask in now.regions:
        name = wording.region_name(ask, instrument)
        sum_, count = now.regions[ask].sum, len(instrument.region_functions(ask))
        value = wording.number(sum_.value / sum_.n if sum_.value is not None and sum_.n else None)
        truth_words = words["truth_region"].format(name=name, value=value, count=count)
    else:
        name = instrument.function(ask).name
        item = now.items[ask]
        truth_words = words["truth"].format(
            name=name, value=wording.number(item.score), typical=wording.number(item.typical)
        )
    return {
        "id": ask,
        "name": name,
        "question": words["question"].format(name=name.replace("/", "/\u200b"), age=wording.age(now.age)),
        "truth_words": truth_words,
    }


def brain_map(context: SlideContext, scene: Scene) -> Slide:
    """Return the map; each step reveals a region, from the lowest up."""
    instrument, now = context.instrument, context.profile(context.number(scene))
    column = client_column(now, instrument)
    count = len(instrument.regions)
    marks = context.case.assessment(now.assessment).functions
    return context.slide(
        scene,
        steps=count,
        regions=regions([column], instrument, lambda at: at + 1),
        bands=_bands(instrument),
        column=column,
        total=[wording.number(now.total.value)],
        typical_total=wording.number(now.typical_total),
        notes=[
            context.note("map_keys"),
            context.note("scores", mark=marks.mark, total=wording.number(now.total.value)),
            *([SpeakerNote(marks.note, marks.mark)] if marks.note else []),
            context.note("bands", mark="workbook", version=instrument.versions.get("bands", "")),
        ],
        data={"reveal": count},
    )


def _bands(instrument: Instrument) -> list[dict[str, Any]]:
    """Return the legend: the steps of each band and its word."""
    words = wording.words(instrument)["bands"]
    return [
        {"steps": list(range(band.low, band.high + 1)), "word": words.get(band.id, {}).get("said", band.id)}
        for band in instrument.bands.bands
    ]


def peer(context: SlideContext, scene: Scene) -> Slide:
    """Return the client's map beside the typical peer's: digits and colours only."""
    instrument, now = context.instrument, context.profile(context.number(scene))
    client, typical = client_column(now, instrument), typical_column(now, instrument)
    return context.slide(
        scene,
        steps=1,
        client=client,
        typical=typical,
        client_regions=regions([client], instrument),
        typical_regions=regions([typical], instrument),
        total=wording.number(now.total.value),
        typical_total=wording.number(now.typical_total),
        adult_total=wording.number(adult_total(now, instrument)),
        norms=wording.words(instrument)["map"]["norms"][now.norms_mark],
        whole=now.total.complete,
        notes=[
            _norms(context, now),
            *_misprint(context, now),
        ],
    )


def _norms(context: SlideContext, now: Profile) -> SpeakerNote:
    """Return the note on the typical column: a published one by its mark, a calculated one also by its version."""
    norms = wording.words(context.instrument)["map"]["norms"][now.norms_mark]
    if now.norms not in context.instrument.norms.columns:
        norms = f"{norms} ({now.norms})"
    return context.note("norms", mark=now.norms_mark, norms=norms, total=wording.number(now.typical_total))


def _misprint(context: SlideContext, now: Profile) -> list[SpeakerNote]:
    """Return a note if the total that the source prints differs from the sum of its column."""
    column = context.instrument.norms.columns.get(now.norms)
    total = sum(column.values.values()) if column else 0
    if not column or column.printed_total in (None, total):
        return []
    return [
        context.note(
            "misprint", mark=column.source, printed=column.printed_total, total=wording.number(total)
        )
    ]


def change(context: SlideContext, scene: Scene) -> Slide:
    """Return the map that changes from the first assessment to the later one."""
    instrument = context.instrument
    first, last = (context.profile(number) for number in context.pair(scene))
    columns = [client_column(now, instrument) for now in (first, last)]
    comparison = compare(first, last)
    raised = sum((item.change or 0) > 0 for item in comparison.items.values())
    lowered = sum((item.change or 0) < 0 for item in comparison.items.values())
    marks = context.case.assessment(last.assessment).functions
    return context.slide(
        scene,
        steps=1,
        regions=regions(columns, instrument),
        titles=[column.title for column in columns],
        totals=[wording.number(now.total.value) for now in (first, last)],
        ratios=[wording.ratio(now.cmr.figure.value) for now in (first, last)],
        risen=raised,
        of=len(comparison.items),
        bands=_bands(instrument),
        notes=[
            context.note("change", risen=raised, fallen=lowered, of=len(comparison.items)),
            *([SpeakerNote(marks.note, marks.mark)] if marks.note else []),
            _norms(context, last),
        ],
    )
