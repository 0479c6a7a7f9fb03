"""An instrument whose ranges are measured, for tests."""

from dataclasses import replace

from nmt_widgets import load_instrument
from nmt_widgets.instrument import parts


def measured(points=2.0, shared=0.4, functions=None, instrument=None):
    """The instrument with a measured error of some functions, by default of all."""
    instrument = instrument or load_instrument()
    counts = {"cases": 6, "raters": 10, "ratings": 48}
    entries = {id: {"points": points, **counts} for id in functions or instrument.ids}
    error = {"date": "2026-11-30", "level": 0.95, "method": "rater-error-1", "shared": shared, **counts}
    plain = instrument.confidence.model_dump(exclude={"measured"}) | {
        "version": "interval-2-2026-11-30",
        "measured": {**error, "functions": entries},
    }
    confidence = parts.Confidence.model_validate(plain)
    versions = {**instrument.versions, "confidence": confidence.version}
    return replace(instrument, confidence=confidence, versions=versions)
