"""The panel on which a trainer asks the room: whether it is ready, and for a word."""

from __future__ import annotations

from typing import Any

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.presenting.audience import AudienceQuestion
from nmt_widgets.presenting.slides import write


def room_panel(instrument: Instrument) -> dict[str, Any]:
    """Return the panel as a scene of a deck; it needs a room that answers."""
    words = texts("present", instrument.language)["room"]["panel"]
    return {
        "id": "panel-room",
        "kind": "room",
        "title": words["title"],
        "html": write("room", words=words),
        "steps": 0,
        "minutes": None,
        "notes": [{"text": words["note"], "mark": "", "step": None}],
        "data": {"words": words},
    }


def room_question(ask: str, text: str, instrument: Instrument) -> AudienceQuestion | None:
    """Return the question that the panel asks; None where it asks nothing.

    Parameters
    ----------
    ask : str
        "ready" or "words"; anything else asks nothing.
    text : str
        What a word is asked for.
    instrument : Instrument
    """
    words = texts("present", instrument.language)["room"]["panel"]
    if ask == "ready":
        return AudienceQuestion(words["ready"], "choice", (words["is_ready"], words["not_yet"]))
    return AudienceQuestion(text, "text") if ask == "words" and text.strip() else None
