"""Other scores on trial, in a cell: a map, a step picker, what they would change, and what is worth trying."""

from __future__ import annotations

from typing import Any

import ipywidgets
import traitlets

from nmt_widgets.charts.map_columns import box_words
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.steps import steps
from nmt_widgets.core.options import check_option
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.brain_map import BrainMap, Scores
from nmt_widgets.library.export import Exported
from nmt_widgets.library.map_drawing import map_title
from nmt_widgets.library.plan_effects import plan_effects
from nmt_widgets.library.scores import AssessedCase, read_assessed, read_scores
from nmt_widgets.library.still import with_still
from nmt_widgets.library.trial import checked_changes, levers, trial_functions
from nmt_widgets.metrics import Profile
from nmt_widgets.planning import Plan, plan
from nmt_widgets.widgets import TrialView
from nmt_widgets.widgets.consult.messages import StepColours
from nmt_widgets.widgets.shared.traits import TextTrait


class WhatIf(Exported, ipywidgets.VBox):
    """A map on which other scores are tried: what they would change in figures and plan. The case stays as it is.

    Parameters
    ----------
    case : Case, Profile, str, mapping, Series or row
        As :class:`~nmt_widgets.BrainMap` takes them; scores alone need an `age`.
    assessment : int, optional
        Which assessment of a case; by default the latest.
    beside : "typical", "adult", None, data, or a list of these
        What stands beside the map.
    palette : str, optional
    theme : {"auto", "light", "dark"}, optional
    age : float or str, optional
        For scores that carry none.
    instrument : Instrument, optional

    Attributes
    ----------
    changes : dict of str to int
        The scores on trial. Setting it tries others.
    value : dict of str to int or None
        All scores, those on trial among them. It can be linked with the `value` of a map: ``traitlets.link``.
    palette : str
        As above. Setting it changes the map in place.
    effects : tuple of str
        What the changes would change, one sentence each.
    profile : Profile
    plan : Plan
        As they would be.
    recorded : Profile
        As the case has it.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> trial = nmt.WhatIf("james", 1)
    >>> trial.changes = {"arousal": 6}
    >>> trial.profile.total.value - trial.recorded.total.value
    4.0
    >>> trial.reset()
    >>> trial.value == trial.recorded.scores
    True
    """

    changes: Any = traitlets.TraitType({})  # unlike Dict, they have whatever is no dict checked too
    value: Any = traitlets.TraitType({})
    palette = TextTrait()

    def __init__(
        self,
        case: Any,
        assessment: int | None = None,
        *,
        beside: Any = "typical",
        palette: str | None = None,
        theme: str | None = None,
        age: float | str | None = None,
        instrument: Instrument | None = None,
    ) -> None:
        self._instrument = instrument = use_instrument(instrument)
        self._age, self._beside = age, beside
        self._words = texts("consult", instrument.language)
        self._record = self._trial = self._read(case, assessment)
        self._recorded_plan = self._plan = self._planned(self._record)
        self.map = BrainMap(
            self._record, beside, palette=palette, theme=theme, details=False, instrument=instrument
        )
        self._view = TrialView(words={**self._words["what_if"]}, steps=self._steps(), functions=[])
        self.map.add_class("nmt-consult-main")
        self.grid = ipywidgets.Box([self.map, self._view])
        self.grid.add_class("nmt-consult")
        super().__init__([self.grid], value=self._record.profile.scores, palette=self.map.palette)
        self.add_class("nmt-trial")
        self._begin()
        self.map.on_click(lambda function: self._view.set_trait("selected", function))
        self._view.observe(self._follow_page, "changes")
        self.observe(self._follow_changes, "changes")
        self.observe(self._follow_value, "value")
        traitlets.link((self, "palette"), (self.map, "palette"))
        self.observe(lambda _: self._view.set_trait("steps", self._steps()), "palette")

    # ---- data ----

    def update(self, case: Any, assessment: int | None = None) -> None:
        """Show another case or assessment, as it is recorded."""
        self._record = self._read(case, assessment)
        self._recorded_plan = self._planned(self._record)
        self._begin()
        if self.changes:
            self.changes = {}
        else:
            self._show()

    def put_beside(self, beside: Any) -> None:
        """Put something else beside the map: "typical", "adult", None, data, or a list of these."""
        self._beside = beside
        self._draw()

    def reset(self) -> None:
        """Go back to the scores as they are recorded."""
        self.changes = {}

    @property
    def effects(self) -> tuple[str, ...]:
        """What the changes would change, one sentence each."""
        return self._effects

    @property
    def profile(self) -> Profile:
        """The figures with the scores on trial."""
        return self._trial.profile

    @property
    def recorded(self) -> Profile:
        """The figures as they are recorded."""
        return self._record.profile

    @property
    def plan(self) -> Plan:
        """The plan with the scores on trial."""
        return self._plan

    @property
    def recorded_plan(self) -> Plan:
        """The plan of the scores as they are recorded."""
        return self._recorded_plan

    def to_svg(self) -> str:
        """Return the map with the scores on trial as the markup of one ``<svg>``."""
        return self.map.to_svg()

    def to_text(self) -> str:
        """Return the changes and what they would change, then the scores, as lines of text."""
        return "\n".join([*self._sentences(), self.map.to_text()])

    def _sentences(self) -> list[str]:
        words, before = self._words["what_if"], self.recorded.scores
        changes = [
            words["change"].format(
                name=box_words(self._instrument.function(id)), before=before[id] or words["none"], after=score
            )
            for id, score in self.changes.items()
        ]
        return [*changes, *self.effects]

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the live view, and for where there is none a still picture and plain text."""
        return with_still(super()._repr_mimebundle_(**kwargs), self.to_text(), self.map.to_still())

    def _export_title(self) -> str:
        return map_title(self._record)

    def _export_body(self) -> str:
        lines = "".join(f"<li>{escape(line)}</li>" for line in self._sentences())
        return f"{super()._export_body()}{lines and f'<ul>{lines}</ul>'}"

    def _export_theme(self) -> str:
        return str(self.map.theme)

    # ---- what is tried ----

    @traitlets.validate("changes")
    def _check_changes(self, proposal: Any) -> dict[str, int]:
        scores = read_scores(proposal["value"], self._instrument).scores
        return checked_changes(scores, self._record.profile, self._instrument)

    @traitlets.validate("value")
    def _check_value(self, proposal: Any) -> Scores:
        """Return all scores; a trial gives scores and takes none away."""
        scores = read_scores(proposal["value"], self._instrument).scores
        recorded = self._record.profile.scores
        return {id: recorded[id] if score is None else score for id, score in scores.items()}

    @traitlets.validate("palette")
    def _check_palette(self, proposal: Any) -> str:
        return check_option("palette", proposal["value"])

    def _follow_page(self, _change: object) -> None:
        """Try what the page asks for; it can set anything."""
        self.changes = checked_changes(self._view.changes, self._record.profile, self._instrument)

    def _follow_changes(self, _change: object) -> None:
        self._show()

    def _follow_value(self, _change: object) -> None:
        self.changes = checked_changes(self.value, self._record.profile, self._instrument)

    def _show(self) -> None:
        """Measure and plan with the scores on trial, and show it."""
        changes, record = dict(self.changes), self._record
        self._trial = record.with_scores(changes, self._instrument) if changes else record
        self._plan = self._planned(self._trial) if changes else self._recorded_plan
        effects = plan_effects(self._recorded_plan, self._plan, self._instrument) if changes else []
        self._effects: tuple[str, ...] = tuple(effects)
        self._draw()
        with self._view.hold_sync():
            self._view.changes = changes
            self._view.effects = effects
        self.value = self._trial.profile.scores

    def _draw(self) -> None:
        title = self._words["what_if_title"].format(title=self._trial.profile.title) if self.changes else None
        self.map.update(self._trial, beside=self._beside, title=title)

    def _begin(self) -> None:
        """Show the functions of a record, and the smallest changes of it that would matter."""
        recorded = self._record.profile
        with self._view.hold_sync():
            self._view.changes = {}
            self._view.selected = ""
            self._view.functions = trial_functions(recorded, self._instrument)
            self._view.leverage = levers(recorded, self._instrument)
            self._view.effects = []
        self._effects = ()

    def _read(self, case: Any, assessment: int | None) -> AssessedCase:
        scored = read_assessed(
            case if assessment is None else (case, assessment), self._instrument, age=self._age
        )
        if not scored.has_age:
            raise refusal("library", "no_age")
        return scored

    def _planned(self, scored: AssessedCase) -> Plan:
        return plan(scored.case, scored.number, self._instrument, measured=scored.profile)

    def _steps(self) -> StepColours:
        look = steps(self._instrument, self.map.palette)
        return {
            "low": self._instrument.scale.low,
            "colours": [step.colour for step in look],
            "inks": [step.ink for step in look],
        }
