"""The summary for the people who live or work with the client: what was agreed for them, in plain words."""

from __future__ import annotations

import re
from typing import Any, Literal

from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.rounding import half_up
from nmt_widgets.papers.rendering import render, rows_of
from nmt_widgets.planning import AgreedLine, AgreedPlan, Plan, Safety
from nmt_widgets.planning.parts import Setting
from nmt_widgets.planning.reading import load_planbook

Reader = Literal["family", "school"]
READERS: tuple[Reader, ...] = ("family", "school")
Groups = dict[str, tuple[AgreedLine, ...]]

_PLACE: dict[Reader, Setting] = {"family": "home", "school": "school"}
_DONE = ("ready", "start", "keep", "adapt")
"""Kinds of lines with something to do. `ready` is first: it has just become possible."""
_NEWBORN_MONTHS = 0.5
_WHOLE_FROM = 2.0
"""From this age on, ages are given in whole years."""


def summary_page(agreed_plan: AgreedPlan, team: TeamPlan, reader: Reader, instrument: Instrument) -> str:
    """Return the summary as an HTML page without other files.

    It has the lines for that reader that the team accepted or changed, as they were agreed, and no others.

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
        If the home may be unsafe, or nobody knows, and the team has not named who receives the page.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.case_files.team_plan import Decision
    >>> from nmt_widgets.planning import agreed, plan
    >>> laid = agreed(plan(load_case("james"), 1), {"web:start:in_room_aide": Decision(verdict="accepted")})
    >>> team = TeamPlan(recipients={"school": "Ms. B, class teacher"})
    >>> page = summary_page(laid, team, "school", load_instrument())
    >>> "For: Ms. B, class teacher" in page, "ratio" in page
    (True, False)
    """
    words = texts("papers", instrument.language)
    plan, recipient = agreed_plan.plan, team.recipients.get(reader, "").strip()
    if plan.safety.needs_recipient and not recipient:
        raise InputError(words["no_recipient"], remedy=words["no_recipient_remedy"])
    if _is_concerned(recipient, plan.safety, words):
        raise InputError(words["concerned"], remedy=words["concerned_remedy"])
    groups = lines_for(agreed_plan, reader)
    has_agreed = bool(agreed_plan.agreed)
    return render(
        "summary.j2",
        t=words,
        r=words["readers"][reader],
        lead=_lead(plan, words, reader),
        client=plan.called,
        recipient=recipient,
        subtitle=_subtitle(agreed_plan, team, words, instrument),
        meeting=words["meeting"].format(day=say_date(team.next_meeting, instrument.language))
        if team.next_meeting
        else "",
        has_agreed=has_agreed,
        empty=has_agreed and not any(groups.values()),
        groups=[
            (words["readers"][reader].get(id) or words[id], lines)
            for id, lines in groups.items()
            if lines and id != "hold"
        ],
        hold=groups["hold"],
        asks_thinking=any(_asks_thinking(entry) for entry in groups["hold"]),
        rows=lambda entry: rows_of(entry, instrument),
        service=lambda entry: _service(entry, instrument),
        ages=_ages(plan, words, instrument) if has_agreed else [],
        expected=[_plain(line.text) for line in plan.expectations(_PLACE[reader])] if has_agreed else [],
        numbers=plan.safety.numbers if reader == "family" else (),
        disclaimer=texts("common", instrument.language)["disclaimer"],
    )


def _is_concerned(recipient: str, safety: Safety, words: dict[str, Any]) -> bool:
    """Report whether a sign of harm concerns the recipient: "the stepfather" matches "stepfather".

    Words such as "foster" name another person: a foster mother is not the mother.
    """
    receiver = _words(recipient, words)
    for sign in safety.signs:
        for person in sign.person.split(","):
            concerned = _words(person, words)
            if (
                sign.harm
                and concerned
                and concerned <= receiver
                and not (receiver - concerned) & set(words["another"])
            ):
                return True
    return False


def _words(text: str, words: dict[str, Any]) -> set[str]:
    return set(re.findall(r"\w+", text.casefold())) - set(words["little"])


def lines_for(agreed_plan: AgreedPlan, reader: Reader) -> Groups:
    """Return the agreed lines for a reader by group: `together`, `support`, `around`, `find_out` and `hold`.

    Lines of safety are for the team only: a home that may be unsafe never learns what is known about it.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.planning import agreed, plan
    >>> lines_for(agreed(plan(load_case("james"), 1), {}), "family")
    {'together': (), 'support': (), 'around': (), 'find_out': (), 'hold': ()}
    """
    place = _PLACE[reader]
    agreed = [entry for entry in agreed_plan.agreed if entry.line.part != "safety"]
    hold = [entry for entry in agreed if entry.line.kind == "suspend" and _concerns(entry, reader)]
    done = [entry for entry in agreed if entry.line.kind in _DONE]
    find_out = [entry for entry in agreed if entry.line.kind == "assess" and _is_for(entry, reader)]
    client = [entry for entry in done if entry.line.part == "client" and _concerns(entry, reader)]
    web = [entry for entry in done if entry.line.part == "web" and place in entry.line.where]
    family = [entry for entry in done if entry.line.part == "family"]
    return {
        "together": tuple(sorted(client, key=lambda entry: _DONE.index(entry.line.kind))),
        "support": tuple(family if reader == "family" else web),
        "around": tuple(web if reader == "family" else ()),
        "find_out": tuple(find_out),
        "hold": tuple(hold),
    }


def _is_for(entry: AgreedLine, reader: Reader) -> bool:
    """Report whether a line of any part is for a reader."""
    if entry.line.part == "client":
        return _concerns(entry, reader)
    return _PLACE[reader] in entry.line.where or (reader == "family" and entry.line.part == "family")


def _concerns(entry: AgreedLine, reader: Reader) -> bool:
    """Report whether a line of part `client` is for a reader. The family also gets check-ups and what is on hold."""
    if _PLACE[reader] in entry.line.where:
        return True
    return reader == "family" and (not entry.line.where or entry.line.kind in ("suspend", "assess", "keep"))


def _subtitle(agreed_plan: AgreedPlan, team: TeamPlan, words: dict[str, Any], instrument: Instrument) -> str:
    form = words["agreed" if team.agreed else "so_far"] if agreed_plan.agreed else words["nothing"]
    day = say_date(team.agreed, instrument.language) if team.agreed else ""
    return str(form.format(label=agreed_plan.plan.label, age=wording.age(agreed_plan.plan.age), day=day))


def _ages(plan: Plan, words: dict[str, Any], instrument: Instrument) -> list[tuple[str, str]]:
    """Return each domain with the age it is like, or "as others of the same age" for a domain near typical.

    Empty for an adult, who is never compared with a child.
    """
    if _is_grown(plan):
        return []
    rows = []
    for id, need in plan.domains.items():
        name = words["domains"].get(id) or wording.named("domains", id, instrument)
        years = need.functional_age.value
        if years is None:
            continue
        years = min(years, plan.age)
        whole = years if years < _WHOLE_FROM else half_up(years)
        newborn = whole * 12 < _NEWBORN_MONTHS
        comparison = words["like_newborn"] if newborn else words["like"].format(age=wording.age(whole))
        rows.append((name, words["as_peers"] if need.category == "enrichment" else comparison))
    return rows


def _is_grown(plan: Plan) -> bool:
    return plan.age >= load_planbook().rules.grown_up


def _lead(plan: Plan, words: dict[str, Any], reader: Reader) -> str:
    """Return the first sentence of the page. It calls nobody younger who is not, and no adult."""
    if _is_grown(plan):
        return str(words["lead_grown"])
    if all(need.category == "enrichment" for need in plan.domains.values()):
        return str(words["lead_like_others"])
    return str(words["readers"][reader]["lead"])


def _asks_thinking(entry: AgreedLine) -> bool:
    """Report whether a line on hold asks for thinking and sitting still. Other lines on hold give their own reason."""
    return entry.line.demand in ("cognitive", "mixed")


def _plain(text: str) -> str:
    """Split a sentence at its semicolon into two."""
    first, mark, rest = text.partition("; ")
    return f"{first}. {rest[:1].upper()}{rest[1:]}" if mark else text


def _service(entry: AgreedLine, instrument: Instrument) -> str:
    names = instrument.section_words["services"].entries["current"].options
    name = names.get(entry.line.service or "", entry.line.title)
    return name if entry.text == entry.line.text and _asks_thinking(entry) else f"{name}: {entry.text}"
