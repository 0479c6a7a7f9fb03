"""The page's address: what is open stands in it, so that reloading, going back and bookmarks work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Never

from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.traits import SwitchTrait, record_trait


class Address(MessageWidget[Never]):
    """Writes what is open into the address of a served page; going back in the browser loads that page again.

    Parameters
    ----------
    query : dict of str to str
        The part of the address after `?`.

    Attributes
    ----------
    replaces : bool
        Whether going back skips the address that was there before: what is typed letter by letter is one step.
    """

    bundle = "shared/address"

    query: dict[str, str] = record_trait()
    replaces = SwitchTrait(default_value=False).tag(sync=True)

    def go(self, query: Mapping[str, str], *, replaces: bool = False) -> None:
        """Write another query into the address."""
        with self.hold_sync():
            self.replaces, self.query = replaces, {**query}

    def still_html(self) -> None:
        """Return nothing: an address is not seen on the page."""
