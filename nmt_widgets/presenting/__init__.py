"""Presentations of a case: scenes as plain data, which a page can show without a kernel."""

from nmt_widgets.presenting.deck import deck, panel_deck
from nmt_widgets.presenting.hand_outs import HAND_OUTS, hand_out_name
from nmt_widgets.presenting.pathways import Pathway, pathways
from nmt_widgets.presenting.sequence import scenes_of
from nmt_widgets.presenting.slides import Slide, SpeakerNote
from nmt_widgets.presenting.teaching import Teaching, load_teaching

__all__ = [
    "HAND_OUTS",
    "Pathway",
    "Slide",
    "SpeakerNote",
    "Teaching",
    "deck",
    "hand_out_name",
    "load_teaching",
    "panel_deck",
    "pathways",
    "scenes_of",
]
