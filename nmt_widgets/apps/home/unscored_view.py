"""An opened case that has no scores yet: what is known of it, in words, instead of an empty map."""

from __future__ import annotations

import ipywidgets

from nmt_widgets.apps.home.case_file import case_file_button
from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.case_files import Case
from nmt_widgets.charts.markup import escape
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Store
from nmt_widgets.widgets import Heading


class UnscoredView(OpenedView):
    """The story of a case, and where it is scored.

    Parameters
    ----------
    case : Case
    instrument : Instrument
    store : Store, optional
        Opened for the person in front: it is asked before the case is saved as a file.
    """

    def __init__(self, case: Case, instrument: Instrument, store: Store | None = None) -> None:
        words = texts("home", instrument.language)
        self.heading = Heading(case.title, subtitle=case.summary, back=words["back"], focus=True)
        advice = words["unscored"]["practice" if case.vignette else "record"]
        paragraphs = [paragraph.text for paragraph in case.vignette]
        html = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        story = ipywidgets.HTML(f'<p class="nmt-alert is-notice">{escape(advice)}</p>{html}')
        story.add_class("nmt-prose")
        self.parts = [self.heading, story]
        if not case.vignette:  # a case to be scored is handed on by whoever makes it
            self.parts.append(case_file_button(case, instrument, store))
