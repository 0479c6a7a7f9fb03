"""The programme screen: what happens to all clients of a site together, a topic at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

from nmt_widgets.apps.programme.counting import Counting
from nmt_widgets.apps.programme.findings import FindingRow, FindingsPanel, finding_rows
from nmt_widgets.apps.programme.progress import ReadingProgress
from nmt_widgets.apps.programme.query import PART, ProgrammeQuery
from nmt_widgets.apps.programme.report import ReportSubject, programme_report
from nmt_widgets.apps.programme.sites import SitesRead, SitesTogether
from nmt_widgets.apps.shared.address_doubts import AddressDoubts
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.apps.shared.screen import open_screen
from nmt_widgets.charts.style import PAGE
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date, say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.background import Background
from nmt_widgets.library.programme import Filter, PooledProgramme, Programme, Topic, stored_programme
from nmt_widgets.library.programme.topics import TOPICS
from nmt_widgets.store import Store
from nmt_widgets.widgets import Address, Heading
from nmt_widgets.widgets.programme.bar import ProgrammeBar
from nmt_widgets.widgets.programme.messages import (
    ProgrammeFilter,
    ProgrammeMessage,
    ProgrammeState,
    Query,
    ReadingState,
)

COUNTS, SITES, COUNTED = "counts", "sites", "incidents"
PARTS = (*TOPICS, COUNTS, SITES)

_LONGEST, _MOST = 120, 12
"""Of what an address asks for before it is known what there is."""


def show() -> ipywidgets.Widget:
    """Return the programme screen, for people who may see how all clients together fare."""

    def make(instrument: Instrument, store: Store, request: RequestContext) -> ipywidgets.Widget:
        if store.person is None or not store.person.may("outcomes"):
            words = texts("programme_screen", instrument.language)
            return Heading(words["title"], subtitle=words["not_you"])
        return ProgrammeScreen(instrument, store, request)

    return open_screen("programme_screen", make, help="programme")


class ProgrammeScreen(ipywidgets.VBox):
    """Topics of all clients with their findings, the incidents of the site, and several sites together.

    The clients are read once, when the page is there, beside the kernel's own loop; what is shown of them is drawn
    there, too. So the page goes on answering.

    Parameters
    ----------
    instrument : Instrument
    store : Store
        Opened for the person in front.
    request : RequestContext
        Its query names the part, and a level of filters.
    """

    def __init__(self, instrument: Instrument, store: Store, request: RequestContext) -> None:
        words: dict[str, Any] = texts("programme_screen", instrument.language)
        topics = texts("programme", instrument.language)["topics"]
        self._instrument, self._store, self._words = instrument, store, words
        self._titles = words["parts"] | {id: topics[id]["title"] for id in TOPICS}
        self._background = Background(self._fail)
        self._own: Programme | None = None
        self._together: SitesRead | None = None
        self._request = ""
        self._is_reading = self._is_stale = False
        self._rest = _rest_of(request.query)
        self._query = ProgrammeQuery(request.query, PARTS, ())
        self._address = Address(query={})
        self._heading = Heading(words["title"], subtitle=words["waiting"])
        self._bar = ProgrammeBar(
            self.receive,
            state=self._state(self._query, ""),
            parts=[(part, words["parts"][part]) for part in PARTS],
            words=words["bar"],
            screen="programme" if request.served else "",
        )
        self._permission = DownloadPermission(store, right="outcomes")
        self._findings = FindingsPanel(self._words, self._permission.check)
        self._sites = SitesTogether(store, instrument, words, self._background, self._show_together)
        self._counting: Counting | None = None
        self._report = programme_report(instrument, store, self._subject)
        self._topic_parts = [self._report.maker, self._findings.widget]
        self._body = ipywidgets.VBox(self._topic_parts)
        self._body.add_class("nmt-programme-body")
        super().__init__([self._heading, self._bar, self._body, self._address])
        self.add_class("nmt-screen")
        if self._query.part in (COUNTS, SITES):
            self._body.children = self._parts_of(self._query.part)

    # ---- what the page asks for ----

    def receive(self, message: ProgrammeMessage) -> None:
        """Do what the upper part of the page asks for."""
        match message["type"]:
            case "read":
                self._read()
            case "show":
                self._show(message["query"], message["request"])
            case "own":
                self._together = None
                self._show({PART: TOPICS[0]})

    def close(self) -> None:
        """Close the screen with everything in it."""
        self._background.close()
        for part in (self._findings, self._sites, self._counting):
            if part:
                part.close()
        super().close()

    # ---- the clients ----

    def _read(self) -> None:
        """Read the clients beside the page, unless they are there or coming."""
        if self._is_reading or self._ready:
            return
        self._own, self._is_reading, self._is_stale = None, True, False
        with self._bar.hold_sync():
            self._bar.problem = ""
            self._bar.reading = {"words": "", "share": -1.0}
        progress = ReadingProgress(
            lambda state: self._background.call(self._show_reading, state), self._words["read_steps"]
        )

        def work() -> Programme | InputError:
            try:
                data = stored_programme(self._store, progress=progress, instrument=self._instrument)
                return Programme(data, instrument=self._instrument, theme=PAGE)
            except InputError as error:
                return error

        self._background.do(work, self._take)

    def _show_reading(self, state: ReadingState) -> None:
        if self._is_reading:
            self._bar.reading = state

    def _take(self, result: Programme | InputError) -> None:
        """Show the part that was asked for, of the clients that were read."""
        self._is_reading = False
        self._bar.reading = None
        if isinstance(result, InputError):
            self._bar.problem = result.brief
            return
        self._own = result
        self._sites.offer(result.data)
        if self._together is None:
            self._show({**self._rest, PART: self._query.part}, replaces=True)

    @property
    def _ready(self) -> Programme | None:
        """The own clients, where they were read and nothing was counted since."""
        return None if self._is_stale else self._own

    @property
    def _programme(self) -> Programme | PooledProgramme | None:
        """What is shown: several sites, or the own clients."""
        return self._together.programme if self._together else self._ready

    def _read_again(self) -> None:
        """Have the clients read again when a topic is shown next: incidents have changed."""
        self._rest, self._is_stale = self._unread() or self._query.selection, True

    # ---- what is shown ----

    def _show(self, query: Mapping[str, Any], request: str = "", *, replaces: bool = False) -> None:
        """Show a part with filters, and answer the page's request."""
        programme = self._programme
        filters = programme.filters if programme else ()
        checked = ProgrammeQuery(query, PARTS, filters, before=self._query.selection)
        self._query, self._request = checked, request
        if checked.part in (COUNTS, SITES) or programme is None:
            self._apply(checked, request, None, [], replaces=replaces)
            if checked.part not in (COUNTS, SITES):
                self._read()
            return

        def work() -> tuple[Topic | None, list[FindingRow]] | InputError:
            try:
                self._permission.check()
            except InputError as error:
                return error
            if checked.part not in programme.topics:
                return None, []
            topic = programme.topic(checked.part, checked.selection)
            return topic, finding_rows(topic, self._words)

        def take(result: tuple[Topic | None, list[FindingRow]] | InputError) -> None:
            if isinstance(result, InputError):
                self._refuse(result)
            else:
                self._bar.problem = ""
                self._apply(checked, request, *result, replaces=replaces)

        self._background.do(work, take)

    def _refuse(self, error: InputError) -> None:
        """Show nothing more to who may not see it any more; it can be tried again."""
        self._is_stale = True
        self._findings.show([])
        with self._bar.hold_sync():
            self._bar.problem = error.brief
            self._bar.state = {**self._bar.state, "answers": self._request}

    def _apply(
        self,
        query: ProgrammeQuery,
        request: str,
        topic: Topic | None,
        rows: Sequence[FindingRow],
        *,
        replaces: bool,
    ) -> None:
        if query is not self._query:  # somebody has gone on meanwhile
            self._bar.state = {**self._bar.state, "answers": request}
            return
        self._heading.subtitle, self._findings.source = self._subtitle(), self._source(query.part)
        is_topic = query.part not in (COUNTS, SITES)
        if is_topic:
            self._findings.show(rows)
        if topic is not None:
            self._report.renew()
        self._body.children = self._topic_parts if is_topic else self._parts_of(query.part)
        self._bar.state = self._state(query, request, topic)
        self._address.go({**self._unread(), **query.query}, replaces=replaces)

    def _fail(self) -> None:
        """Say that something went wrong that nobody expected; what was asked for is answered."""
        self._is_reading = False
        with self._bar.hold_sync():
            self._bar.reading, self._bar.problem = None, self._words["failed"]
            self._bar.state = {**self._bar.state, "answers": self._request}

    def _show_together(self, sites: SitesRead) -> None:
        """Show several sites in the place of the own clients."""
        self._together = sites
        self._show({PART: TOPICS[0]})

    def _subject(self) -> ReportSubject:
        """Return whom a report is about now."""
        if self._together is not None:
            return ReportSubject(files=self._together.files)
        return ReportSubject(self._query.selection)

    def _parts_of(self, name: str) -> list[ipywidgets.Widget]:
        """Return the widgets of a part that is no topic."""
        if name == SITES:
            return self._sites.parts
        if self._counting is None:
            self._counting = Counting(self._store, self._instrument, self._read_again)
        return self._counting.parts

    # ---- in words ----

    def _unread(self) -> Query:
        """Return the filters that an address asks for, as long as nobody knows whether there are such."""
        return {} if self._programme else self._rest

    def _state(self, query: ProgrammeQuery, request: str, topic: Topic | None = None) -> ProgrammeState:
        words = self._words
        programme = self._programme
        filters = [self._filter(filter) for filter in (programme.filters if programme else ())]
        is_topic = query.part not in (COUNTS, SITES)
        refusals = dict.fromkeys(query.excess, words["most_filters"])
        lead = words["leads"].get(query.part, "")
        if topic is not None:
            lead = topic.lead
            if self._together is None and self._ready is not None and query.part == TOPICS[0]:
                lead = " ".join([lead, *(f"{note}." for note in self._ready.data.notes)])
        elif is_topic and self._together is not None:
            lead = words["not_in_files"]
        return {
            "answers": request,
            "query": {**self._unread(), **query.query},
            "notice": self._notice(query),
            "title": self._titles[query.part],
            "lead": lead,
            "result": "" if topic is None else self._result(topic),
            "problems": refusals | dict.fromkeys(query.lost, words["unknown_level"]),
            "filters": filters if is_topic else [],
            "sites": self._together.sentence if self._together else "",
        }

    def _notice(self, query: ProgrammeQuery) -> str:
        """Return what of the address is not known; of filters nobody knows before the clients are read."""
        doubts = AddressDoubts(self._instrument.language)
        for name in query.unknown:
            if name == "programme_part" or self._programme:
                doubts.add_unknown(name)
        return " ".join(doubts.sentences())

    def _filter(self, filter: Filter) -> ProgrammeFilter:
        words = self._words
        options = [
            (
                id,
                words["level_hidden"].format(level=title)
                if count is None
                else words["level"].format(level=title, count=say_number(count, grouped=True)),
            )
            for id, title, count in filter.levels
        ]
        return {"name": filter.id, "label": filter.title, "options": options}

    def _result(self, topic: Topic) -> str:
        """Return how many clients are chosen, in words."""
        words, selection = self._words, topic.selection_words
        if topic.id == COUNTED and not selection:
            return ""
        if topic.n is None:
            return str(words["few"].format(selection=selection))
        number = say_number(topic.n, grouped=True)
        key = "selected" if selection else "everyone"
        return plural(words, key, topic.n, number=number, selection=selection)

    def _subtitle(self) -> str:
        """Return of whom everything is: several sites, or the own clients and the day of their data."""
        words = self._words
        if self._together is not None:
            sentence, is_synthetic = self._together.sentence, self._together.programme.synthetic
        elif self._ready is not None:
            sentence, is_synthetic = self._own_words(self._ready), self._ready.synthetic
        else:
            return str(words["waiting"])
        return f"{words['synthetic']} {sentence}" if is_synthetic else sentence

    def _source(self, part: str) -> str:
        """Return where the figures of a part are from; incidents are counted of units, not of these clients."""
        if part != COUNTED or self._together is not None or self._ready is None:
            return self._subtitle()
        sentence = self._words["counted"].format(date=say_date(self._ready.as_of))
        return f"{self._words['synthetic']} {sentence}" if self._ready.synthetic else str(sentence)

    def _own_words(self, programme: Programme) -> str:
        words, cohort = self._words, programme.data.cohort
        clients = plural(words, "clients", cohort.clients, number=say_number(cohort.clients, grouped=True))
        if 0 < cohort.clients < programme.smallest:
            clients = words["few_clients"].format(smallest=programme.smallest)
        return str(words["subtitle"].format(clients=clients, date=say_date(programme.as_of)))


def _rest_of(query: Mapping[str, str]) -> Query:
    """Return what an address asks for beside the part, of a length that an address may have."""
    rest = [(name, level) for name, level in query.items() if name != PART]
    return {name[:_LONGEST]: level[:_LONGEST] for name, level in rest[:_MOST]}
