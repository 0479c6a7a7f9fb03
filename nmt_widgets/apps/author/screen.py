"""The screen on which a trainer makes a case: the cases being made and the templates, and one case opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import ipywidgets

from nmt_widgets.apps.author.case import CaseEditor
from nmt_widgets.apps.author.files import answers_of
from nmt_widgets.apps.shared.page_requests import edit_id, refused
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.apps.shared.screen import ListScreen, open_screen
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.case_files import list_cases, load_case
from nmt_widgets.case_files.received import file_name, received_case
from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, refusal
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import NoRecord, Store, Summary
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.training.references.drafts import expert_of
from nmt_widgets.training.references.reading import expert_case
from nmt_widgets.widgets import Heading
from nmt_widgets.widgets.author.list import AuthorCases
from nmt_widgets.widgets.author.messages import (
    BeginCase,
    CopyCase,
    DraftRow,
    FileReport,
    ListMessage,
    TemplateRow,
)

KINDS: tuple[Literal["teaching"], Literal["practice"]] = ("teaching", "practice")


def show(case: str | None = None) -> ipywidgets.Widget:
    """Return the screen on which a case is made.

    Parameters
    ----------
    case : str, optional
        A case of the store to open at once; by default the one the page's address names, if any.
    """

    def make(instrument: Instrument, store: Store, request: RequestContext) -> ipywidgets.Widget:
        if store.person is None or not store.person.may("authors"):
            words = texts("author", instrument.language)
            return Heading(words["title"], subtitle=words["not_you"])
        references = TrainersReferences(instrument, request.served)
        return AuthorScreen(instrument, store, references, case or request.query.get("case"))

    return open_screen("author", make)


class AuthorScreen(ListScreen[DraftRow, ListMessage]):
    """The list of cases being made, or one of them opened in its place.

    Parameters
    ----------
    instrument : Instrument
    store : Store
        Opened for the trainer.
    references : TrainersReferences
    case : str, optional
        A case to open at once.
    """

    topic = "author"

    def __init__(
        self,
        instrument: Instrument,
        store: Store,
        references: TrainersReferences,
        case: str | None = None,
    ) -> None:
        super().__init__(instrument)
        self._store, self._references = store, references
        self.start(None if case is None else lambda: self._open(case))

    # ---- the list ----

    def act(self, message: ListMessage) -> None:
        """Open a case, begin one, or copy a template; a file comes with its bytes, see :meth:`receive`."""
        match message["type"]:
            case "open":
                self._open(message["case"])
            case "begin":
                self._begin(message)
            case "copy":
                self._copy(message)
            case "import":
                pass

    def receive(self, message: ListMessage, buffers: Sequence[bytes | memoryview] = ()) -> None:
        """Import the file that came with a message, or do what else the page asks the list for."""
        if message["type"] == "import" and buffers:
            name, content, edit = message["name"], bytes(buffers[0]), edit_id(message)
            self.try_request(lambda: self._import(name, content, edit), self.show_problem)
        else:
            super().receive(message)

    def rows(self) -> list[DraftRow]:
        """Return the cases that are being made."""
        listings = [Listing(group=kind) for kind in KINDS]
        drafts = [summary for listing in listings for summary in self._store.records(listing)]
        return [self._row(summary) for summary in sorted(drafts, key=_changed, reverse=True)]

    def make_list(self, rows: list[DraftRow], problem: str) -> AuthorCases:
        """Return the cases being made and the templates, with short forms to begin or bring one."""
        words = self._words
        return AuthorCases(
            self.receive,
            own=rows,
            templates=[self._template(id) for id in list_cases()],
            kinds=[(kind, words["kinds"][kind]) for kind in KINDS if kind in self._store.kinds()],
            words=words["list"],
            problem=problem,
        )

    def _row(self, summary: Summary) -> DraftRow:
        return {
            "case": summary.case_id,
            "title": summary.title,
            "kind": self._words["kinds"][summary.kind],
            "changed": summary.changed,
            "write": self._store.may_write(summary.kind, summary.owner, summary.assigned),
        }

    def _template(self, id: str) -> TemplateRow:
        try:
            case = load_case(id, self._instrument)
        except InputError as error:
            return {"id": id, "title": id, "kind": "", "problem": error.brief}
        return {
            "id": id,
            "title": case.title,
            "kind": self._words["kinds"].get(case.kind, case.kind),
            "problem": "",
        }

    # ---- what the page asks for ----

    def _begin(self, message: BeginCase) -> None:
        words = self._words
        title, age = message["title"].strip(), message["age"].strip()
        if message["kind"] not in KINDS:
            raise refused(words, "kind")
        if not title or not age:
            raise refused(words, "empty")
        answers = {
            "title": title,
            "assessments/1/age": age,
            "assessments/1/label": words["first_assessment"],
            "assessments/1/status": "in-progress",
        }
        record = self._store.create(None, answers, kind=message["kind"], edit=edit_id(message))
        self._open(record.case_id)

    def _copy(self, message: CopyCase) -> None:
        id = message["id"]
        if id not in list_cases():
            raise NoRecord
        case = load_case(id, self._instrument)
        if case.kind not in KINDS:
            raise refusal("cases", "a_client")
        if case.kind == "practice" and (reference := self._references.of(id)):
            expert = expert_of(reference)
            case = expert_case(case, reference).model_copy(update={"expert": expert})
        reason = self._words["copied"].format(id=id)
        record = self._store.create(
            None, answers_of(case), kind=case.kind, edit=edit_id(message), reason=reason
        )
        self._open(record.case_id)

    def _import(self, name: str, content: bytes, edit: str) -> None:
        """Make a record of a file, or report all that is wrong with it."""
        name = file_name(name)
        self._list.report = None
        try:
            case = received_case(content, name, self._instrument, for_clients=False)
            reason = self._words["imported"].format(file=name)
            record = self._store.create(None, answers_of(case), kind=case.kind, edit=edit, reason=reason)
        except InputError as error:
            self._list.report = _file_report(name, error)
            return
        self._open(record.case_id)

    def _open(self, id: str, tab: str = "about") -> None:
        record = self._store.read(id)
        is_attempt = "practice_of" in record.answers
        may_write = self._store.may_write(record.kind, record.owner, record.assigned)
        if record.kind not in KINDS or is_attempt or not may_write:
            raise refused(self._words, "gone")
        view = CaseEditor(
            self._store,
            record,
            self._instrument,
            self._references,
            lambda tab: self._open(id, tab),
            tab,
        )
        self.show_opened(view, {"case": id})


def _changed(summary: Summary) -> str:
    return summary.changed


def _file_report(name: str, error: InputError) -> FileReport:
    problems = error.problems
    return {
        "file": name,
        "count": len(problems),
        "problems": [
            {
                "line": problem.line,
                "place": problem.place or "",
                "problem": problem.message,
                "remedy": problem.remedy or "",
            }
            for problem in problems[:MOST_PROBLEMS]
        ],
    }
