"""The view of a brain map: arrow keys move, Enter opens a box, a new map patches the old one in place."""

from __future__ import annotations

import re
import zlib
from typing import Any

import traitlets

from nmt_widgets.widgets.shared.map.messages import MapMessage, MapScoring
from nmt_widgets.widgets.shared.markup import Html, join, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.traits import SwitchTrait, TextTrait, record_trait

_LEGIBLE = 0.72  # as in map/drawing.js: how small the wide map may get
_WIDTH = re.compile(r'viewBox="0 0 ([\d.]+)')
_OWN_ID = re.compile(r'aria-labelledby="(\S+)-title')


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
    root_class = "nmt-brain-map nmt-scheme"

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

    def still_html(self) -> Html:
        """Return both drawings; a rule for the widget's width chooses, as the script does. No box opens yet."""
        wide = _WIDTH.search(self.svg)
        if not wide:
            return Html()
        uid, least = f"still-{self.model_id}", float(wide[1]) * _LEGIBLE
        stage, rules = f".nmt-map-stage.{uid}", ""
        if self.svg_tall:
            narrow = f"{stage}>svg{{display:none}}{stage}>svg+svg{{display:block}}"
            rules = f"{stage}>svg+svg{{display:none}}@container (width < {least:g}px){{{narrow}}}"
        look = {"class": f"nmt-map-stage {uid}", "style": f"--map-height: {self.height or 'none'}"}
        drawings = (_renamed(svg, f"{uid}-{form}") for form, svg in enumerate((self.svg, self.svg_tall)))
        return join(make_element("style", {}, Html(rules)), make_element("div", look, *drawings))


def _renamed(svg: str, uid: str) -> Html:
    """Return a drawing with ids of its own, since the live one has the same."""
    known = _OWN_ID.search(svg)
    return Html(svg.replace(f"{known[1]}-", f"{uid}-") if known else svg)
