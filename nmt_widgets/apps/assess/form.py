"""An opened assessment: the form, and the map beside it."""

from __future__ import annotations

import ipywidgets

from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.cases import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.form_spec import form_spec
from nmt_widgets.library.live_map import LiveMap
from nmt_widgets.library.saving import Saving
from nmt_widgets.store import Record, Store
from nmt_widgets.widgets import AssessmentForm, Heading
from nmt_widgets.widgets.shared.messages import AnswerMessage, Implausible, ReviewReply

_TOPICS = {"saving": "saving", "sheet": "score_sheet", "form": "form"}


class AssessmentView(OpenedView):
    """An assessment as a form with its map.

    Parameters
    ----------
    store : Store
        Opened for the person who fills it in.
    record : Record
    number : int
        Which of the record's assessments.
    instrument : Instrument
    """

    def __init__(self, store: Store, record: Record, number: int, instrument: Instrument) -> None:
        self._number, self._instrument, self._kind = number, instrument, record.kind
        self._words = texts("assess", instrument.language)
        self._saving = Saving(store, record, number, instrument, self._belongs)
        case = self._saving.case()
        self._age = case.assessment(number).age
        self.heading = Heading(
            case.title,
            subtitle=self._subtitle(case),
            back=self._words["back"],
            focus=True,
        )
        self._form = AssessmentForm(
            self.receive,
            spec=form_spec(instrument, number, case.assessment(number).age_years, self._words, record.kind),
            record=self._saving.record(),
            answers=self._saving.answers(),
            words={name: texts(topic, instrument.language) for name, topic in _TOPICS.items()},
        )
        self._map = LiveMap(case, number, instrument, self._go)
        body = ipywidgets.Box([self._form, self._map.widget])
        body.add_class("nmt-assess")
        self.parts = [self.heading, body]
        self._saving.connect(lambda message: self._form.send(message), self._show)

    def close(self) -> None:
        """Stop polling, and close the widgets."""
        self._saving.close()
        super().close()

    def _belongs(self, path: str) -> bool:
        """Return whether a path belongs to this form: answers of the case, and of this assessment."""
        return path.startswith(f"assessments/{self._number}/") or not path.startswith("assessments/")

    def _go(self, function: str) -> None:
        self._form.place = f"assessments/{self._number}/functions/scores/{function}"

    def receive(self, message: AnswerMessage) -> None:
        """Carry out a message of the form's page."""
        if message["type"] == "review":
            self._review()
        else:
            self._saving.receive(message)

    def _review(self) -> None:
        from nmt_widgets.metrics.plausibility import implausible

        try:
            case = self._saving.case()
            doubts: list[Implausible] = [
                {
                    "rule": doubt.rule,
                    "paths": list(doubt.paths),
                    "title": doubt.title,
                    "reason": doubt.reason,
                    "advice": doubt.advice,
                }
                for doubt in implausible(case, self._number, self._instrument)
            ]
        except InputError as error:
            words = self._words["unchecked"]
            doubts = [
                {"paths": [], "title": words["title"], "reason": error.brief, "advice": words["advice"]}
            ]
        reply: ReviewReply = {"type": "review", "implausible": doubts}
        self._form.send(reply)

    def _subtitle(self, case: Case) -> str:
        """Return the line below the title: the assessment, the age, and the corrected age."""
        label = case.assessment(self._number).label
        return f"{label} · {wording.age_of(case, self._number)} · {case.id}"

    def _show(self) -> None:
        try:
            case = self._saving.case()
        except InputError:
            return  # the title or the age is empty for the moment
        self._map.show(case, self._number)
        self.heading.title, self.heading.subtitle = case.title, self._subtitle(case)
        assessment = case.assessment(self._number)
        if assessment.age != self._age:
            self._age = assessment.age
            self._form.spec = form_spec(
                self._instrument, self._number, assessment.age_years, self._words, self._kind
            )
