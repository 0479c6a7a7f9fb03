"""The assessment screen: a list of assessments, and one of them as a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ipywidgets

from nmt_widgets.apps.assess.form import AssessmentView
from nmt_widgets.apps.shared.page_requests import edit_id, refused
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.apps.shared.screen import ListScreen, open_screen
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Store, Summary
from nmt_widgets.store.rules.locking import OPEN, statuses_of
from nmt_widgets.widgets import RecordList
from nmt_widgets.widgets.assess.messages import AssessAgain, CreateCase, ListMessage, RecordRow


def show(case: str | None = None, assessment: int | None = None) -> ipywidgets.Widget:
    """Return the assessment screen.

    Parameters
    ----------
    case : str, optional
        A case of the store to open at once; by default the one the page's address names, if any.
    assessment : int, optional
        Which of its assessments; by default the latest.
    """

    def make(instrument: Instrument, store: Store, request: RequestContext) -> AssessScreen:
        if case is not None:
            return AssessScreen(instrument, store, case, assessment)
        number = request.query.get("assessment", "")
        return AssessScreen(
            instrument, store, request.query.get("case"), int(number) if number.isdecimal() else None
        )

    return open_screen("assess", make)


class AssessScreen(ListScreen[RecordRow, ListMessage]):
    """The list of assessments, or one of them opened in its place.

    Parameters
    ----------
    instrument : Instrument
    store : Store
        Opened for the person in front.
    case : str, optional
        A case to open at once.
    assessment : int, optional
        Which of its assessments; by default the latest.
    """

    topic = "assess"

    def __init__(
        self, instrument: Instrument, store: Store, case: str | None = None, assessment: int | None = None
    ) -> None:
        super().__init__(instrument)
        self._store = store
        self.start(None if case is None else lambda: self._open(case, assessment))

    # ---- the list ----

    def act(self, message: ListMessage) -> None:
        """Open an assessment, or begin one."""
        match message["type"]:
            case "open":
                self._open(message["case"], message["assessment"])
            case "create":
                self._create(message)
            case "again":
                self._begin_again(message)

    def rows(self) -> list[RecordRow]:
        """Return the records that are filled in on this screen, each with its assessments."""
        return [self._row(summary) for summary in self._store.listed() if not _is_elsewhere(summary)]

    def make_list(self, rows: list[RecordRow], problem: str) -> RecordList:
        """Return the table of records, with a short form for a new one."""
        kinds = [[id, self._words["kinds"][id]] for id in self._store.kinds()]
        table = RecordList(
            self.receive, records=[{**row} for row in rows], kinds=kinds, words={**self._words["list"]}
        )
        table.problem = problem
        return table

    def problem_text(self, error: InputError) -> str:
        """Return an error for the page; a field of the list's forms is called as its label calls it."""
        name = self._words["list"].get(error.place) if error.place in ("title", "age", "label") else None
        return error.brief.replace(f"{error.place}: ", f"{name}: ", 1) if name else error.brief

    def _row(self, summary: Summary) -> RecordRow:
        may_write = self._store.may_write(summary.kind, summary.owner)
        settled = all(status != "in-progress" for status in summary.statuses.values())
        return {
            "case": summary.case_id,
            "title": summary.title,
            "kind": texts("home", self._instrument.language)["kinds"][summary.kind],
            "changed": summary.changed,
            "again": may_write and settled,
            "assessments": [
                {
                    "number": number,
                    "label": summary.labels[number],
                    "age": summary.ages[number],
                    "status": self._words["statuses"][summary.statuses[number]],
                    "open": may_write and summary.statuses[number] == "in-progress",
                }
                for number in sorted(summary.statuses)
            ],
        }

    # ---- what the page asks for ----

    def _create(self, message: CreateCase) -> None:
        if message["kind"] not in self._store.kinds():
            raise refused(self._words, "kind")
        answers = {"title": message["title"], **_first_answers(1, message)}
        self._check(answers)
        record = self._store.create(None, answers, kind=message["kind"], edit=edit_id(message))
        self._open(record.case_id, 1)

    def _begin_again(self, message: AssessAgain) -> None:
        """Add an assessment to a case. A request that comes twice opens the assessment it added the first time."""
        record = self._store.read(message["case"])
        number = max(_numbers(record.answers)) + 1
        answers = _first_answers(number, message)
        self._check(answers)
        revision = self._store.save(record.case_id, answers, base=record.revision, edit=edit_id(message))
        self._open(record.case_id, max(_numbers(change["path"] for change in revision.changes)))

    def _check(self, answers: Mapping[str, str]) -> None:
        if not all(value.strip() for value in answers.values()):
            raise refused(self._words, "empty")

    def _open(self, case: str, assessment: int | None) -> None:
        record = self._store.read_shown(case)
        if record.answers.get("settles") and statuses_of(record.answers).get(1) == OPEN:
            raise refused(self._words, "settled")
        numbers = _numbers(record.answers)
        number = max(numbers) if assessment is None else assessment
        if number not in numbers:
            raise refused(self._words, "gone")
        view = AssessmentView(self._store, record, number, self._instrument)
        self.show_opened(view, {"case": case, "assessment": str(number)})


def _is_elsewhere(summary: Summary) -> bool:
    """Return whether a record belongs to another screen: an attempt, or a rating that is being settled."""
    return bool(summary.practice_of) or (bool(summary.settles) and summary.statuses.get(1) == OPEN)


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
