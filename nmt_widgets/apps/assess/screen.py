"""The assessment screen: a list of assessments, and one of them as a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import ipywidgets

from nmt_widgets.apps.assess.entries import RecordEntries
from nmt_widgets.apps.assess.form import AssessmentView
from nmt_widgets.apps.shared.case_list import CaseList
from nmt_widgets.apps.shared.page_requests import edit_id, refused
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.apps.shared.screen import open_screen
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.form_purpose import kind_viewers
from nmt_widgets.library.form_sections import form_pages
from nmt_widgets.store import Record, Store
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.store.rules.locking import OPEN, statuses_of
from nmt_widgets.widgets import RecordList
from nmt_widgets.widgets.assess.messages import AssessAgain, CreateCase, ListMessage
from nmt_widgets.widgets.cases.messages import Query


def show(case: str | None = None, assessment: int | None = None) -> ipywidgets.Widget:
    """Return the assessment screen.

    Parameters
    ----------
    case : str, optional
        A case of the store to open at once; by default the one the page's address names, if any.
    assessment : int, optional
        Which of its assessments; by default the latest.
    """
    number = None if assessment is None else str(assessment)
    return open_screen(
        "assess",
        lambda instrument, store, request: AssessScreen(
            instrument, store, request.naming(case=case, assessment=number)
        ),
    )


class AssessScreen(CaseList):
    """The records that are filled in here, or an assessment of one opened in their place.

    Parameters
    ----------
    instrument : Instrument
    store : Store
        Opened for the person in front.
    request : RequestContext, optional
        Its query names the `case` and the `assessment` to open at once; by default the latest.
    """

    topic = "assess"
    has_templates = False

    def __init__(self, instrument: Instrument, store: Store, request: RequestContext | None = None) -> None:
        self._records = store
        super().__init__(instrument, request, store)

    # ---- the list ----

    def act(self, message: ListMessage) -> None:
        """Open an assessment, begin one, or do what every list does."""
        match message["type"]:
            case "open":
                self._open(message["case"], message.get("assessment"))
            case "create":
                self._create(message)
            case "again":
                self._begin_again(message)
            case _:
                super().act(message)

    def narrow(self, listing: Listing) -> Listing:
        """Return a listing without what other screens fill in: attempts, and settlements that are still open."""
        return replace(super().narrow(listing), settling=False)

    def make_entries(self) -> RecordEntries:
        """Return what writes the entries with their assessments."""
        return RecordEntries(self._catalogue, self._instrument, self.topic, has_maps=False)

    def make_view_of_list(self, **traits: Any) -> RecordList:
        """Return the list, with a short form for a new case."""
        kinds = [
            {"kind": id, "name": self._words["kinds"][id], "viewers": kind_viewers(id, self._instrument)}
            for id in self._records.kinds()
        ]
        return RecordList(self.receive, kinds=kinds, forms=self._words["list"], **traits)

    def subtitle_name(self) -> str:
        """Return the name of the sentence below the title; whoever may begin nothing is not asked to."""
        name = super().subtitle_name()
        return name if self._records.kinds() else f"{name}_reader"

    def make_foot(self) -> tuple[ipywidgets.Widget, ...]:
        """Return nothing: the form says what it needs to."""
        return ()

    def problem_text(self, error: InputError) -> str:
        """Return an error for the page; a field of the list's forms is called as its label calls it."""
        name = self._words["list"].get(error.place) if error.place in ("title", "age", "label") else None
        return error.brief.replace(f"{error.place}: ", f"{name}: ", 1) if name else error.brief

    # ---- what the page asks for ----

    def _create(self, message: CreateCase) -> None:
        if message["kind"] not in self._records.kinds():
            raise refused(self._words, "kind")
        answers = {"title": message["title"], **_first_answers(1, message)}
        self._check(answers)
        record = self._records.create(None, answers, kind=message["kind"], edit=edit_id(message))
        self._open(record.case_id, 1)

    def _begin_again(self, message: AssessAgain) -> None:
        """Add an assessment to a case. A request that comes twice opens the assessment it added the first time."""
        record = self._records.read(message["case"])
        number = max(_numbers(record.answers)) + 1
        answers = _first_answers(number, message)
        self._check(answers)
        revision = self._records.save(record.case_id, answers, base=record.revision, edit=edit_id(message))
        self._open(record.case_id, max(_numbers(change["path"] for change in revision.changes)))

    def _check(self, answers: Mapping[str, str]) -> None:
        if not all(value.strip() for value in answers.values()):
            raise refused(self._words, "empty")

    def open_address(self, query: Query) -> None:
        """Open the assessment that the page's address names; show the list where it cannot be opened."""
        case, number = query.get("case"), query.get("assessment")
        section = self.read_part("section", query.get("section"), form_pages(self._instrument))
        self.need_part("case", case, number, section)
        if case:
            self.start(lambda: self._open_part(self._records.read_shown(case), number, section))

    def _open_part(self, record: Record, number: str | None, section: str) -> None:
        """Open an assessment by what an address calls it; the list where a record has none of that number."""
        known = {str(number): number for number in _numbers(record.answers)}
        if number and not self.read_part("assessment", number, known):
            self.show_list()
        else:
            self._open_record(record, known[number] if number else None, section)

    def _open(self, case: str, assessment: int | None) -> None:
        self._open_record(self._records.read_shown(case), assessment)

    def _open_record(self, record: Record, assessment: int | None, section: str = "") -> None:
        case = record.case_id
        if record.answers.get("settles") and statuses_of(record.answers).get(1) == OPEN:
            raise refused(self._words, "settled")
        numbers = _numbers(record.answers)
        number = max(numbers) if assessment is None else assessment
        if number not in numbers:
            raise refused(self._words, "gone")
        view = AssessmentView(self._records, record, number, self._instrument, section)
        self.link(view, case)
        self._opened_case = case
        place = {"case": case, "assessment": str(number)}
        self.show_opened(view, {**place, "section": view.form.section})


def _first_answers(number: int, message: CreateCase | AssessAgain) -> dict[str, str]:
    """Return the answers a new assessment begins with, as the page sent them."""
    stem = f"assessments/{number}"
    return {
        f"{stem}/age": message["age"],
        f"{stem}/label": message["label"],
        f"{stem}/status": "in-progress",
    }


def _numbers(paths: Iterable[str]) -> list[int]:
    """Return the numbers of the assessments in paths of answers."""
    return sorted({int(path.split("/")[1]) for path in paths if path.startswith("assessments/")})
