"""A presentation as plain data: every scene, the teaching panels behind them, and the colours of the scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, get_args

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.scenes import PanelId, Scene
from nmt_widgets.charts.steps import steps
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.presenting import figures, maps, plan_slides, story
from nmt_widgets.presenting.panels import panel
from nmt_widgets.presenting.pathways import Pathway
from nmt_widgets.presenting.sequence import scenes_of
from nmt_widgets.presenting.slides import Slide, SlideContext
from nmt_widgets.training.class_board import load_board_rules

_MAKERS: dict[str, Callable[[SlideContext, Scene], Slide]] = {
    "opening": story.opening,
    "words": plan_slides.words_only,
    "story": story.story,
    "history": story.history,
    "guess": maps.guess,
    "map": maps.brain_map,
    "peer": maps.peer,
    "domains": figures.domains,
    "relational": figures.relational,
    "cmr": figures.cmr,
    "treatments": figures.treatments,
    "plan": plan_slides.plan,
    "change": maps.change,
    "done": plan_slides.done,
    "questions": plan_slides.questions,
    "sources": plan_slides.sources,
}
_NEED_SCORES = {"guess", "map", "peer", "domains", "cmr", "treatments", "plan", "change", "done"}


def deck(case: Case, instrument: Instrument, pairs: Sequence[Pathway] = ()) -> dict[str, Any]:
    """Return a case's presentation.

    Parameters
    ----------
    case : Case
    instrument : Instrument
    pairs : sequence of Pathway
        For the panel of pathways; see :func:`nmt_widgets.presenting.pathways`.

    Returns
    -------
    dict
        ``id``, ``title``; ``scenes`` and ``panels``: id, kind, title, html, steps, notes, minutes, data of each;
        ``least_answers``: from how many on the room's answers are a range;
        ``palettes``: colour and ink of each step of the scale; ``words`` of the page. Scenes that need scores are left
        out of a case without scores.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> deck(load_case("james"), load_instrument())["scenes"][0]["title"]
    'James'
    """
    context = SlideContext(case, instrument)
    scenes = [
        panel(context, scene, instrument, pairs)
        if scene.kind == "panel"
        else _MAKERS[scene.kind](context, scene)
        for scene in scenes_of(case, instrument)
        if context.numbers or scene.kind not in _NEED_SCORES
    ]
    return _deck(case.id, case.title, scenes, _panels(context, scenes, instrument, pairs), instrument)


def panel_deck(
    instrument: Instrument, only: Sequence[str] = (), pairs: Sequence[Pathway] = ()
) -> dict[str, Any]:
    """Return a presentation of teaching panels only: all, or some by id."""
    ids: tuple[str, ...] = tuple(only) or get_args(PanelId)
    scenes = [
        panel(None, Scene(kind="panel", panel=id), instrument, pairs) for id in get_args(PanelId) if id in ids
    ]
    title = texts("present", instrument.language)["panels_title"]
    return _deck("panels", title, scenes, [], instrument)


def _panels(
    context: SlideContext, scenes: Sequence[Slide], instrument: Instrument, pairs: Sequence[Pathway]
) -> list[Slide]:
    """Return the teaching panels that are not among the scenes, so that a trainer can open one."""
    in_scenes = {slide.data.get("panel") for slide in scenes}
    return [
        panel(context, Scene(kind="panel", panel=id), instrument, pairs)
        for id in get_args(PanelId)
        if id not in in_scenes
    ]


def _deck(
    id: str, title: str, scenes: Sequence[Slide], panels: Sequence[Slide], instrument: Instrument
) -> dict[str, Any]:
    words, charts = texts("present", instrument.language), texts("charts", instrument.language)
    common = texts("common", instrument.language)
    return {
        "id": id,
        "title": title,
        "scenes": _entries(scenes),
        "panels": _entries(panels, "panel-"),
        "least_answers": load_board_rules().spread.least_raters,
        "palettes": {
            palette: [[step.colour, step.ink] for step in steps(instrument, palette)]
            for palette in instrument.bands.palettes
        },
        "words": {
            "page": {
                **words["page"],
                "palette": charts["palette"],
                "scheme": common["theme"],
                "schemes": common["themes"],
            },
            "marks": common["marks"],
            "palettes": charts["palettes"],
            "disclaimer": common["disclaimer"],
        },
    }


def _entries(slides: Sequence[Slide], stem: str = "") -> list[dict[str, Any]]:
    """Return the scenes as plain data. The id of a scene stays the same while the order of the scenes does."""
    counts: dict[str, int] = {}
    entries = []
    for slide in slides:
        kind = f"{stem}{slide.kind.removeprefix(stem)}"
        counts[kind] = counts.get(kind, 0) + 1
        id = kind if counts[kind] == 1 else f"{kind}-{counts[kind]}"
        entries.append({**asdict(slide), "id": id, "notes": [asdict(note) for note in slide.notes]})
    return entries
