"""The brain map of a case, an assessment or a row of scores, to look at or to set scores on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

import traitlets

from nmt_widgets.case_files import NOT_KNOWN
from nmt_widgets.charts.brain_map import brain_map, map_look
from nmt_widgets.charts.map_columns import MapColumn, box_name
from nmt_widgets.charts.tables import ChartTable, change_table, map_table
from nmt_widgets.core.errors import one_line
from nmt_widgets.core.options import check_option, options
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.export import Exported
from nmt_widgets.library.function_details import function_details
from nmt_widgets.library.map_drawing import (
    change_columns,
    draw_forms,
    map_columns,
    map_label,
    map_text,
    map_title,
)
from nmt_widgets.library.scores import AssessedCase, read_assessed, read_scores
from nmt_widgets.library.still import still_picture, with_still
from nmt_widgets.metrics import Change, Profile, compare
from nmt_widgets.metrics.results import Item
from nmt_widgets.widgets import MapView
from nmt_widgets.widgets.shared.map.messages import MapMessage, MapScore, MapScoring, MapStep
from nmt_widgets.widgets.shared.traits import TextTrait

_HEIGHT = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?(?:px|em|rem|vh|%|cm|mm|in|pt)")
_numbers = count(1)

Scores = dict[str, int | None]
"""Scores by function id; None where there is none."""


class BrainMap(Exported, MapView):
    """A brain map in a cell: boxes by region, with what is typical beside them; a box opens what its function means.

    Parameters
    ----------
    data : Case, Profile, Change, str, mapping, Series or row
        Whose scores are shown. A case, its id or its path stands for its latest assessment, ``(case, 1)`` or
        ``"james/1"`` for one of them. A mapping, a Series of pandas or polars, or a row of a table has scores by
        function id, and may have an `age`. A change, as :func:`~nmt_widgets.compare` gives it, is both assessments side
        by side, with the change marked in the boxes of the later one.
    beside : "typical", "adult", None, data, or a list of these
        What stands beside it; of a change nothing does. Without an age there is no typical peer, and the map says so.
        Beside an earlier assessment of the same case, the change is marked in the boxes.
    palette : str, optional
        The colours of the steps, such as "safe"; by default that of :data:`nmt_widgets.options`.
    height : int or str, optional
        The most height of the drawing: pixels, or a length such as ``"30rem"``.
    theme : {"auto", "light", "dark"}, optional
        With "auto" it follows JupyterLab, or the system; by default that of :data:`nmt_widgets.options`.
    readonly : bool
        Whether scores can only be looked at. Otherwise a score is set in the panel that a box opens, or by its digits
        on a box; K is "not known", Backspace clears.
    age : float or str, optional
        For scores that carry none.
    instrument : Instrument, optional
    title : str, optional
        Stands over the first column.
    small : bool
        Whether the boxes are narrow, without words, and without the key below.
    details : bool
        Whether a box opens what its function means.

    Attributes
    ----------
    value : dict of str to int or None
        The scores. Setting it draws them; it is checked like `data`. It can be linked: ``traitlets.link``.
    selected : str
        The function whose box is open; empty for none. Setting it opens one.
    palette : str
    height : int or str
    theme : str
    readonly : bool
        Palette, height, theme and this are as above. Setting one of them changes the map in place.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> james = nmt.BrainMap("james/1")
    >>> james.value["arousal"]
    2
    >>> james.value = {**james.value, "arousal": 6}
    >>> print(james.to_text().splitlines()[0])
    James, 9 years: Total 172
    >>> nmt.BrainMap({"arousal": 13}, age=9)
    Traceback (most recent call last):
    nmt_widgets.core.errors.InputError: arousal: 13 is outside 1-12; enter a whole number 1-12, or 'not known'
    """

    value: Any = traitlets.TraitType({})  # unlike Dict, it has whatever is no dict checked too
    palette = TextTrait()
    height: Any = traitlets.Any("").tag(sync=True)

    def __init__(
        self,
        data: Any,
        beside: Any = "typical",
        *,
        palette: str | None = None,
        height: int | str | None = None,
        theme: str | None = None,
        readonly: bool = True,
        age: float | str | None = None,
        instrument: Instrument | None = None,
        title: str | None = None,
        small: bool = False,
        details: bool = True,
    ) -> None:
        self._instrument = instrument = use_instrument(instrument)
        self._age, self._beside, self._title, self._small = age, beside, _words(title), small
        self._uid = f"map-{next(_numbers)}"
        self._acts: list[Callable[[str], None]] = []
        self._read(data)
        self._row = read_scores(self._scored.profile.scores, instrument)
        self._is_updated = False
        palette = check_option("palette", palette or options.palette)
        super().__init__(
            **self._drawing(palette, readonly=readonly, details=details),
            words=texts("library", instrument.language)["map"]["words"],
            value=self._scored.profile.scores,
            palette=palette,
            height=_css_height(height),
            theme=check_option("theme", theme or options.theme),
            readonly=readonly,
            details=details,
        )
        self.observe(self._follow_value, "value")
        self.observe(lambda _: self._redraw(), ["palette", "readonly"])

    # ---- data ----

    def update(self, data: Any, *, beside: Any = ..., title: Any = ...) -> None:
        """Show other data in place, and with `beside` or `title` something else beside or over them."""
        self._read(data)
        if beside is not ...:
            self._beside = beside
        if title is not ...:
            self._title = _words(title)
        self._is_updated = True
        try:
            self.value = self._scored.profile.scores
        finally:
            self._is_updated = False
        self._redraw()

    def _read(self, data: Any) -> None:
        """Take data: what is scored, and the earlier assessment where they are a change."""
        self._before: Profile | None = data.before if isinstance(data, Change) else None
        after = data.after if isinstance(data, Change) else data
        self._scored: AssessedCase = read_assessed(after, self._instrument, age=self._age)
        self._other = self._before or self._scored.other(self._instrument)

    def on_click(self, act: Callable[[str], None], remove: bool = False) -> None:
        """Call a function with the function id of each box that is clicked or opened by key; or no longer."""
        if not callable(act):
            raise refusal("library", "no_function", kind=type(act).__name__)
        if not remove:
            self._acts.append(act)
        elif act in self._acts:
            self._acts.remove(act)

    def to_text(self) -> str:
        """Return the scores as lines of text, a region a line."""
        return map_text(self._columns(), self._instrument)

    def to_svg(self) -> str:
        """Return the map as the markup of one ``<svg>``."""
        return brain_map(self._columns(), self._instrument, palette=self.palette, key=not self._small)

    def _export_title(self) -> str:
        return map_title(self._scored)

    def _export_tables(self) -> Sequence[ChartTable]:
        now = self._scored.profile
        if self._before:
            return [change_table(compare(self._before, now), self._instrument)]
        return [map_table(now, self._instrument)] if self._scored.has_age else []

    def _export_theme(self) -> str:
        return str(self.theme)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the live view, and for where there is none a still picture and plain text."""
        bundle = super()._repr_mimebundle_(**kwargs)
        return with_still(bundle, self.to_text(), self.to_still())

    def to_still(self) -> str:
        """Return the map as a light ``<svg>`` on white paper, for where nothing can be opened."""
        return still_picture(
            self._columns(), self._instrument, self.palette, uid=self._uid, key=not self._small
        )

    # ---- traits ----

    @traitlets.validate("value")
    def _check_value(self, proposal: Any) -> Scores:
        self._row = read_scores(proposal["value"], self._instrument)
        return self._row.scores

    @traitlets.validate("palette")
    def _check_palette(self, proposal: Any) -> str:
        return check_option("palette", proposal["value"])

    @traitlets.validate("theme")
    def _check_theme(self, proposal: Any) -> str:
        return check_option("theme", proposal["value"])

    @traitlets.validate("height")
    def _check_height(self, proposal: Any) -> str:
        return _css_height(proposal["value"])

    @traitlets.validate("selected")
    def _check_selected(self, proposal: Any) -> str:
        return proposal["value"] if proposal["value"] in self._instrument.ids else ""

    def _follow_value(self, _change: object) -> None:
        """Draw the scores that were set; a function that was not known stays so while it has no score."""
        if self._is_updated:
            return
        scores: dict[str, MapScore] = {**self.value}
        for id, item in self._scored.profile.items.items():
            if scores[id] is None and (id in self._row.not_known or item.state == "not known"):
                scores[id] = NOT_KNOWN
        self._try(scores)

    def _try(self, scores: Mapping[str, MapScore]) -> None:
        """Take other scores and draw them."""
        items = self._scored.profile.items
        changes = {id: score for id, score in scores.items() if score != _state(items[id])}
        if changes:
            self._scored = self._scored.with_scores(changes, self._instrument)
            self._redraw()

    # ---- the page ----

    def take(self, message: MapMessage, buffers: list[Any]) -> None:
        """Act on a message of the page."""
        if message["function"] not in ("", *self._instrument.ids):
            return
        match message["type"]:
            case "open":
                self.selected = message["function"]
                self._send_panel()
                if message["clicked"] and message["function"]:
                    for act in [*self._acts]:
                        act(message["function"])
            case "score":
                try:
                    self._set_score(message["function"], message["score"])
                finally:  # also where a function of the notebook fails that follows the scores
                    self.send({"type": "scored", "edit": message["edit"]})

    def _set_score(self, id: str, score: MapScore) -> None:
        scale = self._instrument.scale
        is_score = isinstance(score, int) and scale.low <= score <= scale.high
        if self.readonly or not id or not (is_score or score in (None, NOT_KNOWN)):
            return
        self._try({id: score})
        self.value = self._scored.profile.scores

    def _send_panel(self) -> None:
        """Send what the opened function means."""
        if not (self.details and self.selected):
            return
        scored, id = self._scored, self.selected
        html = function_details(
            id, scored.profile, self._instrument, self.palette, self._other, has_age=scored.has_age
        )
        title = box_name(self._instrument.function(id))
        self.send({"type": "panel", "function": id, "title": title, "html": html})

    # ---- drawing ----

    def _columns(self) -> list[MapColumn]:
        if self._before:
            return change_columns(
                self._before, self._scored, self._instrument, title=self._title, small=self._small
            )
        return map_columns(self._scored, self._beside, self._instrument, title=self._title, small=self._small)

    def _drawing(self, palette: str, *, readonly: bool, details: bool) -> dict[str, Any]:
        """Return the traits of the view that depend on scores and palette."""
        columns = self._columns()
        return {
            **draw_forms(columns, self._instrument, palette, uid=self._uid, key=not self._small),
            "label": map_label(self._scored, columns, self._instrument, readonly=readonly, details=details),
            "scoring": {} if readonly else _scoring(self._instrument, palette),
        }

    def _redraw(self) -> None:
        with self.hold_sync():
            for name, trait in self._drawing(
                self.palette, readonly=self.readonly, details=self.details
            ).items():
                setattr(self, name, trait)
        self._send_panel()


def _state(item: Item) -> MapScore:
    """Return a score as it is set on a map."""
    return NOT_KNOWN if item.state == "not known" else item.score


def _scoring(instrument: Instrument, palette: str) -> MapScoring:
    """Return what a page needs to set scores by itself."""
    look = map_look(instrument, palette)
    return {
        "steps": [
            {name: step[name] for name in MapStep.__annotations__}  # type: ignore[misc]
            for step in look["steps"]
        ],
        "names": {function.id: box_name(function) for function in instrument.functions},
        "say": look["say"],
    }


def _words(title: object) -> str | None:
    """Return what stands over the first column; None for what the data say."""
    return None if title is None else one_line(str(title), 300)


def _css_height(height: object) -> str:
    """Return a height as CSS writes it; a number is in pixels."""
    if height is None or (isinstance(height, str) and not height):
        return ""
    text = f"{height}px" if isinstance(height, int) and not isinstance(height, bool) else str(height).strip()
    if not _HEIGHT.fullmatch(text):
        raise refusal("library", "no_height", height=text[:40])
    return text
