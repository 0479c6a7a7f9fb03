"""The options of a notebook: what may be chosen, for how long, and where it holds."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import nmt_widgets as nmt
from nmt_widgets.core.chosen import Chosen, choose, chosen
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.languages import ENGLISH, TEXTS
from nmt_widgets.core.problems import problem
from nmt_widgets.core.texts import language, texts
from nmt_widgets.instrument import load_instrument


@pytest.fixture(autouse=True)
def as_before():
    yield
    choose(Chosen())


@pytest.fixture
def northern(tmp_path, monkeypatch):
    """A site that adds a language."""
    words = tmp_path / "texts" / "nb"
    shutil.copytree(TEXTS / ENGLISH, words)
    common = words / "common.yaml"
    common.write_text(common.read_text().replace("product: NMT Workbook", "product: NMT-arbeidsboken"))
    library = words / "library.yaml"
    library.write_text(library.read_text().replace("there is no option", "finnes ikke:"))
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    return "nb"


def test_the_defaults_are_those_of_the_workbook():
    assert (nmt.options.palette, nmt.options.language, nmt.options.theme) == ("standard", "en", "auto")


def test_a_block_holds_only_within_itself_and_blocks_nest():
    with nmt.options(palette="safe"):
        with nmt.options(theme="dark"):
            assert (nmt.options.palette, nmt.options.theme) == ("safe", "dark")
        assert (nmt.options.palette, nmt.options.theme) == ("safe", "auto")
    assert nmt.options.palette == "standard"


def test_an_error_ends_a_block_too_and_what_was_set_in_it_goes():
    def fail():
        with nmt.options(palette="safe"):
            nmt.options.theme = "light"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert chosen() == Chosen()


def test_blocks_of_threads_and_tasks_do_not_meet():
    begun, ended = threading.Event(), threading.Event()
    palettes = []

    def other():
        with nmt.options(palette="safe"):
            begun.set()
            ended.wait(10)
            palettes.append(nmt.options.palette)

    thread = threading.Thread(target=other)
    with nmt.options(theme="dark"):
        thread.start()
        assert begun.wait(10)
        assert nmt.options.palette == "standard"
    ended.set()
    thread.join()
    assert (palettes, chosen()) == (["safe"], Chosen())

    async def task(palette):
        with nmt.options(palette=palette):
            await asyncio.sleep(0)
            return nmt.options.palette

    async def all_tasks():
        return await asyncio.gather(task("safe"), task("grey"))

    with ThreadPoolExecutor(1) as apart:  # a loop of other tests may be running in this thread
        assert apart.submit(asyncio.run, all_tasks()).result(10) == ["safe", "grey"]
    assert chosen() == Chosen()


def test_the_same_block_can_be_entered_twice():
    safe = nmt.options(palette="safe")
    with safe, nmt.options(palette="standard"), safe:
        assert nmt.options.palette == "safe"
    assert nmt.options.palette == "standard"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("palette", "pink", "there is no palette 'pink'; choose one of: standard, safe"),
        ("theme", "night", "there is no theme 'night'; choose one of: auto, light, dark"),
        ("theme", 3, "there is no theme 3; choose one of: auto, light, dark"),
        ("language", "xx", "there is no language 'xx'; choose one of: en"),
        ("palete", "safe", "there is no option 'palete'; did you mean 'palette'?"),
        ("zzz", "safe", "there is no option 'zzz'; there are: palette, language, theme"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence_and_changes_nothing(name, value, message):
    with pytest.raises(InputError) as refused:
        setattr(nmt.options, name, value)
    assert message in str(refused.value)
    assert chosen() == Chosen()


def test_a_wrong_value_is_refused_before_a_block_begins():
    with pytest.raises(InputError, match="no palette"):
        nmt.options(theme="dark", palette="pink")
    assert chosen() == Chosen()


def test_none_sets_back():
    nmt.options.palette = "safe"
    nmt.options.palette = None
    assert nmt.options.palette == "standard"


def test_words_and_the_instrument_follow_the_language(northern):
    assert texts("common")["product"] == "NMT Workbook"
    with nmt.options(language=northern):
        assert language() == northern
        assert texts("common")["product"] == "NMT-arbeidsboken"
        assert load_instrument().language == northern
        assert problem("library", "no_option", name="a", known="b")[0] == "finnes ikke: 'a'"
    assert load_instrument().language == "en"


def test_a_child_process_does_not_get_them():
    with nmt.options(palette="safe", theme="dark"):
        code = "import nmt_widgets as nmt; print(nmt.options)"
        child = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
        )
    assert child.stdout.strip() == "options(palette='standard', language='en', theme='auto')"


def test_they_say_what_they_are():
    assert repr(nmt.options) == "options(palette='standard', language='en', theme='auto')"
    assert repr(nmt.options(palette="safe")).startswith("options(palette='safe')  # for use as")
