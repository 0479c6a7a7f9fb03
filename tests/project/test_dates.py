"""Dates people read are written by their language: no sentence is filled with a date as it is stored."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent.parent / "nmt_widgets"
DATES = {"day", "date", "since", "agreed_on", "earlier_date", "later_date"}
"""The names that dates have in the sentences of the texts."""


def says_a_date(node):
    """Whether an expression writes a date for a reader, or is a name or a text of its own."""
    if isinstance(node, ast.Name | ast.Constant):
        return True
    names = {getattr(part, "id", getattr(part, "attr", "")) for part in ast.walk(node)}
    return bool(names & {"say_date", "say_if_date"})


def stored_dates(tree):
    """The lines on which `format` fills a sentence with a date as it is stored."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="format"), keywords=values) if any(
                value.arg in DATES and not says_a_date(value.value) for value in values
            ):
                yield node.lineno


def test_no_sentence_is_filled_with_a_stored_date():
    places = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in stored_dates(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert places == []


@pytest.mark.parametrize(
    "line",
    [
        "words['attested'].format(day=standing.attested)",
        "words['kept'].format(day=agreed.at[:10])",
        "words['date'].format(date=date or words['no_date'])",
    ],
)
def test_a_stored_date_is_found(line):
    assert list(stored_dates(ast.parse(line))) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "words['attested'].format(day=say_date(standing.attested))",
        "words['start'].format(day=say_date(entry.start) if entry.start else labels['no_day'])",
        "words['kept'].format(day=day, author=agreed.author)",
    ],
)
def test_a_date_of_the_language_is_let_through(line):
    assert list(stored_dates(ast.parse(line))) == []
