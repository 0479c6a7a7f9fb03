"""The directive `screen`: a picture that a browser test took of a screen, light and dark.

    ```{screen} home-opened
    The home screen: James's map beside that of a typical peer.
    ```

The text stands below the picture, and a screen reader reads it in the picture's place. `make pictures` takes the
pictures anew; one that no test takes is a warning, so the build fails.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from figures import ROOT, SCHEMES, figure_of
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

PICTURES = ROOT / "outputs" / "pictures"


class Screen(SphinxDirective):
    """A picture of a screen, with the sentence that says what it shows."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a figure with one picture for each scheme."""
        name = self.arguments[0]
        pictures = {scheme: PICTURES / f"{name}-{scheme}.png" for scheme in SCHEMES}
        for path in pictures.values():
            if not path.is_file():
                getLogger(__name__).warning(
                    "no picture %s: does a test take it? run: make pictures",
                    path.name,
                    location=self.get_location(),
                )
                return []
            self.env.note_dependency(path)
        return [figure_of(self, "nmt-screen", pictures)]


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.add_directive("screen", Screen)
    return {"parallel_read_safe": True}
