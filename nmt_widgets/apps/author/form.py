"""The fields of a case that is being made, tab by tab, and the names of their choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from nmt_widgets.case_files import Case, list_cases
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.widgets.author.messages import (
    AuthorField,
    AuthorForm,
    AuthorList,
    FieldKind,
    ReferenceForm,
    RowList,
)
from nmt_widgets.widgets.shared.messages import Pair, Words

LISTS = {
    "story": "story",
    "notes": "notes",
    "between": "between",
    "vignette": "vignette",
    "instruments": "instruments",
    "scenes": "presentation",
}
"""The list on each tab that has one, by its path in a case."""

REFERENCE = {name: f"expert/{name}" for name in ("exceeds", "traps", "pairs")}
"""The lists an expert adds to the ratings of a practice case, by their paths."""

STANCE = "expert/stance"
ABOUT = ("title", "summary", "difficulty")
_MOST_LINE = 300
_MOST_ROWS = 500
_MOST_PARAGRAPHS = 200


def author_spec(case: Case, instrument: Instrument) -> AuthorForm:
    """Return the tabs of a case with their fields.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> spec = author_spec(load_case("james"), load_instrument())
    >>> [field["id"] for field in spec["lists"]["notes"]["fields"]]
    ['title', 'text']
    """
    words = texts("author", instrument.language)
    about = _Fields(words["about"]["fields"], words, case, instrument)
    form: AuthorForm = {
        "about": [
            about.line("title"),
            about.field("text", "summary"),
            about.choice("difficulty", words["levels"]),
        ],
        "lists": {
            tab: _list(tab, path, replace(about, labels=words["lists"][path])) for tab, path in LISTS.items()
        },
    }
    if case.kind == "practice":
        form["reference"] = _reference(replace(about, labels=words["reference"]))
    return form


@dataclass(frozen=True)
class _Fields:
    """Makes the fields of one list.

    Parameters
    ----------
    labels : mapping
        The words of its fields, by their ids.
    words : mapping
        `author.yaml`.
    case : Case
    instrument : Instrument
    """

    labels: Words
    words: Words
    case: Case
    instrument: Instrument

    def field(self, kind: FieldKind, id: str) -> AuthorField:
        """Return a field of some kind."""
        words = self.labels[id]
        field: AuthorField = {"id": id, "kind": kind, "name": words["name"], "help": words.get("help", "")}
        if "missing" in words:
            field["missing"] = words["missing"]
        return field

    def line(self, id: str, most: int = _MOST_LINE) -> AuthorField:
        """Return a line of text."""
        return {**self.field("line", id), "most": most}

    def lines(self, id: str) -> AuthorField:
        """Return lines of text."""
        return {**self.field("lines", id), "most": _MOST_LINE}

    def choice(self, id: str, options: Mapping[str, str]) -> AuthorField:
        """Return a choice of one option."""
        return {**self.field("choice", id), "options": _pairs(options)}

    def mark(self) -> AuthorField:
        """Return where an entry is from."""
        return {**self.choice("mark", self.words["marks"]), "normal": "workbook"}

    def assessment(self, id: str) -> AuthorField:
        """Return a choice of one of the case's assessments."""
        names = {str(known.number): f"{known.number}: {known.label}" for known in self.case.assessments}
        return {**self.field("number", id), "options": _pairs(names)}

    def functions(self) -> dict[str, str]:
        """Return the functions by their ids."""
        return {function.id: function.name for function in self.instrument.functions}

    def rows(self, id: str, head: list[str], make: Callable[[_Fields], list[AuthorField]]) -> AuthorField:
        """Return a list within a list."""
        words = self.labels[id]
        rows = _row_list(words, head, make(replace(self, labels=words["fields"])))
        return {"id": id, "kind": "rows", "name": words["name"], "help": "", "rows": rows}


def _reference(fields: _Fields) -> ReferenceForm:
    lists = fields.labels["lists"]
    return {
        "stance": {**fields.field("text", "stance"), "id": STANCE},
        "lists": {
            name: _list(name, path, replace(fields, labels=lists[name])) for name, path in REFERENCE.items()
        },
    }


def _list(name: str, path: str, fields: _Fields) -> AuthorList:
    words = fields.labels
    rows = _row_list(words, _HEADS[name], _FIELDS[name](replace(fields, labels=words["fields"])))
    within = "scenes" if name == "scenes" else ""
    whole: AuthorList = {**rows, "lead": words["lead"], "path": path, "within": within}
    if name == "story":
        whole["begins"] = "at"
    if name == "vignette":
        whole["numbered"], whole["most"] = "number", _MOST_PARAGRAPHS
    return whole


def _row_list(words: Words, head: list[str], fields: list[AuthorField]) -> RowList:
    return {
        "name": words["name"],
        "none": words["none"],
        "add": words["add"],
        "new": words["new"],
        "fields": fields,
        "most": _MOST_ROWS,
        "head": head,
    }


_HEADS = {
    "story": ["title", "kind"],
    "notes": ["title"],
    "between": ["after"],
    "vignette": ["text"],
    "instruments": ["instrument", "informant"],
    "scenes": ["title", "kind", "panel"],
    "exceeds": ["function"],
    "traps": ["title"],
    "pairs": ["with", "kind"],
}
"""The fields a closed row shows: its name, then what stands beside it."""


def _pairs(options: Mapping[str, str]) -> list[Pair]:
    return [(str(id), name) for id, name in options.items()]


def _event(fields: _Fields) -> list[AuthorField]:
    return [
        fields.line("title"),
        fields.field("age", "at"),
        fields.field("age", "until"),
        {**fields.choice("kind", fields.words["events"]), "normal": "event"},
        fields.field("text", "text"),
        fields.mark(),
    ]


def _note(fields: _Fields) -> list[AuthorField]:
    return [fields.line("title"), fields.field("text", "text")]


def _between(fields: _Fields) -> list[AuthorField]:
    return [
        {**fields.assessment("after"), "start": fields.case.assessments[0].number},
        fields.mark(),
        fields.field("text", "note"),
        fields.rows("actions", ["title", "who"], _action),
    ]


def _action(fields: _Fields) -> list[AuthorField]:
    return [
        fields.line("title"),
        {**fields.choice("who", fields.words["who"]), "start": "client", "must": True},
        fields.field("text", "text"),
        fields.field("text", "follow_up"),
        fields.mark(),
    ]


def _paragraph(fields: _Fields) -> list[AuthorField]:
    return [fields.field("text", "text"), fields.mark()]


def _instrument(fields: _Fields) -> list[AuthorField]:
    return [
        fields.line("instrument"),
        fields.line("informant"),
        fields.field("age", "at"),
        fields.field("results", "results"),
        fields.field("text", "note"),
    ]


def _exceeding(fields: _Fields) -> list[AuthorField]:
    return [fields.choice("function", fields.functions()), fields.field("text", "text")]


def _trap(fields: _Fields) -> list[AuthorField]:
    return [
        fields.line("title"),
        fields.field("text", "text"),
        {**fields.field("picks", "functions"), "options": _pairs(fields.functions())},
    ]


def _pair(fields: _Fields) -> list[AuthorField]:
    kinds = fields.words["reference"]["pair_kinds"]
    return [
        {**fields.choice("kind", kinds), "start": "equifinal", "must": True},
        fields.choice("with", {id: id for id in list_cases() if id != fields.case.id}),
        fields.line("shared"),
        fields.field("numbers", "paragraphs"),
        fields.field("text", "text"),
    ]


def _scene(fields: _Fields) -> list[AuthorField]:
    instrument = fields.instrument
    panels = texts("teaching", instrument.language)["panels"]
    titles = {id: panel["title"] for id, panel in panels.items()}
    regions = {region.id: wording.region_name(region.id, instrument) for region in instrument.regions}
    return [
        {**fields.choice("kind", fields.words["scene_kinds"]), "start": "words", "must": True},
        {**fields.choice("panel", titles), "start": "states", "must": True, "when": {"kind": ["panel"]}},
        fields.line("title", most=120),
        fields.line("lead"),
        fields.lines("lines"),
        fields.assessment("assessment"),
        {
            **fields.field("picks", "asks"),
            "options": _pairs(regions | fields.functions()),
            "when": {"kind": ["guess"]},
        },
        {**fields.rows("chapters", ["title", "at"], _chapter), "when": {"kind": ["story"]}},
        fields.field("paragraphs", "notes"),
        {**fields.field("count", "minutes"), "low": 0, "high": 240},
    ]


def _chapter(fields: _Fields) -> list[AuthorField]:
    return [
        fields.line("title"),
        fields.field("age", "at"),
        fields.field("age", "until"),
        fields.lines("lines"),
    ]


_FIELDS: dict[str, Callable[[_Fields], list[AuthorField]]] = {
    "story": _event,
    "notes": _note,
    "between": _between,
    "vignette": _paragraph,
    "instruments": _instrument,
    "scenes": _scene,
    "exceeds": _exceeding,
    "traps": _trap,
    "pairs": _pair,
}
