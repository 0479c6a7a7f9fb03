"""One self-contained HTML file from an executed report notebook: full with plotly inside, light with still pictures."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from nmt_widgets.charts.plotly_library import plotly_source
from nmt_widgets.core.look import compact
from nmt_widgets.core.texts import language, texts
from nmt_widgets.reports.templating import ABOUT_MIME, PLOTLY_MIME, TEMPLATES

_PAGE_TAG = "page"
_NEEDLESS = re.compile(
    r"(?:font-family|white-space|vector-effect|stroke-miterlimit):|(?:fill-|stroke-)?opacity: 1$|stroke-width: 0px$"
    r"|fill: rgb\(22, 24, 29\)$"  # ink: the page says it
)
_COLOUR = re.compile(
    r"rgb\((?!29, 91, 159\))(\d+), (\d+), (\d+)\)"
)  # the accent's form is what the style sheet knows


def full_html(notebook: Mapping[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Return the report with interactive charts; plotly's basic bundle stands in it once, nothing is fetched.

    Parameters
    ----------
    notebook : mapping
        An executed report notebook as read from its file.

    Returns
    -------
    tuple of bytes
        What comes before plotly, plotly, and what comes after: written one after another they are the file.
        Plotly is most of it, and most of the work would be copying it about.
    """

    def chart(id: str, figure: dict[str, Any]) -> str:
        data = json.dumps(figure, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
        height = int(figure.get("layout", {}).get("height") or 360)
        return (
            f'<div class="nmt-chart" id="{id}" role="img" aria-label="{_label(figure)}" '
            f'style="min-height:{height}px"></div>\n<script type="application/json" data-for="{id}">{data}</script>'
        )

    before, after = _document(notebook, chart)
    drawing = (TEMPLATES / "charts.js").read_text(encoding="utf-8")
    return (
        f"{before}<script>".encode(),
        plotly_script(),
        f"</script>\n<script>{drawing}</script>{after}".encode(),
    )


@cache
def plotly_script() -> bytes:
    """Return plotly's JavaScript."""
    return plotly_source().read_bytes()


def figures(notebook: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the plotly figures of a notebook by the ids their charts have in the report."""
    found: dict[str, dict[str, Any]] = {}

    def note(id: str, figure: dict[str, Any]) -> str:
        found[id] = figure
        return ""

    for _section in _sections(notebook, note):
        pass
    return found


def light_html(notebook: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """Return the report with still charts: small, without any script.

    Parameters
    ----------
    notebook : mapping
        An executed report notebook.
    pictures : mapping of str to str
        The SVG of each chart, by the ids :func:`figures` gives.
    """

    def chart(id: str, figure: dict[str, Any]) -> str:
        return f'<div class="nmt-chart" id="{id}" role="img" aria-label="{_label(figure)}">{lean(pictures[id])}</div>'

    before, after = _document(notebook, chart)
    return before + after


def lean(svg: str) -> str:
    """Drop from a still chart what only plotly needs or what says the default; the page gives it its font.

    >>> lean('<g class="x"><g class="y"/><text style="font-family: a; opacity: 1; fill: red;">1</text></g>')
    '<g><text style="fill: red">1</text></g>'
    """
    svg = re.sub(r' (?:class|data-[a-z-]+)="[^"]*"', "", svg)
    svg = re.sub(r'style="([^"]*)"', lambda style: f'style="{_needed(style[1])}"', svg)
    svg = svg.replace(' style=""', "")
    while (shorter := re.sub(r"<g>\s*</g>|<g/>|<path/>", "", svg)) != svg:
        svg = shorter
    return svg


def _needed(style: str) -> str:
    parts = (part.strip() for part in style.split(";"))
    left = "; ".join(part for part in parts if part and not _NEEDLESS.match(part))
    return _COLOUR.sub(lambda found: "#" + "".join(f"{int(part):02x}" for part in found.groups()), left)


def _label(figure: Mapping[str, Any]) -> str:
    meta = figure.get("layout", {}).get("meta") or {}
    return html.escape(str(meta.get("description", "") if isinstance(meta, dict) else meta))


def about(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return what the first page says of the document; empty for a notebook that has no such page."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if found := output.get("data", {}).get(ABOUT_MIME):
                return dict(found)
    return {}


def _document(notebook: Mapping[str, Any], chart: Callable[[str, dict[str, Any]], str]) -> tuple[str, str]:
    """Return the document up to where scripts may stand, and the rest."""
    lang = language()
    told = about(notebook)
    title = told.get("title") or texts("common", lang)["product"]
    frame = compact((TEMPLATES / "frame.css").read_text(encoding="utf-8")) + _running(told)
    sections = list(_sections(notebook, chart))
    body = "\n".join(sections)
    before = (
        f'<!DOCTYPE html>\n<html lang="{html.escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{frame}</style>\n</head>\n"
        f"<body>\n{_contents(sections)}<main>\n{body}\n</main>\n"
    )
    return before, "\n</body>\n</html>\n"


def _running(told: Mapping[str, str]) -> str:
    """Return the style of the sheets: who and when at the head, what it was made from and the page at the foot."""
    head = ""
    if told:
        words = re.split(r"\{(page|pages)\}", told["page"])
        count = " ".join(f"counter({word})" if at % 2 else _css_text(word) for at, word in enumerate(words))
        head = (
            f"@top-left {{ content: {_css_text(told['running'])}; }} "
            f"@bottom-left {{ content: {_css_text(told['made'])}; }} @bottom-right {{ content: {count}; }} "
        )
    font = "font: 7.5pt system-ui, sans-serif; color: #4a505c;"
    named = "\n".join(
        f"@page {{ @{place} {{ {font} }} }}" for place in ("top-left", "bottom-left", "bottom-right")
    )
    return f"{named}\n@page {{ size: A4; margin: 15mm 14mm 14mm; {head}}}\n"


def _css_text(words: str) -> str:
    r"""Return words as a string of a style sheet that no word can end, nor the sheet itself.

    >>> print(_css_text('a "b" </style>'))
    "a \22 b\22  \3c /style>"
    """
    return '"' + re.sub(r'["\\<\x00-\x1f\x7f]', lambda found: f"\\{ord(found[0]):x} ", words) + '"'


def _contents(sections: Iterable[str]) -> str:
    """Return the list of contents: one link a page, by its heading."""
    say = texts("report", language())
    links, in_appendix = [], False
    for section in sections:
        found = re.search(r"<h([12])[^>]*>(.*?)</h\1>", section, re.DOTALL)
        at = re.match(r'<section class="page" id="([^"]+)"', section)
        if not (found and at):
            continue
        name = re.sub(r"<span class=\"mark.*?</span>|<[^>]+>", "", found[2]).strip()
        begins = not in_appendix and 'class="eyebrow"' in section
        in_appendix = in_appendix or begins
        which = f' class="begins-appendix" data-name="{html.escape(say["appendix"])}"' if begins else ""
        links.append(f'<li{which}><a href="#{at[1]}">{name}</a></li>')
    if len(links) < 2:
        return ""
    return (
        f'<nav class="contents" aria-label="{html.escape(say["contents"])}"><ol>{"".join(links)}</ol></nav>\n'
    )


def _sections(notebook: Mapping[str, Any], chart: Callable[[str, dict[str, Any]], str]) -> Iterator[str]:
    """Yield one section for each cell that shows a page."""
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code" or _PAGE_TAG not in cell["metadata"].get("tags", []):
            continue
        parts = []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if PLOTLY_MIME in data:
                count += 1
                parts.append(chart(f"chart-{count}", data[PLOTLY_MIME]))
            elif "text/html" in data:
                parts.append("".join(data["text/html"]))
        if parts:
            name = html.escape(str(cell.get("id") or f"page-{count}"))
            yield f'<section class="page" id="{name}">\n' + "\n".join(parts) + "\n</section>"
