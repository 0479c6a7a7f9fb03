"""The functions of Part C for a table of the report, beside the earlier assessment if there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nmt_widgets.charts import wording
from nmt_widgets.charts.map_columns import box_name
from nmt_widgets.charts.steps import step_of, steps
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Change, Profile


def function_rows(
    profile: Profile, change: Change | None, instrument: Instrument, palette: str, region: str
) -> Iterator[dict[str, Any]]:
    """Yield a row for each function of a region, with its words and colours."""
    say = texts("report", instrument.language)
    look = steps(instrument, palette)
    levels = texts("history", instrument.language)["confidence"]
    for function in instrument.region_functions(region):
        item = profile.items[function.id]
        step = look[step_of(item.score, instrument)] if item.score is not None else None
        level = levels.get(item.confidence or "", {})
        yield {
            "number": function.number,
            "name": box_name(function),
            "score": "?" if item.state == "not known" else wording.number(item.score),
            "before": wording.number(change.items[function.id].before) if change else "",
            "typical": wording.number(item.typical),
            "fill": step.colour if step else "transparent",
            "ink": step.ink if step else "inherit",
            "band": step.band_word if step else say["not_known" if item.state == "not known" else "open"],
            "confidence": level.get("name", item.confidence),
            "note": item.note,
            "evidence": item.evidence,
        }
