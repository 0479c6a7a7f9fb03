"""The directives `origin` and `origins`: where a number comes from, read from the data it is made by.

    ```{origin} norms, norms.columns.published_9
    :python: nmt_widgets.metrics.norms.typical_scores
    ```

Each word is a file of `nmt_widgets/data/`, alone or with the place of an entry in it. The line below the heading says
the mark of each (published, reconstructed, provisional), the sources, the files with their versions, and the function.
`origins` is a table of all of them, a section of the page a row. A mark or a file that is not there fails the build.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

DATA = Path(__file__).parents[2] / "nmt_widgets" / "data"
MARKS = {"published": "published", "reconstructed": "reconstructed", "workbook": "provisional"}
COLUMNS = ("Number", "Mark", "Source", "Data")


@dataclass(frozen=True)
class Origin:
    """Where a number comes from.

    Attributes
    ----------
    marks : tuple of str
        As readers know them, each once.
    cites : tuple of str
        The sources, as `sources.yaml` has them, shortened to authors and title.
    files : tuple of str
        Name and version of each file.
    python : str
    """

    marks: tuple[str, ...]
    cites: tuple[str, ...]
    files: tuple[str, ...]
    python: str


def read_origin(places: str, python: str) -> Origin:
    """Return where a number comes from.

    Parameters
    ----------
    places : str
        Files with the place of an entry, such as `cmr, norms.columns.published_9`, separated by commas.
    python : str
        The function.

    Raises
    ------
    ValueError
        When a place is not in the data, has no mark, or a published one names no source.
    """
    sources = _read("sources")["sources"]
    marks: list[str] = []
    cites: list[str] = []
    files: list[str] = []
    for place in places.replace(",", " ").split():
        name, *keys = place.split(".")
        data = _read(name)
        files.append(f"{name}.yaml ({data['version']})")
        for mark, cite in _marks(data, keys, place):
            marks.append(MARKS[mark])
            cites += [sources[cite].split(":")[0].strip()] if cite else []
    parts = [tuple(dict.fromkeys(part)) for part in (marks, cites, files)]
    return Origin(parts[0], parts[1], parts[2], python)


def _marks(data: Any, keys: list[str], place: str) -> list[tuple[str, str]]:
    """Return mark and source of an entry, of each entry of a list, or of a single value."""
    entry, before = data, data
    for key in keys:
        before, entry = entry, entry.get(key)
        if entry is None:
            raise ValueError(f"there is no {place} in the data")
    if not isinstance(entry, dict | list):  # a value, whose mark stands beside it
        entry = {"source": before.get(f"{keys[-1]}_source"), "cite": before.get("cite")}
    marks = []
    for one in entry if isinstance(entry, list) else [entry]:
        mark, cite = (one.get("source"), one.get("cite", "")) if isinstance(one, dict) else (None, "")
        if mark not in MARKS:
            raise ValueError(f"{place} does not say where it comes from")
        if mark != "workbook" and not cite:
            raise ValueError(f"{place} is {mark} and names no source")
        marks.append((mark, cite))
    return marks


def _read(name: str) -> Any:
    path = DATA / f"{name}.yaml"
    if not path.is_file():
        raise ValueError(f"there is no {path.name}")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


class OriginLine(SphinxDirective):
    """The line below a heading that says where the number of the section comes from."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"python": directives.unchanged_required}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Return the line, which the table finds again."""
        try:
            origin = read_origin(self.arguments[0], self.options["python"])
        except ValueError as error:
            raise self.error(str(error)) from None
        for file in ("sources.yaml", *(file.split()[0] for file in origin.files)):
            self.env.note_dependency(DATA / file)
        line = nodes.paragraph(classes=["nmt-origin"])
        line += nodes.strong(text=", ".join(origin.marks).capitalize())
        if origin.cites:
            line += nodes.Text(f": {' · '.join(origin.cites)}")
        line += nodes.Text(". Data: ")
        line += _codes(origin.files)
        line += nodes.Text(". Python: ")
        line += nodes.literal(text=origin.python)
        line["origin"] = origin
        return [line]


class Origins(SphinxDirective):
    """A table of the origins on the page."""

    def run(self) -> list[nodes.Node]:
        """Return the table's place; it is filled when the whole page is read."""
        return [nodes.comment(text="origins", classes=["nmt-origins"])]


def fill_table(_app: Any, document: nodes.document) -> None:
    """Put the table in its place."""
    lines = list(
        document.findall(lambda node: "nmt-origin" in getattr(node, "attributes", {}).get("classes", ()))
    )
    for place in list(document.findall(nodes.comment)):
        if "nmt-origins" in place["classes"]:
            place.replace_self(_table([(line.parent, line["origin"]) for line in lines]))
    for line in lines:
        del line["origin"]


def _table(rows: list[tuple[nodes.section, Origin]]) -> nodes.table:
    group = nodes.tgroup(cols=len(COLUMNS))
    group += [nodes.colspec(colwidth=1) for _ in COLUMNS]
    group += nodes.thead("", nodes.row("", *(_cell(nodes.Text(name)) for name in COLUMNS)))
    body = nodes.tbody()
    for section, origin in rows:
        link = nodes.reference(refid=section["ids"][0], internal=True)
        link += nodes.Text(section[0].astext())
        body += nodes.row(
            "",
            _cell(link),
            _cell(nodes.Text(", ".join(origin.marks))),
            _cell(nodes.Text("; ".join(map(short, origin.cites)) or "this workbook")),
            _cell(*_codes(origin.files)),
        )
    group += body
    return nodes.table("", group, classes=["nmt-origins"])


def short(cite: str) -> str:
    """Return a source as authors and year.

    >>> short("Evans, K. E., et al. (2023). Exploring adherence"), short("Perry, B. D., & Dobson, C. L. The model")
    ('Evans et al. 2023', 'Perry & Dobson')
    """
    names = re.findall(r"([A-Z][a-z]+), [A-Z]\.", cite)
    year = re.search(r"\((\d{4})\)", cite)
    several = len(names) > 2 or "et al." in cite
    authors = f"{names[0]} et al." if several else " & ".join(names)
    return f"{authors} {year[1]}" if year else authors


def _cell(*parts: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *parts))


def _codes(files: tuple[str, ...]) -> list[nodes.Node]:
    parts: list[nodes.Node] = []
    for file in files:
        name, _, version = file.partition(" ")
        parts += [nodes.Text(", ")] if parts else []
        parts += [nodes.literal(text=name), nodes.Text(f" {version}")]
    return parts


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.add_directive("origin", OriginLine)
    app.add_directive("origins", Origins)
    app.connect("doctree-read", fill_table)
    return {"parallel_read_safe": True}
