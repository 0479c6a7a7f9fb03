"""The assessments one may open, and the beginning of a new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from nmt_widgets.widgets.shared.scripts import STATIC, style


class RecordList(anywidget.AnyWidget):
    """A table of cases and their assessments, each opened by a button, and a short form for a new one.

    Parameters
    ----------
    records : list of dict
        Each with `case`, `title`, `kind` (words), `changed` (ISO time) and `assessments`: a list of
        `number`, `label`, `age`, `status` (words) and `open` (whether it is in progress).
    kinds : list of (str, str)
        Kinds of case the person may begin: id and words; empty where none.
    words : dict
    receive : callable
        Called with each message of the page: `{"type": "open", "case", "assessment"}`,
        `{"type": "create", "kind", "title", "age", "label", "edit"}` or
        `{"type": "again", "case", "age", "label", "edit"}`. What it holds comes from the page: check it.

    Attributes
    ----------
    problem : str
        Why the last request was refused; shown beside the form.
    """

    _esm = STATIC / "assess" / "record_list.js"
    _css = style("assess/record_list")
    records: Any = traitlets.List().tag(sync=True)
    kinds: Any = traitlets.List().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        records: list[dict[str, Any]],
        kinds: list[list[str]],
        words: dict[str, Any],
        receive: Callable[[dict[str, Any]], None],
    ) -> None:
        super().__init__(records=records, kinds=kinds, words=words)
        self._receive = receive
        self.on_msg(self._answer)

    def _answer(self, _widget: RecordList, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict):
            self._receive(content)
