"""The screen on which a trainer makes a case: the cases being made and the templates, and one case opened."""

from __future__ import annotations

import secrets
from typing import Any

import ipywidgets

from nmt_widgets.apps.author.case import Authoring
from nmt_widgets.apps.author.files import answers_of, file_name, read_file
from nmt_widgets.apps.shared.case_list import store_of
from nmt_widgets.apps.shared.request_context import visit
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.cases import list_cases, load_case
from nmt_widgets.core.errors import MOST_PROBLEMS, InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store import NoRecord, Store, Summary, warm
from nmt_widgets.training.references.drafts import expert_of
from nmt_widgets.training.references.reading import expert_case
from nmt_widgets.widgets import Address, Heading
from nmt_widgets.widgets.author.list import AuthorCases

KINDS = ("teaching", "practice")


def show(case: str | None = None) -> ipywidgets.Widget:
    """Return the screen on which a case is made.

    Parameters
    ----------
    case : str, optional
        A case of the store to open at once; by default the one the page's address names, if any.
    """
    instrument = load_instrument()
    warm()
    asked = visit()
    words = texts("author", instrument.language)
    try:
        store = store_of(asked)
    except InputError as error:
        return Heading(words["title"], subtitle=error.brief)
    if store is None or store.person is None:
        return Heading(words["title"], subtitle=words["nobody"])
    if not store.person.may("authors"):
        return Heading(words["title"], subtitle=words["not_you"])
    references = TrainersReferences(instrument, asked.served)
    return Author(instrument, store, references, case or asked.query.get("case"))


class Author(ipywidgets.VBox):
    """The list of cases being made, or one of them opened in its place."""

    def __init__(
        self,
        instrument: Instrument,
        store: Store,
        references: TrainersReferences,
        case: str | None = None,
    ) -> None:
        self._instrument, self._store, self._references = instrument, store, references
        self._words = texts("author", instrument.language)
        self._address = Address()
        self._opened: Authoring | None = None
        super().__init__()
        self.add_class("nmt-screen")
        try:
            if case is None:
                self._show_list()
            else:
                self._open(case)
        except InputError as error:
            self._show_list(error.brief)

    # ---- the list ----

    def _show_list(self, problem: str = "", focus: bool = False) -> None:
        words = self._words
        heading = Heading(words["title"], subtitle=words["subtitle"], focus=focus)
        try:
            own = [self._row(found) for found in self._store.listed() if _is_case(found)]
        except InputError as error:
            own, problem = [], error.brief
        self._list = AuthorCases(
            self._asked,
            own=own,
            templates=[self._template(id) for id in list_cases()],
            kinds=[[kind, words["kinds"][kind]] for kind in KINDS if kind in self._store.kinds()],
            words=words["list"],
            problem=problem,
        )
        self._address.query = {}
        parts: list[ipywidgets.Widget] = [heading, self._list, self._address]
        self.children = parts

    def _row(self, found: Summary) -> dict[str, Any]:
        return {
            "case": found.case_id,
            "title": found.title,
            "kind": self._words["kinds"][found.kind],
            "changed": found.changed,
            "write": self._store.may_write(found.kind, found.owner),
        }

    def _template(self, id: str) -> dict[str, Any]:
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

    def _asked(self, message: dict[str, Any], buffers: list[Any]) -> None:
        """Do what the list was asked for; the message is the page's, so nothing in it is trusted."""
        try:
            kind = message.get("type")
            if kind == "open":
                self._open(str(message.get("case")))
            elif kind == "begin":
                self._begin(message)
            elif kind == "copy":
                self._copy(message)
            elif kind == "import" and buffers:
                self._import(str(message.get("name") or ""), bytes(buffers[0]), _edit(message))
        except InputError as error:
            self._list.problem = error.brief

    def _begin(self, message: dict[str, Any]) -> None:
        words = self._words
        said = {name: str(message.get(name) or "").strip() for name in ("title", "age")}
        if message.get("kind") not in KINDS:
            raise InputError(words["refused"]["kind"])
        if not all(said.values()):
            raise InputError(words["refused"]["empty"])
        answers = {
            "title": said["title"],
            "assessments/1/age": said["age"],
            "assessments/1/label": words["first_assessment"],
            "assessments/1/status": "in-progress",
        }
        record = self._store.create(None, answers, kind=str(message["kind"]), edit=_edit(message))
        self._open(record.case_id)

    def _copy(self, message: dict[str, Any]) -> None:
        id = str(message.get("id"))
        if id not in list_cases():
            raise NoRecord
        case = load_case(id, self._instrument)
        if case.kind not in KINDS:
            raise InputError(self._words["refused"]["clinical"]["message"])
        if case.kind == "practice" and (reference := self._references.of(id)):
            expert = expert_of(reference)
            case = expert_case(case, reference).model_copy(update={"expert": expert})
        reason = self._words["copied"].format(id=id)
        record = self._store.create(
            None, answers_of(case), kind=case.kind, edit=_edit(message), reason=reason
        )
        self._open(record.case_id)

    def _import(self, name: str, raw: bytes, edit: str) -> None:
        """Make a record of a file, or say all that is wrong with it."""
        name = file_name(name)
        self._list.report = {}
        try:
            case = read_file(raw, name, self._instrument)
            reason = self._words["imported"].format(file=name)
            record = self._store.create(None, answers_of(case), kind=case.kind, edit=edit, reason=reason)
        except InputError as error:
            self._list.report = _report(name, error)
            return
        self._open(record.case_id)

    # ---- one case ----

    def _open(self, id: str, tab: str = "about") -> None:
        record = self._store.read(id)
        if (
            record.kind not in KINDS
            or "practice_of" in record.answers
            or not self._store.may_write(record.kind, record.owner)
        ):
            raise InputError(self._words["refused"]["gone"])
        before = self._opened
        self._opened = Authoring(
            self._store,
            record,
            self._instrument,
            self._references,
            lambda tab: self._open(id, tab),
            tab,
        )
        self._opened.heading.observe(self._back, "left")
        self._address.query = {"case": id}
        parts: list[ipywidgets.Widget] = [*self._opened.parts, self._address]
        self.children = parts
        if before:
            before.close()

    def _back(self, _change: dict[str, Any]) -> None:
        opened, self._opened = self._opened, None
        self._show_list(focus=True)
        if opened:
            opened.close()


def _is_case(found: Summary) -> bool:
    return found.kind in KINDS and not found.practice_of


def _report(name: str, error: InputError) -> dict[str, Any]:
    problems = error.problems
    return {
        "file": name,
        "count": len(problems),
        "problems": [
            {
                "line": problem.line,
                "place": problem.place or "",
                "what": problem.message,
                "remedy": problem.remedy or "",
            }
            for problem in problems[:MOST_PROBLEMS]
        ],
    }


def _edit(message: dict[str, Any]) -> str:
    """Return the name the page gave to what it asks for: asked twice, it is done once."""
    return str(message.get("edit") or secrets.token_hex(12))[:80]
