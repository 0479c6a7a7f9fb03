"""Draft a mapping from the names of a table's columns; the user checks and completes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from nmt_widgets.case_files.questions import questions
from nmt_widgets.core.tables import InputTable
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.transfer.importing.mapping import find_question

_LIKELY = {
    "case": ("code", "case", "case_id", "client", "record_id", "participant", "id"),
    "assessment": (
        "assessment",
        "visit",
        "wave",
        "timepoint",
        "redcap_repeat_instance",
        "redcap_event_name",
        "number",
    ),
    "age": ("age", "age_years", "age_y"),
    "date": ("date", "date_of_assessment", "assessment_date", "visit_date"),
}


def draft_mapping(table: InputTable, instrument: Instrument) -> str:
    """Return a mapping as YAML, with the columns that are recognised and those left to fill in.

    Parameters
    ----------
    table : InputTable
    instrument : Instrument
    """
    keys = {name: _key(name) for name in table.header if name}
    column_of = {role: _likely(keys, likely) for role, likely in _LIKELY.items()}
    named = {_key(question.name): question.path for question in questions(instrument)}
    path_of: dict[str, str] = {}
    for name, key in keys.items():
        if name not in column_of.values() and (path := _path(key, named, instrument)):
            path_of[name] = path
    left = [name for name in keys if name not in path_of and name not in column_of.values()]
    words = texts("import")["draft"]
    lines = [
        f"# {words['head'].format(file=table.file.name)}",
        "format: import-1",
        *([f"sheet: {_quoted(table.sheet)}{_others(table)}"] if table.sheet else []),
        f"case: {_quoted(column_of['case'] or '?')}",
        f"assessment: {_quoted(column_of['assessment']) if column_of['assessment'] else 1}",
        *(["base_rows: true"] if _key(column_of["assessment"]) == "redcap_repeat_instance" else []),
        *(f"{role}: {_quoted(name)}" for role in ("age", "date") if (name := column_of[role])),
        f"age_unit: years             # {words['age_unit']}",
        f"kind: clinical              # {words['kind']}",
        f"not_known: [not known, n/a] # {words['not_known']}",
        "columns:" if path_of or left else "columns: {}",
        *(f"  {_quoted(name)}: {path}" for name, path in path_of.items()),
        *(f"#  {_quoted(name)}: ?" for name in left),
    ]
    return "\n".join(lines) + "\n"


def _likely(keys: dict[str, str], likely: Iterable[str]) -> str:
    """Return the column with one of the likely names; else one with it after a first word, such as `nmt_date`."""
    names = tuple(likely)
    exact = (name for likely_name in names for name, key in keys.items() if key == likely_name)
    after_a_word = (
        name
        for likely_name in names
        for name, key in keys.items()
        if likely_name != "id" and _end(key) == likely_name
    )
    return next(exact, next(after_a_word, ""))


def _path(key: str, named: dict[str, str], instrument: Instrument) -> str:
    for likely_name in (key, _end(key)):
        path = likely_name if find_question(likely_name, instrument) else named.get(likely_name, "")
        if path and find_question(path, instrument):
            return path
    return ""


def _end(key: str) -> str:
    """Return a column's name without its first word, often the name of a form, as in `nmt_sleep`."""
    return key.partition("_")[2]


def _others(table: InputTable) -> str:
    if table.sheets < 2:
        return ""
    return f"  # {texts('import')['draft']['first_sheet'].format(count=table.sheets)}"


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z][A-Za-z0-9_ ]*", name) else json.dumps(name, ensure_ascii=False)
