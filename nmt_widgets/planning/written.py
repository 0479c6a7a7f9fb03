"""A plan as plain data for other programs, and as text for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.metrics import Figure
from nmt_widgets.planning.lines import Plan, PlanLine, Safety, Sign
from nmt_widgets.planning.reading import load_planbook
from nmt_widgets.planning.reserve import Reserve
from nmt_widgets.planning.wording import Wording


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain data, ready for JSON.

    Returns
    -------
    dict
        `case`, `assessment`, `label`, `age` (years); `safety` (`summary`, `home`, `signs`, `lines`, `held`,
        `procedure`, `numbers`, `missing`); `now`, `next` and `expect`, lists of lines in order; `levels`, the regions
        from the lowest up; `reserve` of the caregivers (points); `versions`. A line has `id`, `part`, `kind`, `title`,
        `text`, `details` (by label), `where`, `who`, `dose` (`minutes`, `times`, `per`; None without one), `why`,
        `changes_when`, `settled`, `needs`, `cleared_by`, `held` and `source`.

    Examples
    --------
    >>> from nmt_widgets.case_files import load_case
    >>> from nmt_widgets.planning.plans import plan
    >>> made = plan_document(plan(load_case("james"), 1))
    >>> [line["id"] for line in made["now"] if line["kind"] == "suspend"]
    ['client:suspend:tutoring', 'client:suspend:speech_language', 'client:suspend:tf_cbt']
    """
    return {
        "case": plan.case,
        "assessment": plan.assessment,
        "label": plan.label,
        "age": plan.age,
        "safety": _safety(plan.safety),
        "now": [_line(line) for line in plan.now],
        "next": [_line(line) for line in plan.next],
        "expect": [_line(line) for line in plan.expect],
        "levels": [{**asdict(level), "percent": _figure(level.percent)} for level in plan.levels],
        "reserve": _reserve(plan.reserve),
        "versions": dict(plan.versions),
    }


def _line(line: PlanLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "part": line.part,
        "kind": line.kind,
        "title": line.title,
        "text": line.text,
        "details": dict(line.details),
        "where": list(line.where),
        "who": list(line.responsible),
        "dose": line.dose.model_dump() if line.dose else None,
        "why": list(line.why),
        "changes_when": list(line.changes_when),
        "settled": line.settled,
        "needs": list(line.needs),
        "cleared_by": list(line.cleared_by),
        "held": list(line.withheld_because),
        "source": line.source,
    }


def _safety(safety: Safety) -> dict[str, Any]:
    return {
        "summary": safety.summary,
        "home": safety.home,
        "signs": [_sign(sign) for sign in safety.signs],
        "lines": [_line(line) for line in safety.lines],
        "held": [_line(line) for line in safety.withheld],
        "procedure": list(safety.procedure),
        "numbers": [list(pair) for pair in safety.numbers],
        "missing": safety.missing,
    }


def _sign(sign: Sign) -> dict[str, Any]:
    return {
        "id": sign.id,
        "state": sign.state,
        "name": sign.name,
        "said": sign.details,
        "at_home": sign.at_home,
        "harm": sign.harm,
        "person": sign.person,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return asdict(figure)


def _reserve(reserve: Reserve) -> dict[str, Any]:
    return {
        "reserve": _figure(reserve.reserve),
        "resources": _figure(reserve.resources),
        "demands": _figure(reserve.demands),
        "band": reserve.band,
        "settled": reserve.settled,
        "missing": list(reserve.missing),
    }


def plan_text(plan: Plan) -> str:
    """Return a plan as Markdown: safety, the lines for now by part, the next ones, and what to expect.

    Examples
    --------
    >>> from nmt_widgets.case_files import load_case
    >>> from nmt_widgets.planning.plans import plan
    >>> print(plan_text(plan(load_case("james"), 1)).splitlines()[0])
    # James, First NMT assessment, 9 years
    """
    return "\n".join(_lines_of_text(plan)).rstrip() + "\n"


def _lines_of_text(plan: Plan) -> Iterator[str]:
    words, safety = texts("planning"), texts("safety")
    age = Wording(load_instrument(), load_planbook(), plan.called).years(plan.age)
    yield f"# {plan.title}, {plan.label}, {age}"
    yield from ("", f"## {safety['title']}", "", plan.safety.summary)
    if plan.safety.missing:
        yield plan.safety.missing
    for number, step in enumerate(plan.safety.procedure, start=1):
        yield f"{number}. {step}"
    for name, number_ in plan.safety.numbers:
        yield f"- {name}: {number_}"
    for line in plan.safety.lines:
        yield from _line_text(line, words)
    if plan.safety.withheld:
        yield from ("", f"### {words['held']}", "")
        for reason, titles in _titles_by_reason(plan.safety.withheld).items():
            yield reason
            yield from (f"- {title}." for title in titles)
    for horizon, lines in (("now", plan.now), ("next", plan.next)):
        if lines:
            yield from ("", f"## {words['horizons'][horizon]}")
        for part in ("web", "family", "client"):
            of_part = [line for line in lines if line.part == part]
            if of_part:
                yield from ("", f"### {words['parts'][part]}")
            for line in of_part:
                yield from (_line_text(line, words) if horizon == "now" else _next_text(line, words))
    if plan.expect:
        yield from ("", f"## {words['expect']}", "")
        yield from (f"- {line.title}. {line.text}" for line in plan.expect)


def _titles_by_reason(lines: Iterable[PlanLine]) -> dict[str, list[str]]:
    """Return the titles of withheld lines by reason."""
    by_reason: dict[str, list[str]] = {}
    for line in lines:
        by_reason.setdefault(" ".join(line.withheld_because), []).append(line.title)
    return by_reason


def _line_text(line: PlanLine, words: dict[str, Any]) -> Iterator[str]:
    yield from ("", f"**{line.title}**{_kind(line, words)}", line.text)
    yield from (f"- {words['details'][label]}: {words_of_detail}" for label, words_of_detail in line.details)


def _next_text(line: PlanLine, words: dict[str, Any]) -> Iterator[str]:
    waits = f" {words['waits'].format(until='; '.join(line.cleared_by))}" if line.cleared_by else ""
    body = f" {line.text}" if line.kind == "later" else ""
    yield f"- {line.title}{_kind(line, words)}.{body}{waits}"


def _kind(line: PlanLine, words: dict[str, Any]) -> str:
    return "" if line.kind in ("start", "protect", "ask") else f" ({words['kinds'][line.kind]})"
