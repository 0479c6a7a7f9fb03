"""The page's address: what is open stands in it, so that reloading, going back and bookmarks work."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import STATIC


class Address(anywidget.AnyWidget):
    """Writes what is open into the address of a served page; going back in the browser loads that page again.

    Parameters
    ----------
    query : dict of str to str
        The part of the address after `?`.
    """

    _esm = STATIC / "shared" / "address.js"
    query: Any = traitlets.Dict().tag(sync=True)
