"""The list of cases: groups, search, filters, pages, and what can be done with each case."""

from __future__ import annotations

from typing import ClassVar

from nmt_widgets.widgets.cases.messages import CaseFilter, CaseListMessage, CaseListState
from nmt_widgets.widgets.cases.still import still_cases
from nmt_widgets.widgets.shared.markup import Html
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Pair, Words
from nmt_widgets.widgets.shared.traits import TextTrait, fixed_trait, list_trait, record_trait


class CaseListView(MessageWidget[CaseListMessage]):
    """Cases in groups, to search, filter and open; it computes nothing.

    Parameters
    ----------
    receive : callable
        Called with each message of the page.
    state : CaseListState
        What is shown now.
    words : dict
    filters : list of CaseFilter
    sorts : list of (str, str)
    screen : str
        The name of this screen, from which links lead to the others; empty where no server serves them.

    Attributes
    ----------
    last : str
        The case that was open last: the keyboard goes back to it.
    problem : str
        Why the last request was refused.
    """

    bundle = "cases/case_list"
    root_class = "nmt-case-list"
    styles: ClassVar[tuple[str, ...]] = ("shared/part_links", "cases/case_list")

    state: CaseListState = record_trait()
    words: Words = fixed_trait()
    filters: list[CaseFilter] = list_trait()
    sorts: list[Pair] = list_trait()
    screen = TextTrait().tag(sync=True)
    last = TextTrait().tag(sync=True)
    problem = TextTrait().tag(sync=True)

    def still_html(self) -> Html:
        """Return the cards as links that work without scripts."""
        return still_cases(self.state, self.words, self.screen)
