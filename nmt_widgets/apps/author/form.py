"""What is asked of a case that is being made: the fields of its lists, and the names of their choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nmt_widgets.cases import Case, list_cases
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument

Field = dict[str, Any]

LISTS = {
    "story": "story",
    "notes": "notes",
    "between": "between",
    "vignette": "vignette",
    "instruments": "instruments",
    "scenes": "presentation",
}
"""The list on each tab that has one, by where it stands in a case."""

REFERENCE = {name: f"expert/{name}" for name in ("exceeds", "traps", "pairs")}
"""The lists of what an expert adds to the ratings of a practice case, by where they stand."""

STANCE = "expert/stance"
ABOUT = ("title", "summary", "difficulty")
_MOST_LINE = 300
_MOST_ROWS = {"vignette": 200}


def author_spec(case: Case, instrument: Instrument) -> dict[str, Any]:
    """Return the tabs of a case with their fields.

    Returns
    -------
    dict
        `about`: its fields; `lists`: for each tab with a list, where it stands, its words and its fields. A field has
        `id`, `name`, `help`, `kind` (line, text, age, count, choice, number, lines, paragraphs, picks, rows), and what
        its kind needs: `missing` where it may not be empty, `options`, `normal` (the one that is not written), `must`
        where one is chosen, `start` in a new row, `when` it is asked at all. `reference`, of a practice case: its
        `stance` and its lists.
    """
    words = texts("author", instrument.language)
    about = words["about"]["fields"]
    return {
        "about": [
            {"kind": "line", "most": _MOST_LINE, **_labels("title", about)},
            {"kind": "text", **_labels("summary", about)},
            {"kind": "choice", "options": _pairs(words["levels"]), **_labels("difficulty", about)},
        ],
        "lists": {
            tab: _list(tab, place, words["lists"][place], case, instrument) for tab, place in LISTS.items()
        },
        **({"reference": _reference(case, instrument, words)} if case.kind == "practice" else {}),
    }


def _reference(case: Case, instrument: Instrument, words: dict[str, Any]) -> dict[str, Any]:
    labels = words["reference"]
    return {
        "stance": {"kind": "text", **_labels("stance", labels), "id": STANCE},
        "lists": {
            name: _list(name, place, labels["lists"][name], case, instrument)
            for name, place in REFERENCE.items()
        },
    }


def _list(
    name: str, place: str, labels: dict[str, Any], case: Case, instrument: Instrument
) -> dict[str, Any]:
    words = texts("author", instrument.language)
    made = {
        **{key: labels[key] for key in ("name", "lead", "none", "add", "new")},
        "path": place,
        "fields": _FIELDS[name](labels["fields"], case, instrument, words),
        "most": _MOST_ROWS.get(name, 500),
        "head": _HEADS[name],
    }
    if name == "story":
        made["by_age"] = made["begins"] = "at"
    if name == "vignette":
        made["numbered"] = "number"
    if name == "scenes":
        made["within"] = "scenes"
    return made


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
"""What a closed row shows: its name, then what stands beside it."""


def _labels(id: str, labels: dict[str, Any]) -> Field:
    known = labels[id]
    return {"id": id, "help": "", **{key: known[key] for key in ("name", "help", "missing") if key in known}}


def _pairs(words: dict[str, str]) -> list[list[str]]:
    return [[str(id), name] for id, name in words.items()]


def _line(id: str, labels: dict[str, Any], most: int = _MOST_LINE) -> Field:
    return {"kind": "line", "most": most, **_labels(id, labels)}


def _plain(kind: str, id: str, labels: dict[str, Any], **more: Any) -> Field:
    return {"kind": kind, **_labels(id, labels), **more}


def _mark(labels: dict[str, Any], words: dict[str, Any]) -> Field:
    return _plain("choice", "mark", labels, options=_pairs(words["marks"]), normal="workbook")


def _event(
    labels: dict[str, Any], _case: Case, _instrument: Instrument, words: dict[str, Any]
) -> list[Field]:
    return [
        _line("title", labels),
        _plain("age", "at", labels),
        _plain("age", "until", labels),
        _plain("choice", "kind", labels, options=_pairs(words["events"]), normal="event"),
        _plain("text", "text", labels),
        _mark(labels, words),
    ]


def _note(
    labels: dict[str, Any], _case: Case, _instrument: Instrument, _words: dict[str, Any]
) -> list[Field]:
    return [_line("title", labels), _plain("text", "text", labels)]


def _between(
    labels: dict[str, Any], case: Case, _instrument: Instrument, words: dict[str, Any]
) -> list[Field]:
    options = _assessments(case)
    actions = labels["actions"]
    rows = {
        **{key: actions[key] for key in ("name", "none", "add", "new")},
        "head": ["title", "who"],
        "most": 500,
        "fields": [
            _line("title", actions["fields"]),
            _plain(
                "choice", "who", actions["fields"], options=_pairs(words["who"]), start="client", must=True
            ),
            _plain("text", "text", actions["fields"]),
            _plain("text", "follow_up", actions["fields"]),
            _mark(actions["fields"], words),
        ],
    }
    return [
        _plain("number", "after", labels, options=options, start=int(options[0][0])),
        _mark(labels, words),
        _plain("text", "note", labels),
        {"kind": "rows", "id": "actions", "help": "", "name": actions["name"], "rows": rows},
    ]


def _paragraph(
    labels: dict[str, Any], _case: Case, _instrument: Instrument, words: dict[str, Any]
) -> list[Field]:
    return [_plain("text", "text", labels), _mark(labels, words)]


def _instrument(labels: dict[str, Any], _case: Case, _all: Instrument, _words: dict[str, Any]) -> list[Field]:
    return [
        _line("instrument", labels),
        _line("informant", labels),
        _plain("age", "at", labels),
        _plain("results", "results", labels),
        _plain("text", "note", labels),
    ]


def _exceeding(
    labels: dict[str, Any], _case: Case, instrument: Instrument, _words: dict[str, Any]
) -> list[Field]:
    return [
        _plain("choice", "function", labels, options=_functions(instrument)),
        _plain("text", "text", labels),
    ]


def _trap(labels: dict[str, Any], _case: Case, instrument: Instrument, _words: dict[str, Any]) -> list[Field]:
    return [
        _line("title", labels),
        _plain("text", "text", labels),
        _plain("picks", "functions", labels, options=_functions(instrument)),
    ]


def _pair(labels: dict[str, Any], case: Case, _instrument: Instrument, words: dict[str, Any]) -> list[Field]:
    others = [[id, id] for id in list_cases() if id != case.id]
    kinds = _pairs(words["reference"]["pair_kinds"])
    return [
        _plain("choice", "kind", labels, options=kinds, start="equifinal", must=True),
        _plain("choice", "with", labels, options=others),
        _line("shared", labels),
        _plain("numbers", "paragraphs", labels),
        _plain("text", "text", labels),
    ]


def _functions(instrument: Instrument) -> list[list[str]]:
    return [[id, instrument.function(id).name] for id in instrument.ids]


def _scene(labels: dict[str, Any], case: Case, instrument: Instrument, words: dict[str, Any]) -> list[Field]:
    panels = texts("teaching", instrument.language)["panels"]
    chapters = labels["chapters"]
    asks = [
        *([region.id, wording.region_name(region.id, instrument)] for region in instrument.regions),
        *_functions(instrument),
    ]
    rows = {
        **{key: chapters[key] for key in ("name", "none", "add", "new")},
        "head": ["title", "at"],
        "most": 500,
        "fields": [
            _line("title", chapters["fields"]),
            _plain("age", "at", chapters["fields"]),
            _plain("age", "until", chapters["fields"]),
            _plain("lines", "lines", chapters["fields"], most=_MOST_LINE),
        ],
    }
    return [
        _plain("choice", "kind", labels, options=_pairs(words["scene_kinds"]), start="words", must=True),
        _plain(
            "choice",
            "panel",
            labels,
            options=[[id, panel["title"]] for id, panel in panels.items()],
            start="states",
            must=True,
            when={"kind": ["panel"]},
        ),
        _line("title", labels, most=120),
        _line("lead", labels),
        _plain("lines", "lines", labels, most=_MOST_LINE),
        _plain("number", "assessment", labels, options=_assessments(case)),
        _plain("picks", "asks", labels, options=asks, when={"kind": ["guess"]}),
        {
            "kind": "rows",
            "id": "chapters",
            "help": "",
            "name": chapters["name"],
            "rows": rows,
            "when": {"kind": ["story"]},
        },
        _plain("paragraphs", "notes", labels),
        _plain("count", "minutes", labels, low=0, high=240),
    ]


def _assessments(case: Case) -> list[list[str]]:
    return [[str(each.number), f"{each.number}: {each.label}"] for each in case.assessments]


_FIELDS: dict[str, Callable[[dict[str, Any], Case, Instrument, dict[str, Any]], list[Field]]] = {
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
