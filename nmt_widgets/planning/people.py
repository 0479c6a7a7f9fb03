"""The therapeutic web: who is missing, who is paid, who is not safe."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.planning.facts import Facts
from nmt_widgets.planning.lines import Line
from nmt_widgets.planning.parts import Setting, WebPlace
from nmt_widgets.planning.rules import worst

_WHERE: dict[str, tuple[Setting, ...]] = {
    "lasting_caregiver": ("home",),
    "relative": ("home",),
    "school_adult": ("school",),
    "friend": ("school", "community"),
}


def look_for_people(facts: Facts) -> Iterator[Line]:
    """Yield a line for each kind of person missing from the web, and for what is not safe or not lasting in it."""
    people = facts.rows("services", "people")
    text = facts.words.words["web"]
    if unsafe := [row for row in people if row.get("safe") == "unsafe"]:
        names = ", ".join(dict.fromkeys(_name(facts, row) for row in unsafe))
        yield _line(
            facts, "adapt", "unsafe", text["unsafe"], facts.words.reason("unsafe", people=names), "team"
        )
    if not people or not any(level.impaired for level in facts.levels):
        return
    safe = [row for row in people if row.get("safe", "safe") == "safe"]
    for place in facts.book.rules.web.places:
        if place.school and not facts.at_school:
            continue
        if place.age.holds(facts.profile.age) and not any(_is(row, place) for row in safe):
            why = facts.words.reason("place", place=text["names"][place.id])
            where = _WHERE.get(place.id, ("community",))
            yield _line(facts, "start", place.id, text["places"][place.id], why, "person", where)
    paid = sum(row.get("lasting") == "paid" for row in safe)
    if safe and paid > facts.book.rules.web.paid_share * len(safe):
        why = facts.words.reason("paid", n=paid, of=len(safe))
        yield _line(facts, "start", "unpaid", text["paid"], why, "person")


def _is(row: dict[str, str], place: WebPlace) -> bool:
    return row.get("person") in place.persons and (not place.lasting or row.get("lasting") == "lasting")


def _name(facts: Facts, row: dict[str, str]) -> str:
    return facts.words.option("services", "people", row.get("person", "–"))


def _line(
    facts: Facts,
    kind: str,
    about: str,
    text: dict[str, str],
    why: str,
    change: str,
    where: tuple[Setting, ...] = ("community",),
) -> Line:
    words = facts.words
    return Line(
        id=f"web:{kind}:{about}",
        part="web",
        kind="adapt" if kind == "adapt" else "start",
        title=words.fill(text["title"]),
        text=words.fill(text["text"]),
        where=where,
        who=("caseworker", "clinician"),
        why=(why,),
        changes_when=(words.change(change),),
        category=worst(facts),
        rule="web",
    )
