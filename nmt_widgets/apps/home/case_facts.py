"""The figures over the map of an opened case, with their change where two assessments are beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nmt_widgets.charts import wording
from nmt_widgets.charts.figure_forms import RATIO, typical_form
from nmt_widgets.charts.map_columns import adult_total, change_words
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Change, Figure, Profile


def case_facts(now: Profile, change: Change | None, instrument: Instrument) -> list[list[str]]:
    """Return total, ratio and relational health: the name, the figure and a remark on each.

    Parameters
    ----------
    now : Profile
    change : Change, optional
        To `now`.
    instrument : Instrument
    """
    words, cmr = texts("home", instrument.language)["facts"], now.cmr
    gate = words["gate_open" if cmr.gate_open else "gate_shut"].format(gate=wording.gate(cmr.gate))
    if not cmr.settled:
        gate = f"{gate}, {words['unsettled']}"
    ranged = {
        "low": wording.ratio(cmr.figure.low),
        "high": wording.ratio(cmr.figure.high),
        "ranges": wording.ranges_in_brief(instrument),
        "gate": gate,
        "mark": wording.mark(instrument.cmr.source, instrument),
    }
    health = now.relational_health
    relations = wording.of_typical(health.value, instrument)
    total = {
        "n": now.total.n,
        "of": now.total.of,
        "adult": adult_total(now, instrument),
        "typical": wording.number(now.typical_total),
    }
    facts = [
        _fact("total", now.total, wording.number(now.total.value), total, words),
        _fact("cmr", cmr.figure, wording.ratio(cmr.figure.value), ranged, words),
        _fact("relational", health, relations, {"n": health.n, "of": health.of}, words),
    ]
    if change is None:
        return facts
    since = wording.age(change.before.age)
    changes = [
        change_words(change.total, instrument),
        change_words(change.cmr, instrument, RATIO),
        change_words(change.relational_health, instrument, typical_form(instrument)),
    ]
    return [
        [name, figure, words["change"].format(remark=remark, since=since, change=text)]
        for (name, figure, remark), text in zip(facts, changes, strict=True)
    ]


def _fact(
    name: str, figure: Figure, value: str, remark: Mapping[str, object], words: Mapping[str, Any]
) -> list[str]:
    if figure.value is None:
        return [words[name], words["too_few"], words["too_few_remark"].format(n=figure.n, of=figure.of)]
    form = words[f"{name}_remark"]
    if not figure.complete:
        form = words.get(f"{name}_part_remark", form)
    return [words[name], value, form.format_map(remark)]
