"""Where each number comes from is read from the data: what is not there, or names no source, fails the build."""

import importlib.util
import re

import pytest

from tests.conftest import ROOT
from tests.documentation.directives import load_directive

PAGE = (ROOT / "docs" / "numbers.md").read_text(encoding="utf-8")
ORIGINS = re.findall(r"```\{origin\} (.+)\n:python: ([\w.]+)\n", PAGE)


@pytest.fixture
def origins(monkeypatch):
    return load_directive("number_origins", monkeypatch)


def test_every_number_has_an_origin():
    without = [
        section.splitlines()[0] for section in re.split(r"\n## ", PAGE)[1:] if "```{origin}" not in section
    ]
    assert without == ["Rounding"]


@pytest.mark.parametrize(("places", "python"), ORIGINS)
def test_the_data_name_mark_and_source_and_the_function_exists(places, python, origins):
    origin = origins.read_origin(places, python)
    assert origin.marks
    parts = python.split(".")
    start = next(at for at in range(len(parts) - 1, 0, -1) if _is_module(".".join(parts[:at])))
    thing = importlib.import_module(".".join(parts[:start]))
    for part in parts[start:]:
        thing = getattr(thing, part)
    assert callable(thing)


def _is_module(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize(
    ("places", "problem"),
    [
        ("nothing", "there is no nothing.yaml"),
        ("norms.columns.published_7", "there is no norms.columns.published_7"),
        ("cmr.above", "does not say where it comes from"),
        ("planning.order", "does not say where it comes from"),
    ],
)
def test_what_the_data_do_not_say_is_an_error(places, problem, origins):
    with pytest.raises(ValueError, match=problem):
        origins.read_origin(places, "nmt_widgets.profile")


def test_a_published_entry_without_a_source_is_an_error(monkeypatch, origins):
    data = {"sources": {}, "version": "x-1", "source": "published"}
    monkeypatch.setattr(origins, "_read", lambda name: data)
    with pytest.raises(ValueError, match="names no source"):
        origins.read_origin("x", "nmt_widgets.profile")


def test_marks_and_sources_are_each_named_once(origins):
    origin = origins.read_origin("cmr, cmr.gate, norms", "nmt_widgets.profile")
    assert origin.marks == ("reconstructed", "published", "provisional")
    assert [origins.short(cite) for cite in origin.cites] == ["Perry & Dobson"]
    assert origin.files == ("cmr.yaml (state-1)", "norms.yaml (growth-1)")
