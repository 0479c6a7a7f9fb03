"""The cases of a screen, page by page: the records of the store with the templates among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from nmt_widgets.apps.shared.case_templates import CaseTemplates
from nmt_widgets.case_files import Case, load_case, unknown_case
from nmt_widgets.case_files.answers import to_case
from nmt_widgets.case_files.overview import search_text
from nmt_widgets.case_files.reading import nearest_case
from nmt_widgets.core.spelling import is_code
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import NoRecord, Store, Summary
from nmt_widgets.store.records.catalogue import GROUPS, Group, Listing, Page


class CaseCatalogue:
    """What a person may see of the cases, on one screen.

    Parameters
    ----------
    instrument : Instrument
    store : Store, optional
        Opened for the person in front; without one there are only templates.
    narrow : callable, optional
        Narrows each listing to the cases this screen is for.
    has_templates : bool
    """

    def __init__(
        self,
        instrument: Instrument,
        store: Store | None,
        narrow: Callable[[Listing], Listing] = lambda listing: listing,
        *,
        has_templates: bool = True,
    ) -> None:
        self._instrument, self.store, self._narrow = instrument, store, narrow
        self.templates = CaseTemplates(instrument, None if has_templates else ())
        self._places = {category.id: place for place, category in enumerate(instrument.domains.categories)}

    def page(self, listing: Listing) -> Page:
        """Return a page of records and templates, in one order."""
        listing = self._narrow(listing)
        templates = self.templates.matching(listing)
        if not self.store:
            return self._joined((), 0, 0, templates, listing)
        if not templates:
            return self.store.page(listing)
        # a template may stand before any of the records: as many of the page before are read as there are templates
        first = max(0, (listing.page - 1) * listing.size - len(templates)) // listing.size + 1
        pages: list[Page] = []
        for number in range(first, listing.page + 1):
            page = self.store.page(replace(listing, page=number))
            if not pages or page.page == number:
                pages.append(page)
        records = [summary for page in pages for summary in page.entries]
        begin = (pages[0].page - 1) * listing.size
        return self._joined(records, begin, pages[0].total, templates, listing)

    def counts(self, listing: Listing) -> dict[Group, int]:
        """Return how many cases of each group fit, whichever group the listing asks for."""
        listing = self._narrow(listing)
        counts = self.store.counts(listing) if self.store else dict.fromkeys(GROUPS, 0)
        templates = self.templates.counts(listing)
        return {group: counts[group] + templates.get(group, 0) for group in GROUPS}

    def is_template(self, id: str) -> bool:
        """Return whether a case stands in the folder of templates."""
        return id in self.templates.cases or id in self.templates.problems

    def cases(self, ids: Sequence[str]) -> dict[str, Case]:
        """Return those of some cases that can be read and that the person may see."""
        templates = self.templates.cases
        recorded = [id for id in ids if not self.is_template(id)]
        records = self.store.cases(recorded) if self.store and recorded else {}
        return {**{id: templates[id] for id in ids if id in templates}, **records}

    def summary(self, id: str) -> Summary:
        """Return one case as a list shows it; raises InputError where the person may see none of that id."""
        if self.is_template(id) or not self.store:
            return self.templates.summary(id)
        return self.store.summary(id)

    def case(self, id: str) -> Case:
        """Return one case as it is now; attempts belong to the practice screen.

        Raises
        ------
        InputError
            When it cannot be read, or there is none that the person may see; the nearest id is named.
        """
        if self.is_template(id):
            return load_case(id, self._instrument)
        try:
            record = self.store.read_shown(id) if self.store else None
            if record is None or "practice_of" in record.answers:
                raise NoRecord
            return to_case(id, record.answers)
        except NoRecord:
            if nearest_case(id) or (self.store is None and is_code(id)):
                raise unknown_case(id) from None
            raise

    def _joined(
        self,
        records: Iterable[Summary],
        begin: int,
        total: int,
        templates: Iterable[Summary],
        listing: Listing,
    ) -> Page:
        """Return a page of records and templates in one order.

        Parameters
        ----------
        records : iterable of Summary
            From position `begin` among all that match to the end of the page.
        begin, total : int
            `total` is how many records match.
        templates : iterable of Summary
            All that match.
        listing : Listing
        """
        templates = list(templates)
        entries = sorted([*records, *templates], key=self._rank(listing), reverse=listing.descending)
        total += len(templates)
        page = max(1, min(listing.page, -(-total // listing.size)))
        start = (page - 1) * listing.size - begin
        return Page(tuple(entries[start : start + listing.size]), total, page, listing.size)

    def _rank(self, listing: Listing) -> Callable[[Summary], tuple[bool, Any, str]]:
        """Return the key that orders cases as the store does; what is not known stands last."""
        value = {
            "title": lambda summary: f"{search_text(summary.title)} {summary.case_id}",
            "age": lambda summary: summary.years,
            "date": lambda summary: summary.date,
            "category": lambda summary: self._places.get(summary.category),
            "changed": lambda summary: summary.changed,
        }[listing.sort]

        def rank(summary: Summary) -> tuple[bool, Any, str]:
            is_known = value(summary) is not None
            return (is_known == listing.descending, value(summary) if is_known else 0, summary.case_id)

        return rank
