"""Cases in groups - templates, and records of the store - and one of them opened in their place."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import ipywidgets

from nmt_widgets.apps.shared.case_catalogue import CaseCatalogue
from nmt_widgets.apps.shared.case_entries import CaseEntries
from nmt_widgets.apps.shared.case_filing import CaseFiling
from nmt_widgets.apps.shared.case_query import SORTS, CaseQuery, filters_of, usual_sort
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.apps.shared.screen import ListScreen, OpenedView
from nmt_widgets.case_files import Case
from nmt_widgets.charts import mini_map, wording
from nmt_widgets.charts.map_still import still_map
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.options import options
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import profile
from nmt_widgets.store import Store
from nmt_widgets.store.records.catalogue import Group, Listing
from nmt_widgets.widgets.cases.case_list import CaseListView
from nmt_widgets.widgets.cases.messages import (
    AskPeople,
    CaseListMessage,
    CaseListReply,
    CaseListState,
    CaseSection,
    FilingRequest,
    ListCases,
    Query,
)

FIRST_ROW = 3
"""How many cases of each group are shown where there are too many for all."""

MOST_MAPS = 12
"""How many maps are drawn for one message."""


class CaseList(ListScreen[CaseSection, CaseListMessage]):
    """A list of cases, one of them opened in its place, and the way back.

    The texts `title` and `subtitle` stand over the list; `empty` takes the place of `subtitle` where there is no case.

    Parameters
    ----------
    instrument : Instrument
    request : RequestContext
        Its query names the case to open at once, or what of the list is shown.
    store : Store, optional
        Opened for the person who is signed in; without one only templates are shown.
    trouble : str
        Why the store could not be opened, if so; shown above the list.
    """

    groups: ClassVar[tuple[Group, ...]] = ("mine", "clients", "teaching", "practice", "archive")
    """The groups this screen has, in order."""

    has_templates: ClassVar[bool] = True

    is_neutral: ClassVar[bool] = False
    """Whether cards and filters are silent about what the assessments came to."""

    def __init__(
        self,
        instrument: Instrument,
        request: RequestContext | None = None,
        store: Store | None = None,
        trouble: str = "",
    ) -> None:
        super().__init__(instrument)
        request = request or RequestContext({})
        self._store, self._trouble = store, trouble
        self._list_words: dict[str, Any] = texts("case_list", instrument.language)
        self._catalogue = CaseCatalogue(instrument, store, self.narrow, has_templates=self.has_templates)
        self._entries = self.make_entries()
        self._query = self._read_query(request.query)
        for name in self._query.unknown:
            self._doubts.add_unknown(name)
        self._filters = self._make_filters()
        self._state = self._empty_state()
        self._view = self.make_view_of_list(
            state=self._state,
            words=self._list_words,
            filters=self._filters,
            sorts=self._sorts(),
            screen=self.topic if request.served else "",
        )
        self.foot = self.make_foot()
        self.open_address(request.query)
        if not self.children:  # none was asked for, or none that is listed
            self.show_list()

    # ---- what each screen has of its own ----

    @abstractmethod
    def make_view(self, case: Case) -> OpenedView:
        """Return a case as this screen opens it."""

    def narrow(self, listing: Listing) -> Listing:
        """Return a listing of the cases this screen is for: without attempts, which the practice screen shows."""
        return replace(listing, ratings="cases")

    def make_entries(self) -> CaseEntries:
        """Return what writes the cards."""
        return CaseEntries(self._catalogue, self._instrument, self.topic, is_neutral=self.is_neutral)

    def make_view_of_list(self, **traits: Any) -> CaseListView:
        """Return the widget of the list."""
        return CaseListView(self.receive, **traits)

    def more_sections(self) -> list[CaseSection]:
        """Return what stands below the groups."""
        return []

    def make_foot(self) -> tuple[ipywidgets.Widget, ...]:
        """Return what stands below everything."""
        common = texts("common", self._instrument.language)
        foot = ipywidgets.HTML(f'<p class="nmt-quiet">{common["disclaimer"]}</p>')
        foot.add_class("nmt-prose")
        return (foot,)

    # ---- the list ----

    def act(self, message: CaseListMessage) -> None:
        """Show another part of the list, open a case, or answer what the page asks about some."""
        match message["type"]:
            case "list":
                self._find(message)
            case "open":
                self.open_case(message["case"])
            case "maps":
                self._send_maps(message["cases"])
            case "people" | "file":
                self._answer_filing(message)

    def rows(self) -> list[CaseSection]:
        """Return the sections of the list: each group's first cases, or a page of one group."""
        self._state = self._empty_state()
        self._state = self._read_state()
        return self._state["sections"]

    def make_list(self, rows: list[CaseSection], problem: str) -> CaseListView:
        """Return the list, with what the last :meth:`rows` read."""
        self._view.state = {**self._state}
        self._view.problem = problem
        return self._view

    def list_query(self) -> Query:
        """Return what of the list is shown, for the address."""
        return self._query.query

    def subtitle(self, problem: str) -> str:
        """Return what the screen is for, or why there are no records; and which clients this person sees."""
        person = self._store.person if self._store else None
        sentences = [self._words[self.subtitle_name()]]
        if person is not None and person.record_right("clinical") == "assigned":
            sentences.append(self._list_words["assigned_only"])
        return self._trouble or " ".join(sentences)

    def subtitle_name(self) -> str:
        """Return the name of the sentence below the title."""
        is_empty = not self._state["sections"] and not self._query.query
        return "empty" if is_empty else "subtitle"

    def leave(self, problem: str = "") -> None:
        """Go back to the list: the keyboard to the case that was open, or to the title where something is wrong."""
        self._view.last = "" if problem else self._opened_case
        self.show_list(problem, focus=bool(problem))

    def _find(self, message: ListCases) -> None:
        before, self._query = self._query, self._read_query(message["query"])
        problem = ""
        try:
            self.rows()
        except InputError as error:
            problem = error.brief
        with self._view.hold_sync():
            self._view.state = {**self._state, "answers": message["request"]}
            self._view.problem = problem
        is_typed = before.listing.words != self._query.listing.words
        self._address.go(self.list_query(), replaces=is_typed)

    def _read_query(self, query: Query) -> CaseQuery:
        me = self._store.person.name if self._store and self._store.person else ""
        return CaseQuery(query, self._instrument, me, self._list_words)

    def _empty_state(self) -> CaseListState:
        return {
            "answers": "",
            "query": self._query.query,
            "sort": self._query.sort,
            "groups": [],
            "sections": [],
            "result": "",
            "page": 1,
            "pages": 1,
            "problems": self._query.problems,
            "chips": self._query.chips(self._filters),
        }

    def _read_state(self) -> CaseListState:
        words, query = self._list_words, self._query
        counts = self._catalogue.counts(query.listing)
        if not query.is_filtered:
            self._known = counts
        elif not self._known:
            self._known = self._catalogue.counts(Listing())
        known = self._known  # typing changes how many fit, and not which groups there are
        groups = [group for group in self.groups if known[group]]
        if known["mine"] == known["clients"] and "mine" in groups:
            groups.remove("clients")
        if query.listing.group and query.listing.group not in groups:
            groups.append(query.listing.group)
        names = {group: self._group_name(group, groups) for group in groups}
        sections, page, pages, total = self._sections(groups, names, counts)
        is_empty = not groups and not query.query  # the line below the title says so
        query.turn_to(page)
        result = "" if is_empty else plural(words, "result", total)
        if pages > 1:
            result = words["result_page"].format(result=result, page=page, pages=pages)
        return {
            **self._empty_state(),
            "groups": [(group, names[group], counts[group]) for group in groups],
            "sections": sections,
            "result": result,
            "page": page,
            "pages": pages,
        }

    def _sections(
        self, groups: list[Group], names: dict[Group, str], counts: dict[Group, int]
    ) -> tuple[list[CaseSection], int, int, int]:
        """Return the sections, the page, how many pages there are, and how many cases fit."""
        listing = self._query.listing
        if group := listing.group:
            page = self._catalogue.page(listing)
            section = self._section(group, names[group], page.total, page.entries)
            pages = max(1, -(-page.total // page.size))
            return [section] if page.entries else [], page.page, pages, page.total
        live = [group for group in groups if group != "archive" and counts[group]]
        total = counts["clients"] + counts["teaching"] + counts["practice"]
        size = FIRST_ROW if sum(counts[group] for group in live) > listing.size else listing.size
        sections = []
        for group in live:
            sort, descending = SORTS[usual_sort(group)]
            page = self._catalogue.page(
                replace(listing, group=group, sort=sort, descending=descending, page=1, size=size)
            )
            sections.append(self._section(group, names[group], page.total, page.entries))
        if not self._query.is_filtered:
            sections += self.more_sections()
        return sections, 1, 1, total

    def _section(self, group: Group, title: str, count: int, entries: Any) -> CaseSection:
        return {"group": group, "title": title, "count": count, "entries": self._entries.entries(entries)}

    def _group_name(self, group: Group, groups: list[Group]) -> str:
        alone = self._list_words["group_only"] if "mine" not in groups else {}
        return str(alone.get(group) or self._list_words["groups"][group])

    def _make_filters(self) -> list[Any]:
        categories = wording.words(self._instrument)["categories"]
        statuses = texts("assess", self._instrument.language)["statuses"]
        colleagues = self._store.who_has_clients() if self._store else []
        filters = filters_of(self._list_words, categories, statuses, colleagues)
        return [entry for entry in filters if not self.is_neutral or entry["name"] != "category"]

    def _sorts(self) -> list[tuple[str, str]]:
        names = self._list_words["sorts"]
        return [(id, names[id]) for id in SORTS if not self.is_neutral or id != "category"]

    # ---- what the page asks about some cases ----

    def _send_maps(self, ids: list[str]) -> None:
        """Draw the maps of some of the cases that are listed."""
        entries = [entry for section in self._state["sections"] for entry in section["entries"]]
        listed = [entry["case"] for entry in entries if entry["map"] and entry["case"] in ids]
        maps = {}
        for id, case in self._catalogue.cases(listed[:MOST_MAPS]).items():
            if case.usable:
                latest = profile(case, case.latest, self._instrument)
                maps[id] = still_map(mini_map(latest, self._instrument, options.palette, uid=f"mini-{id}"))
        self._view.send({"type": "maps", "maps": maps})

    def _answer_filing(self, message: AskPeople | FilingRequest) -> None:
        """Say who may have a case, or file it; what is refused is shown where it was asked for."""
        if self._store is None:
            return
        filing = CaseFiling(self._store, self._list_words)
        act = message["act"] if message["type"] == "file" else ""
        try:
            reply: CaseListReply = (
                filing.people(message["case"]) if message["type"] == "people" else filing.file(message)
            )
            if message["type"] == "file":
                self._known = None
                self.rows()
                self._view.state = {**self._state}
        except InputError as error:
            reply = {"type": "refused", "case": message["case"], "act": act, "text": error.brief}
        self._view.send(reply)

    # ---- one case ----

    def open_address(self, query: Query) -> None:
        """Open what the page's address names, if anything."""
        if case := query.get("case"):
            self.open_case(case)

    def open_case(self, id: str) -> None:
        """Open a case in the place of the list, or of another case; say which is meant where none has the id."""
        try:
            case = self.load(id)
            view = self.make_view(case)
            self.link(view, id, case)
        except InputError as error:  # an address or a page may ask for anything
            self.leave(error.brief)
            return
        self._opened_case = id
        self.show_opened(view, {"case": id})

    def link(self, view: OpenedView, id: str, case: Case | None = None) -> None:
        """Have the heading of a case lead to what else this person can do with it; without the server it cannot."""
        if self._view.screen:
            view.lead_to(self._entries.links(self._catalogue.summary(id), case))

    def load(self, id: str) -> Case:
        """Return a case by its id."""
        return self._catalogue.case(id)

    _opened_case = ""
    _known: Mapping[Group, int] | None = None
