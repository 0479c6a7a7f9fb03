"""The score sheet of Part C on its own, with the bar of saving where it is saved to a file."""

from __future__ import annotations

import traitlets

from nmt_widgets.widgets.shared.answers.messages import Answers, RecordFacts, SavingMessage
from nmt_widgets.widgets.shared.form.messages import FormSpec, FormWords
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.traits import TextTrait, record_trait


class SheetView(MessageWidget[SavingMessage]):
    """Shows one row for each function with its twelve steps, and reports every score.

    Parameters
    ----------
    spec, record, answers, words : dict
        As :class:`nmt_widgets.widgets.assess.form_view.FormView` is given them; the first section is the sheet.
    receive : callable
        Called with each `SavingMessage` of the page.

    Attributes
    ----------
    where : str
        Where the answers are saved, in words for the bar.
    is_saved : bool
        Whether there is a bar: the answers are saved to where they last.
    selected : str
        The id of the function whose row is the current one. Set by both sides.
    """

    bundle = "shared/sheet_view"
    styles = (
        "assess/fields",
        "assess/save_bar",
        "assess/score_sheet",
        "assess/score_sheet_details",
        "assess/notebook",
        "shared/sheet_view",
    )

    spec: FormSpec = record_trait()
    record: RecordFacts = record_trait()
    answers: Answers = record_trait()
    words: FormWords = record_trait()
    where = traitlets.Unicode().tag(sync=True)
    is_saved = traitlets.Bool().tag(sync=True)
    selected = TextTrait().tag(sync=True)
