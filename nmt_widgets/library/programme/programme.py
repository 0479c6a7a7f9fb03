"""A programme: its topics, told of everybody or of those whom filters choose."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Protocol

import numpy as np

from nmt_widgets.core.problems import name_some
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.programme.adversity_findings import AdversityFindings
from nmt_widgets.library.programme.client_findings import ClientFindings
from nmt_widgets.library.programme.clients_of import ProgrammeClients
from nmt_widgets.library.programme.count_book import CountBook
from nmt_widgets.library.programme.data import ProgrammeData
from nmt_widgets.library.programme.filters import Grouping, choose_filters
from nmt_widgets.library.programme.gain_findings import GainFindings
from nmt_widgets.library.programme.incident_findings import IncidentFindings
from nmt_widgets.library.programme.moves import CategoryScales
from nmt_widgets.library.programme.plan_findings import PlanFindings
from nmt_widgets.library.programme.rules import load_programme_rules
from nmt_widgets.library.programme.topics import TOPICS, Filter, Finding, Topic
from nmt_widgets.library.programme.view import ProgrammeSource, View
from nmt_widgets.outcomes.rules import load_outcome_rules


class Findings(Protocol):
    """What makes the findings of a topic."""

    def tell(self, view: View) -> Iterator[Finding]:
        """Yield the findings of a selection."""


class Programme:
    """What is told of all clients of a programme together.

    Parameters
    ----------
    data : ProgrammeData
    public : bool
        Whether it is to be published: more counts are hidden.
    instrument : Instrument, optional
    theme : str, optional
        Of the pictures: `"auto"`, `"light"`, `"dark"`, or :data:`nmt_widgets.charts.style.PAGE` for a page.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> clients = nmt.cohort(nmt.synthetic_cohort(n=60, seed=1).frame)
    >>> programme = Programme(ProgrammeData(clients))
    >>> programme.topic("clients").n
    60
    """

    def __init__(
        self,
        data: ProgrammeData,
        *,
        public: bool = False,
        instrument: Instrument | None = None,
        theme: str | None = None,
    ) -> None:
        disclosure, rules = load_outcome_rules().disclosure, load_programme_rules()
        self.data = data
        self.smallest = disclosure.smallest_public if public else disclosure.smallest
        self._clients = ProgrammeClients(data.cohort)
        self._groupings = choose_filters(self._clients, rules, self.smallest)
        book = CountBook(self._groupings, self.smallest)
        self._source = ProgrammeSource(
            data, self._clients, book, rules, self.smallest, use_instrument(instrument), theme
        )

    @property
    def topics(self) -> tuple[str, ...]:
        """The ids of the topics, in the order in which they are read."""
        return TOPICS

    @property
    def synthetic(self) -> bool:
        """Whether any of it is invented."""
        return self.data.synthetic

    @property
    def as_of(self) -> datetime.date:
        """The day of which everything is told."""
        return self.data.as_of

    @cached_property
    def _findings(self) -> Mapping[str, Findings]:
        source, scales = self._source, CategoryScales(self._source)
        return {
            "clients": ClientFindings(source, scales),
            "gains": GainFindings(source, scales),
            "plan": PlanFindings(source),
            "incidents": IncidentFindings(source),
            "adversity": AdversityFindings(source),
        }

    @cached_property
    def filters(self) -> tuple[Filter, ...]:
        """What clients can be chosen by; any of them together."""
        return tuple(
            Filter(
                entry.id,
                entry.title,
                tuple(
                    (id, title, int(count))
                    for (id, title), count in zip(
                        entry.levels, np.bincount(entry.codes, minlength=len(entry.levels)), strict=True
                    )
                ),
            )
            for entry in self._groupings
        )

    def topic(self, id: str, selection: Mapping[str, str] | None = None) -> Topic:
        """Return a topic.

        Parameters
        ----------
        id : str
            One of `topics`.
        selection : mapping of str to str, optional
            A level for each filter to choose by; everybody without.

        Raises
        ------
        InputError
            When the topic, a filter or a level is not there.
        """
        say = texts("programme")
        if id not in TOPICS:
            raise refusal("programme", "no_topic", name=str(id)[:40], known=name_some(TOPICS))
        everybody = np.ones(len(self._clients), dtype=bool)
        view, parts = View(everybody, (-1,) * len(self._groupings), self._source), []
        for name, level in (selection or {}).items():
            grouping, place = self._level(name, level)
            view = view.choose(place, self._groupings.index(grouping), grouping.codes)
            parts.append(say["selection"].format(filter=grouping.title, level=grouping.levels[place][1]))
        title, lead, words = say["topics"][id]["title"], say["topics"][id]["lead"], "; ".join(parts)
        if not view.n:
            return Topic(id, title, say["nobody"], (), 0, words)
        if view.n < self.smallest:  # of everybody: each combination of filters has enough
            return Topic(id, title, say["too_few"].format(smallest=self.smallest), (), None, words)
        return Topic(id, title, lead, tuple(self._findings[id].tell(view)), view.n, words)

    def _level(self, name: str, level: str) -> tuple[Grouping, int]:
        grouping = next((entry for entry in self._groupings if entry.id == name), None)
        if grouping is None:
            known = name_some([entry.id for entry in self._groupings]) or "–"
            raise refusal("programme", "no_filter", name=str(name)[:40], known=known)
        place = grouping.place(level)
        if place is None:
            ids = [id for id, _ in grouping.levels]
            near = closest(str(level), ids) or name_some(ids)
            raise refusal("programme", "no_level", name=name, level=str(level)[:40], known=near)
        return grouping, place
