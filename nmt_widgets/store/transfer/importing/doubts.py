"""Questions about unusual content of a table, to confirm before anything is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from nmt_widgets.case_files.ages import doubt_about, years
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date, say_number
from nmt_widgets.core.problems import problem
from nmt_widgets.core.tables import InputTable
from nmt_widgets.core.texts import texts
from nmt_widgets.store.transfer.importing.answers import TableCase
from nmt_widgets.store.transfer.importing.mapping import TableMapping

_OLD, _SOME = 24.0, 3
"""If this many ages in years, or more, are all above the limit, they may be months."""
_YOUNG = 19.0
"""If all ages in months are below the limit, they may be years."""


def doubts(
    cases: Mapping[str, TableCase], stored_codes: Collection[str], table: InputTable, mapping: TableMapping
) -> list[InputError]:
    """Return the questions about a table, in the order of its lines.

    Parameters
    ----------
    cases : dict of str to TableCase
        The content of the table for each case.
    stored_codes : collection of str
        The codes in the store.
    table : InputTable
    mapping : TableMapping
    """
    read = [InputError(doubt, file=table.file) for doubt in table.doubts]
    questions = [
        *_codes(cases, stored_codes, table, mapping),
        *_rows(cases, table, mapping),
        *_ages(cases, table, mapping),
        *_dates(cases, table),
    ]
    return [*read, *sorted(questions, key=lambda question: question.line or 0)]


def code_key(code: str) -> str:
    """Return the same text for codes that differ only in leading zeros.

    Examples
    --------
    >>> code_key("p-007"), code_key("p-7"), code_key("p-70"), code_key("000")
    ('p-7', 'p-7', 'p-70', '0')
    """
    return re.sub(r"[0-9]+", lambda digits: digits[0].lstrip("0") or "0", code)


def _codes(
    cases: Mapping[str, TableCase], stored_codes: Collection[str], table: InputTable, mapping: TableMapping
) -> Iterator[InputError]:
    column = mapping.case
    known: dict[str, str] = {}
    for code in stored_codes:
        known.setdefault(code_key(code), code)
    first: dict[str, str] = {}
    for code, case in cases.items():
        forms = list(case.spellings)
        for form in forms[1:]:
            message, remedy = problem("import", "same_case", first=forms[0], second=form)
            yield table.problem(message, case.spellings[form], column, remedy)
        other = first.setdefault(code_key(code), code)
        if other != code:
            earlier = next(iter(cases[other].spellings))
            message, remedy = problem("import", "alike_codes", first=earlier, second=forms[0])
            yield table.problem(message, case.line, column, remedy)
        elif code not in stored_codes and code_key(code) in known:
            stored = known[code_key(code)]
            message, remedy = problem("import", "like_stored", code=forms[0], stored=stored)
            yield table.problem(message, case.line, column, remedy)


def _rows(cases: Mapping[str, TableCase], table: InputTable, mapping: TableMapping) -> Iterator[InputError]:
    for code, case in cases.items():
        for number, lines in case.rows.items():
            for line in lines[1:] if mapping.layout == "wide" else ():
                message, remedy = problem(
                    "import", "assessment_twice", number=number, code=code, line=lines[0]
                )
                yield table.problem(message, line, remedy=remedy)
        aged = sorted(case.aged_by)
        if len(aged) > 1:
            first = ", ".join(map(str, aged[:-1]))
            numbers = texts("import")["and"].format(first=first, last=aged[-1])
            age = case.answers[f"assessments/{aged[0]}/age"]
            message, remedy = problem("import", "one_age", numbers=numbers, code=code, age=age)
            line, column = case.base["age"][1:]
            yield table.problem(message, line, column, remedy)


def _ages(cases: Mapping[str, TableCase], table: InputTable, mapping: TableMapping) -> Iterator[InputError]:
    ages: dict[tuple[int, str], str] = {}
    for case in cases.values():
        for path, value in case.answers.items():
            if path.endswith("/age"):
                ages[case.places[path]] = value
    in_years = [years(age) for age in ages.values()]
    is_asked = False
    for (line, column), age in ages.items():
        if doubt := doubt_about(age):
            is_asked = True
            message, remedy = problem("import", "odd_age", doubt=doubt)
            yield table.problem(message, line, column, remedy)
    if is_asked or not in_years:
        return
    line, column = min(ages)
    if mapping.age_unit == "years" and len(in_years) >= _SOME and min(in_years) > _OLD:
        message, remedy = problem("import", "all_old", age=say_number(_OLD))
        yield table.problem(message, line, column, remedy)
    if mapping.age_unit == "months" and max(in_years) * 12 < _YOUNG:
        message, remedy = problem("import", "all_young", age=say_number(_YOUNG))
        yield table.problem(message, line, column, remedy)


def _dates(cases: Mapping[str, TableCase], table: InputTable) -> Iterator[InputError]:
    today = date.today().isoformat()
    for case in cases.values():
        for path, value in case.answers.items():
            if (
                path.startswith("assessments/")
                and path.count("/") == 2
                and path.endswith("/date")
                and value > today
            ):
                message, remedy = problem("import", "future_date", date=say_date(value))
                yield table.problem(message, *case.places[path], remedy)
