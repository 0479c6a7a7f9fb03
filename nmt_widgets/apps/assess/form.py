"""An opened assessment: its heading, and the form with the map beside it."""

from __future__ import annotations

from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.assessment_form import AssessmentForm
from nmt_widgets.store import Record, Store
from nmt_widgets.widgets import Heading


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
    section : str, optional
        The section to open; by default the one in which the person stopped.
    """

    def __init__(
        self,
        store: Store,
        record: Record,
        number: int,
        instrument: Instrument,
        section: str | None = None,
    ) -> None:
        self.form = AssessmentForm(record, number, store=store, section=section, instrument=instrument)
        case = self.form.to_case()
        self.heading = Heading(
            case.title,
            subtitle=self._subtitle(case),
            back=texts("assess", instrument.language)["back"],
            focus=True,
        )
        self.parts = [self.heading, self.form]
        self.form.observe(self._follow, "value")

    def _subtitle(self, case: Case) -> str:
        """Return the line below the title: the assessment, the age, and the corrected age."""
        number = self.form.number
        return f"{case.assessment(number).label} · {wording.age_of(case, number)} · {case.id}"

    def _follow(self, _change: object) -> None:
        try:
            case = self.form.to_case()
        except InputError:
            return  # the title or the age is empty for the moment
        self.heading.title, self.heading.subtitle = case.title, self._subtitle(case)
