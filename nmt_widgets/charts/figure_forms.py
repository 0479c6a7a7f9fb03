"""How a kind of figure and its change are written, so that before, after and change always fit each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nmt_widgets.charts.wording import number, of_typical, ratio
from nmt_widgets.core.local import say_number
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Difference
from nmt_widgets.metrics.rounding import decimals_beside, half_up


@dataclass(frozen=True)
class FigureForm:
    """One way to write a figure.

    Attributes
    ----------
    write : function of float or None to str
        Writes the figure itself.
    decimals : function of float to int
        To how many decimals `write` rounds it.
    shortest : bool
        Whether zeros at the end are left out.
    """

    write: Callable[[float | None], str]
    decimals: Callable[[float], int]
    shortest: bool = False

    def change(self, difference: Difference) -> float | None:
        """Return the change between two figures as they are written, not as they were before rounding.

        None where there is no change to speak of: a figure is missing, or the two are of different functions.

        Examples
        --------
        >>> RATIO.change(Difference(0.684, 1.355, 0.671, True))
        0.68
        """
        if difference.change is None or difference.before is None or difference.after is None:
            return None
        before, after = (self._round(value) for value in (difference.before, difference.after))
        return half_up(after - before, self._decimals(difference.before, difference.after))

    def signed(self, difference: Difference) -> str:
        """Write the change with its sign; a change of 0 has none.

        Examples
        --------
        >>> POINTS.signed(Difference(168, 231, 63, True)), RATIO.signed(Difference(1, 0.9, -0.1, False))
        ('+63', '−0.10')
        >>> POINTS.signed(Difference(7, 7, 0, False)), POINTS.signed(Difference(7, None, None, False))
        ('0', '–')
        """
        change = self.change(difference)
        if change is None or difference.before is None or difference.after is None:
            return number(None)
        if change == 0:
            return number(0.0)
        decimals = self._decimals(difference.before, difference.after)
        return ("+" if change > 0 else "−") + say_number(abs(change), decimals, shortest=self.shortest)

    def _round(self, value: float) -> float:
        return half_up(value, self.decimals(value))

    def _decimals(self, *values: float) -> int:
        return max(map(self.decimals, values))


POINTS = FigureForm(number, lambda value: 1, shortest=True)
"""Scores and their sums."""

RATIO = FigureForm(ratio, lambda value: 2)
"""The cortical modulation ratio."""


def typical_form(instrument: Instrument, decimals: int = 0) -> FigureForm:
    """Return how percents of typical are written, with `decimals` or more.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> whole = typical_form(load_instrument())
    >>> whole.write(64.58), whole.signed(Difference(47.92, 64.58, 16.66, True))
    ('64.6 %', '+16.6')
    """
    limits = instrument.domains.limits
    return FigureForm(
        lambda value: of_typical(value, instrument, decimals),
        lambda value: decimals_beside(value, limits, decimals),
    )
