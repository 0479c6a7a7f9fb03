"""The pages to print: one for the family, one for the school."""

from __future__ import annotations

from collections.abc import Iterable

import ipywidgets

from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.papers import READERS, summary_page
from nmt_widgets.planning import AgreedLine, Plan
from nmt_widgets.widgets import Choice, PrintPage


class PrintedPages:
    """A choice of reader and the page for them.

    Attributes
    ----------
    widget : ipywidgets.VBox
    """

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        words = texts("consult", instrument.language)["papers"]
        self._reader = Choice(words["choose"], {id: words[id] for id in READERS}, READERS[0])
        self._page = PrintPage(
            html="", file="", words={name: words[name] for name in ("title", "print", "save")}
        )
        self._shown: tuple[Plan, tuple[AgreedLine, ...], str] | None = None
        self.widget = ipywidgets.VBox([self._reader, self._page])
        self._reader.observe(lambda _: self._draw(), "value")

    def show(self, plan: Plan, lines: Iterable[AgreedLine], day: str) -> None:
        """Show the page of a plan with the team's decisions, agreed on a day or not yet."""
        self._shown = (plan, tuple(lines), day)
        self._draw()

    def _draw(self) -> None:
        if self._shown is None:
            return
        plan, lines, day = self._shown
        reader = next(one for one in READERS if one == self._reader.value)
        self._page.file = f"{plan.case}-{reader}.html"
        self._page.html = summary_page(plan, lines, reader, self._instrument, agreed=day)
