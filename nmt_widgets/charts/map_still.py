"""A map as a still picture: the same drawing without what only a script or a style sheet needs."""

from __future__ import annotations

import re

_BOX = re.compile(
    r'<g id="[^"]*" class="nmt-box"[^>]*? (transform="[^"]*" fill="[^"]*"[^>]*)>(?:<title>[^<]*</title>)?'
)
_CLASS = re.compile(r' (?:class="nmt-(?!map)[^"]*"|data-(?:column|region|score|band)="[^"]*")')
_EMPTY = re.compile(r"<text[^>]*></text>")
_EDGE = 'stroke="#16181D" stroke-opacity=".28"'
_OPEN = 'stroke="currentColor" stroke-opacity=".6" stroke-dasharray="5 4"'
_FRAME = r'<rect (width="[\d.]+" height="[\d.]+" rx="[\d.]+")'
_PARTS = (
    re.compile(rf'{_FRAME} (fill="#\w+") ({re.escape(_EDGE)})/>'),
    re.compile(rf'{_FRAME} (fill="none") ({re.escape(_OPEN)})/>'),
    re.compile(
        r'<rect (width="[\d.]+" x="[\d.]+" y="[\d.]+" height="[\d.]+" rx="[\d.]+") ()(fill-opacity=".2")/>'
    ),
)
_UID = re.compile(r'<pattern id="([\w-]+)-hatch"')
_INK = re.compile(r'<g (transform="[^"]*") fill="#16181D">')
_SIZE = re.compile(r'(viewBox="0 0 ([\d.]+) [\d.]+" width="100%")')


def still_map(svg: str) -> str:
    """Return a map for a place where nothing can be opened, such as a page on GitHub: a third of the size.

    It keeps its title and its description, which name the regions and what is missing.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.charts import case_map
    >>> from nmt_widgets.metrics import profile
    >>> svg = case_map(profile(load_case("james"), 1), load_instrument(), paper="#fff")
    >>> still = still_map(svg)
    >>> len(still) < 0.6 * len(svg), "<title" in still, "data-function" in still
    (True, True, False)
    """
    still = _drawn_once(_EMPTY.sub("", _CLASS.sub("", _BOX.sub(r"<g \1>", svg))))
    still = _INK.sub(r"<g \1>", still)
    return _SIZE.sub(
        lambda size: f'{size[1]} style="max-width:{round(float(size[2]))}px" fill="#16181D"', still
    )


def _drawn_once(svg: str) -> str:
    """Return a map in which the frames and tracks of equal boxes are drawn once and used again."""
    uid = _UID.search(svg)
    assert uid is not None
    ids: dict[str, str] = {}

    def use(part: re.Match[str]) -> str:
        shape, fill, rest = part.groups()
        id = ids.setdefault(f"<rect {{id}}{shape} {rest}/>", f"{uid[1]}-{len(ids)}")
        return f'<use href="#{id}"{fill and " "}{fill}/>'

    for pattern in _PARTS:
        svg = pattern.sub(use, svg)
    shapes = "".join(shape.replace("{id}", f'id="{id}" ') for shape, id in ids.items())
    return svg.replace("</defs>", f"{shapes}</defs>", 1)
