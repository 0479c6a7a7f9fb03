"""Bring in the pages that lie outside `docs/`: the notebooks that teach the library, and the project's own pages.

They are copied into `docs/notebooks/` and `docs/project/`, which git does not keep. A link is written as it fits the
repository, and leads to the copy here.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROJECT = ("CONTRIBUTING", "CODE_OF_CONDUCT", "SECURITY", "CHANGELOG")


def bring_pages(app: Any, _config: Any) -> None:
    """Copy what lies outside into the folder of the pages."""
    notebooks, project = Path(app.srcdir) / "notebooks", Path(app.srcdir) / "project"
    for old in notebooks.iterdir():
        if old.name != "index.md":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(ROOT / "notebooks" / "learn", notebooks, dirs_exist_ok=True)
    project.mkdir(exist_ok=True)
    for name in PROJECT:
        shutil.copy(ROOT / f"{name}.md", project / f"{name.lower()}.md")


def lead_inside(_app: Any, page: str, source: list[str]) -> None:
    """Let links between a page of `docs/` and one outside lead to its copy."""
    text = re.sub(
        rf"\]\((?:\.\./)*({'|'.join(PROJECT)})\.md",
        lambda link: f"](/project/{link[1].lower()}.md",
        source[0],
    )
    if page.startswith("project/"):
        text = text.replace("](docs/", "](/")
    source[0] = text


def bring_reports(app: Any, exception: Exception | None) -> None:
    """Put the reports that a notebook made beside its page, which links to them."""
    for name in ("my-reports", "outputs"):
        made = Path(app.srcdir) / "notebooks" / name
        if exception is None and made.is_dir():
            shutil.copytree(made, Path(app.outdir) / "notebooks" / name, dirs_exist_ok=True)


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.connect("config-inited", bring_pages)
    app.connect("source-read", lead_inside)
    app.connect("build-finished", bring_reports)
    return {"parallel_read_safe": True}
