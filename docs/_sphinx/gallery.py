"""The directive `gallery`: a card for each notebook that teaches the library, with a picture, its title and a sentence.

Title and sentence are the notebook's own first lines. The pictures are made by the library while the documentation is
built, for a light and a dark page; a notebook without one fails the build.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from figures import ROOT, SCHEMES
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

LEARN = ROOT / "notebooks" / "learn"


def first_scores() -> dict[str, int]:
    """Return a sheet that somebody has begun to fill in."""
    return {"sleep": 5, "arousal": 4, "feeding_appetite": 6, "attachment": 6, "speech": 7, "empathy": 3}


def one_rater() -> dict[str, str]:
    """Return the scores of a rater of the class."""
    with (LEARN / "class-ratings.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["rater"] == "R4")
    return {name: score for name, score in row.items() if name != "rater"}


def pictures() -> dict[str, Callable[[], Any]]:
    """Return what makes the picture of each notebook, by its number."""
    import nmt_widgets as nmt

    def trial() -> Any:
        piece = nmt.WhatIf("james", 1, beside=None)
        piece.changes = {"sleep": 6, "feeding_appetite": 6}
        return piece

    return {
        "1": lambda: nmt.BrainMap("james/1"),
        "2": lambda: nmt.BrainMap(first_scores(), beside=None, age=8),
        "3": lambda: nmt.plot_change("james"),
        "4": trial,
        "5": lambda: nmt.plot_cmr("james/1"),
        "6": lambda: nmt.CaseCards(["james", "practice-boy-8", "practice-boy-15"]),
        "7": lambda: nmt.BrainMap(one_rater(), beside=("james", 1)),
        "8": lambda: nmt.plot_history("james"),
    }


def notebooks() -> list[Path]:
    """Return the notebooks, in their order."""
    return sorted(LEARN.glob("[0-9]*.ipynb"))


def opening(notebook: Path) -> tuple[str, str]:
    """Return the title of a notebook and the first sentence below it."""
    cell = json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]
    title, _, text = "".join(cell["source"]).partition("\n\n")
    paragraph = text.partition("\n\n")[0]
    ends = [at for at in (paragraph.find(f"{sign} ") for sign in ".?") if at > 0]
    return title.removeprefix("# "), paragraph[: min(ends) + 1] if ends else paragraph


def draw_pictures(app: Any, _config: Any) -> None:
    """Write the pictures beside the notebooks' pages."""
    import nmt_widgets as nmt
    from nmt_widgets.library.export import stand_alone

    made = pictures()
    if missing := [book.name for book in notebooks() if book.name.partition("-")[0] not in made]:
        raise ExtensionError(f"no picture for the gallery: {', '.join(missing)}")
    folder = Path(app.srcdir) / "notebooks" / "pictures"
    folder.mkdir(exist_ok=True)
    for scheme in SCHEMES:
        with nmt.options(theme=scheme):
            for number, make in made.items():
                picture = stand_alone(make().to_svg(), scheme)
                (folder / f"{number}-{scheme}.svg").write_text(picture, encoding="utf-8")


class Gallery(SphinxDirective):
    """The cards."""

    def run(self) -> list[nodes.Node]:
        """Return a grid of cards."""
        lines = [":::::{grid} 1 2 2 2", ":gutter: 3", ":class-container: nmt-gallery"]
        for notebook in notebooks():
            number = notebook.name.partition("-")[0]
            title, sentence = opening(notebook)
            lines += ["", "::::{grid-item-card}", f":link: {notebook.stem}", ":link-type: doc"]
            for scheme in SCHEMES:
                lines += [
                    "",
                    f":::{{image}} pictures/{number}-{scheme}.svg",
                    f":class: only-{scheme}",
                    ":alt:",
                    ":::",
                ]
            lines += ["", f"**{title}**", "", sentence, "::::"]
        return self.parse_text_to_nodes("\n".join([*lines, ":::::"]))


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.add_directive("gallery", Gallery)
    app.connect("config-inited", draw_pictures, priority=600)  # after the notebooks were brought
    return {"parallel_read_safe": True}
