"""A case that is being made: its parts in tabs, the check of the whole, its template and its file."""

from __future__ import annotations

import re
from collections.abc import Callable

from nmt_widgets.apps.author.files import check_template, template_of
from nmt_widgets.apps.author.form import ABOUT, LISTS, REFERENCE, STANCE, author_spec
from nmt_widgets.apps.author.problems import problem_rows, reference_problem_rows
from nmt_widgets.apps.shared.page_requests import edit_id
from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.case_files import Case, load_case
from nmt_widgets.case_files.writing import fingerprint, template_path, write_case, write_template
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.plain_spec import plain_spec
from nmt_widgets.library.saving import Saving
from nmt_widgets.presenting.sequence import scenes_of
from nmt_widgets.store import Record, Store
from nmt_widgets.training.references.drafts import checked_draft, is_begun, reference_progress
from nmt_widgets.training.references.model import Reference
from nmt_widgets.widgets import Heading
from nmt_widgets.widgets.author.case_author import CaseAuthor
from nmt_widgets.widgets.author.messages import (
    AddAssessment,
    AuthorAssessment,
    AuthorMessage,
    AuthorReply,
    CaseFacts,
    CaseProblem,
    ReferenceProgress,
    WriteTemplate,
)
from nmt_widgets.widgets.shared.form.messages import FormSpec

_OWN = {*ABOUT, *LISTS.values(), *REFERENCE.values(), STANCE}


class CaseEditor(OpenedView):
    """A case that is being made.

    Parameters
    ----------
    store : Store
        Opened for the trainer.
    record : Record
    instrument : Instrument
    references : TrainersReferences
        Where the reference of a practice case is written.
    again : callable
        Called with a tab to open the same case anew, when it has got another assessment.
    tab : str
    """

    def __init__(
        self,
        store: Store,
        record: Record,
        instrument: Instrument,
        references: TrainersReferences,
        again: Callable[[str], None],
        tab: str = "about",
    ) -> None:
        self._store, self._record, self._instrument, self._again = store, record, instrument, again
        self._references = references
        self._words = texts("author", instrument.language)
        self._saving = Saving(store, record, _leading(record), instrument, lambda path: path in _OWN)
        case = self._saving.case()
        kind = self._words["kinds"][record.kind]
        self.heading = Heading(
            case.title,
            subtitle=self._words["opened"].format(kind=kind, case=record.case_id),
            back=self._words["back"],
            focus=True,
        )
        self._widget = CaseAuthor(
            self.receive,
            spec=self._spec(),
            form=author_spec(case, instrument),
            record=self._saving.record(),
            answers=self._saving.answers(),
            words={"saving": texts("saving", instrument.language), "author": self._words},
            facts=self._facts(case),
            tab=tab,
        )
        self.parts = [self.heading, self._widget]
        self._saving.connect(self._widget.send, self._show)

    def close(self) -> None:
        """Stop looking for others' changes and free what the page holds."""
        self._saving.close()
        super().close()

    def _spec(self) -> FormSpec:
        """Return the names of what may be answered, for the bar that says whether it is saved."""
        words = self._words
        names = {id: words["about"]["fields"][id]["name"] for id in ABOUT}
        names |= {place: words["lists"][place]["name"] for place in LISTS.values()}
        names |= {place: words["reference"]["lists"][name]["name"] for name, place in REFERENCE.items()}
        names[STANCE] = words["reference"]["stance"]["name"]
        return plain_spec("author", words["title"], names, {"difficulty": [*words["levels"].items()]})

    def _facts(self, case: Case) -> CaseFacts:
        usual = scenes_of(
            case.model_copy(update={"presentation": type(case.presentation)()}), self._instrument
        )
        history = case.history
        rated = sum(map(len, history.adversity.values())) + sum(map(len, history.relational.values()))
        return {
            "kind": case.kind,
            "assessments": self._assessments(case),
            "history": rated,
            "reference": _progress(case) if case.kind == "practice" else None,
            "usual": [scene.model_dump(mode="json", exclude_defaults=True) for scene in usual],
            "template": _slug(case.title) or case.id,
        }

    def _assessments(self, case: Case) -> list[AuthorAssessment]:
        return [
            {
                "number": assessment.number,
                "label": assessment.label,
                "age": wording.age(assessment.age_years),
                "status": self._words["statuses"][assessment.status],
                "scored": sum(score.known for score in assessment.functions.scores.values()),
                "of": len(self._instrument.ids),
            }
            for assessment in case.assessments
        ]

    def _show(self) -> None:
        try:
            case = self._saving.case()
        except InputError:
            return  # the title is empty for the moment
        self.heading.title = case.title
        self._widget.facts = self._facts(case)

    # ---- what the page asks for ----

    def receive(self, message: AuthorMessage) -> None:
        """Do what the page asks, and report why it is refused."""
        try:
            self._act(message)
        except InputError as error:
            self._reply({"type": "trouble", "message": error.brief})

    def _act(self, message: AuthorMessage) -> None:
        match message["type"]:
            case "check":
                self._check()
            case "template":
                self._save_template(message)
            case "export":
                self._export()
            case "assess":
                self._add_assessment(message)
            case "edit" | "save" | "refresh":
                self._saving.receive(message)

    def _reply(self, reply: AuthorReply) -> None:
        self._widget.send(reply)

    def _template(self, id: str) -> Case:
        return template_of(self._saving.case(), id)

    def _problems(self, case: Case) -> list[CaseProblem]:
        return problem_rows(check_template(case, self._instrument), case, self._instrument)

    def _draft(self, case: Case) -> tuple[Reference | None, list[CaseProblem]]:
        """Return the reference of a practice case, or what it still lacks; neither where none was begun."""
        if case.kind != "practice" or not is_begun(case):
            return None, []
        try:
            return checked_draft(case, self._instrument), []
        except InputError as error:
            return None, reference_problem_rows(error.problems, case, self._instrument)

    def _check(self) -> None:
        case = self._saving.case()
        problems = self._problems(self._template(self._record.case_id))
        reference, lacks = self._draft(case)
        self._send_check(problems, lacks, reference)

    def _send_check(
        self, problems: list[CaseProblem], lacks: list[CaseProblem], reference: Reference | None
    ) -> None:
        whole = reference is not None
        self._reply({"type": "checked", "problems": problems, "reference": lacks, "whole": whole})

    def _save_template(self, message: WriteTemplate) -> None:
        id, replaces = message["id"].strip(), message["replaces"]
        words = self._words["finish"]
        current = fingerprint(template_path(id))
        if self._store.summaries([id]):
            raise InputError(words["taken"].format(id=id))
        case = self._template(id)
        reference, lacks = self._draft(self._saving.case().model_copy(update={"id": id}))
        if problems := self._problems(case):
            self._send_check(problems, lacks, reference)
            raise InputError(words["mend"])
        before = self._fingerprint(id) if reference else None
        known = None if current is None and before is None else f"{current or ''} {before or ''}"
        if known is not None and known != replaces:
            question = self._replace_question(id, is_reference=before is not None)
            self._reply({"type": "exists", "replaces": known, "message": question})
            return
        write_template(case, replaces=current)
        saved = words["saved_open" if lacks else "saved"].format(id=id)
        if reference:
            saved = self._save_reference(reference, before)
        if lacks:
            self._send_check([], lacks, reference)
        self._reply({"type": "written", "message": saved})

    def _save_reference(self, reference: Reference, replaces: str | None) -> str:
        """Write the reference beside the template that was just written; return the message about both."""
        words, id = self._words["finish"], reference.case
        try:
            self._references.write(reference, replaces)
        except InputError as error:
            return str(words["saved_alone"].format(id=id, why=error.brief))
        return str(words["saved_both"].format(id=id))

    def _fingerprint(self, id: str) -> str | None:
        self._references.refresh()
        file = self._references.files.get(id)
        return file.fingerprint if file else None

    def _replace_question(self, id: str, is_reference: bool) -> str:
        """Return the question whether a template is to be replaced, and with it a reference."""
        words = self._words["finish"]
        try:
            question = words["exists"].format(id=id, title=load_case(id, self._instrument).title)
        except InputError:
            question = words["exists_unread"].format(id=id)
        return f"{question} {words['replaces_reference']}" if is_reference else str(question)

    def _export(self) -> None:
        self._store.ask(self._record.case_id)
        case = self._saving.case()
        self._reply({"type": "file", "name": f"{case.id}.yaml", "text": write_case(case)})

    def _add_assessment(self, message: AddAssessment) -> None:
        words = self._words["assessments"]
        age, label = message["age"].strip(), message["label"].strip()
        if not age or not label:
            raise InputError(words["empty"])
        record = self._store.read(self._record.case_id)
        numbers = _numbers(record)
        if label in {record.answers.get(f"assessments/{number}/label") for number in numbers}:
            raise InputError(words["known"])
        stem = f"assessments/{max(numbers) + 1}"
        self._store.save(
            record.case_id,
            {f"{stem}/age": age, f"{stem}/label": label, f"{stem}/status": "in-progress"},
            base=record.revision,
            edit=edit_id(message),
        )
        self._again("assessments")


def _progress(case: Case) -> ReferenceProgress:
    progress = reference_progress(case)
    return {"scored": progress["scored"], "based": progress["based"], "rated": progress["rated"]}


def _numbers(record: Record) -> list[int]:
    return sorted({int(path.split("/")[1]) for path in record.answers if path.startswith("assessments/")})


def _leading(record: Record) -> int:
    """Return the assessment whose status the bar shows: the last that is open, or else the last."""
    numbers = _numbers(record)
    opened = [n for n in numbers if record.answers.get(f"assessments/{n}/status") == "in-progress"]
    return (opened or numbers)[-1]


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-")
