"""The list of assessments, and short forms to begin a new one."""

from __future__ import annotations

from nmt_widgets.widgets.assess.messages import ListMessage
from nmt_widgets.widgets.cases.case_list import CaseListView
from nmt_widgets.widgets.shared.message_shapes import shapes_of
from nmt_widgets.widgets.shared.messages import Pair, Words
from nmt_widgets.widgets.shared.traits import list_trait, record_trait


class RecordList(CaseListView):
    """The list of cases with their assessments, each opened by a button, and short forms for a new one.

    Parameters
    ----------
    receive : callable
        Called with each `ListMessage` of the page.
    kinds : list of (str, str)
        Kinds of case the person may begin: id and words; empty where none.
    forms : dict
        The words of the forms.
    """

    bundle = "assess/record_list"
    styles = ("cases/case_list", "assess/record_list")
    shapes = shapes_of(ListMessage)

    kinds: list[Pair] = list_trait()
    forms: Words = record_trait()
