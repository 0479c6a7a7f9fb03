"""The periods of a developmental history that a chart shows, and the bands of risk behind them."""

from __future__ import annotations

from typing import Any

from nmt_widgets.charts.style import MUTED, text, zone
from nmt_widgets.charts.wording import named
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile
from nmt_widgets.metrics.profiles import BIRTH

_DARKEST = 0.3


def lived(profile: Profile, instrument: Instrument) -> list[str]:
    """Return the ids of the periods that had begun at the assessment."""
    return [period.id for period in instrument.history.periods if period.from_ < max(profile.age, BIRTH)]


def risk_bands(instrument: Instrument, top: float) -> list[dict[str, Any]]:
    """Return the risk bands as backgrounds, the higher the darker."""
    shapes, low = [], 0.0
    count = len(instrument.risk.bands)
    for position, band in enumerate(instrument.risk.bands):
        high = top if band.below is None else band.below
        shade = _DARKEST * position / max(count - 1, 1)
        shapes.append(zone(low, high, f"rgba(122, 130, 144, {shade:.2f})", across="y"))
        low = high
    return shapes


def band_names(instrument: Instrument) -> list[dict[str, Any]]:
    """Return the names of the risk bands, to the left of the plot."""
    low, names = 0.0, []
    place: dict[str, Any] = {"xref": "paper", "xanchor": "right", "xshift": -8}
    for band in instrument.risk.bands:
        high = float(instrument.history.severity.high) if band.below is None else band.below
        word = named("risk_bands", band.id, instrument)
        names.append(text(word, 0, (low + high) / 2, size=13, colour=MUTED, **place))
        low = high
    return names
