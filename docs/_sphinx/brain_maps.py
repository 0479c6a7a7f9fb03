"""The directives `brain-map` and `chart`: drawn by the library when the pages are built, light and dark.

    ```{brain-map} james 1 typical adult
    James at nine, beside a typical peer and a young adult.
    ```

The arguments of a map are the case, the number of the assessment, and what stands beside it.

    ```{chart} plot_domains james/1
    James at nine: four domains.
    ```

Those of a chart are the function that draws it, and the cases or assessments it draws.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from figures import ROOT, SCHEMES, figure_of
from sphinx.util.docutils import SphinxDirective

import nmt_widgets as nmt

FOLDER = ROOT / "outputs" / "maps"


def draw_figure(
    directive: SphinxDirective, draw: Callable[[str, Path], object], alternative: str = ""
) -> nodes.figure:
    """Return the figure of what `draw` saves, called with each scheme and a path."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stem = "-".join(directive.arguments).replace("/", "-")
    pictures = {scheme: FOLDER / f"{stem}-{scheme}.svg" for scheme in SCHEMES}
    for scheme, path in pictures.items():
        draw(scheme, path)
    return figure_of(directive, "nmt-drawn", pictures, alternative)


class DrawnMap(SphinxDirective):
    """A brain map, with the sentence that says what it shows."""

    required_arguments = 2
    optional_arguments = 3
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a figure with one picture for each scheme."""
        case, assessment, *beside = self.arguments
        profile = nmt.profile(case, int(assessment))

        def draw(scheme: str, path: Path) -> None:
            nmt.BrainMap(profile, beside=beside or "typical", theme=scheme).save(path)

        return [draw_figure(self, draw)]


class DrawnChart(SphinxDirective):
    """A chart, with the sentence that says what it shows."""

    required_arguments = 2
    optional_arguments = 2
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a figure with one picture for each scheme."""
        name, *cases = self.arguments
        plot = getattr(nmt, name)
        data = cases if len(cases) > 1 else cases[0]

        def draw(scheme: str, path: Path) -> None:
            plot(data, theme=scheme).save(path)

        return [draw_figure(self, draw, nmt.describe(plot(data)))]


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.add_directive("brain-map", DrawnMap)
    app.add_directive("chart", DrawnChart)
    return {"parallel_read_safe": True}
