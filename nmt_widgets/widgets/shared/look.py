"""The shared look as a widget: its style sheet reaches a page once, whatever number of widgets stand on it."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets
from ipywidgets import widget_serialization
from ipywidgets.widgets.trait_types import InstanceDict

from nmt_widgets.core.page_files import LOOK
from nmt_widgets.widgets.shared.layout import SparseLayout
from nmt_widgets.widgets.shared.parts import parts_of


class Look(anywidget.AnyWidget):
    """Nothing to see: its style sheet is what the sheets of all other widgets build on, light or dark as the page is.

    A page loads the sheet of a widget when it learns of the widget, so this one need not be displayed. Every widget
    names it, so that a saved or exported notebook keeps it together with them.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    layout = InstanceDict(SparseLayout).tag(sync=True, **widget_serialization)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**parts_of("shared/look", (LOOK,)), **traits)


_looks: list[Look] = []


def shared_look() -> Look:
    """Return this process's look; another one when the last was closed, as `Widget.close_all` does.

    >>> shared_look() is shared_look()
    True
    """
    if not _looks or _looks[0].comm is None:
        _looks[:] = [Look()]
    return _looks[0]
