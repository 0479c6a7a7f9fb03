"""An attempt at a practice case: the vignette beside the score sheet, its sentences attached as evidence."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.practice.messages import AttemptMessage
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class PracticeAttempt(MessageWidget[AttemptMessage]):
    """Shows a vignette beside the score sheet and reports every answer; it is given no reference.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: those of
        :class:`nmt_widgets.widgets.assess.form.AssessmentForm`, and `{"type": "submitted"}`.
        What it holds comes from the page: check it.
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

    vignette: Any = traitlets.Dict().tag(sync=True)
    spec: Any = traitlets.Dict().tag(sync=True)
    record: Any = traitlets.Dict().tag(sync=True)
    answers: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
