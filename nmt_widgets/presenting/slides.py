"""A scene ready to be shown, and what its makers share: the case, its numbers, the words, the templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from nmt_widgets.cases import Case
from nmt_widgets.cases.model import Scene
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, Mark
from nmt_widgets.metrics import Profile, profile

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class SpeakerNote:
    """A paragraph for the speaker.

    Attributes
    ----------
    text : str
    mark : {"published", "reconstructed", "workbook"} or None
        Where a figure comes from.
    step : int or None
        The step it belongs to; None for the whole scene.
    """

    text: str
    mark: Mark | None = None
    step: int | None = None


@dataclass(frozen=True)
class Slide:
    """One scene, ready to be shown.

    Attributes
    ----------
    kind, title : str
    html : str
        Its body. Elements with ``data-step="2"`` come with the second step; ``data-lit="0 2"`` names the steps an
        element stands out in; ``data-frames`` holds one text a step (see `widgets/present/scene_view.js`);
        ``data-answer`` is left out of a hand-out without answers, ``data-answer="lines"`` leaves lines to write on.
    steps : int
        How many steps follow the first picture.
    notes : tuple of SpeakerNote
    minutes : int or None
        How long it is meant to take.
    data : mapping
        What a script of its kind needs, as plain data.
    """

    kind: str
    title: str
    html: str = field(repr=False)
    steps: int = 0
    notes: tuple[SpeakerNote, ...] = field(default=(), repr=False)
    minutes: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)


class SlideContext:
    """What the makers of scenes share, for one case.

    Parameters
    ----------
    case : Case
    instrument : Instrument

    Attributes
    ----------
    words : mapping
        Of `texts/<language>/present.yaml`.
    numbers : list of int
        Of the assessments that have scores.
    """

    def __init__(self, case: Case, instrument: Instrument) -> None:
        self.case, self.instrument = case, instrument
        self.words: dict[str, Any] = texts("present", instrument.language)
        self.numbers = [assessment.number for assessment in case.usable]
        self.profile: Callable[[int], Profile] = cache(
            lambda number: profile(case, number, instrument, unscored=True)
        )

    def number(self, scene: Scene) -> int:
        """Return the assessment a scene is about: its own, or the first that has scores."""
        return scene.assessment or (self.numbers or [self.case.latest])[0]

    def pair(self, scene: Scene) -> tuple[int, int]:
        """Return the assessments a scene compares: the first that has scores, and its own or the last."""
        return self.numbers[0], scene.assessment or self.numbers[-1]

    def fill(self, template: str, **values: Any) -> str:
        """Fill in a text's {braces}; `{title}` is always the case's."""
        return template.format(title=self.case.title, **values)

    def slide(
        self,
        scene: Scene,
        *,
        steps: int = 0,
        notes: Iterable[SpeakerNote] = (),
        data: Mapping[str, Any] | None = None,
        template: str = "",
        **values: Any,
    ) -> Slide:
        """Return a scene's slide: its template filled in, its own notes before those that come with the figures."""
        words = self.words["scenes"].get(scene.kind, {})
        html = write(
            template or scene.kind,
            scene=scene,
            lead=scene.lead,
            words=words,
            context=self,
            steps=steps,
            **values,
        )
        return Slide(
            kind=scene.kind,
            title=scene.title or self.fill(words.get("title", "")),
            html=html,
            steps=steps,
            notes=(*(SpeakerNote(text) for text in scene.notes), *notes),
            minutes=scene.minutes,
            data=data or {},
        )

    def noted(self, key: str, mark: Mark | None = None, **values: Any) -> SpeakerNote:
        """Return a note of the workbook's own, from `notes` of the words."""
        return SpeakerNote(self.fill(self.words["notes"][key], **values), mark)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = wording.number
    environment.filters["percent"] = wording.percent
    environment.filters["age"] = wording.age
    environment.filters["share"] = lambda value: f"{value:.2f}".rstrip("0").rstrip(".") or "0"
    return environment


def write(template: str, **values: Any) -> str:
    """Return a template of this floor, filled in; every value in it is escaped."""
    return _environment().get_template(f"{template}.j2").render(**values).strip()
