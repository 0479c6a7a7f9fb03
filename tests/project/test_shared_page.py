"""A notebook may show widgets of several screens on one page: the sheet of one styles nothing in another."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

import pytest
import tinycss2

from nmt_widgets import widgets
from nmt_widgets.core.page_files import base_sheet, script, sheet
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from tests.conftest import ROOT

TOGETHER = {
    ("MapView", "FormView"): "the form recolours the map beside it",
    ("MapView", "TrialView"): "they share a screen",
    ("Glossary", "Notice"): "a notice stands on a screen",
    ("Glossary", "CaseListView"): "from a case that is gone the keyboard goes to the title of the screen",
    ("Glossary", "RecordList"): "from a case that is gone the keyboard goes to the title of the screen",
    ("Glossary", "Presenter"): "a presentation opens the glossary of its screen",
    ("Presenter", "Glossary"): "a scene covers the button",
    ("PracticeComparison", "PracticeAttempt"): "both show the vignette",
    ("FormView", "CaseAuthor"): "its growing text takes another class",
    ("PracticeAttempt", "CaseAuthor"): "its growing text takes another class",
    ("SheetView", "CaseAuthor"): "its growing text takes another class",
}
"""Widgets that one sheet may style together, and why that harms nothing."""

PACKAGE = ROOT / "nmt_widgets"
DRAWN = {
    "Presenter": [("presenting/templates", "*.j2")],
    "MapView": [("charts", "brain_map.py"), ("charts", "map_*.py")],
}
"""What is drawn outside the scripts, by the widget that shows it."""


def every_widget() -> dict[str, type[MessageWidget]]:
    for module in pkgutil.walk_packages(widgets.__path__, f"{widgets.__name__}."):
        importlib.import_module(module.name)
    remaining: list[type[MessageWidget]] = [MessageWidget]
    by_name = {}
    while remaining:
        remaining += remaining.pop().__subclasses__()
        by_name |= {widget.__name__: widget for widget in remaining if hasattr(widget, "bundle")}
    return {
        name: widget
        for name, widget in by_name.items()
        if widget.__module__.startswith("nmt_widgets.widgets.")
    }


def selectors(css: str) -> set[str]:
    """The selectors of a sheet, one for each part between commas."""
    parts: set[str] = set()
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    while nodes:
        node = nodes.pop()
        if node.type == "at-rule" and node.content is not None and "keyframes" not in node.at_keyword:
            nodes += tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
        elif node.type == "qualified-rule":
            part: list[object] = []
            for token in [*node.prelude, None]:
                if token is None or token == ",":
                    parts.add(tinycss2.serialize(part).strip())
                    part = []
                else:
                    part.append(token)
    return parts


def classes(selector: str) -> list[set[str]]:
    """The classes a place must have; one set for each alternative in `:is(...)`."""
    plain = re.sub(r":not\([^()]*(?:\([^()]*\)[^()]*)*\)", "", selector)
    choice = re.search(r":(?:is|where)\(([^()]*)\)", plain)
    if not choice:
        return [set(re.findall(r"\.(nmt-[\w-]+)", plain))]
    before, after = plain[: choice.start()], plain[choice.end() :]
    return [names for part in choice[1].split(",") for names in classes(before + part + after)]


def fits(selector: str, named: set[str]) -> bool:
    """Whether a page that names these classes may have a place the selector is for."""
    return any(names and names <= named for names in classes(selector))


def named(name: str, widget: type[MessageWidget]) -> set[str]:
    """The classes that a widget's script names, and what is drawn for it in Python."""
    files = [file for folder, kind in DRAWN.get(name, ()) for file in (PACKAGE / folder).glob(kind)]
    texts = (script(widget.bundle), *(file.read_text(encoding="utf-8") for file in files))
    return {name for text in texts for name in re.findall(r"nmt(?:-[a-z0-9]+)+(?![\w-])", text)}


WIDGETS = every_widget()


@cache
def all_selectors() -> dict[str, set[str]]:
    """The selectors of each widget's sheets."""
    return {name: selectors(sheet(*widget.styles) + widget.more_style) for name, widget in WIDGETS.items()}


@cache
def all_named() -> dict[str, set[str]]:
    """What each widget names."""
    return {name: named(name, widget) for name, widget in WIDGETS.items()}


def clashes(name: str) -> dict[str, list[str]]:
    """The selectors of a widget's sheet that fit what another widget makes, by the other's name."""
    by_other = {}
    for other in WIDGETS.keys() - {name}:
        alien = all_selectors()[name] - all_selectors()[other]
        fitting = sorted(selector for selector in alien if fits(selector, all_named()[other]))
        if fitting and (name, other) not in TOGETHER:
            by_other[other] = fitting
    return by_other


@pytest.mark.parametrize("name", sorted(WIDGETS))
def test_a_sheet_styles_its_own_widget_only(name: str) -> None:
    assert clashes(name) == {}


@pytest.mark.parametrize("name", sorted(WIDGETS))
def test_every_rule_of_a_widget_names_a_class(name: str) -> None:
    assert [selector for selector in all_selectors()[name] if "nmt-" not in selector] == []


def test_what_may_be_styled_together_still_is() -> None:
    for name, other in TOGETHER:
        alien = all_selectors()[name] - all_selectors()[other]
        assert any(fits(selector, all_named()[other]) for selector in alien), (name, other)


def test_there_are_widgets_and_a_look() -> None:
    assert len(WIDGETS) > 20
    assert ".nmt-button" in base_sheet()
