"""A programme: its topics, told of everybody or of those whom filters choose."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from nmt_widgets.core.problems import name_some
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.programme.clients import tell_clients
from nmt_widgets.library.programme.data import ProgrammeData
from nmt_widgets.library.programme.filters import Grouping, choose_filters, everybody
from nmt_widgets.library.programme.people import ProgrammeClients
from nmt_widgets.library.programme.rules import load_programme_rules
from nmt_widgets.library.programme.topics import TOPICS, Filter, Finding, Topic
from nmt_widgets.library.programme.view import View
from nmt_widgets.outcomes.rules import load_outcome_rules

_TELLERS: Mapping[str, Callable[[View], list[Finding]]] = {"clients": tell_clients}


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
        self.data = data
        self._instrument, self._theme = use_instrument(instrument), theme
        disclosure = load_outcome_rules().disclosure
        self.smallest = disclosure.smallest_public if public else disclosure.smallest
        self._people = ProgrammeClients(data.cohort)

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
    def _groupings(self) -> tuple[Grouping, ...]:
        return choose_filters(self._people, load_programme_rules(), self.smallest)

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
        chosen, parts = everybody(self._people), []
        for name, level in (selection or {}).items():
            grouping, place = self._level(name, level)
            chosen &= grouping.codes == place
            parts.append(say["selection"].format(filter=grouping.title, level=grouping.levels[place][1]))
        view = View(self.data, self._people, chosen, self._instrument, self._theme)
        words = "; ".join(parts)
        title, lead = say["topics"][id]["title"], say["topics"][id]["lead"]
        if not view.n:
            return Topic(id, title, say["nobody"], (), 0, words)
        findings = _TELLERS[id](view) if id in _TELLERS else []
        return Topic(id, title, lead, tuple(findings), view.n, words)

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
