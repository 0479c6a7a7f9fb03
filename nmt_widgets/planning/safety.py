"""Signs of danger, which come before every plan: what to do today, and which lines are held back.

Source: workbook, `safety-1` (`safety.yaml`). The procedure and the numbers of a site are in `site_safety.yaml`. No text
says that a client is safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from nmt_widgets.case_files.ratings import Signal
from nmt_widgets.case_files.signals import may_go_on, signal_entries, signal_of
from nmt_widgets.core.local import say_date
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.lines import PlanLine, Safety, Sign
from nmt_widgets.planning.parts import WebPlace
from nmt_widgets.planning.safety_parts import SignEntry
from nmt_widgets.planning.wording import lower

Home = Literal["unsafe", "not known", "no sign"]


def find_signs(facts: PlanFacts) -> tuple[Sign, ...]:
    """Return the known signs of danger, then those to ask about, each in the order of `safety.yaml`."""
    signs = [sign for entry in facts.book.safety.signs if (sign := _sign(facts, entry))]
    return tuple(sorted(signs, key=lambda sign: sign.state != "yes"))


def home_of(signs: Iterable[Sign]) -> Home:
    """Return what the signs mean for the home of the client."""
    states = {sign.state for sign in signs if sign.at_home}
    if "yes" in states:
        return "unsafe"
    return "not known" if states else "no sign"


def signs_apart(signs: Iterable[Sign], facts: PlanFacts) -> tuple[Sign, ...]:
    """Return the signs that forbid to bring the client together with the people at home.

    These are known signs of harm at home, and harm rated in the present period that no answer says has ended. Without
    ratings of the present period, those of the earlier period count.
    """
    rated = {
        entry.id
        for entry in signal_entries(facts.instrument)
        if entry.of and may_go_on(facts.case, entry.of, facts.profile.age, facts.instrument)
    }
    entries = {entry.id: entry for entry in facts.book.safety.signs}
    apart = [
        sign
        for sign in signs
        if sign.at_home
        and entries[sign.id].apart
        and (sign.state == "yes" or entries[sign.id].question in rated)
    ]
    return tuple(apart)


def safety_of(facts: PlanFacts, signs: tuple[Sign, ...], withheld: tuple[PlanLine, ...]) -> Safety:
    """Return the part of the plan on safety."""
    words, site = facts.book.safety_words, facts.book.site
    urgent = [sign.name for sign in signs if sign.state == "yes"]
    unknown = [sign.name for sign in signs if sign.state != "yes"]
    most = facts.book.rules.name_first
    sentences = []
    if urgent:
        sentences.append(words["summary"]["urgent"].format(signs=lower(urgent)))
    if unknown:
        key = "many" if len(unknown) > most else "ask"
        sentences.append(words["summary"][key].format(signs=lower(unknown[:most]), n=len(unknown)))
    lacks = [
        name
        for name, is_entered in (("procedure", site.procedure), ("numbers", site.numbers))
        if not is_entered
    ]
    return Safety(
        signs=signs,
        lines=(*(_protect(facts, sign) for sign in signs if sign.state == "yes"), *_ask(facts, signs)),
        withheld=withheld,
        home=home_of(signs),
        summary=" ".join(sentences) or words["summary"]["none"],
        procedure=site.procedure,
        numbers=tuple((entry.name, entry.number) for entry in site.numbers),
        missing=words["missing"]["both" if len(lacks) == 2 else lacks[0]] if lacks else "",
    )


def hold_back(facts: PlanFacts, signs: tuple[Sign, ...], line: PlanLine) -> PlanLine:
    """Return a line that is held back because of signs."""
    reason = facts.book.safety_words["held"]
    names = lower(sign.name for sign in signs)
    return replace(line, withheld_because=(reason.format(client=facts.called, signs=names),), horizon="next")


def brings_home(facts: PlanFacts, line: PlanLine) -> bool:
    """Report whether a line would bring the client together with the people at home."""
    if line.kind in ("suspend", "score_first", "assess", "expect", "later"):
        return False
    if rule := facts.book.rule(line.rule):
        return rule.with_caregiver
    place: WebPlace | None = next(
        (place for place in facts.book.rules.web.places if line.id == f"web:start:{place.id}"), None
    )
    if place:
        return place.with_caregiver
    service = facts.book.service(line.service) if line.service else None
    if service:
        return service.with_caregiver
    return line.activity is not None and (
        "home" in line.where or bool(set(line.responsible) & set(facts.book.safety.at_home))
    )


def _sign(facts: PlanFacts, entry: SignEntry) -> Sign | None:
    """Return a sign that is known or to ask about; None if it was answered no, or does not apply."""
    if entry.question:
        return _answered(facts, entry)
    if entry.statement:
        return _rated(facts, entry)
    return _unsafe_person(facts, entry)


def _answered(facts: PlanFacts, entry: SignEntry) -> Sign | None:
    if entry.question not in facts.signs_asked:
        return None
    words, signal = facts.book.safety_words, signal_of(facts.assessment, entry.question)
    name = words["signs"][entry.id]["name"]
    at_home = (
        entry.home == "always"
        or (entry.home == "unless_elsewhere" and not (signal and signal.place == "elsewhere"))
        or (entry.home == "if_home" and signal is not None and signal.place == "home")
    )
    asks = entry.years.holds(facts.profile.age)
    if signal is None:
        return Sign(entry.id, "open", name, words["said"]["open"], at_home, entry.apart) if asks else None
    if signal.signal == "no" or (signal.signal != "yes" and not asks):
        return None
    details = "; ".join(_signal_details(facts, signal)) or words["said"]["nobody"]
    if signal.signal == "yes":
        return Sign(entry.id, "yes", name, details, at_home, entry.apart, signal.person)
    unknown = f"{words['said']['asked']}; {details}"
    return Sign(entry.id, "not known", name, unknown, at_home, entry.apart, signal.person)


def _signal_details(facts: PlanFacts, signal: Signal) -> Iterator[str]:
    words = facts.book.safety_words["said"]
    if signal.person:
        yield words["person"].format(person=signal.person)
    if signal.place:
        yield (words if signal.signal == "yes" else words["if_so"])[signal.place]
    if signal.source:
        yield words["source"].format(source=signal.source)
    if signal.date:
        yield words["date"].format(date=say_date(signal.date, facts.instrument.language))


def _rated(facts: PlanFacts, entry: SignEntry) -> Sign | None:
    area, _, statement = (entry.statement or "").partition(".")
    rating = facts.assessment.relational_health.ratings.get(area, {}).get(statement)
    value = rating.rating if rating else None
    words = facts.book.safety_words
    name = words["signs"][entry.id]["name"]
    if isinstance(value, int):
        if value > (entry.at_most or 0):
            return None
        return Sign(entry.id, "yes", name, words["said"]["rated"].format(value=value), True)
    if value is None:
        return Sign(entry.id, "open", name, words["said"]["open"], True)
    return Sign(entry.id, "not known", name, words["said"]["asked"], True)


def _unsafe_person(facts: PlanFacts, entry: SignEntry) -> Sign | None:
    unsafe = [row for row in facts.rows("services", "people") if row.get("safe") == "unsafe"]
    if not unsafe:
        return None
    words = facts.book.safety_words
    names = dict.fromkeys(facts.words.option("services", "people", row.get("person", "–")) for row in unsafe)
    outside = facts.book.safety.outside
    daily = any(row.get("contact", "daily") == "daily" and row.get("person") not in outside for row in unsafe)
    details = words["said"]["person"].format(person=", ".join(names))
    return Sign(
        entry.id, "yes", words["signs"][entry.id]["name"], details, daily, entry.apart, ", ".join(names)
    )


def _protect(facts: PlanFacts, sign: Sign) -> PlanLine:
    """Return the line of a sign for today. It gives no task to people at home if the harm may come from them."""
    entry = next(entry for entry in facts.book.safety.signs if entry.id == sign.id)
    text = facts.book.safety_words["signs"][sign.id]
    return PlanLine(
        id=f"safety:protect:{sign.id}",
        part="safety",
        kind="protect",
        title=facts.words.fill(text["title"]),
        text=facts.words.fill(text["text"]),
        responsible=facts.people(entry.who),
        why=(f"{sign.name}: {sign.details}",),
        changes_when=(facts.words.change("team"),),
        rule="safety",
    )


def _ask(facts: PlanFacts, signs: tuple[Sign, ...]) -> Iterator[PlanLine]:
    unknown = [sign for sign in signs if sign.state != "yes"]
    words, most = facts.book.safety_words["ask"], facts.book.rules.name_first
    if unknown:
        names = lower(sign.name for sign in unknown[:most])
        yield PlanLine(
            id="safety:ask:signs",
            part="safety",
            kind="ask",
            title=words["title"],
            text=words["many" if len(unknown) > most else "text"].format(signs=names, n=len(unknown)),
            responsible=("clinician",),
            why=(words["why"], *(f"{sign.name}: {sign.details}" for sign in unknown)),
            changes_when=(words["change"],),
            rule="safety",
        )
