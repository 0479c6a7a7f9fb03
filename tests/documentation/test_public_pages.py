"""The pages of docs/api/ have each public name once, and no other."""

import inspect
import re
from collections import Counter

import pytest

import nmt_widgets as nmt
from tests.conftest import ROOT
from tests.documentation.directives import load_directive

API = ROOT / "docs" / "api"
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in API.glob("*.md")}
ENTRY = re.compile(r"^\.\. auto(?:class|function|data):: (\w+)\n((?:   :.*\n)*)", re.MULTILINE)
ENTRIES = {name: options for text in PAGES.values() for name, options in ENTRY.findall(text)}
ROW = re.compile(r"^   (\w+)$", re.MULTILINE)


def test_each_public_name_has_one_entry_and_nothing_else_has():
    entries = Counter(name for text in PAGES.values() for name, _ in ENTRY.findall(text))
    assert entries == Counter(nmt.__all__)


def test_the_table_names_each_once_under_the_page_it_is_on():
    sections = re.split(r"\n## \[.+?\]\((\w+)\.md\)\n", PAGES["index"])[1:]
    for page, section in zip(sections[::2], sections[1::2], strict=True):
        assert ROW.findall(section) == [name for name, _ in ENTRY.findall(PAGES[page])], page


@pytest.mark.parametrize("name", nmt.__all__)
def test_what_is_shown_of_a_name_is_there_and_said(name):
    thing = getattr(nmt, name)
    assert "Examples\n" in inspect.getdoc(thing)
    members = re.search(r":members: (.+)", ENTRIES[name])
    for member in members[1].split(", ") if members else ():
        assert inspect.getdoc(getattr(thing, member)), f"{name}.{member}"


@pytest.mark.parametrize(
    "name", ["BrainMap", "ScoreSheet", "AssessmentForm", "CaseCards", "PlanBoard", "WhatIf"]
)
def test_a_piece_is_called_with_what_its_docstring_names(name, monkeypatch):
    piece = getattr(nmt, name)
    directive = load_directive("public_names", monkeypatch)
    called, _ = directive.as_called(
        None, "class", f"nmt_widgets.{name}", piece, None, "(*args, **kwargs)", None
    )
    section = re.search(r"Parameters\n-+\n(.*?)\n\n[A-Z]\w+\n---", inspect.getdoc(piece), re.DOTALL)[1]
    documented = [
        word
        for line in re.findall(r"^(\w[\w, ]*) :|^(\w+)$", section, re.MULTILINE)
        for word in "".join(line).split(", ")
    ]
    assert re.findall(r"(\w+)(?:=[^,)]+)?(?=[,)])", called) == documented
    assert "'" + "Any" not in called


def test_a_value_that_is_returned_has_no_call(monkeypatch):
    directive = load_directive("public_names", monkeypatch)
    assert directive.as_called(None, "class", "nmt_widgets.Case", nmt.Case, None, "(a)", None) == ("", "")
    assert directive.as_called(None, "method", "x.update", None, None, "(*, a=Ellipsis)", None) == (
        "(*, a=...)",
        "",
    )
