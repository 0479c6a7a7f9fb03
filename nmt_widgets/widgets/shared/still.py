"""The still picture of a screen: what its widgets show first, as plain HTML that a page shows before its scripts."""

from __future__ import annotations

from typing import Any

import ipywidgets

from nmt_widgets.core.page_files import script_address, sheet_address
from nmt_widgets.widgets.shared.markup import Html, join, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget

STILL = "text/vnd.nmt.still+html"
"""The kind of a still picture among the forms in which a cell shows a widget."""

# the classes of Jupyter's own elements, so that they are laid out alike
_PART, _BOX = "lm-Widget", "lm-Widget lm-Panel jupyter-widgets widget-container widget-box"
_TEXT = "lm-Widget jupyter-widgets widget-inline-hbox widget-html"


def still_of(screen: ipywidgets.Widget) -> Html:
    """Return the picture of a widget with all that stands in it, and the style sheets it needs.

    Parameters
    ----------
    screen : Widget
        Made of boxes, texts and widgets of the workbook; what else there is has no picture.

    Examples
    --------
    >>> from nmt_widgets.widgets import Heading
    >>> "<h1>Cases &amp; maps</h1>" in still_of(ipywidgets.VBox([Heading("Cases & maps")]))
    True
    """
    files: dict[Html, None] = {}
    picture = _part(screen, files)
    return join(*files, picture)


def _files(widget: MessageWidget[Any]) -> Html:
    """Return what makes a page fetch the style sheets of a widget before it paints, and the script meanwhile."""
    return join(
        make_element("link", {"rel": "modulepreload", "href": script_address(widget.bundle)}),
        bool(widget.styles)
        and make_element("link", {"rel": "stylesheet", "href": sheet_address(*widget.styles)}),
        bool(widget.more_style) and make_element("style", {}, Html(widget.more_style)),
    )


def _part(widget: Any, files: dict[Html, None]) -> Html:
    classes = " ".join(getattr(widget, "_dom_classes", ()))
    if isinstance(widget, ipywidgets.Box):
        turned = "widget-vbox" if isinstance(widget, ipywidgets.VBox) else ""
        parts = (_part(child, files) for child in widget.children)
        return make_element("div", {"class": f"{_BOX} {turned} {classes}"}, *parts)
    if isinstance(widget, ipywidgets.HTML):
        content = make_element("div", {"class": "widget-html-content"}, Html(widget.value))
        return make_element("div", {"class": f"{_TEXT} {classes}"}, content)
    if isinstance(widget, MessageWidget):
        files[_files(widget)] = None
        inside = widget.still_html()
        return (
            Html()
            if inside is None
            else make_element("div", {"class": f"{_PART} {widget.root_class} {classes}"}, inside)
        )
    return Html()
