"""Scenes of the life of the client: who this is, the story on a timeline, the history by period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nmt_widgets.case_files.model import Event
from nmt_widgets.case_files.scenes import Chapter, Scene
from nmt_widgets.charts import wording
from nmt_widgets.charts.periods import lived
from nmt_widgets.instrument import Mark
from nmt_widgets.metrics import Profile
from nmt_widgets.presenting.slides import Slide, SlideContext, SpeakerNote

LANES = {
    "placement": "homes",
    "school": "help",
    "service": "help",
    "medication": "help",
    "assessment": "help",
    "health": "events",
    "event": "events",
}
_MOST_LINES = 5
_MOST_CATEGORIES = 5
_LEAST = 0.7  # least width of an event in percent of the axis, so that it is visible


def opening(context: SlideContext, scene: Scene) -> Slide:
    """Return who the client is: a title and a few lines."""
    case, words = context.case, context.words["scenes"]["opening"]
    lines = scene.lines
    if not lines:
        answers = case.background["demographics"].answers if "demographics" in case.background else {}
        background = [answers.get(key) for key in ("living_situation", "school", "referral")]
        lines = tuple(text for text in background if isinstance(text, str))
    ages = [wording.age(case.assessment(number).age_years) for number in context.numbers]
    facts = [[words["assessed"], ", ".join(ages)]] if ages else []
    notes = [context.note("case_note", title_=note.title, text=note.text) for note in case.notes]
    return context.slide(scene, lines=lines, facts=facts, notes=[context.note("independent"), *notes])


@dataclass(frozen=True)
class _Bar:
    """One event on the timeline, in percent of its width; `lit` is its chapter."""

    title: str
    lane: str
    left: float
    width: float
    moment: bool
    lit: int
    row: int = 0


def story(context: SlideContext, scene: Scene) -> Slide:
    """Return the story: each step is a chapter and extends the timeline."""
    case = context.case
    chapters = scene.chapters or tuple(_usual_chapters(context))
    first, last = (
        min([0.0, *(event.at_years for event in case.story)]),
        max(assessment.age_years for assessment in case.assessments),
    )
    span = (last - first) * 1.015 or 1.0

    def place(years: float) -> float:
        return 100 * (min(max(years, first), last) - first) / span

    bars = [_bar(event, chapters, place, last) for event in case.story]
    ticks = [
        (place(years), str(years))
        for years in range(0, int(last) + 1, 1 if last <= 12 else 2 if last <= 25 else 10)
    ]
    notes = [
        SpeakerNote(f"{event.title} ({_when(event)}). {event.text}", event.mark, _chapter_of(event, chapters))
        for event in case.story
    ]
    return context.slide(
        scene,
        steps=max(0, len(chapters) - 1),
        notes=[context.note("story_marks"), *notes],
        chapters=chapters,
        lanes=[(id, context.words["lanes"][id], _stacked(bars, id)) for id in ("homes", "help", "events")],
        spans=[(place(c.at_years), place(c.until_years) - place(c.at_years)) for c in chapters],
        ticks=ticks,
        birth=place(0),
    )


def _bar(event: Event, chapters: tuple[Chapter, ...], place: object, last: float) -> _Bar:
    assert callable(place)
    end = event.until_years
    if end is None and event.kind == "placement":
        end = last  # the client still lives there
    left = place(event.at_years)
    width = place(end) - left if end is not None else 0.0
    return _Bar(
        title=event.title,
        lane=LANES[event.kind],
        left=left,
        width=max(width, _LEAST),
        moment=width < _LEAST,
        lit=_chapter_of(event, chapters),
    )


def _chapter_of(event: Event, chapters: tuple[Chapter, ...]) -> int:
    begun = [at for at, chapter in enumerate(chapters) if chapter.at_years <= event.at_years]
    return begun[-1] if begun else 0


def _when(event: Event) -> str:
    return event.at if event.until is None else f"{event.at} – {event.until}"


def _stacked(bars: list[_Bar], lane: str) -> list[_Bar]:
    """Return the bars of one lane; bars that overlap are in different rows."""
    ends: list[float] = []
    placed = []
    for bar in sorted((bar for bar in bars if bar.lane == lane), key=lambda bar: (bar.left, -bar.width)):
        row = next((at for at, end in enumerate(ends) if end <= bar.left + 0.05), len(ends))
        ends[row:] = [bar.left + bar.width, *ends[row + 1 :]]
        placed.append(_Bar(**{**bar.__dict__, "row": row}))
    return placed


def _usual_chapters(context: SlideContext) -> Iterator[Chapter]:
    """Yield a chapter for each period with events; its lines are their titles."""
    case, instrument = context.case, context.instrument
    oldest = max(assessment.age_years for assessment in case.assessments)
    for period in instrument.history.periods:
        end = min(period.to if period.to is not None else oldest, oldest)
        events = [event for event in case.story if period.from_ <= event.at_years < end]
        if period.to is None or end == oldest:
            events += [event for event in case.story if event.at_years == end]
        if events and end > period.from_:
            yield Chapter(
                title=wording.period_name(period.id, instrument),
                at="before birth" if period.from_ < 0 else f"{max(period.from_, 0):.3f} years",
                until=f"{end:.3f} years",
                lines=tuple(event.title for event in events[:_MOST_LINES]),
            )


def history(context: SlideContext, scene: Scene) -> Slide:
    """Return the history: each step is a period, with adversity upwards, relational health downwards, and ratings."""
    case, instrument = context.case, context.instrument
    now = context.profile(context.number(scene))
    periods = [id for id in lived(now, instrument) if id in now.risk]
    mark: Mark = case.history.mark
    notes = [
        context.note("history", mark=mark, version=instrument.risk.version),
        *([SpeakerNote(case.history.note, mark)] if case.history.note else []),
        *(_evidence(context, id, mark, at) for at, id in enumerate(periods)),
    ]
    return context.slide(
        scene,
        steps=max(0, len(periods) - 1),
        notes=notes,
        top=instrument.history.severity.high,
        mark=wording.mark(mark, instrument),
        periods=[_period(context, now, id) for id in periods],
    )


def _period(context: SlideContext, now: Profile, id: str) -> dict[str, object]:
    instrument, words = context.instrument, instrument_words(context)
    risk = now.risk[id]
    rated = context.case.history.adversity.get(id, {})
    supports = context.case.history.relational.get(id, {})
    known = {key: rating.severity for key, rating in rated.items() if isinstance(rating.severity, int)}
    worst = sorted((key for key in known if known[key]), key=lambda key: -known[key])[:_MOST_CATEGORIES]
    return {
        "name": wording.period_name(id, instrument),
        "span": words["periods"][id]["span"],
        "adversity": risk.adversity.value,
        "relational": risk.relational.value,
        "risk": risk.risk.value,
        "band": wording.named("risk_bands", risk.band, instrument) if risk.band else "",
        "worst": [(words["adversity"][key]["short"], known[key]) for key in worst],
        "supports": [
            (
                words["relational_supports"][key]["short"],
                rating.rating if isinstance(rating.rating, int) else None,
            )
            for key, rating in supports.items()
        ],
        "unknown": sum(not isinstance(rating.severity, int) for rating in rated.values()),
    }


def instrument_words(context: SlideContext) -> dict[str, dict[str, dict[str, str]]]:
    """Return the words of Parts A, B and D."""
    words: dict[str, dict[str, dict[str, str]]] = context.instrument.history_words
    return words


def _evidence(context: SlideContext, id: str, mark: Mark, step: int) -> SpeakerNote:
    """Return the evidence for the ratings of one period, as a note."""
    words = instrument_words(context)
    rated = context.case.history.adversity.get(id, {})
    rated_words = [
        f"{words['adversity'][key]['name']} {rating.severity}: {rating.evidence}"
        for key, rating in rated.items()
        if isinstance(rating.severity, int) and rating.evidence
    ]
    silent = [
        words["adversity"][key]["name"].lower()
        for key, rating in rated.items()
        if rating.severity == "not known"
    ]
    missing = context.fill(context.words["notes"]["not_known"], names=", ".join(silent)) if silent else ""
    name = wording.period_name(id, context.instrument)
    return SpeakerNote(f"{name}. {' '.join([*rated_words, missing])}".strip(), mark, step)
