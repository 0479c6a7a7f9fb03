"""The summary for those who live or work with the client: what was agreed for them, without a technical word."""

from __future__ import annotations

import re
from typing import Any, Literal

from nmt_widgets.cases.model import TeamPlan
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.papers.rendering import render, rows_of
from nmt_widgets.planning import AgreedLine, AgreedPlan, Plan, Safety
from nmt_widgets.planning.parts import Setting
from nmt_widgets.planning.reading import load_planbook

Reader = Literal["family", "school"]
READERS: tuple[Reader, ...] = ("family", "school")
Groups = dict[str, tuple[AgreedLine, ...]]

_PLACE: dict[Reader, Setting] = {"family": "home", "school": "school"}
_DONE = ("ready", "start", "keep", "adapt")
"""Kinds that are something to do; what has just become possible comes first."""
_NEWBORN_MONTHS = 0.5
_WHOLE_FROM = 2.0
"""From this age on, an age is told in whole years."""


def summary_page(laid: AgreedPlan, team: TeamPlan, reader: Reader, instrument: Instrument) -> str:
    """Return the summary as an HTML page that needs nothing else.

    It holds every line for that reader that the team accepted or changed, in the words it was agreed in, and no other.

    Parameters
    ----------
    laid : AgreedPlan
    team : TeamPlan
        The day of agreement, the next meeting, and who receives the page.
    reader : {"family", "school"}
    instrument : Instrument

    Raises
    ------
    InputError
        While it has to be said first who receives the page: where the home may be unsafe, or nobody knows.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.cases.model import Decision
    >>> from nmt_widgets.planning import agreed, plan
    >>> laid = agreed(plan(load_case("james"), 1), {"web:start:in_room_aide": Decision(verdict="accepted")})
    >>> team = TeamPlan(recipients={"school": "Ms. B, class teacher"})
    >>> page = summary_page(laid, team, "school", load_instrument())
    >>> "For: Ms. B, class teacher" in page, "ratio" in page
    (True, False)
    """
    words = texts("papers", instrument.language)
    plan, recipient = laid.plan, team.recipients.get(reader, "").strip()
    if plan.safety.needs_recipient and not recipient:
        raise InputError(words["no_recipient"], remedy=words["no_recipient_remedy"])
    if _is_concerned(recipient, plan.safety, words):
        raise InputError(words["concerned"], remedy=words["concerned_remedy"])
    groups = lines_for(laid, reader)
    told = bool(laid.made)
    return render(
        "summary.j2",
        t=words,
        r=words["readers"][reader],
        lead=_lead(plan, words, reader),
        client=plan.called,
        recipient=recipient,
        subtitle=_subtitle(laid, team, words, instrument),
        meeting=words["meeting"].format(day=say_date(team.next_meeting, instrument.language))
        if team.next_meeting
        else "",
        told=told,
        empty=told and not any(groups.values()),
        groups=[
            (words["readers"][reader].get(id) or words[id], lines)
            for id, lines in groups.items()
            if lines and id != "hold"
        ],
        hold=groups["hold"],
        asks_thinking=any(_asks_thinking(one) for one in groups["hold"]),
        rows=lambda one: rows_of(one, instrument),
        service=lambda one: _service(one, instrument),
        ages=_ages(plan, words, instrument) if told else [],
        expected=[_plain(line.text) for line in plan.expectations(_PLACE[reader])] if told else [],
        numbers=plan.safety.numbers if reader == "family" else (),
        disclaimer=texts("common", instrument.language)["disclaimer"],
    )


def _is_concerned(recipient: str, safety: Safety, words: dict[str, Any]) -> bool:
    """Say whether a recipient is a person whom a sign of harm concerns: "the stepfather" for "stepfather".

    A foster mother is not the mother: such words make another person of it.
    """
    asked = _words(recipient, words)
    for sign in safety.signs:
        for person in sign.person.split(","):
            named = _words(person, words)
            if sign.harm and named and named <= asked and not (asked - named) & set(words["another"]):
                return True
    return False


def _words(text: str, words: dict[str, Any]) -> set[str]:
    return set(re.findall(r"\w+", text.casefold())) - set(words["little"])


def lines_for(laid: AgreedPlan, reader: Reader) -> Groups:
    """Return what was agreed for a reader, by group: `together`, `support`, `around`, `find_out` and `hold`.

    What is done about safety is for the team only: no page tells a home that may be unsafe what is known.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.planning import agreed, plan
    >>> lines_for(agreed(plan(load_case("james"), 1), {}), "family")
    {'together': (), 'support': (), 'around': (), 'find_out': (), 'hold': ()}
    """
    place = _PLACE[reader]
    made = [one for one in laid.made if one.line.part != "safety"]
    hold = [one for one in made if one.line.kind == "suspend" and _concerns(one, reader)]
    done = [one for one in made if one.line.kind in _DONE]
    find_out = [one for one in made if one.line.kind == "assess" and _is_for(one, reader)]
    client = [one for one in done if one.line.part == "client" and _concerns(one, reader)]
    web = [one for one in done if one.line.part == "web" and place in one.line.where]
    family = [one for one in done if one.line.part == "family"]
    return {
        "together": tuple(sorted(client, key=lambda one: _DONE.index(one.line.kind))),
        "support": tuple(family if reader == "family" else web),
        "around": tuple(web if reader == "family" else ()),
        "find_out": tuple(find_out),
        "hold": tuple(hold),
    }


def _is_for(one: AgreedLine, reader: Reader) -> bool:
    """Say whether a line of any part is a reader's."""
    if one.line.part == "client":
        return _concerns(one, reader)
    return _PLACE[reader] in one.line.where or (reader == "family" and one.line.part == "family")


def _concerns(one: AgreedLine, reader: Reader) -> bool:
    """Say whether a line for the client is a reader's: the family also hears of check-ups, medicine, and what rests."""
    if _PLACE[reader] in one.line.where:
        return True
    return reader == "family" and (not one.line.where or one.line.kind in ("suspend", "assess", "keep"))


def _subtitle(laid: AgreedPlan, team: TeamPlan, words: dict[str, Any], instrument: Instrument) -> str:
    form = words["agreed" if team.agreed else "so_far"] if laid.made else words["nothing"]
    day = say_date(team.agreed, instrument.language) if team.agreed else ""
    return str(form.format(label=laid.plan.label, age=wording.age(laid.plan.age), day=day))


def _ages(plan: Plan, words: dict[str, Any], instrument: Instrument) -> list[tuple[str, str]]:
    """Return what each domain is like, in words; a domain near what is typical is said to be.

    An adult is never told to be like a child.
    """
    if _is_grown(plan):
        return []
    found = []
    for id, need in plan.domains.items():
        name = words["domains"].get(id) or wording.named("domains", id, instrument)
        years = need.functional_age.value
        if years is None:
            continue
        years = min(years, plan.age)
        whole = years if years < _WHOLE_FROM else wording.half_up(years)
        newborn = whole * 12 < _NEWBORN_MONTHS
        said = words["like_newborn"] if newborn else words["like"].format(age=wording.age(whole))
        found.append((name, words["as_peers"] if need.category == "enrichment" else said))
    return found


def _is_grown(plan: Plan) -> bool:
    return plan.age >= load_planbook().rules.grown_up


def _lead(plan: Plan, words: dict[str, Any], reader: Reader) -> str:
    """Return what a page begins with: nothing of being younger where nobody is, or of an adult."""
    if _is_grown(plan):
        return str(words["lead_grown"])
    if all(need.category == "enrichment" for need in plan.domains.values()):
        return str(words["lead_like_others"])
    return str(words["readers"][reader]["lead"])


def _asks_thinking(one: AgreedLine) -> bool:
    """Say whether what rests asks for thinking and sitting still; what rests for care's sake says why itself."""
    return one.line.demand in ("cognitive", "mixed")


def _plain(text: str) -> str:
    """Return a sentence of two halves as two."""
    first, mark, rest = text.partition("; ")
    return f"{first}. {rest[:1].upper()}{rest[1:]}" if mark else text


def _service(one: AgreedLine, instrument: Instrument) -> str:
    names = instrument.section_words["services"].entries["current"].options
    name = names.get(one.line.service or "", one.line.title)
    return name if one.text == one.line.text and _asks_thinking(one) else f"{name}: {one.text}"
