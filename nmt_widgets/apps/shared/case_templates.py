"""The cases in the folder of templates as entries of a list: found, filtered and sorted like records of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nmt_widgets.case_files import Case, list_cases, load_case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.overview import CaseOverview, case_overview, search_text
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import Domains
from nmt_widgets.store.database.listing import LowestDomain, lowest_domains
from nmt_widgets.store.records.catalogue import Group, Listing
from nmt_widgets.store.records.revisions import Summary

_GROUPS: dict[str, Group] = {"teaching": "teaching", "practice": "practice", "clinical": "clients"}


class CaseTemplates:
    """The templates, read once: they are as fresh as the visit.

    Parameters
    ----------
    instrument : Instrument
    ids : iterable of str
        Which; by default all.

    Attributes
    ----------
    cases : dict of str to Case
        By id, without those that cannot be read.
    problems : dict of str to InputError
        Why the others cannot be read.
    """

    def __init__(self, instrument: Instrument, ids: Iterable[str] | None = None) -> None:
        self.cases: dict[str, Case] = {}
        self.problems: dict[str, InputError] = {}
        for id in list_cases() if ids is None else ids:
            try:
                self.cases[id] = load_case(id, instrument)
            except InputError as error:
                self.problems[id] = error
        overviews = [case_overview(case.id, to_answers(case)) for case in self.cases.values()]
        lowest = lowest_domains(
            [overview.latest if overview.is_scored else None for overview in overviews], instrument
        )
        self._summaries = [
            *(
                _summary(case, overview, place, instrument.domains)
                for case, overview, place in zip(self.cases.values(), overviews, lowest, strict=True)
            ),
            *map(_unread, self.problems),
        ]

    def summary(self, id: str) -> Summary:
        """Return the entry of a template."""
        return next(summary for summary in self._summaries if summary.case_id == id)

    def matching(self, listing: Listing) -> list[Summary]:
        """Return the templates of a listing, in no order."""
        return [summary for summary in self._summaries if _fits(summary, listing)]

    def counts(self, listing: Listing) -> Mapping[Group, int]:
        """Return how many of each group fit, whichever the listing asks for."""
        groups = [_GROUPS[summary.kind] for summary in self.matching(replace(listing, group=None))]
        return {group: groups.count(group) for group in set(groups)}


def _summary(case: Case, overview: CaseOverview, lowest: LowestDomain, domains: Domains) -> Summary:
    entries, latest = overview.assessments, overview.latest
    return Summary(
        case_id=case.id,
        kind=case.kind,
        owner="",
        changed="",
        title=case.title,
        labels={entry.number: entry.label for entry in entries if entry.label is not None},
        ages={entry.number: entry.age for entry in entries if entry.age is not None},
        statuses={entry.number: entry.status for entry in entries},
        category=None if lowest.category is None else domains.categories[lowest.category].id,
        domain=None if lowest.domain is None else domains.domains[lowest.domain].id,
        date=latest.date if latest else None,
        years=latest.years if latest else None,
        scored=overview.is_scored,
    )


def _unread(id: str) -> Summary:
    return Summary(
        case_id=id, kind="teaching", owner="", changed="", title=id, labels={}, ages={}, statuses={}
    )


def _fits(summary: Summary, listing: Listing) -> bool:
    if listing.group not in (None, _GROUPS[summary.kind]) or listing.owner or listing.practice_of:
        return False
    if listing.ratings == "attempts" or listing.assigned or listing.scored not in (None, summary.scored):
        return False
    text = f"{search_text(summary.title)} {summary.case_id}"
    status = summary.statuses[max(summary.statuses)] if summary.statuses else None
    return (
        all(word in text for word in search_text(listing.words).split())
        and _is_within(summary.years, listing.ages)
        and _is_within(summary.date, listing.dates)
        and (not listing.categories or (summary.category or "unknown") in listing.categories)
        and (not listing.statuses or status in listing.statuses)
    )


def _is_within(value: Any, ends: tuple[Any, Any]) -> bool:
    low, high = ends
    if low is None and high is None:
        return True
    return value is not None and (low is None or low <= value) and (high is None or value <= high)
