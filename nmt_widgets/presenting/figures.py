"""Scenes of figures: domains, relational health, the cortical modulation ratio, treatments by functional age."""

from __future__ import annotations

import math
from typing import Any

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.scenes import Scene
from nmt_widgets.charts import wording
from nmt_widgets.metrics import Profile
from nmt_widgets.planning import load_planbook
from nmt_widgets.planning.parts import Service
from nmt_widgets.presenting.slides import Slide, SlideContext, SpeakerNote

_AXIS = 110.0  # percent of typical at the right end
_LOW, _HIGH = 0.08, 15.0  # ends of the ratio's logarithmic scale
_LABEL = 25.0  # percent of it that the longest label takes


def domains(context: SlideContext, scene: Scene) -> Slide:
    """Return the four domains in percent of typical: axes, then bars, then functional ages."""
    instrument, now = context.instrument, context.profile(context.number(scene))
    limits = instrument.domains.limits
    rows = [
        {
            "name": wording.named("domains", id, instrument),
            "value": domain.percent.value,
            "width": _part(domain.percent.value),
            "percent": wording.of_typical(domain.percent.value, instrument),
            "category": wording.named("categories", domain.category, instrument),
            "settled": domain.settled,
            "age": _like(context, domain.functional_age.value),
        }
        for id, domain in now.domains.items()
    ]
    ranges = "; ".join(
        f"{row['name']} {wording.spread(domain.percent)} %"
        for row, domain in zip(rows, now.domains.values(), strict=True)
    )
    return context.slide(
        scene,
        steps=2,
        rows=rows,
        limits=[(_part(limit), f"{limit:g} %") for limit in (*limits, 100.0)],
        age=wording.age(now.age),
        notes=[
            context.note("domains", mark="workbook", version=instrument.versions.get("domains", "")),
            context.note("ranges", ranges=ranges),
            context.note("functional_age", mark="workbook"),
        ],
    )


def _part(percent: float | None) -> float:
    return min(percent or 0.0, _AXIS) / _AXIS * 100


def _like(context: SlideContext, years: float | None) -> str:
    if years is None:
        return ""
    return context.fill(context.words["like"], age=wording.age(years))


def relational(context: SlideContext, scene: Scene) -> Slide:
    """Return relational health now, area by area."""
    instrument, number = context.instrument, context.number(scene)
    now, ratings = context.profile(number), context.case.assessment(number).relational_health
    rows = []
    for id, area in now.relational_areas.items():
        answers = ratings.ratings.get(id, {})
        rows.append(
            {
                "name": wording.named("relational_areas", id, instrument),
                "width": min(area.value or 0.0, 100.0),
                "percent": wording.of_typical(area.value, instrument),
                "known": area.value is not None,
                "n": sum(isinstance(answer.rating, int) for answer in answers.values()),
                "of": area.of,
            }
        )
    health = now.relational_health
    return context.slide(
        scene,
        steps=1,
        rows=rows,
        whole=wording.of_typical(health.value, instrument),
        notes=[
            context.note("relational", mark=ratings.mark),
            *([SpeakerNote(ratings.note, ratings.mark)] if ratings.note else []),
        ],
    )


def cmr(context: SlideContext, scene: Scene) -> Slide:
    """Return the ratio: what it compares, its value, and what that means."""
    instrument, now = context.instrument, context.profile(context.number(scene))
    words, ratio = context.words["scenes"]["cmr"], now.cmr
    value = ratio.figure.value
    gate = wording.gate(ratio.gate)
    usual = [
        words["shut" if not ratio.gate_open else "open"].format(gate=gate, title=now.title),
        words["brief"],
    ]
    return context.slide(
        scene,
        steps=2,
        value=wording.ratio(value),
        place=_log(value) if value else None,
        range=[_log(end) for end in (ratio.figure.low, ratio.figure.high) if end],
        typical=wording.ratio(ratio.typical),
        typical_place=_log(ratio.typical),
        typical_side=_side(_log(ratio.typical), _log(ratio.gate)),
        like=wording.like(now.norms_age, instrument),
        gate=gate,
        gate_place=_log(ratio.gate),
        ticks=[(_log(tick), f"{tick:g}") for tick in (0.2, 0.5, 1, 2, 5, 10)],
        lines=scene.lines or usual,
        mark=wording.mark(instrument.cmr.source, instrument),
        notes=[
            context.note(
                "cmr",
                mark=instrument.cmr.source,
                version=ratio.definition,
                value=wording.number(value, 3),
                range=wording.spread(ratio.figure, 2),
                above=len(instrument.cmr.above),
                below=len(instrument.cmr.below),
                ceiling=f"{instrument.cmr.ceiling:g}",
            )
        ],
    )


def _log(value: float) -> float:
    part = math.log(min(max(value, _LOW), _HIGH) / _LOW) / math.log(_HIGH / _LOW)
    return 100 * part


def _side(place: float, gate: float) -> str:
    """Return the side of the typical peer's label, so that it touches neither the edge nor the label of the gate."""
    if place < _LABEL or gate <= place < gate + _LABEL / 3:
        return "is-early"
    return "is-late" if place < gate or place > 100 - _LABEL else ""


def treatments(context: SlideContext, scene: Scene) -> Slide:
    """Return the ages that services ask for beside the functional ages of the client."""
    instrument, number = context.instrument, context.number(scene)
    now, book = context.profile(number), load_planbook()
    top = max(math.ceil(now.age) + 1, 10)

    def place(years: float) -> float:
        return 100 * min(years, top) / top

    names = instrument.section_words["services"].entries["current"].options
    rows: list[dict[str, Any]] = [
        {
            "name": names.get(service.id, service.id),
            "asks": book.service_words[service.id].asks if service.id in book.service_words else "",
            "from": service.from_,
            "left": place(service.from_),
            "gated": service.demand == "cognitive" and now.cmr.gate_open is False,
        }
        for service in asking_services(context.case, number)
    ]
    rows.sort(key=lambda row: row["from"])
    dots = _dots(context, now, place)
    ratio = wording.ratio(now.cmr.figure.value)
    return context.slide(
        scene,
        steps=2,
        rows=rows,
        dots=dots,
        age_place=place(now.age),
        age=wording.age(now.age),
        ticks=[(place(year), str(year)) for year in range(0, top + 1, 2 if top > 12 else 1)],
        ratio=ratio,
        gate=wording.gate(now.cmr.gate),
        gated=any(row["gated"] for row in rows),
        notes=[
            context.note("treatments", mark="workbook", version=instrument.versions.get("norms", "")),
            *(SpeakerNote(f"{row['name']}: {row['asks']}") for row in rows),
        ],
    )


def asking_services(case: Case, number: int) -> list[Service]:
    """Return the services of an assessment that ask for some functional age."""
    section = case.assessment(number).sections.get("services")
    listed: Any = section.answers.get("current", ()) if section else ()
    ids = dict.fromkeys(row.get("service", "") for row in listed if isinstance(row, dict))
    by_id = {service.id: service for service in load_planbook().services}
    services = [by_id[id] for id in ids if id in by_id]
    return [service for service in services if service.demand in ("cognitive", "mixed") and service.from_]


def _dots(context: SlideContext, now: Profile, place: Any) -> list[dict[str, Any]]:
    """Return the functional age of each domain, the youngest first."""
    dots = [
        {
            "name": wording.named("domains", id, context.instrument),
            "age": wording.age(domain.functional_age.value),
            "left": place(domain.functional_age.value),
            "years": domain.functional_age.value,
        }
        for id, domain in now.domains.items()
        if domain.functional_age.value is not None
    ]
    return sorted(dots, key=lambda dot: dot["years"])
