"""A class's board as the page is given it: rows, the list to discuss, the raters, all in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nmt_widgets.charts import wording
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.store import Revision
from nmt_widgets.training.class_board import Board, ScoreSpread, load_board_rules
from nmt_widgets.training.raters.comparison import plain

_SCORES = "assessments/1/functions/scores/"


@dataclass(frozen=True)
class Agreed:
    """What a class agreed on for one function, who led it there, and when."""

    score: int
    note: str
    author: str
    at: str


def agreed_by_function(revisions: Iterable[Revision]) -> dict[str, Agreed]:
    """Return what is agreed now, by function, from every revision of the record it is kept in."""
    agreed: dict[str, Agreed] = {}
    for revision in revisions:
        for change in revision.changes:
            path, new = str(change["path"]), change["new"]
            if not path.startswith(_SCORES):
                continue
            function = path.removeprefix(_SCORES)
            said = new if isinstance(new, dict) else {"score": new}
            if isinstance(said.get("score"), int):
                note = str(said.get("note") or "")
                agreed[function] = Agreed(said["score"], note, revision.author, revision.at)
            else:
                agreed.pop(function, None)
    return agreed


def board_rows(
    board: Board,
    table: Floats,
    instrument: Instrument,
    reference: Floats | None,
    agreed: Mapping[str, Agreed],
    pinned: Iterable[str],
    words: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what the page shows of a board.

    Parameters
    ----------
    board : Board
    table : ndarray, shape (raters, functions)
    instrument : Instrument
    reference : ndarray, shape (functions,), optional
        Only where the room may see it: what is returned is on its way to the page.
    agreed : mapping of function to Agreed
    pinned : iterable of str
        Functions put on the list by hand.
    words : mapping
        `class_board.yaml`.
    """
    chosen = [*pinned]
    listed = [*dict.fromkeys([*board.discussion, *board.off, *chosen])]
    known = dict(zip(instrument.ids, reference, strict=True)) if reference is not None else {}
    rows = []
    for at, function in enumerate(instrument.functions):
        spread, expert = board.functions[function.id], plain(known.get(function.id, np.nan))
        rows.append(
            {
                "id": function.id,
                "number": function.number,
                "name": function.name,
                "counts": list(spread.counts),
                "n": spread.n,
                "median": spread.median,
                "lowest": spread.lowest,
                "highest": spread.highest,
                "difference": _rounded(spread.difference),
                "reference": expert,
                "scores": _scores(board.raters, table[:, at]),
                "pinned": function.id in chosen,
                "listed": function.id in listed,
                **_agreement(agreed.get(function.id), words["function"]),
                **_said(spread, expert, agreed.get(function.id), words["board"]),
            }
        )
    return {
        "functions": rows,
        "discussion": [_entry(id, board, known, agreed, instrument, words["discussion"]) for id in listed],
        "raters": _raters(board, words["raters"]),
        "raters_said": _raters_said(board, words["raters"]),
        "reference_shown": reference is not None,
    }


def _scores(raters: Iterable[str], scores: Floats) -> list[list[Any]]:
    """Return who gave which score, the highest first; who gave none comes last."""
    pairs = [(name, plain(score)) for name, score in zip(raters, scores, strict=True)]
    return [list(pair) for pair in sorted(pairs, key=lambda pair: -(pair[1] or 0))]


def _agreement(agreed: Agreed | None, words: Mapping[str, Any]) -> dict[str, Any]:
    if agreed is None:
        return {"agreed": None, "note": "", "kept": ""}
    kept = words["kept"].format(score=agreed.score, author=agreed.author, day=agreed.at[:10])
    return {"agreed": agreed.score, "note": agreed.note, "kept": kept}


def _said(
    spread: ScoreSpread, expert: float | None, agreed: Agreed | None, words: Mapping[str, Any]
) -> dict[str, str]:
    """Return a strip in words, for who does not see it, and the figure beside it."""
    parts = [words["counts"].format(n=n, score=score) for score, n in enumerate(spread.counts, start=1) if n]
    parts = parts or [words["no_scores"]]
    apart = "" if spread.difference is None else wording.number(spread.difference, 1)
    if spread.median is not None:
        parts.append(words["median"].format(n=wording.number(spread.median, 1)))
    if expert is not None:
        parts.append(words["reference"].format(n=wording.number(expert)))
    if agreed is not None:
        parts.append(words["consensus"].format(n=agreed.score))
    return {"said": ", ".join(parts), "apart": words["spread"].format(n=apart) if apart else ""}


def _entry(
    id: str,
    board: Board,
    known: Mapping[str, float],
    agreed: Mapping[str, Agreed],
    instrument: Instrument,
    words: Mapping[str, Any],
) -> dict[str, Any]:
    spread, found = board.functions[id], agreed.get(id)
    if id in board.off and id not in board.discussion and spread.median is not None:
        said = words["off"].format(points=wording.number(abs(spread.median - known[id]), 1))
    elif spread.difference is not None:
        ends = [wording.number(end) for end in (spread.lowest, spread.highest)]
        far = wording.number(spread.difference, 1)
        said = words["spread"].format(difference=far, lowest=ends[0], highest=ends[1])
    else:
        said = words["pinned"]
    return {
        "id": id,
        "name": instrument.function(id).name,
        "said": said,
        "agreed": found is not None,
        "state": words["agreed"].format(score=found.score) if found else words["open"],
    }


def _raters(board: Board, words: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the raters, who stands apart first."""
    standings = sorted(
        board.standings.items(), key=lambda pair: (not pair[1].apart, -(pair[1].distance or 0))
    )
    return [
        {
            "rater": name,
            "level": _signed(one.level),
            "distance": wording.number(one.distance, 1),
            "n": str(one.n),
            "apart": ", ".join(words["apart"][kind] for kind in one.apart),
        }
        for name, one in standings
    ]


def _raters_said(board: Board, words: Mapping[str, Any]) -> str:
    least = load_board_rules().apart.least_raters
    if len(board.raters) < least:
        return str(words["few"].format(n=least))
    return "" if any(one.apart for one in board.standings.values()) else str(words["none"])


def _signed(value: float | None) -> str:
    said = wording.number(None if value is None else abs(value), 1)
    if value is None or said == "0":
        return said
    return f"+{said}" if value > 0 else f"−{said}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else wording.half_up(value, 2)
