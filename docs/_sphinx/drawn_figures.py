"""A figure that the library draws when the pages are built, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

FOLDER = "outputs/maps"
ROOT = Path(__file__).parents[2]


def drawn_figure(
    directive: SphinxDirective, stem: str, draw: Callable[[str, Path], object], alternative: str = ""
) -> nodes.figure:
    """Return a figure with one picture for each scheme, and the directive's text as what it shows.

    Parameters
    ----------
    directive : SphinxDirective
    stem : str
        The beginning of the files' names.
    draw : callable
        Saves the picture; called with the scheme and the path.
    alternative : str
        What a screen reader reads in the picture's place; by default the directive's text.
    """
    directive.assert_has_content()
    words = " ".join(directive.content)
    figure = nodes.figure(classes=["nmt-drawn"])
    for scheme in ("light", "dark"):
        path = ROOT / FOLDER / f"{stem}-{scheme}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        draw(scheme, path)
        figure += nodes.image(
            uri=f"/../{FOLDER}/{path.name}", alt=alternative or words, classes=[f"only-{scheme}"]
        )
    caption = nodes.caption()
    caption += directive.parse_inline(words)[0]
    figure += caption
    return figure
