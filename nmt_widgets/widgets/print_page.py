"""A page made to be printed, shown as it will be on paper."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.style import STATIC, style


class PrintPage(anywidget.AnyWidget):
    """Shows a whole HTML page, prints it, or saves it as a file.

    Parameters
    ----------
    html : str
        A page that needs nothing else; empty where there is none to print.
    notice : str
        Why there is none.
    file : str
        The name it is saved under.
    words : dict
        `title`, `print` and `save`.
    """

    _esm = STATIC / "consult" / "print_page.js"
    _css = style("consult/print_page")
    html = traitlets.Unicode().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    file = traitlets.Unicode().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
