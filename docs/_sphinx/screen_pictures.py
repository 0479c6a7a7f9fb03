"""The directive `screen`: a picture that a browser test took of a screen, light and dark.

    ```{screen} home-opened
    The home screen: James's map beside that of a typical peer.
    ```

The text stands below the picture, and a screen reader reads it in the picture's place. `make pictures` takes the
pictures anew; one that no test takes is a warning, so the build fails.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

PICTURES = Path(__file__).parents[2] / "outputs" / "pictures"


class Screen(SphinxDirective):
    """A picture of a screen, with the sentence that says what it shows."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a figure with one picture for each scheme."""
        name = self.arguments[0]
        self.assert_has_content()
        figure = nodes.figure(classes=["nmt-screen"])
        for scheme in ("light", "dark"):
            path = PICTURES / f"{name}-{scheme}.png"
            if not path.is_file():
                getLogger(__name__).warning(
                    "no picture %s: does a test take it? run: make pictures",
                    path.name,
                    location=self.get_location(),
                )
                return []
            self.env.note_dependency(path)
            figure += nodes.image(
                uri=f"/../outputs/pictures/{path.name}",
                alt=" ".join(self.content),
                classes=[f"only-{scheme}"],
            )
        caption = nodes.caption()
        caption += self.parse_inline(" ".join(self.content))[0]
        figure += caption
        return [figure]


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.add_directive("screen", Screen)
    return {"parallel_read_safe": True}
