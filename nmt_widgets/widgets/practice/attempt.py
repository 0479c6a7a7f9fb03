"""An attempt at a practice case: the vignette beside the score sheet, its sentences attached as evidence."""

from __future__ import annotations

from nmt_widgets.widgets.practice.messages import AttemptMessage, VignetteText
from nmt_widgets.widgets.shared.answers.messages import Answers, RecordFacts
from nmt_widgets.widgets.shared.form.messages import FormSpec, FormWords
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.traits import fixed_trait, record_trait


class PracticeAttempt(MessageWidget[AttemptMessage]):
    """Shows a vignette beside the score sheet and reports every answer; it is given no reference.

    Parameters
    ----------
    receive : callable
        Called with each `AttemptMessage` of the page.
    vignette : dict
        `paragraphs`, as pairs of number and text, and `results` of other instruments.
    spec, record, answers, words : dict
        As the assessment form is given them; `words` has `practice` besides.
    """

    bundle = "practice/attempt"
    styles = (
        "assess/fields",
        "assess/fields_rating",
        "assess/save_bar",
        "assess/score_sheet",
        "assess/score_sheet_details",
        "practice/vignette",
        "practice/attempt",
    )

    vignette: VignetteText = record_trait()
    spec: FormSpec = fixed_trait()
    record: RecordFacts = record_trait()
    answers: Answers = record_trait()
    words: FormWords = fixed_trait()
