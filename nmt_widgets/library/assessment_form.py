"""A whole assessment as a form in a notebook's cell, with the map beside it; the assessment screen is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.answers import Value
from nmt_widgets.charts.brain_map import case_map, mini_map
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.options import options
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.case_file import SUFFIXES, write_new_file
from nmt_widgets.library.closing import close_widgets
from nmt_widgets.library.export import Exported
from nmt_widgets.library.file_names import file_path
from nmt_widgets.library.form_sections import REVISIONS, form_pages, last_section
from nmt_widgets.library.form_source import FormSource, open_source
from nmt_widgets.library.form_spec import form_spec
from nmt_widgets.library.form_words import form_words, place_words
from nmt_widgets.library.live_map import LiveMap
from nmt_widgets.library.saving import Saving
from nmt_widgets.library.sheet_table import sheet_table, table_text
from nmt_widgets.library.still import with_still
from nmt_widgets.metrics import Profile, profile
from nmt_widgets.store.records.revisions import Record
from nmt_widgets.widgets.assess.form_view import FormView
from nmt_widgets.widgets.shared.answers.messages import (
    AnswerMessage,
    AskRevisions,
    AskState,
    DoneReply,
    Implausible,
    PurposeMessage,
    PutBackMessage,
    ReviewReply,
)
from nmt_widgets.widgets.shared.traits import TextTrait

if TYPE_CHECKING:
    from nmt_widgets.store.records.store import Store


class AssessmentForm(ipywidgets.VBox, Exported):
    """An assessment to fill in: its sections, the score sheet, the review, and the map that follows every answer.

    Every answer is checked and saved at once, as on the assessment screen. The bar above the form says to where:
    to the store, to a case file, or to this notebook's memory only.

    Parameters
    ----------
    case : Case, Record, str or path
        A case or the id of a template, of which the form fills in a copy; the path of a case file, or a record of the
        store or its code, which the form changes.
    assessment : int, optional
        The number of the assessment; by default the last one in progress, or the last one.
    path : str or path, optional
        A case file to save to. Where it exists, the form goes on with it; where not, it begins as a copy of the case.
    store : Store, optional
        The store of the record; by default that of whoever runs the notebook.
    section : str, optional
        The section to open, such as ``functions``; by default, and where there is none of that name, the one in which
        this person stopped.
    instrument : Instrument, optional

    Attributes
    ----------
    value : dict of path to answer
        The answers as the form shows them, by their path, such as ``assessments/1/functions/scores/sleep``. Setting
        it changes the form.
    number : int
        The number of the assessment.
    section : str
        The section that is open, which can be observed.

    Raises
    ------
    InputError
        In one sentence: there is no such case, file or assessment, or an answer that is set does not fit.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> form = nmt.AssessmentForm("james", assessment=1)
    >>> form.value["assessments/1/functions/scores/sleep"]
    {'score': 4}
    >>> form.value = {**form.value, "assessments/1/functions/scores/sleep": 6}
    >>> nmt.profile(form.to_case(), 1).scores["sleep"]
    6
    """

    value: Any = traitlets.TraitType({})  # unlike Dict, it has whatever is no dict checked too
    section = TextTrait()

    def __init__(
        self,
        case: Case | Record | str | Path,
        assessment: int | None = None,
        *,
        path: str | Path | None = None,
        store: Store | None = None,
        section: str | None = None,
        instrument: Instrument | None = None,
    ) -> None:
        self._instrument = use_instrument(instrument)
        self._source = source = open_source(case, assessment, path, store, self._instrument)
        self.number = source.number
        self._words = texts("assess", self._instrument.language)
        self._about = _RecordParts(source, self._instrument) if source.records else None
        self._saving = Saving(source.store, source.record, self.number, self._instrument, self._belongs)
        now = self._saving.case()
        self._age = now.assessment(self.number).age
        self._form = FormView(
            self.receive,
            spec=self._spec(now),
            record={**self._saving.record(), "history": self._about is not None},
            answers=self._saving.answers(),
            words=form_words(source, self._instrument),
            where=place_words(source, self._instrument),
            section=self._section(section),
        )
        traitlets.link((self._form, "section"), (self, "section"))
        self._map = LiveMap(now, self.number, self._instrument, self._go)
        body = ipywidgets.Box([self._form, self._map.widget])
        body.add_class("nmt-assess")
        self._parts = [body]
        super().__init__(self._parts)
        self.add_class("nmt-form-frame")
        self._follows = False
        self._show_value()
        self._show_purpose()
        self._saving.connect(lambda message: self._form.send(message), self._show)

    def to_case(self) -> Case:
        """Return the case as the form shows it.

        Raises
        ------
        InputError
            While its title or age is empty.
        """
        return self._saving.case()

    @property
    def case(self) -> Case:
        """The case as the form shows it."""
        return self.to_case()

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the case as the form shows it to a new case file, or what it shows to a page or a picture.

        Parameters
        ----------
        path : str or path
            It ends in `.yaml` for a case file; the other kinds are those of every piece: .svg, .png, .pdf and .html.
        overwrite : bool
            Whether a case file of that name may be replaced.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        InputError
            When the file exists, cannot be written, or its name ends in something else.
        """
        if file_path(path).suffix.lower() in SUFFIXES:
            return write_new_file(path, self.to_case(), overwrite=overwrite)
        return Exported.save(self, path)

    def to_svg(self) -> str:
        """Return the map so far, beside the typical peer and the young adult."""
        return case_map(self._profile(), self._instrument, options.palette)

    def to_text(self) -> str:
        """Return the assessment in a few lines: its case, and the scores so far."""
        return f"{self._export_title()}\n{table_text(self._table(), self._instrument)}"

    def close(self) -> None:
        """Stop looking for changes by others, and close the form."""
        if "_saving" in self.__dict__:  # else it was never complete
            self._saving.close()
            close_widgets([*self._parts])
        super().close()

    # ---- its twin in a saved notebook ----

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the live form, and for where there is none the map and the scores so far."""
        bundle = super()._repr_mimebundle_(**kwargs)
        small = mini_map(self._profile(), self._instrument, options.palette)
        page = f"<div><p>{escape(self._export_title())}</p>{small}{self._table().to_html()}</div>"
        return with_still(bundle, self.to_text(), html=page)

    def _export_title(self) -> str:
        case = self.to_case()
        return f"{case.title}, {case.assessment(self.number).label}"

    def _export_tables(self) -> list[ChartTable]:
        return [self._table()]

    def _profile(self) -> Profile:
        return profile(self.to_case(), self.number, self._instrument, unscored=True)

    def _table(self) -> ChartTable:
        """Return the scores so far as a table."""
        assessment = self.to_case().assessment(self.number)
        answers = assessment.functions.scores
        scores = {id: answers[id].score if id in answers else None for id in self._instrument.ids}
        levels = {id: score.confidence for id, score in answers.items() if score.confidence}
        notes = {id: score.note for id, score in answers.items() if score.note}
        return sheet_table(scores, levels, notes, assessment.age_years, self._instrument)

    # ---- what the page and the notebook change ----

    def receive(self, message: AnswerMessage) -> None:
        """Carry out a message of the form's page."""
        match message["type"]:
            case "review":
                self._review()
            case "purpose" | "revisions" | "state" | "put_back":
                self._answer_about_record(message)
            case _:
                self._saving.receive(message)
                self._form.where = place_words(self._source, self._instrument)

    def _answer_about_record(
        self, message: PurposeMessage | AskRevisions | AskState | PutBackMessage
    ) -> None:
        """Answer what only a record of the store has: what it is for, and its history."""
        if self._about is None:
            return
        match message["type"]:
            case "revisions":
                self._form.send(self._about.history.page(message))
            case "state":
                self._form.send(self._about.history.state(message["revision"]))
            case "put_back":
                self._finish(self._about.history.put_back(message))
            case "purpose":
                self._finish(self._about.purpose.change(message))

    def _finish(self, reply: DoneReply) -> None:
        """Have the page show what was changed past its own answers, and say that it is done."""
        if not reply["problem"]:
            self._saving.take_over()
        self._form.send(reply)

    @traitlets.validate("value")
    def _checked(self, proposal: Mapping[str, Any]) -> dict[str, Value]:
        """Save answers that the notebook sets, and return them as they are saved."""
        if not isinstance(proposal["value"], Mapping):
            raise refusal("library", "no_answers", kind=type(proposal["value"]).__name__)
        if self._follows:
            return dict(proposal["value"])
        now = self._saving.current()
        answers: dict[str, Value] = {**dict.fromkeys(now), **proposal["value"]}
        for path in answers:
            if not isinstance(path, str) or not self._belongs(path):
                raise refusal("library", "not_of_form", place=str(path)[:80], number=self.number)
        self._saving.change({path: value for path, value in answers.items() if value != now.get(path)})
        return self._saving.current()

    def _belongs(self, path: str) -> bool:
        """Return whether a path belongs to this form: answers of the case, and of this assessment."""
        return path.startswith(f"assessments/{self.number}/") or not path.startswith("assessments/")

    def _go(self, function: str) -> None:
        self._form.place = f"assessments/{self.number}/functions/scores/{function}"

    def _spec(self, case: Case) -> Any:
        age = case.assessment(self.number).age_years
        return form_spec(self._instrument, self.number, age, self._words)

    def _section(self, section: str | None) -> str:
        """Return the section to open: the one that is asked for, or the one in which this person stopped."""
        if section in form_pages(self._instrument) and (section != REVISIONS or self._about):
            return str(section)
        own = self._about.store.own_revisions(self._source.record.case_id) if self._about else ()
        return last_section(own, self.number, self._instrument)

    def _show_purpose(self) -> None:
        if self._about:
            self._form.purpose = self._about.purpose.facts(self._saving.saved)

    def _show(self) -> None:
        self._show_value()
        self._show_purpose()
        try:
            case = self._saving.case()
        except InputError:
            return  # the title or the age is empty for the moment
        self._map.show(case, self.number)
        assessment = case.assessment(self.number)
        if assessment.age != self._age:
            self._age = assessment.age
            self._form.spec = self._spec(case)

    def _show_value(self) -> None:
        """Have `value` follow the answers."""
        if self._follows:
            return
        self._follows = True
        try:
            self.value = self._saving.current()
        finally:
            self._follows = False

    def _review(self) -> None:
        from nmt_widgets.metrics.plausibility import implausible

        try:
            doubts: list[Implausible] = [
                {
                    "rule": doubt.rule,
                    "paths": list(doubt.paths),
                    "title": doubt.title,
                    "reason": doubt.reason,
                    "advice": doubt.advice,
                }
                for doubt in implausible(self._saving.case(), self.number, self._instrument)
            ]
        except InputError as error:
            words = self._words["unchecked"]
            doubts = [
                {"paths": [], "title": words["title"], "reason": error.brief, "advice": words["advice"]}
            ]
        reply: ReviewReply = {"type": "review", "implausible": doubts}
        self._form.send(reply)


class _RecordParts:
    """What only the form of a record has: what the record is for, and its history."""

    def __init__(self, source: FormSource, instrument: Instrument) -> None:
        from nmt_widgets.library.form_history import FormHistory
        from nmt_widgets.library.form_purpose import FormPurpose

        assert source.records is not None
        self.store, code = source.records, source.record.case_id
        self.history = FormHistory(self.store, code, source.number, instrument)
        self.purpose = FormPurpose(self.store, code, instrument)
