"""An attempt beside the reference: what it comes to in words, and every difference with the paragraphs behind it."""

from __future__ import annotations

import traitlets

from nmt_widgets.widgets.practice.messages import (
    Again,
    AgreementFigure,
    DangerSignRow,
    DifferenceRow,
    FeedbackMessage,
    FunctionFeedback,
    ProgressStep,
    TrapRow,
    VignetteText,
)
from nmt_widgets.widgets.shared.form.messages import StepLook
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Words
from nmt_widgets.widgets.shared.traits import list_trait, record_trait


class PracticeReadings(MessageWidget[Again]):
    """Says how an attempt stands to the reference, and offers another one.

    Parameters
    ----------
    receive : callable
        Called with the message `Again` of the page.
    sentences : list of str
    figures : list of dict
        Each with `name`, `value`, `range`, `band` and `meaning`.
    progress : list of dict
        Attempts in their order: `label` and `nearness`.
    again : bool
        Whether another attempt may be begun.
    words : dict
    """

    bundle = "practice/readings"
    styles = ("practice/readings",)

    sentences: list[str] = list_trait()
    figures: list[AgreementFigure] = list_trait()
    progress: list[ProgressStep] = list_trait()
    again = traitlets.Bool(False).tag(sync=True)
    words: Words = record_trait()


class PracticeComparison(MessageWidget[FeedbackMessage]):
    """The vignette beside the differences by function; a paragraph's number goes to the paragraph.

    Parameters
    ----------
    receive : callable
        Called with each `FeedbackMessage` of the page.
    vignette : dict
        As :class:`nmt_widgets.widgets.practice.attempt.PracticeAttempt` is given it.
    rows, dangers, traps : list of dict
        See :mod:`nmt_widgets.apps.practice.findings`.
    stance : str
        How the expert dealt with what the case leaves open.
    steps : dict
        The look of the steps of the scale.
    typed : str
        Names the attempt and the person, for what is typed and not sent yet.
    words : dict

    Attributes
    ----------
    feedback : dict
        What is written about each function, and what may be.
    place : str
        The function to go to; emptied by the page when it has.
    """

    bundle = "practice/comparison"
    styles = ("practice/vignette", "practice/comparison", "practice/feedback")

    vignette: VignetteText = record_trait()
    rows: list[DifferenceRow] = list_trait()
    dangers: list[DangerSignRow] = list_trait()
    traps: list[TrapRow] = list_trait()
    stance = traitlets.Unicode().tag(sync=True)
    steps: StepLook = record_trait()
    feedback: dict[str, FunctionFeedback] = record_trait()
    typed = traitlets.Unicode().tag(sync=True)
    words: Words = record_trait()
    place = traitlets.Unicode().tag(sync=True)
