"""State-dependent functioning of one client: the map as it shrinks with alarm. An illustration."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets

from nmt_widgets.charts import wording
from nmt_widgets.charts.brain_map import brain_map, client_column
from nmt_widgets.core.options import options
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile
from nmt_widgets.planning import Reach, load_planbook, within_reach
from nmt_widgets.widgets import Choice, Figures, MapView


class StatesView:
    """A choice of state, the map with what stays within reach, and how one thinks in that state.

    Attributes
    ----------
    widget : ipywidgets.VBox
    """

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._words = texts("consult", instrument.language)["states"]
        names = texts("planning", instrument.language)["states"]["names"]
        ids = [state.id for state in load_planbook().states.states]
        self._now: Profile | None = None
        self._palette = options.palette
        self._state = Choice(self._words["choose"], {id: names[id] for id in ids}, ids[0])
        self._map = MapView()
        self._facts = Figures(figures=[], label=self._words["choose"])
        note = ipywidgets.HTML(f'<p class="nmt-quiet">{self._words["note"]}</p>')
        note.add_class("nmt-prose")
        side = ipywidgets.VBox([self._facts])
        side.add_class("nmt-consult-side")
        main = ipywidgets.VBox([self._map])
        main.add_class("nmt-consult-main")
        body = ipywidgets.Box([main, side])
        body.add_class("nmt-consult")
        self.widget = ipywidgets.VBox([note, self._state, body])
        self.widget.add_class("nmt-states")
        self._state.observe(lambda _: self._draw(), "value")

    def show(self, now: Profile, palette: str) -> None:
        """Show another client or other scores."""
        self._now, self._palette = now, palette
        self._draw()

    def _draw(self) -> None:
        if self._now is None:
            return
        reach = within_reach(self._now, self._state.value, self._instrument)
        out = frozenset(
            id
            for id, function in reach.functions.items()
            if function.left is not None and not (function.within or function.barely)
        )
        column = replace(
            client_column(self._now, self._instrument, title=reach.name), faint=out, region_percent=None
        )
        svg = brain_map([column], self._instrument, palette=self._palette, uid="state", key=False)
        with self._map.hold_sync():
            self._map.svg = svg
            self._map.label = self._words["map"].format(title=self._now.title, state=reach.name)
        self._facts.figures = self._reach_facts(reach)

    def _reach_facts(self, reach: Reach) -> list[tuple[str, str, str]]:
        scored = [function for function in reach.functions.values() if function.left is not None]
        within = self._words["within"].format(n=sum(function.within for function in scored), of=len(scored))
        rows = [(reach.name, "", f"{reach.cognition}. {within}.")]
        for region in reversed(self._instrument.regions):
            share = reach.regions[region.id]
            rows.append(
                (
                    wording.region_name(region.id, self._instrument),
                    wording.percent(None if share is None else 100 * share),
                    "",
                )
            )
        return rows
