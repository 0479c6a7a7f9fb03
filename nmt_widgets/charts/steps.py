"""The look of each step of the scale: colour, ink, band and words."""

from __future__ import annotations

from dataclasses import dataclass

from nmt_widgets.charts.wording import plain, words
from nmt_widgets.core.errors import refusal
from nmt_widgets.core.options import options
from nmt_widgets.instrument import Instrument

DARK, LIGHT = "#16181D", "#FFFFFF"


@dataclass(frozen=True)
class Step:
    """One step of the scale.

    Attributes
    ----------
    score : int
    colour, ink : str
        Of the box, and of the text in it.
    band : str
        The band's id.
    band_word, key_word : str
        Its word beside a box, and under the steps of the key.
    """

    score: int
    colour: str
    ink: str
    band: str
    band_word: str
    key_word: str


def steps(instrument: Instrument, palette: str | None = None) -> tuple[Step, ...]:
    """Return every step of the scale, from the lowest up; without a palette in that of the options.

    Raises
    ------
    InputError
        When there is no such palette.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> [step.ink for step in steps(load_instrument())][:3]
    ['#FFFFFF', '#16181D', '#16181D']
    """
    palettes, palette = instrument.bands.palettes, palette or options.palette
    if palette not in palettes:
        raise refusal("charts", "no_palette", name=palette, known=", ".join(palettes))
    bands = words(instrument)["bands"]
    scale_steps = []
    for score in range(instrument.scale.low, instrument.scale.high + 1):
        colour = palettes[palette][score - instrument.scale.low]
        band = instrument.band(score).id
        word = bands.get(band) or {"said": plain(band).lower(), "key": plain(band).lower()}
        scale_steps.append(Step(score, colour, ink(colour), band, word["said"], word["key"]))
    return tuple(scale_steps)


def step_of(score: float, instrument: Instrument) -> int:
    """Return the position of a score's step; a norm with a decimal takes the nearest."""
    nearest = min(max(int(score + 0.5), instrument.scale.low), instrument.scale.high)
    return nearest - instrument.scale.low


def ink(colour: str) -> str:
    """Return the ink that contrasts more with a colour: near-black or white."""
    return max((DARK, LIGHT), key=lambda tone: contrast(tone, colour))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours as WCAG defines it, 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
