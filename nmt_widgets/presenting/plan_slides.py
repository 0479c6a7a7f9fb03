"""Scenes of the plan: the plan, what was done and what changed, questions, sources."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.case_files.model import Between
from nmt_widgets.case_files.scenes import Scene
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.metrics import compare
from nmt_widgets.planning import Plan
from nmt_widgets.planning import plan as make_plan
from nmt_widgets.presenting.slides import Slide, SlideContext, SpeakerNote

PARTS = ("web", "family", "client")
_MOST = {"web": 5, "family": 5, "client": 6}
_LATER = ("suspend", "score_first", "start", "adapt", "keep", "ready")


def words_only(context: SlideContext, scene: Scene) -> Slide:
    """Return a title with lines that come one by one."""
    return context.slide(scene, steps=max(0, len(scene.lines) - 1))


def plan(context: SlideContext, scene: Scene) -> Slide:
    """Return the plan by part: what the team did, if the case has it, else what the workbook proposes."""
    number = context.number(scene)
    periods = [between for between in context.case.between if between.after == number]
    proposed = make_plan(context.case, number, context.instrument)
    titles = {
        part: [(action.title, "") for period in periods for action in period.actions if action.who == part]
        for part in PARTS
    }
    if not any(titles.values()):
        kinds = texts("planning", context.instrument.language)["kinds"]
        titles = {part: _lines(proposed, part, kinds) for part in PARTS}
        notes = [context.note("plan_engine", mark="workbook", version=proposed.versions.get("planning", ""))]
    else:
        notes = [
            *_notes(periods),
            context.note("plan_beside", mark="workbook", suspended=_suspended(proposed)),
        ]
    return context.slide(
        scene,
        steps=2,
        columns=[(part, context.words["parts"][part], titles[part]) for part in PARTS],
        notes=notes,
    )


def _lines(proposed: Plan, part: str, kinds: dict[str, str]) -> list[tuple[str, str]]:
    """Return the titles of the first lines of a part: what is suspended, then what begins."""
    lines = [line for line in proposed.lines if line.part == part and line.kind in _LATER]
    lines.sort(key=lambda line: _LATER.index(line.kind))
    suspended = [line for line in lines if line.kind == "suspend"]
    rest = [line for line in lines if line.kind == "start"]
    chosen = [*suspended, *rest][: _MOST[part]]
    return [
        (line.title if line.kind == "start" else f"{line.title}: {kinds[line.kind]}", line.kind)
        for line in chosen or lines[: _MOST[part]]
    ]


def _suspended(proposed: Plan) -> str:
    return "; ".join(line.title for line in proposed.kind("suspend")) or "–"


def _notes(periods: list[Between]) -> Iterator[SpeakerNote]:
    for period in periods:
        if period.note:
            yield SpeakerNote(period.note, period.mark)
        for action in period.actions:
            yield SpeakerNote(f"{action.title}: {action.text}".rstrip(": "), action.mark)


def done(context: SlideContext, scene: Scene) -> Slide:
    """Return what was done beside what changed."""
    instrument = context.instrument
    first, last = context.pair(scene)
    comparison = compare(context.profile(first), context.profile(last))
    periods = [between for between in context.case.between if first <= between.after < last]
    actions = {
        part: [action.title for period in periods for action in period.actions if action.who == part]
        for part in PARTS
    }
    domains = [
        {
            "name": wording.named("domains", id, instrument),
            "before": wording.of_typical(domain.before, instrument),
            "after": wording.of_typical(domain.after, instrument),
            "left": min(domain.before or 0, 100),
            "width": max(0.0, min(domain.after or 0, 100) - min(domain.before or 0, 100)),
        }
        for id, domain in comparison.domains.items()
    ]
    ratio = [wording.ratio(value) for value in (comparison.cmr.before, comparison.cmr.after)]
    followed = [
        SpeakerNote(f"{action.title}: {action.follow_up}", action.mark)
        for period in periods
        for action in period.actions
        if action.follow_up
    ]
    return context.slide(
        scene,
        steps=1,
        columns=[(part, context.words["parts"][part], actions[part]) for part in PARTS if actions[part]],
        domains=domains,
        ratio=ratio,
        notes=[context.note("done"), *followed],
    )


def questions(context: SlideContext, scene: Scene) -> Slide:
    """Return questions for the room, one by one."""
    usual = context.words["scenes"]["questions"]["usual"]
    lines = scene.lines or tuple(context.fill(line) for line in usual)
    return context.slide(scene, steps=max(0, len(lines) - 1), lines=lines)


def sources(context: SlideContext, scene: Scene) -> Slide:
    """Return what is published, what is reconstructed, and what the workbook adds."""
    instrument, case = context.instrument, context.case
    words = context.words["scenes"]["sources"]
    places: dict[str, list[str]] = {"published": [], "reconstructed": [], "workbook": []}

    def put(name: str, mark: str) -> None:
        if words["parts"][name] not in places[mark]:
            places[mark].append(words["parts"][name])

    if case.story:
        marks = {event.mark for event in case.story}
        put("story", "published" if "published" in marks else min(marks))
        if "reconstructed" in marks:
            put("dates", "reconstructed")
    for number in context.numbers:
        assessment = case.assessment(number)
        put("scores", assessment.functions.mark)
        put("norms", context.profile(number).norms_mark)
        if assessment.relational_health.ratings:
            put("relational", assessment.relational_health.mark)
    if case.history.adversity:
        put("history", case.history.mark)
    for between in case.between:
        put("actions", between.mark)
    if context.numbers:
        put("cmr", instrument.cmr.source)
        put("domains", instrument.domains.source)
        put("risk", instrument.risk.source)
        put("ages", instrument.norms.source)
    cited = [instrument.sources[id] for id in case.sources if id in instrument.sources]
    return context.slide(
        scene,
        columns=[(mark, words["marks"][mark], lines) for mark, lines in places.items() if lines],
        cited=[str(getattr(source, "text", source)) for source in cited],
        notes=[SpeakerNote(f"{note.title}. {note.text}") for note in case.notes],
    )
