"""Pieces written to files: as a picture, as a page that needs nothing else, on paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, overload

from nmt_widgets._version import __version__
from nmt_widgets.charts.markup import escape
from nmt_widgets.core.errors import as_failure, refusal
from nmt_widgets.core.extras import require
from nmt_widgets.core.look import paper_look
from nmt_widgets.core.options import options
from nmt_widgets.core.private_files import part_folder, write_private
from nmt_widgets.core.texts import language, texts
from nmt_widgets.library.file_names import file_path

if TYPE_CHECKING:
    from nmt_widgets.charts.tables import ChartTable

SHEET = Path(__file__).parent / "page.css"
"""The style of a page, over the tokens."""

_INK = {"light": "#16181d", "dark": "#eceef2"}
_PAPER = {"light": "#ffffff", "dark": "#14171c"}
_ENDINGS = (".svg", ".png", ".pdf", ".html")


class Exported:
    """What a piece of the library has in common: it can be written to a file.

    A class that derives from it gives its words and its picture by these methods; each has a default:

    `to_svg()`
        Its picture as one ``<svg>``; a class without it cannot be saved as an image of a picture.
    `_export_title()`
        The heading of the page; by default the name of the class.
    `_export_tables()`
        The tables behind the picture.
    `_export_body()`
        The inside of the page: by default the picture, and each table behind it.
    `_export_theme()`
        "auto", "light" or "dark"; by default that of the options.

    Examples
    --------
    >>> class Dot(Exported):
    ...     def to_svg(self):
    ...         return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><circle r="1"/></svg>'
    >>> page = Dot().to_html()
    >>> page.startswith("<!DOCTYPE html>"), "<circle" in page, "http" in page.replace("http://www.w3.org", "")
    (True, True, False)
    """

    def to_svg(self) -> str:
        """Return the picture as the markup of one ``<svg>``.

        Raises
        ------
        InputError
            When it has none.
        """
        raise refusal("library", "no_picture", known=_named(_ENDINGS[1:]))

    @overload
    def to_html(self, path: None = None) -> str: ...
    @overload
    def to_html(self, path: str | Path) -> Path: ...
    def to_html(self, path: str | Path | None = None) -> str | Path:
        """Return a complete HTML page that needs no other file; with a path, write it and return the path."""
        text = page(self._export_title(), self._export_body(), theme=self._export_theme())
        if path is None:
            return text
        return _write(path, text)

    def save(self, path: str | Path) -> Path:
        """Write a file and return its path; the ending of its name says which kind: .svg, .png, .pdf or .html.

        Images (.png) and .pdf need Chromium and the extra `serve`.

        Raises
        ------
        InputError
            When the ending is another one, or Chromium or the extra is missing.
        """
        file = _place(path)
        ending = file.suffix.lower()
        if ending == ".html":
            return self.to_html(file)
        if ending == ".svg":
            return _write(file, stand_alone(self.to_svg(), self._export_theme()))
        if ending == ".png":
            return print_page(self._picture_page(), file)
        if ending == ".pdf":
            body = self._export_body().replace("<details", "<details open")
            return print_page(page(self._export_title(), body, theme="light"), file)
        known = _ENDINGS if self._has_picture() else _ENDINGS[1:]
        raise refusal("library", "no_ending", name=ending or file.name, known=_named(known))

    def _export_title(self) -> str:
        return type(self).__name__

    def _export_tables(self) -> Sequence[ChartTable]:
        return ()

    def _export_body(self) -> str:
        picture = f'<figure class="nmt-picture">{self.to_svg()}</figure>' if self._has_picture() else ""
        return picture + "".join(behind(table) for table in self._export_tables())

    def _export_theme(self) -> str:
        return options.theme

    def _has_picture(self) -> bool:
        return type(self).to_svg is not Exported.to_svg

    def _picture_page(self) -> str:
        """Return the page an image is taken of: the picture alone, or the whole page without one."""
        theme = "dark" if self._export_theme() == "dark" else "light"
        if not self._has_picture():
            return page(self._export_title(), self._export_body(), theme=theme)
        picture = f'<figure class="nmt-picture">{self.to_svg()}</figure>'
        return page(self._export_title(), picture, theme=theme, bare=True)


def behind(table: ChartTable) -> str:
    """Return a table to open under a picture."""
    summary = texts("library")["export"]["as_table"].format(caption=table.caption)
    rows = replace(table, caption="").to_html()
    return f'<details class="nmt-behind"><summary>{escape(summary)}</summary>{rows}</details>'


def page(title: str, body: str, *, theme: str = "auto", bare: bool = False) -> str:
    """Return a complete page that loads nothing, in the look of the house.

    Parameters
    ----------
    title : str
        Its heading.
    body : str
        Markup, already escaped.
    theme : {"auto", "light", "dark"}
        With "auto" it follows the system of whoever reads it. On paper it is light.
    bare : bool
        Whether it has the body only, for an image.
    """
    named = "" if theme == "auto" else f' data-theme="{escape(theme)}"'
    head = "" if bare else f"<h1>{escape(title)}</h1>\n"
    origin = texts("library")["export"]["made"].format(version=__version__)
    foot = "" if bare else f"\n<footer>{escape(origin)}</footer>"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language())}"{named}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{paper_look(SHEET)}</style>\n</head>\n"
        f'<body class="nmt-page">\n<main>\n{head}{body}{foot}\n</main>\n</body>\n</html>\n'
    )


def stand_alone(svg: str, theme: str = "auto") -> str:
    """Return an ``<svg>`` as a file of its own: with a ground, and ink that can be read on it.

    >>> stand_alone('<svg viewBox="0 0 2 2"><path/></svg>', "dark")
    '<svg color="#eceef2" viewBox="0 0 2 2"><rect width="100%" height="100%" fill="#14171c"/><path/></svg>'
    """
    scheme = "dark" if theme == "dark" else "light"
    ground = f'<rect width="100%" height="100%" fill="{_PAPER[scheme]}"/>'
    return re.sub(r"<svg\b([^>]*)>", rf'<svg color="{_INK[scheme]}"\1>{ground}', svg, count=1)


def print_page(text: str, path: Path) -> Path:
    """Write a page as .pdf or .png, by a headless Chromium; the file appears only when it is complete.

    Raises
    ------
    InputError
        When there is no Chromium, or the extra that drives it is not installed.
    """
    require("playwright", "pikepdf", "psutil")
    from nmt_widgets.library.printing.browser import Browser

    try:
        with part_folder(path) as folder, Browser() as browser:
            source = folder / "page.html"
            write_private(source, text)
            if path.suffix.lower() == ".png":
                browser.image(source, path)
            else:
                browser.pdf(source, path)
    except OSError as error:
        raise as_failure(error) from None
    return path


def _write(path: str | Path, text: str) -> Path:
    file = _place(path)
    try:
        write_private(file, text)
    except OSError as error:
        error.filename = str(file)  # nobody knows the name it had while it was written
        raise as_failure(error) from None
    return file


def _place(path: str | Path) -> Path:
    """Return the path of a file that can be written; its folder exists."""
    file = file_path(path)
    if not file.parent.is_dir():
        raise refusal("library", "no_folder", file=file.name, folder=file.parent)
    return file


def _named(endings: Sequence[str]) -> str:
    return ", ".join(endings)
