"""What is wrong with the address of a page: which of its parts is not known, and which is missing."""

from __future__ import annotations

from html import escape

import ipywidgets

from nmt_widgets.core.texts import texts


class AddressDoubts:
    """Collects what is wrong with an address, for a sentence on the page.

    The sentence names the part and not what stood there: anybody may have written that.

    Parameters
    ----------
    language : str

    Examples
    --------
    >>> doubts = AddressDoubts("en")
    >>> doubts.add_unknown("section")
    >>> doubts.sentences()
    ["Part of this page's address is not known: the section of the form. This is what comes nearest."]
    """

    def __init__(self, language: str) -> None:
        self._words = texts("common", language)["address"]
        self._parts: dict[str, list[str]] = {"unknown": [], "missing": []}

    def add_unknown(self, part: str) -> None:
        """Note a part whose value is not known; it is named as in the texts."""
        self._parts["unknown"].append(self._words["parts"][part])

    def add_missing(self, part: str) -> None:
        """Note a part without which another means nothing."""
        self._parts["missing"].append(self._words["parts"][part])

    def sentences(self) -> list[str]:
        """Return what is wrong, in sentences; none where nothing is."""
        return [
            self._words[kind].format(parts=", ".join(parts)) for kind, parts in self._parts.items() if parts
        ]

    def widgets(self) -> list[ipywidgets.Widget]:
        """Return the sentences as they stand on a page; nothing where there are none."""
        sentences = self.sentences()
        if not sentences:
            return []
        notice = ipywidgets.HTML(f'<p class="nmt-alert is-notice">{escape(" ".join(sentences))}</p>')
        notice.add_class("nmt-prose")
        return [notice]
