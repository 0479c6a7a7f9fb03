"""The page's address: what is open stands in it, so that reloading, going back and bookmarks work."""

from __future__ import annotations

from typing import Never

from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.traits import record_trait


class Address(MessageWidget[Never]):
    """Writes what is open into the address of a served page; going back in the browser loads that page again.

    Parameters
    ----------
    query : dict of str to str
        The part of the address after `?`.
    """

    bundle = "shared/address"

    query: dict[str, str] = record_trait()

    def still_html(self) -> None:
        """Return nothing: an address is not seen on the page."""
