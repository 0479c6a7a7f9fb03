"""The modules of docs/_sphinx/, which Sphinx finds by its own path."""

import importlib

from tests.conftest import ROOT


def load_directive(name, monkeypatch):
    """Return a module of docs/_sphinx/."""
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "_sphinx"))
    return importlib.import_module(name)
