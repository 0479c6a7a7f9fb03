"""The therapeutic web: missing people, and people who are paid."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.planning.answers import rows_of
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.lines import PlanLine
from nmt_widgets.planning.parts import Setting, WebPlace
from nmt_widgets.planning.rules import worst

_WHERE: dict[str, tuple[Setting, ...]] = {
    "lasting_caregiver": ("home",),
    "relative": ("home",),
    "school_adult": ("school",),
    "friend": ("school", "community"),
}


def look_for_people(facts: PlanFacts) -> Iterator[PlanLine]:
    """Yield a line for each kind of person missing from the web, and a line if too many are paid.

    People who are not safe are signs of danger, see :mod:`nmt_widgets.planning.safety`.
    """
    people = facts.rows("services", "people")
    text = facts.words.words["web"]
    if not people or not any(level.impaired for level in facts.levels):
        return
    safe = [row for row in people if row.get("safe") == "safe"]
    for place in facts.book.rules.web.places:
        if place.school and not facts.at_school:
            continue
        if place.age.holds(facts.profile.age) and not any(_is(facts, row, place) for row in safe):
            why = facts.words.reason("place", place=text["names"][place.id])
            where = facts.places(_WHERE.get(place.id, ("community",)))
            own = text["places"][place.id] if facts.cared_for else text["grown"].get(place.id)
            yield _line(facts, place.id, own or text["places"][place.id], why, where)
    paid = sum(row.get("lasting") == "paid" for row in safe)
    if safe and paid > facts.book.rules.web.paid_share * len(safe):
        yield _line(facts, "unpaid", text["paid"], facts.words.reason("paid", n=paid, of=len(safe)))


def _is(facts: PlanFacts, row: dict[str, str], place: WebPlace) -> bool:
    if row.get("person") not in place.persons:
        return False
    return not place.lasting or row.get("lasting") == "lasting" or _has_stayed(facts, row)


def _has_stayed(facts: PlanFacts, row: dict[str, str]) -> bool:
    """Report whether a daily person listed "for now" was also daily at an earlier assessment, long enough ago."""
    if row.get("lasting") != "for_now" or row.get("contact") != "daily":
        return False
    latest = facts.profile.age - facts.book.rules.web.stayed
    return any(
        earlier.get("person") == row.get("person") and earlier.get("contact") == "daily"
        for assessment in facts.case.assessments
        if assessment.age_years <= latest and assessment.status != "entered-in-error"
        for earlier in rows_of(assessment, "services", "people")
    )


def _line(
    facts: PlanFacts,
    about: str,
    text: dict[str, str],
    why: str,
    where: tuple[Setting, ...] = ("community",),
) -> PlanLine:
    words = facts.words
    return PlanLine(
        id=f"web:start:{about}",
        part="web",
        kind="start",
        title=words.fill(text["title"]),
        text=words.fill(text["text"]),
        where=where,
        responsible=("caseworker", "clinician"),
        why=(why,),
        changes_when=(words.change("person"),),
        category=worst(facts),
        rule="web",
    )
