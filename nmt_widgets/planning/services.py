"""Services compared with the gate of the cortical modulation ratio and with functional ages.

A service is kept, adapted, suspended, not settled, or ready to start. Source: it is published that services of mainly
thinking need a ratio above the gate, and begin at the functional age in small doses; the rest is `services.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.lines import PlanLine
from nmt_widgets.planning.parts import Dose, Kind, Service
from nmt_widgets.planning.rules import worst

_FREEDOM: dict[Kind, int] = {"suspend": 0, "score_first": 1, "adapt": 2, "ready": 2, "keep": 3}
_TIMES: dict[str, tuple[int, Any]] = {
    "daily": (1, "day"),
    "three_weekly": (3, "week"),
    "twice_weekly": (2, "week"),
    "weekly": (1, "week"),
    "fortnightly": (2, "month"),
    "monthly": (1, "month"),
}


@dataclass
class _Verdict:
    """The most restrictive verdict so far, all reasons, and whether one of its reasons is sure."""

    kind: Kind
    why: list[str] = field(default_factory=list)
    until: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    sure: bool = True
    doubts: list[tuple[Kind, tuple[str, ...]]] = field(default_factory=list)
    against: list[str] = field(default_factory=list)

    def hold(self, kind: Kind, why: str, change: str, *, needs: tuple[str, ...] | None = None) -> None:
        """Restrict a service; `needs` are the functions to score first if the reason is not settled."""
        self.why.append(why)
        self.changes.append(change)
        if _FREEDOM[kind] < _FREEDOM[self.kind]:
            self.kind, self.until, self.sure = kind, [change], needs is None
        elif kind == self.kind:
            self.until.append(change)
            self.sure = self.sure or needs is None
        if needs is not None:
            self.doubts.append((kind, needs))

    def doubt(self, kind: Kind, needs: tuple[str, ...]) -> None:
        """Note that the range of a figure also includes a more restrictive verdict."""
        self.doubts.append((kind, needs))

    @property
    def needs(self) -> tuple[str, ...]:
        """Functions to score first; empty for a settled verdict."""
        open_ = [
            needs
            for kind, needs in self.doubts
            if _FREEDOM[kind] < _FREEDOM[self.kind] or (kind == self.kind and not self.sure)
        ]
        return tuple(dict.fromkeys(id for needs in open_ for id in needs))

    @property
    def settled(self) -> bool:
        """Whether all values in the ranges of the figures lead to this verdict."""
        return not self.needs


def judge_services(facts: PlanFacts, with_rule: Iterable[str]) -> Iterator[PlanLine]:
    """Yield a line for each present service, and for each suspended one that demands mainly thinking.

    Parameters
    ----------
    facts : PlanFacts
    with_rule : iterable of str
        Services that have a line from a rule.
    """
    handled = set(with_rule)
    for row in facts.current_services:
        name = row["service"].strip()
        service = facts.book.service(name)
        if service is None:
            yield _unlisted(facts, name)
        elif service.id not in handled:
            yield _line(facts, service, _judge_current(facts, service, row), row)
    for id in facts.suspended_services:
        service = facts.book.service(id)
        if service and service.demand == "cognitive":
            yield _line(facts, service, _judge_suspended(facts, service), None)


def _judge_current(facts: PlanFacts, service: Service, row: dict[str, str]) -> _Verdict:
    words, verdict = facts.words, _Verdict("keep")
    thinking = service.demand in ("cognitive", "mixed")
    if thinking:
        _hold_by_gate(facts, service, verdict)
    _hold_by_age(facts, service, verdict, "adapt")
    figure, comfortable = facts.profile.cmr.figure, facts.book.rules.comfortable_cmr
    if service.demand == "cognitive" and facts.gate == "open" and (figure.value or 0) < comfortable:
        verdict.hold(
            "adapt",
            words.reason(
                "cmr_small", cmr=words.ratio(figure), gate=facts.profile.cmr.gate, comfortable=comfortable
            ),
            words.change("cmr_comfortable", comfortable=comfortable),
        )
    _hold_by_cautions(facts, service, verdict)
    response = row.get("response", "")
    if response:
        reason = words.reason("response", response=words.option("services", "current", response))
        verdict.why.append(reason)
        if response in ("worse", "none"):
            verdict.hold("adapt", reason, words.change("response"))
            verdict.why.pop()
    if verdict.kind == "keep":
        key = "prescriber" if service.demand == "pharmacological" else "worse"
        verdict.changes = [words.change(key)]
    return verdict


def _judge_suspended(facts: PlanFacts, service: Service) -> _Verdict:
    verdict = _Verdict("ready")
    _hold_by_gate(facts, service, verdict)
    _hold_by_age(facts, service, verdict, "suspend")
    verdict.why.append(facts.words.reason("held"))
    _hold_by_cautions(facts, service, verdict)
    if not verdict.changes:
        verdict.changes.append(facts.words.change("worse"))
    return verdict


def _hold_by_cautions(facts: PlanFacts, service: Service, verdict: _Verdict) -> None:
    """Suspend a service because of contra-indications: for good, or until they are cleared."""
    to_clear, words = facts.holding(service.check), facts.words
    against = [(words.words["cautions"][id], words.change("team")) for id in facts.excludes(service.check)]
    for cleared in dict.fromkeys(map(facts.clearing, to_clear)):
        until = words.fill(words.words["services"]["suspend_until"], cleared=cleared)
        against.append((until, words.change("cleared", caution=cleared)))
    for objection, change in against:
        verdict.against.append(words.sentence(objection))
        verdict.hold("suspend", words.reason("caution", caution=objection), change)


def _hold_by_gate(facts: PlanFacts, service: Service, verdict: _Verdict) -> None:
    words, cmr, gate = facts.words, facts.profile.cmr, facts.gate
    ratio, change = words.ratio(cmr.figure), words.change("cmr", gate=cmr.gate)
    definition = facts.instrument.cmr
    needs = None if cmr.settled else facts.uncertain((*definition.above, *definition.below))
    soft = service.demand == "mixed"
    if gate == "shut":
        reason = words.reason("cmr_shut", cmr=ratio, gate=cmr.gate)
        verdict.hold("adapt" if soft else "suspend", reason, change, needs=needs)
    elif gate == "open":
        verdict.why.append(words.reason("cmr_open", cmr=ratio, gate=cmr.gate))
    else:
        reason = (
            words.reason("cmr_unsettled", cmr=ratio, gate=cmr.gate)
            if gate == "unsettled"
            else words.reason("cmr_unknown", n=cmr.figure.n, of=cmr.figure.of)
        )
        verdict.hold("adapt" if soft else "score_first", reason, change, needs=needs)


def _hold_by_age(facts: PlanFacts, service: Service, verdict: _Verdict, kind: Kind) -> None:
    if not service.domain:
        return
    words, figure = facts.words, facts.profile.domains[service.domain].functional_age
    name = words.domain(service.domain)
    functions = facts.instrument.domain_functions(service.domain)
    if figure.value is None or figure.low is None or figure.high is None:
        if service.from_ > 0:
            reason = words.reason("domain_unknown", domain=name, n=figure.n, of=figure.of)
            verdict.hold(
                "score_first" if service.demand == "cognitive" else "adapt",
                reason,
                words.change("scored"),
                needs=facts.uncertain(functions),
            )
        return
    across = figure.low < service.from_ <= figure.high
    if figure.value < service.from_:
        verdict.hold(
            kind,
            words.reason("from_age", domain=name, age=words.aged(figure), fits=words.years(service.from_)),
            words.change("from_age", domain=name, age=words.years(service.from_)),
            needs=facts.uncertain(functions) if across else None,
        )
    else:
        verdict.why.append(facts.age_reasons[service.domain])
        if across:
            verdict.doubt(kind, facts.uncertain(functions))


def _line(facts: PlanFacts, service: Service, verdict: _Verdict, row: dict[str, str] | None) -> PlanLine:
    words = facts.words
    text, own = words.words["services"], facts.book.service_words[service.id]
    age = words.years(facts.functional_age(service.domain))
    key: str = verdict.kind
    if verdict.kind == "suspend" and verdict.against:
        key = "suspend_caution"
    elif verdict.kind == "suspend" and row is None:
        key = "suspend_held"
    elif service.demand == "pharmacological":
        key = "medication"
    elif verdict.kind == "keep" and service.demand == "support":
        key = "keep_support"
    values = {
        "service": words.service(service.id),
        "asks": own.asks,
        "adapt": own.adapt,
        "start": own.start,
        "age": age,
        "functions": words.functions(verdict.needs[: facts.book.rules.name_first]),
        "caution": " ".join(verdict.against),
        "until": "; ".join(dict.fromkeys(verdict.until)),
    }
    body = words.fill(text[key]["text"], **values)
    if verdict.kind == "suspend" and row and row.get("response") == "helps":
        body = f"{body} {text['helps']}"
    changes = list(verdict.until or verdict.changes)
    if not verdict.settled and verdict.needs:
        changes.append(facts.settling(verdict.needs[: facts.book.rules.name_first]))
    where = facts.places(service.where)
    responsible = tuple(id for id in facts.people(service.who) if id != "close_person")
    dose = _dose(facts, service, verdict.kind, row)
    if minutes := _set_work(facts, service, verdict.kind):
        body = f"{body} {words.fill(text['set_work'], minutes=minutes)}"
    return PlanLine(
        id=f"{service.part}:{verdict.kind}:{service.id}",
        part=service.part,
        kind=verdict.kind,
        title=words.fill(text[key]["title"], **values),
        text=body,
        details=tuple(
            words.details(dose, where if dose else (), responsible if _goes_on(verdict.kind) else ())
        ),
        where=where,
        responsible=responsible,
        dose=dose,
        why=(words.reason("demand", demand=words.words["demands"][service.demand]), *verdict.why),
        changes_when=tuple(dict.fromkeys(changes)),
        settled=verdict.settled,
        needs=verdict.needs,
        category=worst(facts, (service.domain,) if service.domain else ()),
        domains=(service.domain,) if service.domain else (),
        demand=service.demand,
        checks=words.checks(facts.mentioned(service.check)),
        service=service.id,
        source=service.source,
    )


def _goes_on(kind: Kind) -> bool:
    return kind not in ("suspend", "score_first")


def _dose(facts: PlanFacts, service: Service, kind: Kind, row: dict[str, str] | None) -> Dose | None:
    """Return the dose: of a service that is kept, as recorded; else sessions by functional age."""
    if not _goes_on(kind) or service.demand in ("pharmacological", "support"):
        return None
    if service.session and kind in ("ready", "adapt"):
        beginning = facts.book.band(facts.matched_age(service.domain or "")).beginning
        a_week = min(beginning.times, service.a_week or beginning.times)
        return Dose(minutes=service.session, times=a_week, per="week")
    minutes, times = (row or {}).get("minutes", "").strip(), _TIMES.get((row or {}).get("times", ""))
    if times and minutes.isdecimal() and 0 < int(minutes) < 1440:
        return Dose(minutes=int(minutes), times=times[0], per=times[1])
    return None


def _set_work(facts: PlanFacts, service: Service, kind: Kind) -> int | None:
    """Return the minutes of set work in a session, by functional age; None if the session is only set work."""
    if not service.session or kind != "ready":
        return None
    minutes = facts.book.band(facts.matched_age(service.domain or "")).beginning.minutes
    return minutes if minutes < service.session else None


def _unlisted(facts: PlanFacts, name: str) -> PlanLine:
    words, text = facts.words, facts.words.words["services"]["other"]
    return PlanLine(
        id=f"client:assess:service-{'-'.join(name.casefold().split())[:60]}",
        part="client",
        kind="assess",
        title=words.fill(text["title"], service=name),
        text=text["text"],
        why=(words.reason("unanswered"),),
        changes_when=(words.change("team"),),
        settled=False,
        rule="unlisted service",
    )
