"""Where a client stands, as bars: domains, ratio, relationships, caregivers, history."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Figure, Profile
from nmt_widgets.planning import Reserve
from nmt_widgets.widgets.consult.messages import BarGroup, SummaryBar
from nmt_widgets.widgets.shared.messages import Words

_LONGEST = 110.0  # percent of typical at the end of a bar
_RISK, _RESERVE = 12.0, 24.0


def summary_bars(now: Profile, recorded: Profile, reserve: Reserve, instrument: Instrument) -> list[BarGroup]:
    """Return the groups of bars.

    Parameters
    ----------
    now : Profile
        What is shown; with scores on trial, perhaps.
    recorded : Profile
        What the record says: a mark on a bar where it is another.
    reserve : Reserve
    instrument : Instrument
    """
    words = texts("consult", instrument.language)["standing"]
    limits = instrument.domains.limits
    limit_words = " / ".join(wording.number(limit) for limit in limits)
    cmr_note = words["cmr_note"].format(
        gate=wording.gate(now.cmr.gate),
        typical=wording.ratio(now.cmr.typical),
        mark=wording.mark(instrument.cmr.source, instrument).capitalize(),
    )
    return [
        {
            "name": words["domains"],
            "form": "",
            "note": words["domains_note"].format(limits=limit_words, ranges=wording.ranges(instrument)),
            "bars": list(_domains(now, recorded, limits, words, instrument)),
        },
        {
            "name": words["cmr"],
            "form": "nmt-alone",
            "note": cmr_note,
            "bars": [_cmr(now, recorded, words, instrument)],
        },
        {
            "name": words["relational"],
            "form": "nmt-alone",
            "note": "",
            "bars": [_relational(now, words, instrument)],
        },
        {
            "name": words["caregivers"],
            "form": "nmt-alone",
            "note": "",
            "bars": [_caregivers(reserve, words, instrument)],
        },
        {
            "name": words["history"],
            "form": "nmt-lines",
            "note": "",
            "bars": list(_history(now, words, instrument)),
        },
    ]


def _bar(
    id: str, name: str, figure: Figure, longest: float, value: str, remark: str, before: float | None = None
) -> SummaryBar:
    def share(value: float | None) -> float | None:
        return None if value is None else max(0.0, min(1.0, value / longest))

    return {
        "id": id,
        "name": name,
        "figure": value,
        "remark": remark,
        "share": share(figure.value),
        "low": share(figure.low),
        "high": share(figure.high),
        "before": share(before),
        "limits": [],
        "tone": "",
    }


def _few(figure: Figure, words: Words) -> str:
    return str(words["too_few"].format(n=figure.n, of=figure.of))


def _domains(
    now: Profile,
    recorded: Profile,
    limits: list[float],
    words: Words,
    instrument: Instrument,
) -> Iterator[SummaryBar]:
    for id, domain in now.domains.items():
        figure, years = domain.percent, domain.functional_age.value
        remark = _few(figure, words)
        if figure.value is not None:
            form = words["domain_said_short" if years is None else "domain_said"]
            remark = form.format(
                category=wording.named("categories", domain.category, instrument),
                unsettled="" if domain.settled else words["unsettled"],
                like="" if years is None else wording.like(min(years, now.age), instrument),
            )
        value = wording.of_typical(figure.value, instrument)
        bar = _bar(
            f"domain-{id}",
            wording.named("domains", id, instrument),
            figure,
            _LONGEST,
            value,
            remark,
            recorded.domains[id].percent.value,
        )
        yield {**bar, "limits": [limit / _LONGEST for limit in limits]}


def _cmr(now: Profile, recorded: Profile, words: Words, instrument: Instrument) -> SummaryBar:
    cmr = now.cmr
    figure = cmr.figure
    longest = 1.15 * max(cmr.typical, figure.high or 0.0, recorded.cmr.figure.value or 0.0, 2 * cmr.gate)
    remark = _few(figure, words)
    if figure.value is not None:
        gate = words["gate_open" if cmr.gate_open else "gate_shut"].format(gate=wording.gate(cmr.gate))
        if not cmr.settled:
            gate = words["gate_unsettled"].format(said=gate)
        low, high = (wording.ratio(end) for end in (figure.low, figure.high))
        remark = words["cmr_said"].format(low=low, high=high, gate=gate)
    bar = _bar(
        "cmr",
        words["cmr"],
        figure,
        longest,
        wording.ratio(figure.value),
        remark,
        recorded.cmr.figure.value,
    )
    return {**bar, "limits": [cmr.gate / longest, cmr.typical / longest]}


def _relational(now: Profile, words: Words, instrument: Instrument) -> SummaryBar:
    health = now.relational_health
    remark = _few(health, words)
    if health.value is not None:
        low, high = wording.percent(health.low), wording.percent(health.high)
        remark = words["relational_said"].format(low=low, high=high, n=health.n, of=health.of)
    value = wording.of_typical(health.value, instrument)
    return _bar("relational", words["relational"], health, _LONGEST, value, remark)


def _caregivers(reserve: Reserve, words: Words, instrument: Instrument) -> SummaryBar:
    figure = reserve.reserve
    remark = words["reserve_missing"].format(n=figure.n, of=figure.of)
    if figure.value is None and not reserve.children.n:
        remark = words["reserve_no_child"]
    if figure.value is not None and reserve.band:
        remark = words["reserve_said"].format(
            resources=wording.number(reserve.resources.value),
            demands=wording.number(reserve.demands.value),
            band=texts("consult", instrument.language)["reserve_bands"].get(reserve.band, reserve.band),
            unsettled="" if reserve.settled else words["unsettled"],
        )
    value = wording.number(figure.value)
    bar = _bar("reserve", words["caregivers"], reserve.resources, _RESERVE, value, remark)
    demands = reserve.demands.value
    return {**bar, "tone": "quiet", "limits": [] if demands is None else [min(1.0, demands / _RESERVE)]}


def _history(now: Profile, words: Words, instrument: Instrument) -> Iterator[SummaryBar]:
    for id, risk in now.risk.items():
        figure = risk.risk
        remark = words["not_rated"]
        if risk.band:
            band = wording.named("risk_bands", risk.band, instrument)
            remark = words["risk_said"].format(
                band=band, unsettled="" if risk.settled else words["unsettled"]
            )
        name = wording.period_name(id, instrument)
        bar = _bar(f"risk-{id}", name, figure, _RISK, wording.number(figure.value), remark)
        yield {**bar, "tone": "quiet"}
