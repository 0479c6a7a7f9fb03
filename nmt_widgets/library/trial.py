"""Scores on trial: what the page may ask, and the smallest changes worth trying."""

from __future__ import annotations

from nmt_widgets.charts import wording
from nmt_widgets.charts.map_columns import box_name, box_words
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile
from nmt_widgets.planning import Lever, leverage
from nmt_widgets.widgets.consult.messages import LeverRow, TrialFunction
from nmt_widgets.widgets.shared.messages import Words


def checked_changes(changes: object, recorded: Profile, instrument: Instrument) -> dict[str, int]:
    """Return the scores a page asks to try, without what is no score or no change; the page can set anything.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.metrics import profile
    >>> james = profile(load_case("james"), 1)
    >>> checked_changes({"sleep": 6, "arousal": 2, "x": 3, "reward": 99}, james, load_instrument())
    {'sleep': 6}
    """
    if not isinstance(changes, dict):
        return {}
    low, high = instrument.scale.low, instrument.scale.high
    return {
        id: score
        for id, score in changes.items()
        if id in recorded.items
        and isinstance(score, int)
        and not isinstance(score, bool)
        and low <= score <= high
        and score != recorded.items[id].score
    }


def trial_functions(recorded: Profile, instrument: Instrument) -> list[TrialFunction]:
    """Return the functions as the page's step picker needs them."""
    return [
        {
            "id": function.id,
            "name": box_name(function),
            "score": recorded.items[function.id].score,
            "state": recorded.items[function.id].state,
            "anchors": {str(step): text for step, text in function.anchors.items()},
        }
        for function in instrument.functions
    ]


def levers(recorded: Profile, instrument: Instrument) -> list[LeverRow]:
    """Return the smallest changes that would lift a gate or a category, in words, and as changes to try."""
    words = texts("consult", instrument.language)["leverage"]
    rows: list[LeverRow] = []
    for lever in leverage(recorded, instrument):
        row = _lever(lever, words, instrument)
        if lever.reached and row["changes"] not in [known["changes"] for known in rows]:
            rows.append(row)
    return rows


def _lever(lever: Lever, words: Words, instrument: Instrument) -> LeverRow:
    cmr = lever.target == "cmr"
    title = (
        words["cmr_below" if lever.from_below else "cmr"].format(gate=wording.gate(lever.limit))
        if cmr
        else words["domain"].format(
            domain=wording.named("domains", lever.target, instrument),
            category=wording.named("categories", lever.goal, instrument),
        )
    )
    raises = ", ".join(
        words["raise"].format(
            name=box_words(instrument.function(step.function)), before=step.before, after=step.after
        )
        for step in lever.raises
    )
    return {
        "title": title,
        "summary": plural(words, "said", lever.points, raises=raises),
        "changes": {step.function: step.after for step in lever.raises},
    }
