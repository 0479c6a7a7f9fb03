"""The assessment as a form: sections, score sheet, history grids, review, and a bar that says what is saved."""

from __future__ import annotations

import traitlets

from nmt_widgets.widgets.assess.form_still import still_form
from nmt_widgets.widgets.shared.answers.messages import AnswerMessage, Answers, PurposeFacts, RecordFacts
from nmt_widgets.widgets.shared.form.messages import FormSpec, FormWords
from nmt_widgets.widgets.shared.markup import Html
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.traits import fixed_trait, record_trait


class FormView(MessageWidget[AnswerMessage]):
    """Asks the questions it is given and reports every answer; it neither computes nor keeps records.

    Parameters
    ----------
    spec : dict
        Sections with their questions, levels of confidence, patterns, the look of the steps
        (see :func:`nmt_widgets.library.form_spec.form_spec`).
    record : dict
        Which case and assessment, its revision and status, who fills it in.
    answers : dict
        The answers so far, by path.
    words : dict
        The words on the form's own parts.
    receive : callable
        Called with each `AnswerMessage` of the page.

    Attributes
    ----------
    place : str
        The path of a question to go to; the page empties it.
    where : str
        Where the answers are saved, in words for the bar; empty for the store.
    section : str
        The section that is open.
    purpose : dict
        What a record of the store is for, and what else it may be for; empty for others.
    """

    bundle = "assess/assessment_form"
    styles = ("assess",)
    root_class = "nmt-assessment"

    spec: FormSpec = record_trait()
    record: RecordFacts = record_trait()
    answers: Answers = record_trait()
    words: FormWords = fixed_trait()
    place = traitlets.Unicode().tag(sync=True)
    where = traitlets.Unicode().tag(sync=True)
    section = traitlets.Unicode().tag(sync=True)
    purpose: PurposeFacts = record_trait()

    def still_html(self) -> Html:
        """Return the sections and the open section's questions; nothing can be answered yet."""
        return still_form(self.spec, self.answers, self.words, self.section, self.purpose)
