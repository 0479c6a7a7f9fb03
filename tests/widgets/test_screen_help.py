"""The help of every screen: there is an entry for each, and for every key that the scripts react to."""

from __future__ import annotations

import json
import re

import pytest

from nmt_widgets import apps
from nmt_widgets.core.texts import texts
from nmt_widgets.widgets.shared.screen_help import screen_help
from tests.conftest import ROOT

WIDGETS = ROOT / "nmt_widgets" / "widgets"
TEMPLATES = ROOT / "nmt_widgets" / "server" / "templates" / "nmt"
HELP = texts("help")

SIGNS = {
    "arrowleft": "←", "arrowright": "→", "arrowup": "↑", "arrowdown": "↓", "backspace": "⌫", "delete": "Del",
    "escape": "Esc", "pageup": "Page Up", "pagedown": "Page Down", " ": "Space",
}  # fmt: skip
"""How the help writes a key; its name here in small letters."""

GROUPS = {
    "adjudicate/difference.js": "differences",
    "adjudicate/differences.js": "differences",
    "assess/field_lists.js": "lists",
    "assess/fields.js": "steps",
    "assess/history_grid.js": "grid",
    "assess/history_keys.js": "grid",
    "assess/purpose.js": "everywhere",
    "assess/put_back.js": "everywhere",
    "assess/section_list.js": "form",
    "author/case_author.js": "tabs",
    "author/rows.js": "rows",
    "cases/card.js": "everywhere",
    "classes/spread_map.js": "board",
    "classes/strips.js": "board",
    "consult/trial_view.js": "trial",
    "practice/attaching.js": "vignette",
    "practice/attempt.js": "vignette",
    "present/overlays.js": "jumping",
    "present/presenter.js": "slides",
    "present/notes_window.js": "slides",
    "programme/counts/entering.js": "counts",
    "shared/answers/amendment_panel.js": "form",
    "shared/answers/undo_keys.js": "form",
    "shared/form/parts.js": "steps",
    "shared/form/rating.js": "steps",
    "shared/form/score_sheet.js": "sheet",
    "shared/map/panel.js": "map",
    "shared/map_view.js": "map",
    "shared/glossary.js": "everywhere",
}
"""The group of keys that stands for each script with keys of its own."""

PLAIN = {
    "assess/field_inputs.js": "Enter ends what is typed in a field, as everywhere",
    "classes/member_row.js": "Escape closes what was opened, as everywhere",
    "cases/filing.js": "keeps keys from the page behind its dialog",
    "shared/glossary_dialog.js": "keeps keys from the page behind it",
}
"""Scripts that hear keys and have none of their own to tell."""


def scripts_with_keys() -> list[str]:
    """Return the scripts that react to keys, by their paths below `widgets/`."""
    paths = (path for path in WIDGETS.rglob("*.js") if "bundles" not in path.parts)
    marks = re.compile(r"keydown|\bpressed ===")
    return sorted(
        str(path.relative_to(WIDGETS)) for path in paths if marks.search(path.read_text(encoding="utf-8"))
    )


def keys_of(script: str) -> set[str]:
    """Return the keys that a script compares with, or has in a table of what they do."""
    text = (WIDGETS / script).read_text(encoding="utf-8")
    keys = set(re.findall(r"(?:\.key|\bpressed)(?:\.toLowerCase\(\))? (?:===|!==) \"([^\"]+)\"", text))
    keys |= set(re.findall(r"\b(Arrow(?:Left|Right|Up|Down)|Home|End|PageUp|PageDown)\b(?=:| \|)", text))
    for table in re.findall(r"(?:KEYS|keys) = \{(.*?)\n  \};", text, re.DOTALL):
        keys |= set(re.findall(r"^\s*\"?([\w.? ]+?)\"?: ", table, re.MULTILINE))
    keys |= set(re.findall(r"event\.code === \"(?:Key|Digit)(\w)\"", text))
    return keys - {"Tab"}


def written_keys(group: str) -> str:
    """Return the keys of a group as the help writes them, in one text."""
    if group == "everywhere":
        return " ".join(key for key, _ in HELP["everywhere"]["keys"])
    screen = next(name for name, entry in HELP["screens"].items() if group in entry["keys"])
    names = HELP["screens"][screen]["keys"]
    return " ".join(key for key, _ in screen_help(screen, "en")["keys"][names.index(group)]["keys"])


@pytest.mark.parametrize("script", scripts_with_keys())
def test_every_key_a_script_reacts_to_is_in_the_help(script: str) -> None:
    if script in PLAIN:
        return
    listed = written_keys(GROUPS[script])
    everywhere = written_keys("everywhere")
    missing = {
        key
        for key in keys_of(script)
        if not re.search(
            rf"(?<!\w){re.escape(SIGNS.get(key.lower(), key))}(?!\w)",
            f"{listed} {everywhere}",
            re.IGNORECASE,
        )
    }
    assert missing == set()


def test_the_reader_of_scripts_finds_keys() -> None:
    assert {"Enter", "ArrowDown", "k", "c", "j", "?", "Escape"} <= keys_of("shared/form/score_sheet.js")
    assert {"b", ".", "a", "PageDown", "Home"} <= keys_of("present/presenter.js")
    assert keys_of("shared/answers/undo_keys.js") == {"z", "y"}
    assert "N" in keys_of("assess/section_list.js")


def test_no_entry_is_for_a_script_that_is_gone() -> None:
    assert {*GROUPS, *PLAIN} == {*scripts_with_keys()}
    assert {*GROUPS.values()} == {*HELP["keys"], "everywhere"}


def test_a_screen_lists_the_keys_of_its_own_scripts() -> None:
    folders = {"classes": "class"}
    for script, group in GROUPS.items():
        folder = script.partition("/")[0]
        if group != "everywhere" and folder != "shared":
            assert group in HELP["screens"][folders.get(folder, folder)]["keys"], script


def test_every_screen_and_every_page_of_the_server_has_an_entry() -> None:
    screens = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} - {"report", "programme_report"}
    assert len(screens) == len(apps.SCREENS)
    shared = {"page", "bar", "head", "help", "html_tag", "fields", "index", "screen_top", "tour"}
    shared |= {"class_bar", "class_page"}
    without_a_bar = {
        "login",
        "error",
        "problem",
        "audience",
        "class_join",
        "class_joined",
        "class_closed",
        "desktop",
    }
    pages = {path.name.partition(".")[0] for path in TEMPLATES.glob("*.j2")} - shared - without_a_bar
    assert {*HELP["screens"]} == screens | pages


def test_the_bar_and_the_title_of_a_screen_say_the_same() -> None:
    bar = texts("server")["screens"]
    topics = {"class": "classes", "programme": "programme_screen"}
    assert {name: texts(topics.get(name, name))["title"] for name in bar} == bar


def test_help_of_another_topic_is_taken_from_there() -> None:
    slides = screen_help("present", "en")["keys"][0]
    assert [[*pair] for pair in slides["keys"]] == texts("present")["page"]["keys"]
    assert json.dumps(screen_help("assess", "en"))
    assert screen_help("a screen of a site", "en") is None
