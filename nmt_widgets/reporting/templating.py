"""A page of the report for a notebook, made from a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmt_widgets.charts.style import CHART_CSS
from nmt_widgets.core.look import paper_look

if TYPE_CHECKING:
    import plotly.graph_objects as go

TEMPLATES = Path(__file__).parent / "templates"
PLOTLY_MIME = "application/vnd.plotly.v1+json"
ABOUT_MIME = "application/vnd.nmt.report+json"
"""MIME type of the names of the document, which its first page has: title, running header, start of file names."""

SLIDE_MIME = "application/vnd.nmt.slide+json"
"""MIME type of the words of a chart's slide, and its name; see :func:`nmt_widgets.library.slides.slide_svg`."""
SVG_MIME = "image/svg+xml"

_CHART = re.compile(r"<!--chart:([\w-]+)-->")


@dataclass(frozen=True)
class StillChart:
    """A chart that a page has as a still picture, with the figure and the words that a slide of it is made from.

    Attributes
    ----------
    svg : str
    figure : mapping
        The JSON of the figure.
    slide : mapping of str to str
        `title`, `caveat` and `source`.
    name : str
        It begins the name of the slide's file.
    """

    svg: str = field(repr=False)
    figure: Mapping[str, Any] = field(repr=False)
    slide: Mapping[str, str]
    name: str

    def bundle(self) -> dict[str, Any]:
        """Return the MIME bundle, as a notebook stores it."""
        slide = {**self.slide, "name": self.name}
        plain = _described(self.figure)
        return {SVG_MIME: self.svg, PLOTLY_MIME: dict(self.figure), SLIDE_MIME: slide, "text/plain": plain}


@dataclass(frozen=True)
class ReportPage:
    """One page: HTML fragments (str) and charts in order. A notebook displays it.

    Attributes
    ----------
    blocks : tuple of str, plotly figures or still charts
    about : mapping, optional
        On the first page, the names of the document; see :data:`ABOUT_MIME`.
    """

    blocks: tuple[str | go.Figure | StillChart, ...] = field(repr=False)
    about: Mapping[str, str] | None = field(default=None, repr=False)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for bundle in self.bundles():
            display(bundle, raw=True)

    def bundles(self) -> Iterator[dict[str, Any]]:
        """Yield a MIME bundle for each block, as a notebook stores it."""
        about: dict[str, Any] = {ABOUT_MIME: dict(self.about)} if self.about else {}
        for block in self.blocks:
            if isinstance(block, str):
                yield {"text/html": block, "text/plain": "NMT report", **about}
            elif isinstance(block, StillChart):
                yield {**block.bundle(), **about}
            else:
                figure = block.to_values()
                yield {PLOTLY_MIME: figure, "text/plain": _described(figure), **about}
            about = {}


def _described(figure: Mapping[str, Any]) -> str:
    meta = figure.get("layout", {}).get("meta") or {}
    return str(meta.get("description", "")) if isinstance(meta, dict) else str(meta)


def fill(
    name: str, charts: Mapping[str, go.Figure | StillChart], **values: Any
) -> tuple[str | go.Figure | StillChart, ...]:
    """Render a template and split it at its chart marks; empty parts are left out."""
    html = _environment().get_template(f"{name}.j2").render(**values)
    pieces = _CHART.split(html)
    blocks: list[Any] = [
        piece if position % 2 == 0 else charts[piece] for position, piece in enumerate(pieces)
    ]
    return tuple(block for block in blocks if not isinstance(block, str) or block.strip())


def still(svg: str) -> str:
    """Remove what only scripts need from a map. For a screen reader it is one picture with name and description.

    >>> still('<svg class="m" aria-labelledby="t"><g class="b" id="x" data-n="1" aria-label="One"/></svg>')
    '<svg class="m" aria-labelledby="t"><g/></svg>'
    """
    head, close, body = svg.partition(">")
    body = re.sub(r' (?:class|data-[a-z-]+|aria-label)="[^"]*"', "", body)
    references = {*re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)\"", body)}
    ids = {name for pair in references for name in pair} | set(re.findall(r"[\w-]+", head))
    body = re.sub(r' id="([^"]*)"', lambda match: match[0] if match[1] in ids else "", body)
    return head + close + body


@cache
def stylesheet() -> str:
    """Return the style sheet of the pages."""
    names = ("report.css", "front.css", "plan.css", "print.css", "programme.css")
    return paper_look(*(TEMPLATES / name for name in names)) + CHART_CSS


@cache
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
