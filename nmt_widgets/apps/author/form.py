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
            {"kind": "line", "most": _MOST_LINE, **_said("title", about)},
            {"kind": "text", **_said("summary", about)},
            {"kind": "choice", "options": _pairs(words["levels"]), **_said("difficulty", about)},
        ],
        "lists": {
            tab: _list(tab, place, words["lists"][place], case, instrument) for tab, place in LISTS.items()
        },
        **({"reference": _reference(case, instrument, words)} if case.kind == "practice" else {}),
    }


def _reference(case: Case, instrument: Instrument, words: dict[str, Any]) -> dict[str, Any]:
    said = words["reference"]
    return {
        "stance": {"kind": "text", **_said("stance", said), "id": STANCE},
        "lists": {
            name: _list(name, place, said["lists"][name], case, instrument)
            for name, place in REFERENCE.items()
        },
    }


def _list(name: str, place: str, said: dict[str, Any], case: Case, instrument: Instrument) -> dict[str, Any]:
    words = texts("author", instrument.language)
    made = {
        **{key: said[key] for key in ("name", "lead", "none", "add", "new")},
        "path": place,
        "fields": _FIELDS[name](said["fields"], case, instrument, words),
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


def _said(id: str, said: dict[str, Any]) -> Field:
    known = said[id]
    return {"id": id, "help": "", **{key: known[key] for key in ("name", "help", "missing") if key in known}}


def _pairs(words: dict[str, str]) -> list[list[str]]:
    return [[str(id), name] for id, name in words.items()]


def _line(id: str, said: dict[str, Any], most: int = _MOST_LINE) -> Field:
    return {"kind": "line", "most": most, **_said(id, said)}


def _plain(kind: str, id: str, said: dict[str, Any], **more: Any) -> Field:
    return {"kind": kind, **_said(id, said), **more}


def _mark(said: dict[str, Any], words: dict[str, Any]) -> Field:
    return _plain("choice", "mark", said, options=_pairs(words["marks"]), normal="workbook")


def _event(said: dict[str, Any], _case: Case, _instrument: Instrument, words: dict[str, Any]) -> list[Field]:
    return [
        _line("title", said),
        _plain("age", "at", said),
        _plain("age", "until", said),
        _plain("choice", "kind", said, options=_pairs(words["events"]), normal="event"),
        _plain("text", "text", said),
        _mark(said, words),
    ]


def _note(said: dict[str, Any], _case: Case, _instrument: Instrument, _words: dict[str, Any]) -> list[Field]:
    return [_line("title", said), _plain("text", "text", said)]


def _between(said: dict[str, Any], case: Case, _instrument: Instrument, words: dict[str, Any]) -> list[Field]:
    options = _assessments(case)
    actions = said["actions"]
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
        _plain("number", "after", said, options=options, start=int(options[0][0])),
        _mark(said, words),
        _plain("text", "note", said),
        {"kind": "rows", "id": "actions", "help": "", "name": actions["name"], "rows": rows},
    ]


def _paragraph(
    said: dict[str, Any], _case: Case, _instrument: Instrument, words: dict[str, Any]
) -> list[Field]:
    return [_plain("text", "text", said), _mark(said, words)]


def _instrument(said: dict[str, Any], _case: Case, _all: Instrument, _words: dict[str, Any]) -> list[Field]:
    return [
        _line("instrument", said),
        _line("informant", said),
        _plain("age", "at", said),
        _plain("results", "results", said),
        _plain("text", "note", said),
    ]


def _exceeding(
    said: dict[str, Any], _case: Case, instrument: Instrument, _words: dict[str, Any]
) -> list[Field]:
    return [_plain("choice", "function", said, options=_functions(instrument)), _plain("text", "text", said)]


def _trap(said: dict[str, Any], _case: Case, instrument: Instrument, _words: dict[str, Any]) -> list[Field]:
    return [
        _line("title", said),
        _plain("text", "text", said),
        _plain("picks", "functions", said, options=_functions(instrument)),
    ]


def _pair(said: dict[str, Any], case: Case, _instrument: Instrument, words: dict[str, Any]) -> list[Field]:
    others = [[id, id] for id in list_cases() if id != case.id]
    kinds = _pairs(words["reference"]["pair_kinds"])
    return [
        _plain("choice", "kind", said, options=kinds, start="equifinal", must=True),
        _plain("choice", "with", said, options=others),
        _line("shared", said),
        _plain("numbers", "paragraphs", said),
        _plain("text", "text", said),
    ]


def _functions(instrument: Instrument) -> list[list[str]]:
    return [[id, instrument.function(id).name] for id in instrument.ids]


def _scene(said: dict[str, Any], case: Case, instrument: Instrument, words: dict[str, Any]) -> list[Field]:
    panels = texts("teaching", instrument.language)["panels"]
    chapters = said["chapters"]
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
        _plain("choice", "kind", said, options=_pairs(words["scene_kinds"]), start="words", must=True),
        _plain(
            "choice",
            "panel",
            said,
            options=[[id, panel["title"]] for id, panel in panels.items()],
            start="states",
            must=True,
            when={"kind": ["panel"]},
        ),
        _line("title", said, most=120),
        _line("lead", said),
        _plain("lines", "lines", said, most=_MOST_LINE),
        _plain("number", "assessment", said, options=_assessments(case)),
        _plain("picks", "asks", said, options=asks, when={"kind": ["guess"]}),
        {
            "kind": "rows",
            "id": "chapters",
            "help": "",
            "name": chapters["name"],
            "rows": rows,
            "when": {"kind": ["story"]},
        },
        _plain("paragraphs", "notes", said),
        _plain("count", "minutes", said, low=0, high=240),
    ]


def _assessments(case: Case) -> list[list[str]]:
    return [[str(one.number), f"{one.number}: {one.label}"] for one in case.assessments]


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
