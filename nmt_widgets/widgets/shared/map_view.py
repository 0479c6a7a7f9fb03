"""The view of a brain map: arrow keys move, Enter opens a box, a new map patches the old one in place."""

from __future__ import annotations

import zlib
from typing import Any

import traitlets

from nmt_widgets.widgets.shared.map.messages import MapMessage, MapScoring
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.traits import SwitchTrait, TextTrait, record_trait


def packed_trait(name: str) -> Any:
    """Return a long text that travels, and is saved in a notebook, compressed; the page cannot set it."""
    return traitlets.Unicode().tag(
        sync=True,
        to_json=lambda text, _widget: zlib.compress(text.encode("utf-8")) if text else b"",
        from_json=lambda _data, widget: getattr(widget, name),
    )


class MapView(MessageWidget[MapMessage]):
    """Mounts the SVG of :mod:`nmt_widgets.charts.brain_map` and reports which box is opened and which score is set.

    Parameters
    ----------
    svg, svg_tall : str
        The map for much and for little room; without the latter the former serves both. The page chooses by the width
        of the widget. Setting others of the same functions moves colours and digits smoothly.
    label : str
        The map's name for screen readers.
    words : dict of str to str
        Of the panel: `close`, and where scores may be set `steps`, `step`, `not_known` and `clear`.
    details : bool
        Whether a box opens a panel, which is filled by a `PanelReply`.
    scoring : MapScoring
        What the page needs to set scores; empty where it may not.
    receive : callable
        Called with each message of the page.

    Attributes
    ----------
    selected : str
        The function whose box was opened last; empty when it was closed. Set by the page, and by whoever opens one.
    readonly : bool
        Whether scores can only be looked at.
    theme : {"auto", "light", "dark"}
    height : str
        The most height of the drawing, as CSS writes it; empty for what its width asks for.
    """

    bundle = "shared/map_view"
    styles = ("shared/map_view",)

    svg: str = packed_trait("svg")
    svg_tall: str = packed_trait("svg_tall")
    label = TextTrait().tag(sync=True)
    words: dict[str, str] = record_trait()
    details = SwitchTrait(False).tag(sync=True)
    selected = TextTrait().tag(sync=True)
    readonly = SwitchTrait(True).tag(sync=True)
    scoring: MapScoring = record_trait()
    theme = TextTrait("auto").tag(sync=True)
    height: Any = traitlets.Unicode().tag(sync=True)
