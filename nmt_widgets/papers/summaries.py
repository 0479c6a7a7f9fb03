"""The summary for those who live or work with the client: one page of A4, without a technical word."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

from nmt_widgets.charts import wording
from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import AgreedLine, Plan, say_dose
from nmt_widgets.planning.parts import Setting

TEMPLATES = Path(__file__).parent / "templates"
Reader = Literal["family", "school"]
READERS: tuple[Reader, ...] = ("family", "school")

_PLACE: dict[Reader, Setting] = {"family": "home", "school": "school"}
_ROOM = 3800
"""Characters a page of A4 holds beside its headings: the plan's order says which lines come first."""

_MOST = 6
"""Lines of one kind: more would be read by nobody."""

_LINE = 40
"""Characters the beginning of a line costs in room."""


def summary_page(
    plan: Plan, lines: Iterable[AgreedLine], reader: Reader, instrument: Instrument, *, agreed: str = ""
) -> str:
    """Return the summary as an HTML page that needs nothing else.

    Parameters
    ----------
    plan : Plan
    lines : iterable of AgreedLine
        The plan's lines with the team's decisions; rejected ones are left out.
    reader : {"family", "school"}
    instrument : Instrument
    agreed : str
        The day the plan was agreed, like 2026-03-01; empty while it is only proposed.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.planning import agreed, plan
    >>> made = plan(load_case("james"), 1)
    >>> page = summary_page(made, agreed(made, {}).lines, "school", load_instrument())
    >>> "in the room" in page, "ratio" in page
    (True, False)
    """
    words = texts("papers", instrument.language)
    standing = [one for one in lines if one.verdict != "rejected"]
    place = _PLACE[reader]
    expected = list(plan.expectations(place))
    hold = [one for one in standing if one.line.kind == "suspend"][:_MOST]
    taken = sum(len(line.text) + _LINE for line in expected) + _LINE * len(hold)
    together, support = _fitting(_together(standing, place), _support(standing, reader), _ROOM - taken)
    return str(
        _environment()
        .get_template("summary.j2")
        .render(
            t=words,
            r=words["readers"][reader],
            client=plan.called,
            subtitle=words["agreed" if agreed else "proposed"].format(
                label=plan.label, age=wording.age(plan.age), day=agreed
            ),
            ages=_ages(plan, words, instrument),
            expected=expected,
            together=together,
            hold=hold,
            support=support,
            dose=lambda one: _dose(one, instrument),
            service=lambda one: _service(one, instrument),
            disclaimer=texts("common", instrument.language)["disclaimer"],
        )
    )


def _ages(plan: Plan, words: dict[str, Any], instrument: Instrument) -> list[tuple[str, str]]:
    """Return what each domain is like, in words; a domain near what is typical is said to be."""
    found = []
    for id, need in plan.domains.items():
        name = words["domains"].get(id) or wording.named("domains", id, instrument)
        years = need.functional_age.value
        if years is None:
            continue
        said = words["like"].format(like=wording.like(min(years, plan.age), instrument))
        found.append((name, words["as_peers"] if need.category == "enrichment" else said))
    return found


def _together(lines: list[AgreedLine], place: str) -> list[AgreedLine]:
    """Return what is done with the client there; what has just become possible comes first."""
    found = [
        one
        for one in lines
        if one.line.part == "client" and one.line.kind in ("start", "ready") and place in one.line.where
    ]
    return sorted(found, key=lambda one: one.line.kind != "ready")


def _support(lines: list[AgreedLine], reader: Reader) -> list[AgreedLine]:
    """Return what is for the adults themselves: the family's lines, or what the school does besides."""
    part = "family" if reader == "family" else "web"
    kinds = ("start", "assess") if reader == "family" else ("start",)
    found = [one for one in lines if one.line.part == part and one.line.kind in kinds]
    if reader == "school":
        found = [one for one in found if "school" in one.line.where] or found
    return found


def _fitting(
    together: list[AgreedLine], support: list[AgreedLine], room: int
) -> tuple[list[AgreedLine], list[AgreedLine]]:
    """Return the first lines of both kinds, in turn, that fit on what is left of the page."""
    kept: tuple[list[AgreedLine], list[AgreedLine]] = ([], [])
    for pair in zip_longest(together[:_MOST], support[:_MOST]):
        for one, taken in zip(pair, kept, strict=True):
            cost = len(one.line.title) + len(one.line.text) + _LINE if one else 0
            if one and cost <= room:
                taken.append(one)
                room -= cost
    return kept


def _dose(one: AgreedLine, instrument: Instrument) -> str:
    if one.dose is None:
        return ""
    return say_dose(one.dose, texts("planning", instrument.language))


def _service(one: AgreedLine, instrument: Instrument) -> str:
    names = instrument.section_words["services"].entries["current"].options
    return names.get(one.line.service or "", one.line.title)


@cache
def _environment() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["capfirst"] = lambda text: text[:1].upper() + text[1:]
    return environment
