"""Check the built documentation: every link leads somewhere, every picture has words, and nothing comes from elsewhere.

    python scripts/check_links.py outputs/docs

Sphinx checks what the sources refer to; this reads the pages as a browser gets them. Links to other people's pages are
allowed, but not looked up: there may be no network.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {
    **dict.fromkeys(("img", "script", "iframe", "source", "audio", "video", "embed", "track"), "src"),
    "link": "href",
    "object": "data",
}
"""What a browser fetches by itself, and the attribute that says from where."""
IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s;]+)""")
IN_SCRIPTS = re.compile(r"""\b(?:import|from|fetch)\b\s*\(?\s*["']((?:https?:)?//[^"']+)""")
PATTERNS = {"style": IN_STYLES, "script": IN_SCRIPTS}
"""What is written into a page and fetched from elsewhere, by the element it stands in."""


@dataclass
class Page(HTMLParser):
    """The links of a page, what it fetches, its ids, and its pictures without words."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    wordless: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what one element says."""
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id", "name") if values.get(name)}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in FETCHED and values.get(FETCHED[tag]):
            self.fetched.append(values[FETCHED[tag]])
        for name in ("poster", "srcset"):
            choices = values.get(name, "").split(",") if name == "srcset" else [values.get(name, "")]
            self.fetched += [choice.split()[0] for choice in choices if choice.strip()]
        self.fetched += IN_STYLES.findall(values.get("style", ""))
        if tag == "img" and "alt" not in values:
            self.wordless.append(values.get("src", ""))

    def handle_data(self, data: str) -> None:
        """Collect what a script or a style in the page fetches."""
        if self.cdata_elem in PATTERNS:
            self.fetched += PATTERNS[self.cdata_elem].findall(data)


def read(path: Path) -> Page:
    """Return what stands on one page."""
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def problems(folder: Path) -> list[str]:
    """Return what is wrong with the pages of a folder, one line each.

    Parameters
    ----------
    folder : Path
    """
    pages = {path.resolve(): read(path) for path in sorted(folder.rglob("*.html"))}
    wrong = [
        f"{sheet.relative_to(folder)}: fetched from elsewhere: {address}"
        for sheet in sorted(folder.rglob("*.css"))
        for address in IN_STYLES.findall(sheet.read_text(encoding="utf-8"))
    ]
    for path, page in pages.items():
        name = path.relative_to(folder.resolve())
        wrong += [f"{name}: a picture without words: {source}" for source in page.wordless]
        for address in page.fetched:
            if address.startswith("data:"):
                continue
            if urlsplit(address).netloc or urlsplit(address).scheme:
                wrong.append(f"{name}: fetched from elsewhere: {address}")
            elif not _target(path, address).is_file():
                wrong.append(f"{name}: no such file: {address}")
        for address in page.links:
            parts = urlsplit(address)
            if parts.netloc or parts.scheme:
                if parts.scheme not in ("https", "mailto"):
                    wrong.append(f"{name}: a link that no reader can follow: {address}")
                continue
            target = _target(path, address)
            if not target.is_file():
                wrong.append(f"{name}: a link to nowhere: {address}")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                wrong.append(f"{name}: no such place on the page: {address}")
    return wrong


def _target(path: Path, address: str) -> Path:
    """Return the file an address on a page leads to."""
    local = unquote(urlsplit(address).path)
    return (path.parent / local).resolve() if local else path


if __name__ == "__main__":
    lines = problems(Path(sys.argv[1]))
    print(*lines, sep="\n", end="\n" if lines else "")
    sys.exit(1 if lines else 0)
