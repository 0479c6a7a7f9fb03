"""A plotly figure as a notebook shows it: small, with words and a still picture for where plotly does not run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import RLock
from typing import Any, Self

import plotly.graph_objects as go
from plotly.utils import PlotlyJSONEncoder

from nmt_widgets.charts.figure_meta import describe
from nmt_widgets.charts.still import still_svg
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.core.display import display_of

PLOTLY_MIME = "application/vnd.plotly.v1+json"

_COPYING = RLock()  # one for all: a lock of its own could be neither copied nor pickled


class ChartFigure(go.Figure):
    """A plotly figure of the house.

    Everything plotly offers works: ``update_layout``, ``add_trace``, ``write_html``. As the last line of a cell it
    leaves its data and a still picture in the notebook, never plotly itself.

    Attributes
    ----------
    description : str
        The sentence that stands for it where it cannot be seen.
    table : ChartTable
        Every number it shows.
    """

    _ipython_display_ = None  # plotly's own would put its whole library into the notebook
    _repr_html_ = None
    _make_table: Callable[[], ChartTable] | None = None

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        """Let plotly copy the values when it is first asked for one of its parts: a page needs none of them."""
        with _COPYING:  # another thread may have been first, and waits for it
            if "_values" in vars(self):
                super().__init__(self.__dict__.pop("_values"), _validate=False)
        return super().__getattribute__(name)

    @property
    def description(self) -> str:
        """The sentence that stands for the figure where it cannot be seen."""
        return describe(self)

    @property
    def table(self) -> ChartTable:
        """Every number the figure shows."""
        if self._make_table is not None:
            return self._make_table()
        return ChartTable.from_dict(self.layout.meta["table"])

    def with_table(self, make: Callable[[], ChartTable] | None) -> Self:
        """Take the table from a function, for a page, which is sent the table beside the figure and not in it."""
        self._make_table = make
        return self

    def to_values(self) -> dict[str, Any]:
        """Return the figure as JSON values, without the copies that plotly makes on the way: a fifth of the time."""
        own = vars(self).get("_values")
        data, layout = (own["data"], own["layout"]) if own else (self._data, self._layout)
        parts = {"data": data, "layout": layout}
        values: dict[str, Any] = json.loads(json.dumps(parts, cls=PlotlyJSONEncoder))
        return values

    def to_svg(self) -> str:
        """Return the figure as a still picture: the markup of one ``<svg>``."""
        return still_svg(self.to_values())

    def save(self, path: str | Path) -> Path:
        """Write a file and return its path; the ending of its name says which kind: .svg, .png, .pdf or .html.

        The page has the still picture, and the table behind it. ``write_html`` writes plotly's own, interactive page.
        """
        return display_of(self).save(path)

    def show(self, *args: Any, **options: Any) -> None:
        """Show the figure: in a notebook as the last line of a cell would, elsewhere as plotly does."""
        if not (args or options) and _is_in_notebook():
            from IPython.display import display

            display(self)
        else:
            super().show(*args, **options)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None, **options: Any
    ) -> dict[str, Any]:
        return display_of(self).mimebundle()


def _is_in_notebook() -> bool:
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and hasattr(shell, "kernel")
