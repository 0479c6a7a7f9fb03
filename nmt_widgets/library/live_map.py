"""The map and the figures beside the form, drawn from the answers so far."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import ipywidgets

from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.brain_map import BrainMap
from nmt_widgets.metrics import Figure, Profile, profile
from nmt_widgets.widgets import Figures


class LiveMap:
    """A map and a few figures that follow the answers.

    Parameters
    ----------
    instrument : Instrument
    go : callable
        Called with a function's id when its box is opened.

    Attributes
    ----------
    widget : ipywidgets.VBox
    """

    def __init__(self, case: Case, number: int, instrument: Instrument, go: Callable[[str], None]) -> None:
        self._instrument, self._go = instrument, go
        self._words = texts("assess", instrument.language)["live"]
        now = profile(case, number, instrument, unscored=True)
        self._map = BrainMap(
            (case, number),
            None,
            instrument=instrument,
            title=wording.age(now.age),
            small=True,
            details=False,
        )
        self._figures = Figures(figures=self._facts(now), label=self._words["label"])
        self._map.on_click(self._go_to)
        title = ipywidgets.HTML(f"<h2>{self._words['title']}</h2><p>{self._words['note']}</p>")
        title.add_class("nmt-live-title")
        self.widget = ipywidgets.VBox([title, self._map, self._figures])
        self.widget.add_class("nmt-live")

    def show(self, case: Case, number: int) -> None:
        """Draw the answers as they are now."""
        now = profile(case, number, self._instrument, unscored=True)
        self._map.update((case, number), title=wording.age(now.age))
        self._figures.figures = self._facts(now)

    def _go_to(self, function: str) -> None:
        self._go(function)
        self._map.selected = ""

    def _facts(self, now: Profile) -> list[list[str]]:
        words, instrument, cmr, health = self._words, self._instrument, now.cmr, now.relational_health
        typical = wording.number(now.typical_total)
        remark = words["total_remark" if now.total.n else "total_of_none"].format(
            n=now.total.n, of=now.total.of, typical=typical
        )
        gate = words["gate_open" if cmr.gate_open else "gate_shut"].format(gate=wording.gate(cmr.gate))
        of_typical = partial(wording.of_typical, instrument=instrument)
        domains = [
            self._fact(
                wording.named("domains", id, instrument),
                domain.percent,
                of_typical,
                self._unless(domain.settled, wording.named("categories", domain.category, instrument)),
            )
            for id, domain in now.domains.items()
        ]
        answered = words["of"].format(n=health.n, of=health.of)
        return [
            [words["total"], wording.number(now.total.value), remark],
            self._fact(words["cmr"], cmr.figure, wording.ratio, self._unless(cmr.settled, gate)),
            *domains,
            self._fact(words["relational"], health, of_typical, answered),
        ]

    def _unless(self, settled: bool, remark: str) -> str:
        return remark if settled else f"{remark}, {self._words['unsettled']}"

    def _fact(
        self, name: str, figure: Figure, write: Callable[[float | None], str], remark: str
    ) -> list[str]:
        if figure.value is None:
            return [name, self._words["not_shown"], self._words["few"].format(n=figure.n, of=figure.of)]
        low, high = write(figure.low), write(figure.high)
        return [name, write(figure.value), self._words["range"].format(low=low, high=high, said=remark)]
