"""What stands in the place of a piece where no kernel runs: a still picture and plain text beside the live view."""

from __future__ import annotations

import os
from typing import Any

from nmt_widgets.charts.brain_map import brain_map
from nmt_widgets.charts.map_columns import MapColumn
from nmt_widgets.charts.map_still import still_map
from nmt_widgets.instrument import Instrument

PAPER = "#ffffff"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def with_still(
    bundle: Any, text: str, svg: str = "", html: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a notebook shows of a widget, with its still forms in place of the name of its class.

    Where a notebook is run with nobody in front of it, the live view is left out: a page made of the saved notebook
    would ask the network for what draws it, and show nothing.

    Parameters
    ----------
    bundle : dict, pair of dicts, or None
        As the widget gives it.
    text, svg, html : str
        The still forms; an empty one is left out.

    Examples
    --------
    >>> with_still({"text/plain": "Box(...)"}, "James, 9 years: Total 168")
    ({'text/plain': 'James, 9 years: Total 168'}, {})
    """
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
    still = {"text/plain": text, "image/svg+xml": svg, "text/html": html}
    if (svg or html) and not is_watched():
        data = {kind: form for kind, form in data.items() if kind != WIDGET_VIEW}
    return {**data, **{kind: form for kind, form in still.items() if form}}, metadata


def is_watched() -> bool:
    """Return whether a page may be in front of this kernel: Voila's, or one whose reader can be asked for input.

    What runs a notebook by itself (nbclient, papermill, nbconvert) says with each cell that nobody can be asked.

    >>> is_watched()
    True
    """
    if any(name.startswith("VOILA_") for name in os.environ):
        return True
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    ask = getattr(kernel, "get_parent", None)  # not every kernel is one of ipykernel 6 and later
    request = ask("shell") if callable(ask) else None
    content = request.get("content") if isinstance(request, dict) else None
    return not isinstance(content, dict) or content.get("allow_stdin") is not False


def still_picture(
    columns: list[MapColumn], instrument: Instrument, palette: str, *, uid: str, key: bool = True
) -> str:
    """Return a map as a light ``<svg>`` on white paper, for where nothing can be opened."""
    return still_map(brain_map(columns, instrument, palette=palette, key=key, paper=PAPER, uid=uid))
