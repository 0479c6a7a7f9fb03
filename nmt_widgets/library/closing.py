"""Close widgets with everything in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ipywidgets


def close_widgets(widgets: Iterable[ipywidgets.Widget]) -> None:
    """Close widgets and everything in them, in the page and in the kernel."""
    pending: list[Any] = list(widgets)
    while pending:
        widget = pending.pop()
        pending.extend(getattr(widget, "children", ()))
        for look in (getattr(widget, "layout", None), getattr(widget, "style", None)):
            if look is not None:
                look.close()
        widget.close()
