"""A plan as text for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.planning.lines import Plan, PlanLine
from nmt_widgets.planning.reading import load_planbook
from nmt_widgets.planning.wording import Wording


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
