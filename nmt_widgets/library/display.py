"""How the values of the package show themselves: in a notebook, in a terminal, and as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from nmt_widgets.case_files import Case
from nmt_widgets.charts.brain_map import case_map, mini_map
from nmt_widgets.charts.figure import PLOTLY_MIME, ChartFigure
from nmt_widgets.charts.figure_meta import CONFIG
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.tables import ChartTable, cmr_table, domains_table, map_table
from nmt_widgets.charts.wording import age
from nmt_widgets.core.display import displays
from nmt_widgets.core.errors import refusal
from nmt_widgets.core.options import options
from nmt_widgets.instrument import load_instrument
from nmt_widgets.library.export import Exported
from nmt_widgets.metrics import Profile, profile


@displays(Profile)
class ProfileDisplay(Exported):
    """A profile as it is shown: its map, the domains and the cortical modulation ratio."""

    def __init__(self, value: Profile) -> None:
        self._profile = value
        self._instrument = load_instrument()

    def mimebundle(self) -> dict[str, Any]:
        """Return the profile as plain text and as HTML."""
        tables = "".join(table.to_html() for table in self._export_tables()[:2])
        small = mini_map(self._profile, self._instrument, options.palette)
        return {"text/plain": self._export_title(), "text/html": f"<div>{small}{tables}</div>"}

    def to_svg(self) -> str:
        """Return the brain map beside the typical peer's and the young adult's."""
        return case_map(self._profile, self._instrument, options.palette)

    def _export_title(self) -> str:
        return f"{self._profile.title}, {age(self._profile.age)}"

    def _export_tables(self) -> Sequence[ChartTable]:
        return [draw(self._profile, self._instrument) for draw in (domains_table, cmr_table, map_table)]


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
            PLOTLY_MIME: {**figure, "config": dict(CONFIG)},
            **({"image/svg+xml": still} if still else {}),
            "text/plain": f"{self._figure.description}\n\n{self._figure.table.to_text()}",
        }

    def to_svg(self) -> str:
        """Return the still picture.

        Raises
        ------
        InputError
            When the figure was changed into one that has none.
        """
        if not (svg := self._figure.to_svg()):
            raise refusal("library", "no_still")
        return svg

    def _export_title(self) -> str:
        return self._figure.table.caption

    def _export_tables(self) -> Sequence[ChartTable]:
        return [self._figure.table]


@displays(Case)
class CaseDisplay(Exported):
    """A case as it is shown: its title, and the map of its latest assessment with scores."""

    def __init__(self, value: Case) -> None:
        self._case = value

    def mimebundle(self) -> dict[str, Any]:
        """Return the case as plain text and as HTML."""
        return {"text/plain": self._case.title, "text/html": f"<div>{self._export_body()}</div>"}

    def _export_title(self) -> str:
        return self._case.title

    def _export_body(self) -> str:
        body = f"<p>{escape(self._case.title)}</p>"
        if self._case.usable:
            latest = profile(self._case, self._case.latest)
            body += mini_map(latest, load_instrument(), options.palette)
        return body
