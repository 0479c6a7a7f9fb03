"""The one maker of markup for still pictures, as `dom.js` is for scripts: every text goes in as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from nmt_widgets.charts.markup import escape

_VOID = frozenset({"br", "hr", "img", "input", "link"})


class Html(str):
    """Markup that is safe to put into a page: made by the functions here, or by those of `charts`."""

    __slots__ = ()


Child = Html | str | None | Literal[False]
"""What may stand in an element: markup, a text, or nothing."""


def make_element(tag: str, attributes: Mapping[str, object] | None = None, /, *children: Child) -> Html:
    """Return an element. Texts are escaped; what is None or False is left out, attributes as well as children.

    Parameters
    ----------
    tag : str
    attributes : mapping of str to object, optional
        An attribute that is True stands without a value.
    *children : Html or str, optional

    Examples
    --------
    >>> make_element("p", {"class": "nmt-quiet", "hidden": False}, "Tom & Ann", make_element("br"))
    '<p class="nmt-quiet">Tom &amp; Ann<br></p>'
    """
    extras = "".join(
        f" {name}" if setting is True else f' {name}="{escape(setting)}"'
        for name, setting in (attributes or {}).items()
        if setting is not None and setting is not False
    )
    return Html(f"<{tag}{extras}>{join(*children)}{'' if tag in _VOID else f'</{tag}>'}")


def join(*children: Child) -> Html:
    """Return children one after the other, texts escaped.

    >>> join("1 < 2", None, Html("<br>"))
    '1 &lt; 2<br>'
    """
    return Html("".join(child if isinstance(child, Html) else escape(child or "") for child in children))


def make_fact(fact: Sequence[str], attributes: Mapping[str, object] | None = None) -> Html:
    """Return one of a list of facts: its label, its value and a remark on it.

    >>> make_fact(["Total", "168", "of 384"])
    '<div><dt>Total</dt><dd>168</dd><dd class="nmt-remark">of 384</dd></div>'
    """
    label, amount, remark = fact
    words = (make_element("dt", {}, label), make_element("dd", {}, amount))
    return make_element("div", attributes, *words, make_element("dd", {"class": "nmt-remark"}, remark))
