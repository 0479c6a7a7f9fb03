"""The choice of the map's colours; it begins with those that somebody has chosen in the settings."""

from __future__ import annotations

from nmt_widgets.core.options import options
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.widgets import Choice


def palette_choice(instrument: Instrument) -> Choice:
    """Return the choice of the map's colours."""
    words = texts("charts", instrument.language)
    names = words["palettes"]
    palettes = {id: names.get(id, id) for id in instrument.bands.palettes}
    return Choice(words["palette"], palettes, options.palette)
