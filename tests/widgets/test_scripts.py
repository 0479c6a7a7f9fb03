"""The widgets' scripts: what each may import, and that every bundle belongs to a widget."""

import importlib
import pkgutil
import re
import subprocess
import sys

from ipywidgets.embed import dependency_state

import nmt_widgets.widgets
from nmt_widgets.core import page_files as scripts
from nmt_widgets.widgets import Choice, Notice
from nmt_widgets.widgets.shared.look import shared_look
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from tests.conftest import ROOT

IMPORT = re.compile(r"""^(?:import|export)\b[^;]*?\bfrom\s+["']([^"']+)["']""", re.MULTILINE)
PAGES = ["front/front", "present/hand_out_page"]
LOOK = "shared/look"  # of a widget that sends nothing and is not displayed


def sources():
    for file in sorted(scripts.STATIC.rglob("*.js")):
        if not file.is_relative_to(scripts.BUNDLES):
            yield file


COMMON = {"shared", "cases"}
"""The folders of what several screens have; that of their list of cases is one of its own."""


def test_no_screens_scripts_import_another_screens():
    for file in sources():
        folder = file.relative_to(scripts.STATIC).parts[0]
        for path in IMPORT.findall(file.read_text(encoding="utf-8")):
            used = (file.parent / path).resolve()
            assert used.is_file(), f"{file}: {path}"
            assert used.relative_to(scripts.STATIC).parts[0] in {folder, *COMMON}, f"{file}: {path}"


def widgets():
    """Return every widget's class."""
    names = [
        module.name for module in pkgutil.walk_packages(nmt_widgets.widgets.__path__, "nmt_widgets.widgets.")
    ]
    classes = {
        cls for name in names for cls in vars(importlib.import_module(name)).values() if _is_widget(cls)
    }
    return sorted(classes, key=lambda cls: cls.bundle)


def _is_widget(cls):
    return isinstance(cls, type) and issubclass(cls, MessageWidget) and cls is not MessageWidget


def test_every_widget_has_its_bundle_and_every_bundle_its_widget():
    files = scripts.BUNDLES.rglob("*.js")
    bundles = [file.relative_to(scripts.BUNDLES).with_suffix("").as_posix() for file in files]
    assert sorted([*(cls.bundle for cls in widgets()), *PAGES, LOOK]) == sorted(bundles)
    for cls in widgets():
        assert (scripts.STATIC / f"{cls.bundle}.js").is_file(), cls
        assert cls.styles == () or scripts.sheet(*cls.styles), cls


def test_a_bundle_needs_nothing_beside_it():
    for file in scripts.BUNDLES.rglob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"""(?:^|[;}])import[\s{("']""", text), file


def test_the_scripts_types_are_those_of_the_kernel():
    """`protocol.d.ts` is written from `messages.py`: `scripts/write_types.py` makes it anew."""
    done = subprocess.run(
        [sys.executable, "scripts/write_types.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_every_message_of_a_page_has_a_type():
    """What a bundle sends is among the kinds its screen's `messages.py` knows."""
    known = set()
    for file in scripts.STATIC.rglob("messages.py"):
        known |= set(re.findall(r"type: Literal\[(.*?)\]", file.read_text(encoding="utf-8")))
    words = set(re.findall(r'"([\w-]+)"', " ".join(known)))
    sent = set()
    for file in sources():
        text = file.read_text(encoding="utf-8")
        sent |= set(
            re.findall(r'(?:send|ask|post|sendIfOpen|sends)\((?:[\w.]+, )*\{\s*type: "([\w-]+)"', text)
        )
    assert sent
    assert sent <= words, sent - words


def test_the_look_reaches_a_page_once_and_is_kept_with_every_widget():
    state = dependency_state([Notice(), Choice("Colours", {"a": "A"}, "a")])
    sheets = [model["state"].get("_css", "") for model in state.values()]
    assert [".nmt-button{" in sheet for sheet in sheets].count(True) == 1
    assert len([sheet for sheet in sheets if sheet]) == 3  # the look, and one of each widget's own


def test_a_look_that_was_closed_is_made_anew():
    first = shared_look()
    assert shared_look() is first
    first.close()
    assert shared_look() is not first
    assert Notice().look is shared_look()
