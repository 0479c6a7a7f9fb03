"""The directive `brain-map`: a map drawn by the library when the pages are built, light and dark.

    ```{brain-map} james 1 typical adult
    James at nine, beside a typical peer and a young adult.
    ```

Its arguments are the case, the number of the assessment, and what stands beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import nmt_widgets as nmt

FOLDER = "outputs/maps"
ROOT = Path(__file__).parents[2]


class DrawnMap(SphinxDirective):
    """A brain map, with the sentence that says what it shows."""

    required_arguments = 2
    optional_arguments = 3
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a figure with one picture for each scheme."""
        case, assessment, *beside = self.arguments
        self.assert_has_content()
        words = " ".join(self.content)
        figure = nodes.figure(classes=["nmt-drawn"])
        for scheme in ("light", "dark"):
            path = ROOT / FOLDER / f"{'-'.join(self.arguments)}-{scheme}.svg"
            path.parent.mkdir(parents=True, exist_ok=True)
            nmt.BrainMap(nmt.profile(case, int(assessment)), beside=beside or "typical", theme=scheme).save(
                path
            )
            figure += nodes.image(uri=f"/../{FOLDER}/{path.name}", alt=words, classes=[f"only-{scheme}"])
        caption = nodes.caption()
        caption += self.parse_inline(words)[0]
        figure += caption
        return [figure]


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.add_directive("brain-map", DrawnMap)
    return {"parallel_read_safe": True}
