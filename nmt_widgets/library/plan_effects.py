"""What other scores would change, in sentences: the gate, categories, and the lines of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.plan_lines import kind_name
from nmt_widgets.planning import Plan
from nmt_widgets.planning.decisions import INFORMS

MOST = 10
"""Sentences on lines of the plan; the rest are counted."""


def plan_effects(before: Plan, after: Plan, instrument: Instrument) -> list[str]:
    """Return what is different, the gate first."""
    words = texts("consult", instrument.language)["effects"]
    return [
        *_figures(before, after, instrument),
        *_services(before, after, instrument),
        *_cut(list(_lines(before, after, instrument)), words["more"]),
    ]


def _figures(before: Plan, after: Plan, instrument: Instrument) -> Iterator[str]:
    words = texts("consult", instrument.language)["effects"]
    was, now = before.profile.cmr, after.profile.cmr
    if bool(was.gate_open) != bool(now.gate_open):
        yield words["gate_opens" if now.gate_open else "gate_shuts"].format(gate=wording.gate(now.gate))
    for id, domain in after.profile.domains.items():
        earlier = before.profile.domains[id].category
        if earlier != domain.category:
            yield words["domain"].format(
                domain=wording.named("domains", id, instrument),
                before=wording.named("categories", earlier, instrument),
                after=wording.named("categories", domain.category, instrument),
            )


def _services(before: Plan, after: Plan, instrument: Instrument) -> Iterator[str]:
    """Yield what is thought otherwise of the client's services."""
    names = instrument.section_words["services"].entries["current"].options
    earlier = {line.service: line for line in before.lines if line.service}
    for line in after.lines:
        was = earlier.get(line.service) if line.service else None
        if line.service and was and was.kind != line.kind:
            yield texts("consult", instrument.language)["effects"]["service"].format(
                service=names.get(line.service, line.service),
                before=kind_name(was, instrument).lower(),
                after=kind_name(line, instrument).lower(),
            )


def _lines(before: Plan, after: Plan, instrument: Instrument) -> Iterator[str]:
    words = texts("consult", instrument.language)["effects"]
    for form, plan, other in ((words["new"], after, before), (words["gone"], before, after)):
        known = {line.id for line in other.lines}
        services = {line.service for line in other.lines}
        for line in plan.lines:
            is_told = line.service and line.service in services
            if line.id not in known and line.kind not in INFORMS and not is_told:
                yield form.format(kind=kind_name(line, instrument).lower(), title=line.title)


def _cut(sentences: list[str], more: str) -> list[str]:
    rest = len(sentences) - MOST
    return sentences if rest <= 1 else [*sentences[:MOST], more.format(count=rest)]
