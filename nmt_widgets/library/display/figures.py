"""A figure and a table as they are shown and saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nmt_widgets.charts.figure import PLOTLY_MIME, ChartFigure
from nmt_widgets.charts.figure_meta import CONFIG
from nmt_widgets.charts.style import THEME_COLOURS
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.core.display import displays
from nmt_widgets.core.errors import refusal
from nmt_widgets.library.display.values import ValueDisplay
from nmt_widgets.library.export import Exported, behind

CONFIG_IN_CELLS = {**CONFIG, "responsive": False}
"""JupyterLab resizes a figure itself; made responsive it would take its height from the cell, and the cell from it."""


@displays(ChartFigure)
class FigureDisplay(Exported):
    """A figure as it is saved: its still picture, and the table behind it."""

    def __init__(self, value: ChartFigure) -> None:
        self._figure = value

    def mimebundle(self) -> dict[str, Any]:
        """Return the figure as plotly's JSON, as a still picture where there is one, and as plain text."""
        figure = json.loads(self._figure.to_json())
        still = self._figure.to_svg()
        return {
            PLOTLY_MIME: {**figure, "config": CONFIG_IN_CELLS},
            **({"image/svg+xml": still} if still else {}),
            "text/plain": f"{self._figure.description}\n\n{self._figure.table.to_text()}",
        }

    def to_svg(self) -> str:
        """Return the still picture, one of the theme "auto" in the colours of a light page.

        Raises
        ------
        InputError
            When the figure was changed into one that has none.
        """
        light = THEME_COLOURS["light"]
        return self._coloured(light.ink, "#{:02x}{:02x}{:02x}".format(*light.accent))

    def _coloured(self, ink: str, accent: str) -> str:
        """Return the still picture; the colours of "auto", which must do for any page, become those of one page."""
        if not (svg := self._figure.to_svg()):
            raise refusal("library", "no_still")
        auto = THEME_COLOURS["auto"]
        if self._figure.layout.template.layout.font.color != auto.ink:
            return svg
        red, green, blue = auto.accent
        own = f"#{red:02x}{green:02x}{blue:02x}"
        return svg.replace(f'"{auto.ink}"', f'"{ink}"').replace(f'"{own}"', f'"{accent}"')

    def _export_body(self) -> str:
        picture = self._coloured("currentColor", "var(--nmt-accent)")
        return f'<figure class="nmt-picture">{picture}</figure>' + "".join(map(behind, self._export_tables()))

    def _export_title(self) -> str:
        return self._figure.table.caption

    def _export_tables(self) -> Sequence[ChartTable]:
        return [self._figure.table]


@displays(ChartTable)
class TableDisplay(ValueDisplay):
    """A table as it is shown."""

    def __init__(self, value: ChartTable) -> None:
        self._table = value

    def _export_title(self) -> str:
        return self._table.caption

    def _body(self) -> str:
        return replace(self._table, caption="").to_html()

    def _lines(self) -> Sequence[str]:
        return self._table.to_text().splitlines()
