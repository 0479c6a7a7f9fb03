"""The cases a trainer is making, the templates to begin from, and a colleague's file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import script, sheet


class AuthorCases(anywidget.AnyWidget):
    """Lists of cases to go on with or to copy, a short form for a new one, and the import of a file.

    Parameters
    ----------
    receive : callable
        Called with each message of the page and its buffers: `{"type": "open", "case"}`,
        `{"type": "begin", "kind", "title", "age", "edit"}`, `{"type": "copy", "id", "edit"}`, or
        `{"type": "import", "name", "edit"}` with the file's bytes. What it holds comes from the page: check it.
    own : list of dict
        Each with `case`, `title`, `kind`, `changed` and `write`.
    templates : list of dict
        Each with `id`, `title`, `kind` and `problem`.
    kinds : list of (str, str)
        Kinds of case that may be begun: id and words.
    words : dict

    Attributes
    ----------
    problem : str
        Why the last request was refused.
    report : dict
        What is wrong with the last file: `file`, `count` and `problems`, each with `line`, `place`, `what`, `remedy`.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    own: Any = traitlets.List().tag(sync=True)
    templates: Any = traitlets.List().tag(sync=True)
    kinds: Any = traitlets.List().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    report: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, receive: Callable[[dict[str, Any], list[Any]], None], **traits: Any) -> None:
        scripts = script("assess/wording", "assess/values", "assess/form_parts", "author/cases")
        super().__init__(_esm=scripts, _css=sheet("author/cases"), **traits)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: AuthorCases, content: Any, buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content, list(buffers or []))
