"""The interactive brain map: arrow keys move, Enter opens a box, a new map patches the old one in place."""

from __future__ import annotations

from typing import Any, Never

import traitlets

from nmt_widgets.widgets.shared.message_widget import MessageWidget


class BrainMap(MessageWidget[Never]):
    """Mounts the SVG of :mod:`nmt_widgets.charts.brain_map` and reports which box is open.

    Parameters
    ----------
    svg, svg_tall : str
        The map for a wide and for a narrow window; without the latter the former serves both. The page chooses, at
        once when its window changes. Setting others of the same functions moves colours and digits smoothly.
    details : dict of str to str
        HTML for each function id: what a box opens.
    label, close_words : str
        The map's name for screen readers; the words on the panel's closing button.

    Attributes
    ----------
    opened : str
        The function id whose panel is open; empty when none is. Set by the page.
    """

    bundle = "shared/brain_map"
    styles = ("shared/brain_map",)

    svg = traitlets.Unicode().tag(sync=True)
    svg_tall = traitlets.Unicode().tag(sync=True)
    details = traitlets.Dict().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    close_words = traitlets.Unicode("Close").tag(sync=True)
    opened = traitlets.Unicode().tag(sync=True)

    def __init__(self, svg: str, svg_tall: str, details: dict[str, str], **traits: Any) -> None:
        super().__init__(svg=svg, svg_tall=svg_tall, details=details, **traits)
