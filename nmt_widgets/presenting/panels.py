"""Teaching panels as scenes: usable inside a presentation, or alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nmt_widgets.cases.model import Scene
from nmt_widgets.charts import wording
from nmt_widgets.charts.map_columns import client_column
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import growth
from nmt_widgets.planning import within_reach
from nmt_widgets.presenting.drawing import bolt, wave
from nmt_widgets.presenting.maps import regions
from nmt_widgets.presenting.pathways import Pathway
from nmt_widgets.presenting.slides import Slide, SlideContext, SpeakerNote
from nmt_widgets.presenting.teaching import Teaching, load_teaching


def panel(
    context: SlideContext | None, scene: Scene, instrument: Instrument, pairs: Sequence[Pathway] = ()
) -> Slide:
    """Return one teaching panel.

    Parameters
    ----------
    context : SlideContext or None
        The case beside which it is shown; without one the panel stands alone.
    scene : Scene
        Names the panel.
    instrument : Instrument
    pairs : sequence of Pathway
        What the panel of pathways shows: empty for those who may not see references.
    """
    from nmt_widgets.presenting.slides import write

    assert scene.panel is not None
    teaching = load_teaching(lang=instrument.language)
    entry, words = teaching.panel(scene.panel), teaching.words["panels"][scene.panel]
    made: dict[str, Any] = _MAKERS[scene.panel](context, scene, instrument, teaching, pairs)
    steps, data = made.pop("steps", 0), made.pop("data", {})
    cited = [teaching.data.sources[id] for id in entry.cites]
    html = write(
        f"panel_{scene.panel}",
        words=teaching.words,
        lead=scene.lead or words["lead"],
        steps=steps,
        illustration=teaching.words["illustration"],
        idea=teaching.words["ideas"][entry.source],
        cited=cited,
        **made,
    )
    return Slide(
        kind=f"panel-{scene.panel}",
        title=scene.title or words["title"],
        html=html,
        steps=steps,
        notes=(
            *(SpeakerNote(text) for text in scene.notes),
            *(SpeakerNote(text) for text in words["notes"]),
            *(SpeakerNote(f"{teaching.words['sources']}: {text}", entry.source) for text in cited),
        ),
        minutes=scene.minutes,
        data={"panel": scene.panel, **data},
    )


Maker = Callable[[SlideContext | None, Scene, Instrument, Teaching, Sequence[Pathway]], dict[str, Any]]


def _states(
    context: SlideContext | None,
    scene: Scene,
    instrument: Instrument,
    teaching: Teaching,
    _pairs: Sequence[Pathway],
) -> dict[str, Any]:
    states = teaching.data.states
    made: dict[str, Any] = {"states": states, "steps": len(states) - 1, "regions": None, "reach": []}
    if context is None or not context.numbers:
        return made
    now = context.profile(context.number(scene))
    reached = [within_reach(now, state, instrument) for state in states]
    words = teaching.words["states"]
    column = client_column(now, instrument)
    rows = regions([column], instrument)
    for region in rows:
        for row in region["rows"]:
            for box in row:
                box["lit"] = [at for at, one in enumerate(reached) if one.functions[box["id"]].within]
    counts = [sum(one.within for one in reach.functions.values()) for reach in reached]
    scored = sum(item.score is not None for item in now.items.values())
    return {
        **made,
        "regions": rows,
        "title": column.title,
        "reach": [words["reach"].format(n=count, of=scored) for count in counts],
    }


def _continua(
    _context: SlideContext | None,
    _scene: Scene,
    _instrument: Instrument,
    teaching: Teaching,
    _pairs: Sequence[Pathway],
) -> dict[str, Any]:
    return {"states": teaching.data.states, "steps": len(teaching.data.states) - 1}


def _regulation(
    _context: SlideContext | None,
    _scene: Scene,
    _instrument: Instrument,
    teaching: Teaching,
    _pairs: Sequence[Pathway],
) -> dict[str, Any]:
    data = teaching.data
    lit = {
        mode: [at + 1 for at, one in enumerate(data.combinations) if mode in one.modes]
        for mode in data.all_modes
    }
    waves = {
        "steady": wave(7, 7, shift=0.5),
        "calming": wave(28, 7, shift=0.5),
        "alarmed": wave(4, 26, shift=0.25),
        "alarming": wave(8, 29),
    }
    return {
        "modes": data.modes,
        "lit": lit,
        "calm": data.modes["relational"],
        "waves": waves,
        "combinations": data.combinations,
        "steps": len(data.combinations) + 1,  # after the combinations: how alarm spreads
    }


def _six_rs(
    _context: SlideContext | None,
    _scene: Scene,
    _instrument: Instrument,
    teaching: Teaching,
    _pairs: Sequence[Pathway],
) -> dict[str, Any]:
    return {"rs": teaching.data.six_rs, "steps": len(teaching.data.six_rs) - 1}


def _repetition(
    _context: SlideContext | None,
    _scene: Scene,
    _instrument: Instrument,
    teaching: Teaching,
    _pairs: Sequence[Pathway],
) -> dict[str, Any]:
    model, words = teaching.data.repetition, teaching.words["repetition"]
    data = {"model": model.model_dump(), "words": words}
    return {"model": model, "data": data, "steps": 1}


def _stress(
    _context: SlideContext | None,
    _scene: Scene,
    _instrument: Instrument,
    teaching: Teaching,
    _pairs: Sequence[Pathway],
) -> dict[str, Any]:
    model, words = teaching.data.stress, teaching.words
    states = [words["states"][state]["name"] for state in teaching.data.states]
    data = {"model": model.model_dump(), "words": words["stress"], "states": states}
    return {"model": model, "data": data, "steps": len(model.patterns)}


# Where the picture of the disruptors has its branches and marks: (x, y) of each end, how far below it its name stands.
_ENDS = ((70, 130, -28), (200, 50, -28), (330, 130, -28), (200, 440, 36))
_STRIKES = ((75, 385), (40, 262), (360, 262))


def _disruptors(
    _context: SlideContext | None,
    _scene: Scene,
    _instrument: Instrument,
    teaching: Teaching,
    _pairs: Sequence[Pathway],
) -> dict[str, Any]:
    data, words = teaching.data, teaching.words["disruptors"]
    places = [
        {
            "name": words["reaches"][id],
            "x": x,
            "y": y,
            "under": under,
            "path": f"M200 270Q200 {(270 + y) // 2} {x} {y}",
        }
        for id, (x, y, under) in zip(data.reaches, _ENDS, strict=True)
    ]
    marks = [
        {"word": words[id]["mark"], "x": x, "y": y, "path": bolt((x, y), (200, 270), 62)}
        for id, (x, y) in zip(data.disruptors, _STRIKES, strict=True)
    ]
    return {
        "disruptors": data.disruptors,
        "places": places,
        "marks": marks,
        "root": words["root"].split(),
        "steps": len(data.disruptors) + 1,  # at the end: the cascade
    }


def _timing(
    _context: SlideContext | None,
    _scene: Scene,
    instrument: Instrument,
    teaching: Teaching,
    _pairs: Sequence[Pathway],
) -> dict[str, Any]:
    model = teaching.data.timing
    ages = np.arange(0, model.seen_at + model.step / 2, model.step)
    typical = growth(instrument, ages)
    places = [
        [function.region == region.id for function in instrument.functions] for region in instrument.regions
    ]
    curves = [
        {"id": region.id, "curve": [round(float(value), 4) for value in typical[:, place].mean(axis=1)]}
        for region, place in zip(instrument.regions, places, strict=True)
    ]  # a list: each region loses a part of what the one before it lost
    data = {"model": model.model_dump(by_alias=True), "curves": curves, "words": teaching.words["timing"]}
    names = {region.id: wording.region_name(region.id, instrument) for region in instrument.regions}
    return {
        "model": model,
        "regions": [
            (region.id, names[region.id], max(region.rows)) for region in reversed(instrument.regions)
        ],
        "data": data,
    }


def _pathways(
    _context: SlideContext | None,
    _scene: Scene,
    instrument: Instrument,
    _teaching: Teaching,
    pairs: Sequence[Pathway],
) -> dict[str, Any]:
    made = [
        {
            "kind": pair.kind,
            "shared": pair.shared,
            "sides": [
                {
                    "title": side.title,
                    "text": side.text,
                    "regions": regions([client_column(side.profile, instrument, id=side.case)], instrument),
                    "total": wording.number(side.profile.total.value),
                    "cmr": wording.number(side.profile.cmr.figure.value, 2),
                }
                for side in pair.sides
            ],
        }
        for pair in pairs
    ]
    return {"pairs": made, "steps": max(0, 3 * len(made) - 1)}


_MAKERS: dict[str, Maker] = {
    "states": _states,
    "continua": _continua,
    "regulation": _regulation,
    "six_rs": _six_rs,
    "repetition": _repetition,
    "stress": _stress,
    "timing": _timing,
    "disruptors": _disruptors,
    "pathways": _pathways,
}
