"""Lines in the pictures of the teaching panels, as SVG path data."""

from __future__ import annotations

import math


def wave(
    begin: float, end: float, width: int = 240, middle: float = 30, turns: int = 6, shift: float = 0
) -> str:
    """Return a wave from left to right whose height changes steadily.

    Parameters
    ----------
    begin, end : float
        Its height at the left and at the right end, from the middle.
    width, middle : float
        The x of its right end, and the y of its middle.
    turns : int
        Number of periods.
    shift : float
        The part of a period at which it begins.

    Examples
    --------
    >>> wave(10, 0, width=8, middle=30, turns=1, shift=0.25)
    'M0 20L4 35L8 30'
    """
    points = []
    for x in range(0, width + 1, 4):
        share = x / width
        swing = (begin + (end - begin) * share) * math.sin(2 * math.pi * (turns * share + shift))
        points.append(f"{x} {middle - swing:.4g}")
    return "M" + "L".join(points)


def bolt(begin: tuple[float, float], aim: tuple[float, float], short: float) -> str:
    """Return a zigzag from one point towards another; it ends `short` before that point.

    Examples
    --------
    >>> bolt((0, 0), (100, 0), 40)
    'M0 0L36 7L24 -7L60 0'
    """
    (x, y), length = begin, math.dist(begin, aim)
    across, down = (aim[0] - x) / length, (aim[1] - y) / length
    reach = length - short

    def point(along: float, aside: float) -> str:
        return f"{x + across * along - down * aside:.4g} {y + down * along + across * aside:.4g}"

    return f"M{point(0, 0)}L{point(reach * 0.6, 7)}L{point(reach * 0.4, -7)}L{point(reach, 0)}"
