"""The list of assessments, and short forms to begin a new one."""

from __future__ import annotations

import traitlets

from nmt_widgets.widgets.assess.messages import ListMessage, RecordRow
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair, Words
from nmt_widgets.widgets.shared.traits import list_trait, record_trait


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
        Called with each `ListMessage` of the page.

    Attributes
    ----------
    problem : str
        Why the last request was refused; shown beside the form.
    """

    bundle = "assess/record_list"
    styles = ("assess/record_list",)

    records: list[RecordRow] = list_trait()
    kinds: list[Pair] = list_trait()
    words: Words = record_trait()
    problem = traitlets.Unicode().tag(sync=True)
