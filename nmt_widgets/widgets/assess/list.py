"""The assessments one may open, and the beginning of a new one."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.assess.messages import ListMessage
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class RecordList(MessageWidget[ListMessage]):
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

    bundle = "assess/record_list"
    styles = ("assess/record_list",)

    records: Any = traitlets.List().tag(sync=True)
    kinds: Any = traitlets.List().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
