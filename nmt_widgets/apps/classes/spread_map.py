"""How far apart a class is, on the map: a range in each box, and the reference below it once it is shown."""

from __future__ import annotations

from nmt_widgets.charts.brain_map import MapColumn, brain_map
from nmt_widgets.charts.map_columns import ScoreRange
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.training.class_board import Board, load_board_rules
from nmt_widgets.training.raters.comparison import plain
from nmt_widgets.widgets.shared.messages import Words


def spread_map(board: Board, instrument: Instrument, reference: Floats | None, words: Words) -> str:
    """Return the map as SVG; nobody's name or letter is in it.

    Parameters
    ----------
    board : Board
    instrument : Instrument
    reference : ndarray, shape (functions,), optional
        Only where the room may see it.
    words : mapping
        `board` of `classes.yaml`.
    """
    listed = {*board.discussion, *board.off}
    ranges = {}
    for id, spread in board.functions.items():
        if spread.difference is None:
            ranges[id] = ScoreRange(spread.n)
        else:
            ends = spread.lowest, spread.median, spread.highest
            ranges[id] = ScoreRange(spread.n, *ends, is_apart=id in listed)
    known = [None] * len(instrument.ids) if reference is None else [plain(score) for score in reference]
    note = plural(words, "map_note", len(board.raters))
    column = MapColumn(
        id="room",
        title=words["map_title"],
        values=dict(zip(instrument.ids, known, strict=True)),
        note=note if reference is None else words["map_reference"].format(raters=note),
        ranges=ranges,
    )
    return brain_map([column], instrument, key=False, uid="room")


def spread_key(has_reference: bool, words: Words) -> str:
    """Return what stands in the boxes, in words."""
    key = words["map_key"].format(n=load_board_rules().spread.least_raters)
    return f"{key} {words['map_key_reference']}" if has_reference else key
