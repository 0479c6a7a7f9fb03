"""A case as an entry of a list: its facts in words, and what this person can do with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nmt_widgets.apps.shared.case_catalogue import CaseCatalogue
from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Person, Store, Summary
from nmt_widgets.widgets.cases.messages import CaseEntry
from nmt_widgets.widgets.cases.still import address_of
from nmt_widgets.widgets.shared.messages import Pair

_LEAD = 240
"""The most characters of a vignette on a card, which shows three lines."""


class CaseEntries:
    """Writes the entries of one screen's list.

    Parameters
    ----------
    catalogue : CaseCatalogue
    instrument : Instrument
    screen : str
        The screen the list is on: what it does with a case itself is no link.
    is_neutral : bool
        Whether a card says nothing of what the assessment came to: a room may see it before the case is told.
    has_maps : bool
    """

    def __init__(
        self,
        catalogue: CaseCatalogue,
        instrument: Instrument,
        screen: str,
        *,
        is_neutral: bool = False,
        has_maps: bool = True,
    ) -> None:
        self._catalogue, self._instrument, self._place = catalogue, instrument, screen
        self._is_neutral, self._has_maps = is_neutral, has_maps and not is_neutral
        self.words: dict[str, Any] = texts("case_list", instrument.language)
        self._home_words: dict[str, Any] = texts("home", instrument.language)

    @property
    def store(self) -> Store | None:
        """The store of the person in front; None for a guest."""
        return self._catalogue.store

    @property
    def person(self) -> Person | None:
        """The person in front; None for a guest."""
        return self.store.person if self.store else None

    def entries(self, summaries: Iterable[Summary]) -> list[CaseEntry]:
        """Return the entries of a page; of teaching and practice cases their first lines are read."""
        summaries = list(summaries)
        cases = self._catalogue.cases([entry.case_id for entry in summaries if entry.kind != "clinical"])
        return [self.entry(summary, cases.get(summary.case_id)) for summary in summaries]

    def entry(self, summary: Summary, case: Case | None) -> CaseEntry:
        """Return one entry; of the case itself only its first lines are used, where it is read."""
        problem = self._catalogue.templates.problems.get(summary.case_id)
        if problem:
            return _entry(summary, kind=self._home_words["card_problem"], problem=problem.brief)
        has_map = self._has_maps and summary.scored and summary.kind != "practice" and not summary.is_unseen
        return _entry(
            summary,
            kind=self._kind(summary),
            facts=[fact for fact in self.facts(summary) if fact],
            lead=_lead(case) if case else "",
            map=f"{summary.case_id}@{summary.changed}" if has_map else "",
            actions=self._actions(summary, case),
            filing=self._filing(summary),
        )

    # ---- its words ----

    def _kind(self, summary: Summary) -> str:
        """Return what it is, with its code: a second rating and a settled one look like the first otherwise."""
        kind: str = self._home_words["kinds"][summary.kind]
        if summary.second_of:
            kind = self._home_words["card_second"].format(kind=kind)
        elif summary.settles:
            kind = self._home_words["card_settles"].format(kind=kind)
        if self._catalogue.is_template(summary.case_id):
            return kind
        return str(self.words["facts"]["kind"].format(kind=kind, code=summary.case_id))

    def facts(self, summary: Summary) -> list[str]:
        """Return what the card says of a case, a line each; empty lines are left out."""
        words = self.words["facts"]
        age = words["age_unknown"] if summary.years is None else wording.age(summary.years)
        if self._is_neutral or (summary.kind == "practice" and not summary.scored):
            return [age]
        date = (
            words["dated"].format(date=say_date(summary.date, style="medium"))
            if summary.date
            else words["undated"]
        )
        return [
            words["age_and_date"].format(age=age, date=date),
            self._standing(summary),
            self._lowest(summary),
            self.holder(summary) if summary.kind == "clinical" else "",
        ]

    def _standing(self, summary: Summary) -> str:
        """Return how many assessments there are, and how far the last is."""
        words = self.words["facts"]
        status = words["statuses"][summary.statuses[max(summary.statuses)]]
        return plural(words, "count", len(summary.statuses), status=status)

    def _lowest(self, summary: Summary) -> str:
        """Return which domain is the lowest, and its category; of an assessment with gaps, what is known of it."""
        words = self.words["facts"]
        if not summary.scored:
            return str(words["unscored"])
        if summary.is_unseen:
            return str(words["unseen"])
        if summary.category is None:
            return str(words["lowest_unknown"])
        category = wording.named("categories", summary.category, self._instrument)
        if summary.domain is None:
            return str(words["lowest_category"].format(category=category))
        domain = wording.named("domains", summary.domain, self._instrument)
        return str(words["lowest"].format(domain=domain, category=category))

    def holder(self, summary: Summary) -> str:
        """Return to whom a record is assigned, or else who began it; empty where that is clear."""
        words, me = self.words["facts"], self.person.name if self.person else ""
        if summary.assigned == me != "":
            return str(words["assigned_me"])
        if summary.assigned:
            key = "assigned_retired" if summary.assigned_retired else "assigned"
            return str(words[key].format(name=summary.assigned))
        return "" if summary.owner in ("", me) else str(words["owner"].format(name=summary.owner))

    # ---- what can be done ----

    def _actions(self, summary: Summary, case: Case | None) -> list[Pair]:
        person, is_record = self.person, not self._catalogue.is_template(summary.case_id)
        may_score = "practice" in person.may_begin() if person else False
        is_open = "in-progress" in summary.statuses.values()
        may = {
            "assess": is_record and is_open and self.may_write(summary),
            "consult": summary.scored and summary.kind != "practice",
            "present": (summary.scored and summary.kind != "practice")
            or bool(person and person.may("presents")),
            "practice": may_score and not is_record and bool(case and case.vignette),
            "class": bool(person and person.may("leads")) and not is_record and bool(case and case.vignette),
            "home": summary.scored and summary.kind != "practice",
        }
        words = self.words["actions"]
        names = {id: words[id] for id, is_possible in may.items() if is_possible}
        return [(id, name) for id, name in names.items() if id != self._place or id == "home"]

    def links(self, summary: Summary, case: Case | None) -> list[Pair]:
        """Return what else can be done with a case that is open: address and words."""
        actions = [(id, name) for id, name in self._actions(summary, case) if id != self._place]
        return [(address_of(id, {"case": summary.case_id}), name) for id, name in actions]

    def may_write(self, summary: Summary) -> bool:
        """Return whether the person may change a record."""
        person = self.person
        return person is not None and person.may_write(summary.kind, summary.owner, summary.assigned)

    def _filing(self, summary: Summary) -> list[str]:
        """Return what the person may do with the record in the lists."""
        if self._catalogue.is_template(summary.case_id) or not self.may_write(summary):
            return []
        if summary.archived:
            return ["restore"]
        return ["assign", "share", "archive"] if summary.kind == "clinical" else ["archive"]


def _entry(summary: Summary, *, kind: str, **parts: Any) -> CaseEntry:
    entry: CaseEntry = {
        "case": summary.case_id,
        "title": summary.title,
        "kind": kind,
        "facts": [],
        "lead": "",
        "map": "",
        "actions": [],
        "filing": [],
        "problem": "",
    }
    return {**entry, **parts}  # type: ignore[typeddict-item]


def _lead(case: Case) -> str:
    """Return the first lines of a case's vignette, or what it is in a sentence."""
    text = " ".join(paragraph.text for paragraph in case.vignette[:2]) if case.vignette else case.summary
    return text if len(text) <= _LEAD else f"{text[:_LEAD].rsplit(' ', 1)[0]} …"
