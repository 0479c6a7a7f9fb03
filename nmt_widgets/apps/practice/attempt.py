"""An attempt at a practice case while it is scored: the vignette beside the score sheet, and no reference anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from nmt_widgets.apps.shared.form_spec import form_spec
from nmt_widgets.apps.shared.saving import Saving
from nmt_widgets.cases import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Record, Store
from nmt_widgets.training.references.attempts import for_trainee
from nmt_widgets.widgets import Heading
from nmt_widgets.widgets.practice.attempt import PracticeAttempt

NUMBER = 1
"""An attempt is a record of its own, with one assessment."""


class Attempt:
    """The parts of an attempt that is being scored; `parts` come in the order they are read.

    Parameters
    ----------
    store : Store
        Opened for the person whose attempt it is.
    record : Record
    case : Case
        The practice case it is an attempt at; nothing of it but what a trainee is given leaves this class.
    instrument : Instrument
    submitted : callable
        Called when the page says that the attempt is submitted.
    """

    def __init__(
        self, store: Store, record: Record, case: Case, instrument: Instrument, submitted: Callable[[], None]
    ) -> None:
        self._submitted = submitted
        words = texts("practice", instrument.language)
        given = for_trainee(case, case.assessments[0].number)
        asked = given.assessments[0]
        stem = f"assessments/{NUMBER}/"
        self._saving = Saving(store, record, NUMBER, instrument, lambda path: path.startswith(stem))
        label = str(record.answers.get(f"{stem}label", ""))
        subtitle = words["attempt"]["subtitle"].format(label=label, age=wording.age_of(given, asked.number))
        self.heading = Heading(given.title, subtitle=subtitle, back=words["back"], focus=True)
        self._widget = PracticeAttempt(
            self._receive,
            vignette=told(given, words),
            spec=scoring_spec(instrument, asked.age_years),
            record=self._saving.record(),
            answers=self._saving.answers(),
            words={
                "saving": texts("saving", instrument.language),
                "sheet": texts("score_sheet", instrument.language),
                "form": texts("form", instrument.language),
                "practice": {**words["attempt"], "vignette": words["vignette"]},
            },
        )
        self.parts: list[ipywidgets.Widget] = [self.heading, self._widget]
        self._saving.connect(self._widget.send, lambda: None)

    def close(self) -> None:
        """Stop looking for changes made elsewhere and free what the page holds."""
        self._saving.close()
        self._widget.close()

    def _receive(self, message: dict[str, Any]) -> None:
        if message.get("type") == "submitted":
            self._submitted()
        else:
            self._saving.receive(message)


def scoring_spec(instrument: Instrument, age: float) -> dict[str, Any]:
    """Return the form of an attempt: the score sheet of Part C alone."""
    spec = form_spec(instrument, NUMBER, age, texts("assess", instrument.language))
    vignette = texts("practice", instrument.language)["vignette"]["source"]
    return {
        **spec,
        "sections": [section for section in spec["sections"] if section["kind"] == "functions"],
        "instruments": [vignette, *spec["instruments"]],
    }


def told(given: Case, words: dict[str, Any]) -> dict[str, Any]:
    """Return what the vignette shows of a case: its paragraphs, and the results of other instruments."""
    return {
        "paragraphs": [[paragraph.number, paragraph.text] for paragraph in given.vignette],
        "results": [
            {
                "title": found.instrument,
                "by": " · ".join(
                    part
                    for part in (
                        found.informant,
                        words["vignette"]["at"].format(age=found.at) if found.at else "",
                    )
                    if part
                ),
                "rows": [[name, str(value)] for name, value in found.results.items()],
                "note": found.note,
            }
            for found in given.instruments
        ],
    }
