"""The layout of a widget, without the four dozen settings that nobody has made."""

from __future__ import annotations

from typing import Any

import ipywidgets


class SparseLayout(ipywidgets.Layout):
    """A layout that is sent with what is set in it: a page takes the rest for empty by itself.

    Examples
    --------
    >>> state = SparseLayout(width="50%").get_state()
    >>> [name for name in state if not name.startswith("_")]
    ['width']
    """

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Return the layout as it is sent; settings that are asked for by name are all in it."""
        state: dict[str, Any] = super().get_state(key, drop_defaults)
        return state if key else {name: value for name, value in state.items() if value is not None}
