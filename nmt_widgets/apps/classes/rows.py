"""What a class's board shows, in words: the functions, the list to discuss, the raters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.metrics.rounding import half_up
from nmt_widgets.store import Revision
from nmt_widgets.training.class_board import Board, ScoreSpread, load_board_rules
from nmt_widgets.training.raters.comparison import plain
from nmt_widgets.widgets.classes.messages import BoardFunction, BoardRows, DiscussionRow, RaterRow
from nmt_widgets.widgets.shared.messages import Words

_SCORES = "assessments/1/functions/scores/"


@dataclass(frozen=True)
class ClassConsensus:
    """What a class agreed on for one function, who led it there, and when."""

    score: int
    note: str
    author: str
    at: str


def consensus_by_function(revisions: Iterable[Revision]) -> dict[str, ClassConsensus]:
    """Return what is agreed now, by function, from every revision of the record it is kept in."""
    agreed: dict[str, ClassConsensus] = {}
    for revision in revisions:
        for change in revision.changes:
            path, new = str(change["path"]), change["new"]
            if not path.startswith(_SCORES):
                continue
            function = path.removeprefix(_SCORES)
            answer = new if isinstance(new, dict) else {"score": new}
            if isinstance(answer.get("score"), int):
                note = str(answer.get("note") or "")
                agreed[function] = ClassConsensus(answer["score"], note, revision.author, revision.at)
            else:
                agreed.pop(function, None)
    return agreed


def board_rows(
    board: Board,
    table: Floats,
    instrument: Instrument,
    reference: Floats | None,
    agreed: Mapping[str, ClassConsensus],
    pinned: Iterable[str],
    words: Words,
) -> BoardRows:
    """Return what the page shows of a board.

    Parameters
    ----------
    board : Board
    table : ndarray, shape (raters, functions)
    instrument : Instrument
    reference : ndarray, shape (functions,), optional
        Only where the room may see it: what is returned is on its way to the page.
    agreed : mapping of function to ClassConsensus
    pinned : iterable of str
        Functions put on the list by hand.
    words : mapping
        `classes.yaml`.
    """
    chosen = [*pinned]
    listed = [*dict.fromkeys([*board.discussion, *board.off, *chosen])]
    known = dict(zip(instrument.ids, reference, strict=True)) if reference is not None else {}
    rows: list[BoardFunction] = []
    for at, function in enumerate(instrument.functions):
        spread, expert = board.functions[function.id], plain(known.get(function.id, np.nan))
        consensus = agreed.get(function.id)
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
                **_consensus_words(consensus, words["function"]),
                "description": _strip_words(spread, expert, consensus, words["board"]),
                "apart": _apart_words(spread, words["board"]),
            }
        )
    return {
        "functions": rows,
        "discussion": [_entry(id, board, known, agreed, instrument, words["discussion"]) for id in listed],
        "raters": _raters(board, words["raters"]),
        "raters_note": _raters_note(board, words["raters"]),
        "reference_shown": reference is not None,
    }


def _scores(raters: Iterable[str], scores: Floats) -> list[tuple[str, float | None]]:
    """Return who gave which score, the highest first; who gave none comes last."""
    pairs = [(name, plain(score)) for name, score in zip(raters, scores, strict=True)]
    return sorted(pairs, key=lambda pair: -(pair[1] or 0))


class _ConsensusWords(TypedDict):
    agreed: int | None
    note: str
    agreement: str


def _consensus_words(agreed: ClassConsensus | None, words: Words) -> _ConsensusWords:
    if agreed is None:
        return {"agreed": None, "note": "", "agreement": ""}
    agreement = words["kept"].format(score=agreed.score, author=agreed.author, day=say_date(agreed.at[:10]))
    return {"agreed": agreed.score, "note": agreed.note, "agreement": agreement}


def _strip_words(
    spread: ScoreSpread, expert: float | None, agreed: ClassConsensus | None, words: Words
) -> str:
    """Return a strip in words, for who does not see it."""
    parts = [words["counts"].format(n=n, score=score) for score, n in enumerate(spread.counts, start=1) if n]
    parts = parts or [words["no_scores"]]
    if spread.median is not None:
        parts.append(words["median"].format(n=wording.number(spread.median, 1)))
    if expert is not None:
        parts.append(words["reference"].format(n=wording.number(expert)))
    if agreed is not None:
        parts.append(words["consensus"].format(n=agreed.score))
    return ", ".join(parts)


def _apart_words(spread: ScoreSpread, words: Words) -> str:
    """Return how far apart the scores of a function are; empty where it cannot be said."""
    if spread.difference is None:
        return ""
    return str(words["spread"].format(n=wording.number(spread.difference, 1)))


def _entry(
    id: str,
    board: Board,
    known: Mapping[str, float],
    agreed: Mapping[str, ClassConsensus],
    instrument: Instrument,
    words: Words,
) -> DiscussionRow:
    spread, consensus = board.functions[id], agreed.get(id)
    if id in board.off and id not in board.discussion and spread.median is not None:
        why = words["off"].format(points=wording.number(abs(spread.median - known[id]), 1))
    elif spread.difference is not None:
        ends = [wording.number(end) for end in (spread.lowest, spread.highest)]
        far = wording.number(spread.difference, 1)
        why = words["spread"].format(difference=far, lowest=ends[0], highest=ends[1])
    else:
        why = words["pinned"]
    return {
        "id": id,
        "name": instrument.function(id).name,
        "reason": why,
        "agreed": consensus is not None,
        "state": words["agreed"].format(score=consensus.score) if consensus else words["open"],
    }


def _raters(board: Board, words: Words) -> list[RaterRow]:
    """Return the raters, who stands apart first."""
    standings = sorted(
        board.standings.items(), key=lambda pair: (not pair[1].apart, -(pair[1].distance or 0))
    )
    return [
        {
            "rater": name,
            "level": _signed(standing.level),
            "distance": wording.number(standing.distance, 1),
            "n": str(standing.n),
            "apart": ", ".join(words["apart"][kind] for kind in standing.apart),
        }
        for name, standing in standings
    ]


def _raters_note(board: Board, words: Words) -> str:
    least = load_board_rules().apart.least_raters
    if len(board.raters) < least:
        return str(words["few"].format(n=least))
    return "" if any(standing.apart for standing in board.standings.values()) else str(words["none"])


def _signed(value: float | None) -> str:
    size = wording.number(None if value is None else abs(value), 1)
    if value is None or size == "0":
        return size
    return f"+{size}" if value > 0 else f"−{size}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else half_up(value, 2)
