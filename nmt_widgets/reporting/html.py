"""An HTML file from an executed report notebook: the full one contains plotly, the light one has static pictures."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nmt_widgets.charts.plotly_library import plotly_source
from nmt_widgets.core.look import compact
from nmt_widgets.core.texts import language, texts
from nmt_widgets.reporting.templating import ABOUT_MIME, PLOTLY_MIME, SLIDE_MIME, SVG_MIME, TEMPLATES

_PAGE_TAG = "page"
_NEEDLESS = re.compile(
    r"(?:font-family|white-space|vector-effect|stroke-miterlimit):|(?:fill-|stroke-)?opacity: 1$|stroke-width: 0px$"
    r"|fill: rgb\(22, 24, 29\)$"  # the colour of the page
)
# all colours but the accent, which the style sheet matches in this form
_COLOUR = re.compile(r"rgb\((?!29, 91, 159\))(\d+), (\d+), (\d+)\)")


def full_html(notebook: Mapping[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Return the report with interactive charts. It contains plotly if there are any, and loads nothing.

    Parameters
    ----------
    notebook : mapping
        An executed report notebook.

    Returns
    -------
    tuple of bytes
        The parts of the file: before plotly, plotly, and after it. Plotly is most of the file; joining the parts would
        copy it.
    """
    live: list[str] = []

    def chart(id: str, figure: dict[str, Any]) -> str:
        live.append(id)
        data = json.dumps(figure, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
        height = int(figure.get("layout", {}).get("height") or 360)
        return (
            f'<div class="nmt-chart" id="{id}" role="img" aria-label="{_label(figure)}" '
            f'style="min-height:{height}px"></div>\n<script type="application/json" data-for="{id}">{data}</script>'
        )

    before, after = _document(notebook, chart)
    if not live:
        return before.encode(), b"", after.encode()
    drawing = (TEMPLATES / "charts.js").read_text(encoding="utf-8")
    return (
        f"{before}<script>".encode(),
        plotly_script(),
        f"</script>\n<script>{drawing}</script>{after}".encode(),
    )


@cache
def plotly_script() -> bytes:
    """Return the JavaScript of plotly."""
    return plotly_source().read_bytes()


def figures(notebook: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the plotly figures of a notebook by the ids of their charts in the report."""
    charts: dict[str, dict[str, Any]] = {}

    def note(id: str, figure: dict[str, Any]) -> str:
        charts[id] = figure
        return ""

    for _section in _sections(notebook, note):
        pass
    return charts


def light_html(notebook: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """Return the report with static charts: small, without scripts.

    Parameters
    ----------
    notebook : mapping
        An executed report notebook.
    pictures : mapping of str to str
        The SVG of each chart, by the ids of :func:`figures`.
    """

    def chart(id: str, figure: dict[str, Any]) -> str:
        return f'<div class="nmt-chart" id="{id}" role="img" aria-label="{_label(figure)}">{lean(pictures[id])}</div>'

    before, after = _document(notebook, chart)
    return before + after


def lean(svg: str) -> str:
    """Remove what only plotly needs from a static chart, and styles that are defaults or set by the page.

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
    return _COLOUR.sub(lambda match: "#" + "".join(f"{int(part):02x}" for part in match.groups()), left)


def _label(figure: Mapping[str, Any]) -> str:
    meta = figure.get("layout", {}).get("meta") or {}
    return html.escape(str(meta.get("description", "") if isinstance(meta, dict) else meta))


def about(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the document from its first page; empty for a notebook without one."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if data := output.get("data", {}).get(ABOUT_MIME):
                return dict(data)
    return {}


@dataclass(frozen=True)
class ChartSlide:
    """A still chart of a notebook, to be drawn as a slide."""

    name: str
    figure: Mapping[str, Any]
    words: Mapping[str, str]

    def draw(self) -> str:
        """Return the slide as an ``<svg>``.

        Raises
        ------
        InputError
            When it has no room on a slide.
        """
        from nmt_widgets.library.slides import slide_svg

        return slide_svg(self.figure, **self.words)


def slides(notebook: Mapping[str, Any]) -> Iterator[ChartSlide]:
    """Yield a slide for each still chart of a notebook."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if SLIDE_MIME in data and PLOTLY_MIME in data:
                words = dict(data[SLIDE_MIME])
                yield ChartSlide(_safe(words.pop("name")), data[PLOTLY_MIME], words)


def _safe(name: str) -> str:
    """Return a name that a file can have, whatever a notebook wrote."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())[:60].strip("-")


def _document(notebook: Mapping[str, Any], chart: Callable[[str, dict[str, Any]], str]) -> tuple[str, str]:
    """Return the document in two parts; scripts go between them."""
    lang = language()
    document = about(notebook)
    title = document.get("title") or texts("common", lang)["product"]
    frame = compact((TEMPLATES / "frame.css").read_text(encoding="utf-8")) + _running(document)
    sections = list(_sections(notebook, chart))
    body = "\n".join(sections)
    before = (
        f'<!DOCTYPE html>\n<html lang="{html.escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{frame}</style>\n</head>\n"
        f"<body>\n{_contents(sections)}<main>\n{body}\n</main>\n"
    )
    return before, "\n</body>\n</html>\n"


def _running(document: Mapping[str, str]) -> str:
    """Return the style of printed pages: client and date at the top, origin and page number at the bottom."""
    head = ""
    if document:
        words = re.split(r"\{(page|pages)\}", document["page"])
        count = " ".join(f"counter({word})" if at % 2 else _css_text(word) for at, word in enumerate(words))
        head = (
            f"@top-left {{ content: {_css_text(document['running'])}; }} "
            f"@bottom-left {{ content: {_css_text(document['made'])}; }} @bottom-right {{ content: {count}; }} "
        )
    font = "font: 7.5pt system-ui, sans-serif; color: #4a505c;"
    named = "\n".join(
        f"@page {{ @{place} {{ {font} }} }}" for place in ("top-left", "bottom-left", "bottom-right")
    )
    return f"{named}\n@page {{ size: A4; margin: 15mm 14mm 14mm; {head}}}\n"


def _css_text(words: str) -> str:
    r"""Return text as a CSS string that the text cannot end, nor the style sheet.

    >>> print(_css_text('a "b" </style>'))
    "a \22 b\22  \3c /style>"
    """
    return '"' + re.sub(r'["\\<\x00-\x1f\x7f]', lambda match: f"\\{ord(match[0]):x} ", words) + '"'


def _contents(sections: Iterable[str]) -> str:
    """Return the table of contents: a link to each page with its heading."""
    say = texts("report", language())
    links, in_appendix = [], False
    for section in sections:
        heading = re.search(r"<h([12])[^>]*>(.*?)</h\1>", section, re.DOTALL)
        at = re.match(r'<section class="page" id="([^"]+)"', section)
        if not (heading and at):
            continue
        name = re.sub(r"<span class=\"mark.*?</span>|<[^>]+>", "", heading[2]).strip()
        begins = not in_appendix and 'class="eyebrow"' in section
        in_appendix = in_appendix or begins
        first_of_appendix = (
            f' class="begins-appendix" data-name="{html.escape(say["appendix"])}"' if begins else ""
        )
        links.append(f'<li{first_of_appendix}><a href="#{at[1]}">{name}</a></li>')
    if len(links) < 2:
        return ""
    return (
        f'<nav class="contents" aria-label="{html.escape(say["contents"])}"><ol>{"".join(links)}</ol></nav>\n'
    )


def _sections(notebook: Mapping[str, Any], chart: Callable[[str, dict[str, Any]], str]) -> Iterator[str]:
    """Yield a section for each cell with a page."""
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code" or _PAGE_TAG not in cell["metadata"].get("tags", []):
            continue
        parts = []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if SVG_MIME in data:
                parts.append(f'<div class="nmt-picture">{"".join(data[SVG_MIME])}</div>')
            elif PLOTLY_MIME in data:
                count += 1
                parts.append(chart(f"chart-{count}", data[PLOTLY_MIME]))
            elif "text/html" in data:
                parts.append("".join(data["text/html"]))
        if parts:
            name = html.escape(str(cell.get("id") or f"page-{count}"))
            yield f'<section class="page" id="{name}">\n' + "\n".join(parts) + "\n</section>"
