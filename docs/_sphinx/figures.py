"""A figure with one picture for a light page and one for a dark page, and below them what they show."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[2]
SCHEMES = ("light", "dark")


def figure_of(
    directive: SphinxDirective, kind: str, pictures: dict[str, Path], alternative: str = ""
) -> nodes.figure:
    """Return a figure whose caption is the directive's text.

    Parameters
    ----------
    directive : SphinxDirective
    kind : str
        The figure's class in the style sheet.
    pictures : dict of str to Path
        The picture of each scheme, in `outputs/`.
    alternative : str
        What a screen reader reads in the picture's place; by default the directive's text.
    """
    directive.assert_has_content()
    words = " ".join(directive.content)
    figure = nodes.figure(classes=[kind])
    for scheme, path in pictures.items():
        figure += nodes.image(
            uri=f"/../{path.relative_to(ROOT).as_posix()}",
            alt=alternative or words,
            classes=[f"only-{scheme}"],
        )
    caption = nodes.caption()
    caption += directive.parse_inline(words)[0]
    figure += caption
    return figure
