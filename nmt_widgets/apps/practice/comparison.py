"""A submitted attempt beside the reference: readings, maps, and every difference with its paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nmt_widgets.apps.practice.attempt import scoring_spec, vignette_text
from nmt_widgets.apps.practice.feedback import AttemptNotes
from nmt_widgets.apps.practice.findings import (
    agreement_figures,
    danger_rows,
    difference_rows,
    known_traps,
    readings,
)
from nmt_widgets.apps.shared.page_requests import edit_id
from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.case_files import Case
from nmt_widgets.charts.brain_map import brain_map, client_column
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import profile
from nmt_widgets.training.references.attempts import as_scored, compare_attempt, for_trainee
from nmt_widgets.training.references.model import Reference
from nmt_widgets.widgets import Heading, MapView
from nmt_widgets.widgets.practice.comparison import PracticeComparison, PracticeReadings
from nmt_widgets.widgets.practice.messages import Again, FeedbackMessage, FeedbackReply, ProgressStep
from nmt_widgets.widgets.shared.messages import Words
from nmt_widgets.widgets.shared.traits import TextChange


class ComparisonView(OpenedView):
    """A submitted attempt beside the reference.

    Parameters
    ----------
    attempt : Case
        As it was submitted.
    case : Case
        The practice case.
    reference : Reference
        As the server gave it for this attempt.
    instrument : Instrument
    by : str
        Whose attempt it is; empty for the person's own.
    progress : list of ProgressStep
        The person's submitted attempts at this case, in order.
    again : callable, optional
        Called when the person begins another attempt; without it the page offers none.
    notes : AttemptNotes, optional
        Disputes, answers and comments; without them the page shows and offers none.
    function : str
        The function to go to at once; none where it is empty.
    """

    def __init__(
        self,
        attempt: Case,
        case: Case,
        reference: Reference,
        instrument: Instrument,
        *,
        by: str = "",
        progress: list[ProgressStep] | None = None,
        again: Callable[[str], None] | None = None,
        notes: AttemptNotes | None = None,
        function: str = "",
    ) -> None:
        self._instrument, self._again, self._notes = instrument, again, notes
        words = texts("practice", instrument.language)
        comparison_words = _words_of(by, words) if by else words["comparison"]
        label = attempt.assessment(1).label
        differences = compare_attempt(attempt, reference, instrument)
        subtitle = comparison_words["subtitle_of" if by else "subtitle"].format(label=label, by=by)
        self.heading = Heading(attempt.title, subtitle=subtitle, back=words["back"], focus=not function)
        self._readings = PracticeReadings(
            self.receive,
            sentences=readings(attempt, reference, differences, instrument),
            figures=agreement_figures(differences, instrument),
            progress=(progress or []) if len(progress or []) > 1 else [],
            again=again is not None,
            words=comparison_words,
        )
        self._map = MapView(
            svg=self._maps(attempt, reference, label, words=True),
            svg_tall=self._maps(attempt, reference, label, words=False),
            label=comparison_words["map"].format(title=attempt.title),
        )
        self._map.observe(self._go_to, "selected")
        spec = scoring_spec(instrument, attempt.assessment(1).age_years)
        self._comparison = PracticeComparison(
            self._write,
            vignette=vignette_text(for_trainee(case, case.assessments[0].number), words),
            rows=difference_rows(attempt, reference, differences, instrument),
            dangers=danger_rows(reference, instrument),
            traps=known_traps(reference, instrument),
            stance=reference.stance,
            steps=spec["steps"],
            feedback=notes.rows() if notes else {},
            typed=notes.typed if notes else "",
            place=function if function in instrument.ids else "",
            words={
                **comparison_words,
                "vignette": words["vignette"],
                "feedback": words["feedback"]["page"],
            },
        )
        self.parts = [self.heading, self._readings, self._map, self._comparison]

    def _maps(self, attempt: Case, reference: Reference, label: str, *, words: bool) -> str:
        """Draw the attempt and the reference side by side; the narrow map has no words in its boxes."""
        titles = {
            "own": label,
            "reference": texts("practice", self._instrument.language)["comparison"]["reference"],
        }
        cases = {"own": attempt, "reference": as_scored(attempt, reference)}
        columns = [
            replace(
                client_column(
                    profile(case, 1, self._instrument, unscored=True),
                    self._instrument,
                    id=id,
                    title=titles[id],
                ),
                words=words,
            )
            for id, case in cases.items()
        ]
        return brain_map(columns, self._instrument, uid="practice")

    def _go_to(self, change: TextChange) -> None:
        """Go to the function of the box that was opened on a map."""
        if change["new"] in self._instrument.ids:
            self._comparison.place = change["new"]
            self._map.selected = ""

    def _write(self, message: FeedbackMessage) -> None:
        """Write what the page sent about a function, and tell the page how it went."""
        if self._notes is None:
            return
        edit = edit_id(message)
        reply: FeedbackReply = {"type": "kept", "edit": edit}
        try:
            self._notes.write(message)
        except InputError as error:
            reply = {"type": "refused", "edit": edit, "message": error.brief}
        self._comparison.feedback = self._notes.rows()
        self._comparison.send(reply)

    def receive(self, message: Again) -> None:
        """Begin another attempt, where that may be done from here."""
        if self._again:
            self._again(edit_id(message))


def _words_of(by: str, words: Words) -> Words:
    """Return the words of the comparison for somebody who reads another person's attempt."""
    own, others = words["comparison"], words["comparison_of"]
    return {
        **own,
        "summary": others["summary"].format(by=by),
        "legend_own": others["legend_own"],
        "columns": {**own["columns"], "own": others["own"], "evidence": others["evidence"]},
    }
