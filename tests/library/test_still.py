"""Whether a page may be in front of a kernel: the live view is left out only where nobody can be there."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import nmt_widgets as nmt
from nmt_widgets.library.still import WIDGET_VIEW, is_watched


def kernel(request):
    """A kernel of ipykernel that carries out a request."""
    return SimpleNamespace(get_parent=lambda channel: request)


@pytest.mark.parametrize(
    ("shell", "is_there"),
    [
        (
            SimpleNamespace(kernel=kernel({"content": {"allow_stdin": True}})),
            True,
        ),  # JupyterLab, VS Code, Colab
        (SimpleNamespace(kernel=kernel({"content": {"allow_stdin": False}})), False),  # nbclient, papermill
        (SimpleNamespace(kernel=kernel({"content": {"data": {}}})), True),  # a message of a page
        (SimpleNamespace(kernel=kernel({"content": None})), True),
        (SimpleNamespace(kernel=kernel({})), True),
        (SimpleNamespace(kernel=kernel(None)), True),
        (SimpleNamespace(kernel=SimpleNamespace()), True),  # a kernel of another make
        (SimpleNamespace(), True),  # a terminal
        (None, True),
    ],
)
def test_a_kernel_is_unwatched_only_where_its_request_says_so(monkeypatch, shell, is_there):
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    assert is_watched() is is_there


def test_a_piece_shows_itself_in_a_kernel_of_another_make(monkeypatch):
    brain = nmt.BrainMap("james")
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=SimpleNamespace()))
    assert WIDGET_VIEW in brain._repr_mimebundle_()[0]


def test_voila_is_watched_though_it_cannot_be_asked(monkeypatch):
    shell = SimpleNamespace(kernel=kernel({"content": {"allow_stdin": False}}))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setenv("VOILA_REQUEST_URL", "/voila")
    assert is_watched()
