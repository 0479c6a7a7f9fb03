"""The practice screen: the practice cases, an attempt at one, and a submitted attempt beside the reference."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import ipywidgets

from nmt_widgets.apps.practice.attempt import NUMBER, AttemptView
from nmt_widgets.apps.practice.comparison import ComparisonView
from nmt_widgets.apps.practice.feedback import AttemptNotes, news_rows
from nmt_widgets.apps.practice.findings import short_figures
from nmt_widgets.apps.practice.proposal import proposed_case
from nmt_widgets.apps.shared.page_requests import edit_id
from nmt_widgets.apps.shared.practice_reference import ask_reference
from nmt_widgets.apps.shared.screen import ListScreen, open_screen
from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import NoRecord, Store, Summary
from nmt_widgets.store.learning.class_entry import practice_of
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.training import RatingComparison
from nmt_widgets.training.practice.next_case import propose_case
from nmt_widgets.training.references.attempts import (
    begin_attempt,
    compare_attempt,
    is_submitted,
    practice_list,
)
from nmt_widgets.widgets.practice.list import PracticeCases
from nmt_widgets.widgets.practice.messages import (
    AttemptRow,
    ListMessage,
    NewsRow,
    PracticeCard,
    ProgressStep,
    ProposedCase,
)


def show(attempt: str | None = None) -> ipywidgets.Widget:
    """Return the practice screen.

    Parameters
    ----------
    attempt : str, optional
        The code of an attempt to open at once; by default the one the page's address names, if any.
    """
    return open_screen(
        "practice",
        lambda instrument, store, request: PracticeScreen(
            instrument,
            store,
            attempt or request.query.get("attempt"),
            request.query.get("case"),
            request.query.get("function", ""),
        ),
    )


class PracticeScreen(ListScreen[Summary, ListMessage]):
    """The list of practice cases with the attempts at them, or one attempt opened in its place.

    Parameters
    ----------
    instrument : Instrument
    store : Store
        Opened for the person in front.
    attempt : str, optional
        The code of an attempt to open at once.
    case : str, optional
        The case the keyboard starts from.
    function : str
        The function of the attempt to go to.
    """

    topic = "practice"

    def __init__(
        self,
        instrument: Instrument,
        store: Store,
        attempt: str | None = None,
        case: str | None = None,
        function: str = "",
    ) -> None:
        super().__init__(instrument)
        self._store = store
        self._class_case = _class_case(store)
        cases = sorted(practice_list(instrument), key=lambda case: case.id != self._class_case)
        self._cases = {case.id: case for case in cases}
        self._first = self.read_part("case", case, self._cases)
        function = self.read_part("function", function, instrument.ids)
        self.need_part("attempt", attempt, function)
        self._reference = cache(ask_reference)
        self._compared_attempts: dict[str, RatingComparison] = {}
        if attempt is not None:
            self.start(lambda: self._open(attempt, function))
        else:
            self.start(None if self._first else self._way_in())

    def _way_in(self) -> Callable[[], None] | None:
        """Return what opens first for somebody in a class: its case, until they have submitted it; None for others."""
        case = self._class_case
        if case not in self._cases:
            return None

        def open_case() -> None:
            if any(attempt.statuses.get(NUMBER) == "completed" for attempt in self._own(case)):
                self.show_list()
            else:
                self._begin(case, f"{self._me}-begins")  # opened twice at once it is one attempt

        return open_case

    # ---- the list ----

    def act(self, message: ListMessage) -> None:
        """Open an attempt, or begin one."""
        match message["type"]:
            case "open":
                self._open(message["attempt"], message.get("function", ""))
            case "begin":
                self._begin(message["case"], edit_id(message))

    def rows(self) -> list[Summary]:
        """Return the attempts the person may see, the first begun first."""
        attempts = [
            summary
            for summary in self._store.records(Listing(ratings="attempts"))
            if summary.practice_of in self._cases and NUMBER in summary.labels
        ]
        # "Attempt 10" comes after "Attempt 9"
        return sorted(attempts, key=lambda row: (row.owner, len(row.labels[NUMBER]), row.labels[NUMBER]))

    def make_list(self, rows: list[Summary], problem: str) -> PracticeCases:
        """Return the practice cases with the attempts at them."""
        return PracticeCases(
            self.receive,
            cases=[self._card(case, rows) for case in self._cases.values()],
            words=self._words["list"],
            first=self._first,
            news=self._news(),
            problem=problem,
        )

    def add_details(self, rows: list[Summary]) -> None:
        """Add how near each of the person's attempts came to the reference; reading the references takes a while."""
        own = [row for row in rows if row.owner == self._me]
        self._list.figures = self._progress(own)
        self._list.proposal = self._proposal(own)

    def _news(self) -> list[NewsRow]:
        titles = {case.id: case.title for case in self._cases.values()}
        try:
            return news_rows(self._store, titles, self._instrument)
        except InputError:
            return []  # the list says what is wrong

    @property
    def _me(self) -> str:
        return self._store.person.name if self._store.person else ""

    def _card(self, case: Case, attempts: list[Summary]) -> PracticeCard:
        words, assessment = self._words, case.assessments[0]
        rows = [self._row(attempt) for attempt in attempts if attempt.practice_of == case.id]
        may_begin = "practice" in self._store.kinds()
        return {
            "id": case.id,
            "title": case.title,
            "summary": case.summary,
            "facts": [
                words["list"]["levels"].get(case.difficulty or "", ""),
                wording.age(assessment.age_years),
                words["list"]["length"].format(n=len(case.vignette)),
            ],
            "note": words["list"]["seen"] if case.kind != "practice" else "",
            "attempts": [row for row in rows if row["mine"]],
            "others": [row for row in rows if not row["mine"]],
            "begin": may_begin and not any(row["mine"] and not row["done"] for row in rows),
        }

    def _row(self, attempt: Summary) -> AttemptRow:
        is_done, is_mine = attempt.statuses.get(NUMBER) == "completed", attempt.owner == self._me
        return {
            "attempt": attempt.case_id,
            "label": attempt.labels.get(NUMBER, ""),
            "by": attempt.owner,
            "mine": is_mine,
            "done": is_done,
            "changed": attempt.changed,
            "open": is_done or is_mine,
        }

    def _progress(self, own: list[Summary]) -> dict[str, str]:
        """Return how near each submitted attempt came, in words, by its code."""
        distances = {}
        for attempt in own:
            if attempt.statuses.get(NUMBER) == "completed":
                try:
                    distances[attempt.case_id] = self._nearness(self._comparison_of(attempt))
                except InputError:
                    continue  # opening it says why
        return distances

    def _proposal(self, own: list[Summary]) -> ProposedCase | None:
        """Return the case to practise next, and why; None where there is none to propose."""
        submitted = sorted(
            (row for row in own if row.statuses.get(NUMBER) == "completed"), key=lambda row: row.changed
        )
        first = {row.practice_of: row for row in reversed(submitted)}
        solved = []
        for attempt in sorted(first.values(), key=lambda row: row.changed):
            try:
                functions = self._comparison_of(attempt).functions
            except InputError:
                continue  # opening it says why
            solved.append({id: function.difference for id, function in functions.items()})
        unsolved = [id for id in self._cases if id not in first]
        proposal = propose_case(solved, unsolved, self._instrument)
        if proposal is None or "practice" not in self._store.kinds():
            return None
        return proposed_case(proposal, self._cases[proposal.case].title, self._instrument)

    def _comparison_of(self, summary: Summary) -> RatingComparison:
        """Compare a submitted attempt; it does not change any more."""
        if summary.case_id not in self._compared_attempts:
            attempt = self._store.case(summary.case_id)
            comparison = compare_attempt(attempt, self._reference(attempt.id), self._instrument)
            self._compared_attempts[summary.case_id] = comparison
        return self._compared_attempts[summary.case_id]

    def _nearness(self, comparison: RatingComparison) -> str:
        distance, near, of = short_figures(comparison)
        return str(self._words["nearness"].format(distance=wording.number(distance, 1), near=near, of=of))

    # ---- what the page asks for ----

    def _begin(self, case: str, edit: str) -> None:
        """Begin an attempt, or open the one that is not submitted yet."""
        if case not in self._cases:
            raise NoRecord
        own = self._own(case)
        for attempt in own:
            if attempt.statuses.get(NUMBER) == "in-progress":
                return self._open(attempt.case_id)
        label = self._words["label"].format(n=len(own) + 1)
        answers = begin_attempt(self._cases[case], label)
        record = self._store.create(None, answers, kind="practice", edit=edit)
        self._open(record.case_id)

    def _own(self, case: str) -> list[Summary]:
        return [
            attempt
            for attempt in self.rows()
            if self._me and attempt.owner == self._me and attempt.practice_of == case
        ]

    def _open(self, id: str, function: str = "") -> None:
        """Open an attempt: as a score sheet until it is submitted, then beside the reference, at a function."""
        record = self._store.read(id)
        attempt = self._store.case(id)
        case = self._cases.get(attempt.practice_of or "")
        if case is None:
            raise NoRecord
        is_own = self._store.person is not None and record.owner == self._me
        if attempt.assessment(NUMBER).status != "in-progress":
            compared = self._compared(attempt, case, record.owner, is_own, function)
            self.show_opened(compared, {"attempt": id})
        elif is_own:
            view = AttemptView(self._store, record, case, self._instrument, lambda: self._submitted(id))
            self.show_opened(view, {"attempt": id})
        else:
            raise InputError(self._words["unsubmitted"])

    def _compared(self, attempt: Case, case: Case, owner: str, is_own: bool, function: str) -> ComparisonView:
        may_begin = is_own and "practice" in self._store.kinds()
        reference = self._reference(attempt.id)
        return ComparisonView(
            attempt,
            case,
            reference,
            self._instrument,
            by="" if is_own else owner,
            progress=self._steps(case.id) if is_own else [],
            again=(lambda edit: self._again(case.id, edit)) if may_begin else None,
            notes=AttemptNotes(self._store, attempt.id, case, reference, self._instrument),
            function=function,
        )

    def _steps(self, case: str) -> list[ProgressStep]:
        """Return the person's submitted attempts at a case, each with how near it came."""
        own = self._own(case)
        distances = self._progress(own)
        return [
            {"label": attempt.labels[NUMBER], "nearness": distances[attempt.case_id]}
            for attempt in own
            if attempt.case_id in distances
        ]

    def _submitted(self, id: str) -> None:
        """Show the comparison if the store has the attempt as submitted; the page's word is not enough."""

        def compare() -> None:
            if is_submitted(self._store.case(id), self._instrument):
                self._open(id)

        self.try_request(compare, self.leave)

    def _again(self, case: str, edit: str) -> None:
        self.try_request(lambda: self._begin(case, edit), self.leave)


def _class_case(store: Store) -> str:
    """Return the practice case of the one class that somebody came into by its code; empty for all others."""
    person = store.person
    return practice_of(store.engine, person) if person is not None and person.may("attends") else ""
