"""An attempt at a practice case while it is scored: the vignette beside the score sheet, and no reference anywhere."""

from __future__ import annotations

from collections.abc import Callable

from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.saving import Saving
from nmt_widgets.library.sheet_source import sheet_spec
from nmt_widgets.store import Record, Store
from nmt_widgets.training.references.attempts import for_trainee
from nmt_widgets.widgets import Heading
from nmt_widgets.widgets.practice.attempt import PracticeAttempt
from nmt_widgets.widgets.practice.messages import AttemptMessage, VignetteText
from nmt_widgets.widgets.shared.form.messages import FormSpec
from nmt_widgets.widgets.shared.messages import Words

NUMBER = 1
"""An attempt is a record of its own, with one assessment."""


class AttemptView(OpenedView):
    """An attempt that is being scored.

    Parameters
    ----------
    store : Store
        Opened for the person whose attempt it is.
    record : Record
    case : Case
        The practice case it is an attempt at; this class hands on only what a trainee may see.
    instrument : Instrument
    submitted : callable
        Called when the page says that the attempt is submitted.
    """

    def __init__(
        self, store: Store, record: Record, case: Case, instrument: Instrument, submitted: Callable[[], None]
    ) -> None:
        self._submitted = submitted
        words = texts("practice", instrument.language)
        blind = for_trainee(case, case.assessments[0].number)
        assessment = blind.assessments[0]
        stem = f"assessments/{NUMBER}/"
        self._saving = Saving(store, record, NUMBER, instrument, lambda path: path.startswith(stem))
        label = str(record.answers.get(f"{stem}label", ""))
        subtitle = words["attempt"]["subtitle"].format(
            label=label, age=wording.age_of(blind, assessment.number)
        )
        self.heading = Heading(blind.title, subtitle=subtitle, back=words["back"], focus=True)
        self._widget = PracticeAttempt(
            self.receive,
            vignette=vignette_text(blind, words),
            spec=scoring_spec(instrument, assessment.age_years),
            record=self._saving.record(),
            answers=self._saving.answers(),
            words={
                "saving": _saving_words(store, instrument),
                "sheet": texts("score_sheet", instrument.language),
                "form": texts("form", instrument.language),
                "practice": {**words["attempt"], "vignette": words["vignette"]},
            },
        )
        self.parts = [self.heading, self._widget]
        self._saving.connect(self._widget.send, lambda: None)

    def close(self) -> None:
        """Stop polling, and close the widgets."""
        self._saving.close()
        super().close()

    def receive(self, message: AttemptMessage) -> None:
        """Carry out a message of the attempt's page."""
        if message["type"] == "submitted":
            self._submitted()
        else:
            self._saving.receive(message)


def _saving_words(store: Store, instrument: Instrument) -> Words:
    """Return the words of saving; somebody who came into a class by its code comes in again by their own code."""
    words = texts("saving", instrument.language)
    if store.person is None or not store.person.may("attends"):
        return words
    return {**words, "troubles": {**words["troubles"], "ended": words["troubles"]["ended_class"]}}


def scoring_spec(instrument: Instrument, age: float) -> FormSpec:
    """Return the form of an attempt: the score sheet of Part C alone."""
    spec = sheet_spec(instrument, NUMBER, age)
    vignette = texts("practice", instrument.language)["vignette"]["source"]
    return {**spec, "instruments": [vignette, *spec["instruments"]]}


def vignette_text(case: Case, words: Words) -> VignetteText:
    """Return what a trainee may read of a case.

    Parameters
    ----------
    case : Case
        As :func:`for_trainee` returns it.
    words : mapping
        `practice.yaml`.
    """
    return {
        "paragraphs": [(paragraph.number, paragraph.text) for paragraph in case.vignette],
        "results": [
            {
                "title": result.instrument,
                "by": " · ".join(
                    part
                    for part in (
                        result.informant,
                        words["vignette"]["at"].format(age=result.at) if result.at else "",
                    )
                    if part
                ),
                "rows": [(name, str(value)) for name, value in result.results.items()],
                "note": result.note,
            }
            for result in case.instruments
        ],
    }
