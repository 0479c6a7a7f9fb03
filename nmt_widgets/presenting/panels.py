"""The teaching panels as scenes, inside a presentation or alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nmt_widgets.case_files.scenes import Scene
from nmt_widgets.charts import wording
from nmt_widgets.charts.map_columns import client_column
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import growth
from nmt_widgets.planning import within_reach
from nmt_widgets.presenting.drawing import bolt, wave
from nmt_widgets.presenting.maps import regions
from nmt_widgets.presenting.pathways import Pathway
from nmt_widgets.presenting.slides import Slide, SlideContext, SpeakerNote, write
from nmt_widgets.presenting.teaching import Teaching, load_teaching


def panel(
    context: SlideContext | None, scene: Scene, instrument: Instrument, pairs: Sequence[Pathway] = ()
) -> Slide:
    """Return one teaching panel.

    Parameters
    ----------
    context : SlideContext or None
        The case beside which it stands; None for a panel alone.
    scene : Scene
        Names the panel.
    instrument : Instrument
    pairs : sequence of Pathway
        What the panel of pathways shows; empty for people who may not see references.
    """
    assert scene.panel is not None
    teaching = load_teaching(lang=instrument.language)
    entry, words = teaching.panel(scene.panel), teaching.words["panels"][scene.panel]
    content = _MAKERS[scene.panel](_PanelRequest(context, scene, instrument, teaching, pairs))
    cited = [teaching.data.sources[id] for id in entry.cites]
    html = write(
        f"panel_{scene.panel}",
        words=teaching.words,
        lead=scene.lead or words["lead"],
        steps=content.steps,
        illustration=teaching.words["illustration"],
        idea=teaching.words["ideas"][entry.source],
        cited=cited,
        **content.values,
    )
    return Slide(
        kind=f"panel-{scene.panel}",
        title=scene.title or words["title"],
        html=html,
        steps=content.steps,
        notes=(
            *(SpeakerNote(text) for text in scene.notes),
            *(SpeakerNote(text) for text in words["notes"]),
            *(SpeakerNote(f"{teaching.words['sources']}: {text}", entry.source) for text in cited),
        ),
        minutes=scene.minutes,
        data={"panel": scene.panel, **content.data},
    )


@dataclass(frozen=True)
class _PanelRequest:
    """What a panel is made from; `context` is None where no case stands beside it."""

    context: SlideContext | None
    scene: Scene
    instrument: Instrument
    teaching: Teaching
    pairs: Sequence[Pathway]


@dataclass(frozen=True)
class _PanelContent:
    """What is special to one panel: `values` for its template, `data` for its script, and its number of steps."""

    values: Mapping[str, Any]
    steps: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)


def _states(request: _PanelRequest) -> _PanelContent:
    context, instrument = request.context, request.instrument
    states = request.teaching.data.states
    if context is None or not context.numbers:
        return _PanelContent({"states": states, "regions": None, "reach": []}, steps=len(states) - 1)
    now = context.profile(context.number(request.scene))
    reached = [within_reach(now, state, instrument) for state in states]
    words = request.teaching.words["states"]
    column = client_column(now, instrument)
    rows = regions([column], instrument)
    for region in rows:
        for row in region["rows"]:
            for box in row:
                box["lit"] = [at for at, reach in enumerate(reached) if reach.functions[box["id"]].within]
    counts = [sum(function.within for function in reach.functions.values()) for reach in reached]
    scored = sum(item.score is not None for item in now.items.values())
    values = {
        "states": states,
        "regions": rows,
        "title": column.title,
        "reach": [words["reach"].format(n=count, of=scored) for count in counts],
    }
    return _PanelContent(values, steps=len(states) - 1)


def _continua(request: _PanelRequest) -> _PanelContent:
    states = request.teaching.data.states
    return _PanelContent({"states": states}, steps=len(states) - 1)


def _regulation(request: _PanelRequest) -> _PanelContent:
    data = request.teaching.data
    lit = {
        mode: [number for number, combination in enumerate(data.combinations, 1) if mode in combination.modes]
        for mode in data.all_modes
    }
    waves = {
        "steady": wave(7, 7, shift=0.5),
        "calming": wave(28, 7, shift=0.5),
        "alarmed": wave(4, 26, shift=0.25),
        "alarming": wave(8, 29),
    }
    values = {
        "modes": data.modes,
        "lit": lit,
        "calm": data.modes["relational"],
        "waves": waves,
        "combinations": data.combinations,
    }
    return _PanelContent(values, steps=len(data.combinations) + 1)  # the last step: how alarm spreads


def _six_rs(request: _PanelRequest) -> _PanelContent:
    rs = request.teaching.data.six_rs
    return _PanelContent({"rs": rs}, steps=len(rs) - 1)


def _repetition(request: _PanelRequest) -> _PanelContent:
    teaching = request.teaching
    model = teaching.data.repetition
    data = {"model": model.model_dump(), "words": teaching.words["repetition"]}
    return _PanelContent({"model": model}, steps=1, data=data)


def _stress(request: _PanelRequest) -> _PanelContent:
    teaching = request.teaching
    model, words = teaching.data.stress, teaching.words
    states = [words["states"][state]["name"] for state in teaching.data.states]
    data = {"model": model.model_dump(), "words": words["stress"], "states": states}
    return _PanelContent({"model": model}, steps=len(model.patterns), data=data)


# The picture of the disruptors: (x, y) of the end of each branch, and how far below it its name stands.
_ENDS = ((70, 130, -28), (200, 50, -28), (330, 130, -28), (200, 440, 36))
_STRIKES = ((75, 385), (40, 262), (360, 262))


def _disruptors(request: _PanelRequest) -> _PanelContent:
    data, words = request.teaching.data, request.teaching.words["disruptors"]
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
    values = {
        "disruptors": data.disruptors,
        "places": places,
        "marks": marks,
        "root": words["root"].split(),
    }
    return _PanelContent(values, steps=len(data.disruptors) + 1)  # the last step: the cascade


def _timing(request: _PanelRequest) -> _PanelContent:
    teaching, instrument = request.teaching, request.instrument
    model = teaching.data.timing
    ages = np.arange(0, model.seen_at + model.step / 2, model.step)
    typical = growth(instrument, ages)
    places = [
        [function.region == region.id for function in instrument.functions] for region in instrument.regions
    ]
    curves = [
        {"id": region.id, "curve": [round(float(value), 4) for value in typical[:, place].mean(axis=1)]}
        for region, place in zip(instrument.regions, places, strict=True)
    ]  # in order: each region loses a part of what the region before it lost
    data = {"model": model.model_dump(by_alias=True), "curves": curves, "words": teaching.words["timing"]}
    names = {region.id: wording.region_name(region.id, instrument) for region in instrument.regions}
    rows = [(region.id, names[region.id], max(region.rows)) for region in reversed(instrument.regions)]
    return _PanelContent({"model": model, "regions": rows}, data=data)


def _pathways(request: _PanelRequest) -> _PanelContent:
    pairs = [
        {
            "kind": pair.kind,
            "shared": pair.shared,
            "sides": [
                {
                    "title": side.title,
                    "text": side.text,
                    "regions": regions(
                        [client_column(side.profile, request.instrument, id=side.case)], request.instrument
                    ),
                    "total": wording.number(side.profile.total.value),
                    "cmr": wording.ratio(side.profile.cmr.figure.value),
                }
                for side in pair.sides
            ],
        }
        for pair in request.pairs
    ]
    return _PanelContent({"pairs": pairs}, steps=max(0, 3 * len(pairs) - 1))


_MAKERS: dict[str, Callable[[_PanelRequest], _PanelContent]] = {
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
