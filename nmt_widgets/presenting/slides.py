"""The slide of a scene, and what its makers share: the case, its figures, the words, the templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.scenes import Scene
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
        The step for which it is; None for the whole scene.
    """

    text: str
    mark: Mark | None = None
    step: int | None = None


@dataclass(frozen=True)
class Slide:
    """One scene, ready for the page.

    Attributes
    ----------
    kind, title : str
    html : str
        Its body. An element with ``data-step="2"`` appears at the second step; ``data-lit="0 2"`` lists the steps at
        which it stands out; ``data-frames`` holds a text for each step (see `widgets/present/scene_view.js`). A
        hand-out without answers omits ``data-answer``, and leaves empty lines for ``data-answer="lines"``.
    steps : int
        Number of steps after the first picture.
    notes : tuple of SpeakerNote
    minutes : int or None
        How long it should take.
    data : mapping
        What the script of its kind needs, as plain data.
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
        """Return the number of the assessment of a scene: the one it names, or the first with scores."""
        return scene.assessment or (self.numbers or [self.case.latest])[0]

    def pair(self, scene: Scene) -> tuple[int, int]:
        """Return the assessments a scene compares: the first with scores, and the one it names or the last."""
        return self.numbers[0], scene.assessment or self.numbers[-1]

    def fill(self, template: str, **values: Any) -> str:
        """Fill in the {braces} of a text; `{title}` is the title of the case."""
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
        """Render the slide of a scene; notes of the scene come before `notes`."""
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

    def note(self, key: str, mark: Mark | None = None, **values: Any) -> SpeakerNote:
        """Return the note `key` of the words, filled in."""
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
    """Render a template of this floor. All values are escaped."""
    return _environment().get_template(f"{template}.j2").render(**values).strip()
