"""The certification log as the page is given it: where everybody stands, and one person's level in all, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nmt_widgets.apps.certification.logs import TrainingLogs
from nmt_widgets.charts import wording
from nmt_widgets.store.learning.participation import TAKEN_BACK, Entry
from nmt_widgets.training.certification.fidelity import (
    Drift,
    FidelityRound,
    drift,
    fidelity_rounds,
    load_fidelity,
)
from nmt_widgets.training.certification.standing import LevelStanding, NeedStanding, ScoredCase
from nmt_widgets.training.statistics.standards import load_standards
from nmt_widgets.training.statistics.statistic import Statistic

Words = Mapping[str, Any]


def standing_rows(logs: TrainingLogs, words: Words) -> list[dict[str, Any]]:
    """Return a row for each person and level, in order of name."""
    return [
        {
            "person": person,
            "level": one.level,
            "level_said": words["levels"].get(one.level, one.level),
            "hours": wording.number(sum(one.hours.values()), 2),
            "sessions": one.sessions,
            "cases": one.cases,
            "missing": _state(one, words),
            "done": bool(one.attested),
        }
        for person in logs.people()
        for one in logs.standings(person)
    ]


def missing_said(standing: LevelStanding, words: Words) -> str:
    """Return what is missing in a level, in words; empty where nothing is."""
    return ", ".join(
        words["missing"][one.need.kind].format(missing=wording.number(one.missing, 2), **_named(one, words))
        for one in standing.missing
    )


def chosen_rows(
    person: str,
    standing: LevelStanding,
    logs: TrainingLogs,
    titles: Mapping[str, str],
    words: Words,
    *,
    may_note: bool,
    today: str,
) -> dict[str, Any]:
    """Return what the page shows of somebody in a level.

    Parameters
    ----------
    person : str
    standing : LevelStanding
    logs : TrainingLogs
    titles : mapping of case to str
    words : mapping
        `certification.yaml`.
    may_note : bool
        Whether the person in front keeps the log.
    today : str
        As 2026-03-01.
    """
    entries = [entry for entry in logs.entries(person) if entry.level == standing.level]
    said, cases, missing = words["chosen"], logs.cases(person), missing_said(standing, words)
    title = said["title"].format(person=person, level=words["levels"].get(standing.level, standing.level))
    return {
        "person": person,
        "level": standing.level,
        "title": title,
        "state": said["attested"].format(day=standing.attested)
        if standing.attested
        else said["not_yet"].format(missing=missing)
        if missing
        else "",
        "may_attest": may_note and not missing and not standing.attested,
        "needs": [_need(one, words) for one in standing.needs],
        "entries": _entries(entries, words, may_note),
        "cases": [_case(one, titles, words) for one in cases],
        "fidelity": _fidelity(standing, cases, titles, words, today),
    }


def _state(standing: LevelStanding, words: Words) -> str:
    people = words["people"]
    if standing.attested:
        return str(people["attested"].format(day=standing.attested))
    return missing_said(standing, words) or str(people["complete"])


def _named(one: NeedStanding, words: Words) -> dict[str, str]:
    need = one.need
    return {
        "of": " + ".join(words["kinds"].get(kind, kind) for kind in need.of),
        "band": words["bands"].get(need.band, need.band or ""),
        "level": words["levels"].get(need.level, need.level or ""),
    }


def _need(one: NeedStanding, words: Words) -> dict[str, Any]:
    have, least = wording.number(one.have, 2), wording.number(one.need.least, 2)
    return {
        "said": words["needs"][one.need.kind].format(have=have, least=least, **_named(one, words)),
        "share": min(1.0, one.have / one.need.least),
        "met": one.is_met,
        "mark": words["marks"][one.need.source],
    }


def _entries(entries: list[Entry], words: Words, may_note: bool) -> list[dict[str, Any]]:
    """Return the entries by day; one that was taken back says by whom and why."""
    taken = {entry.refers: entry for entry in entries if entry.kind == TAKEN_BACK}
    said = words["chosen"]["taken_back"]
    return [
        {
            "number": one.number,
            "day": one.day,
            "what": words["kinds"].get(one.kind, one.kind),
            "hours": wording.number(one.minutes / 60, 2) if one.minutes else "",
            "about": one.about,
            "author": one.author,
            "gone": said.format(author=back.author, day=back.at[:10], why=back.about) if back else "",
            "may_take_back": may_note and back is None,
        }
        for one in sorted(entries, key=lambda entry: (entry.day, entry.number))
        if one.kind != TAKEN_BACK
        for back in [taken.get(one.number)]
    ]


def _case(one: ScoredCase | None, titles: Mapping[str, str], words: Words) -> dict[str, Any]:
    if one is None:
        return {"day": "", "case": "", "distance": "", "band": "", "bar": None}
    distance = one.distance
    said = words["chosen"]["not_compared"]
    if distance is not None and distance.value is not None:
        said = wording.number(distance.value, 2)
        if distance.low is not None:
            said = words["chosen"]["distance"].format(value=said, **_ends(distance))
    band = words["bands"].get(one.grade.band, one.grade.band) if one.grade else ""
    return {
        "day": one.day,
        "case": titles.get(one.case, one.case),
        "distance": said,
        "band": band,
        "bar": _bar(distance),
    }


def _bar(distance: Statistic | None) -> dict[str, Any] | None:
    """Return where a distance lies on a bar of the bands' width and half as much: shares from 0 to 1."""
    limits = load_standards().limits.get("mean_absolute_difference")
    if distance is None or distance.value is None or limits is None or not limits.most:
        return None
    full = limits.most[-1] * 1.6

    def share(value: float | None) -> float | None:
        return None if value is None else min(1.0, max(0.0, value / full))

    return {
        "value": share(distance.value),
        "low": share(distance.low),
        "high": share(distance.high),
        "limits": [share(limit) for limit in limits.most],
    }


def _ends(statistic: Statistic) -> dict[str, str]:
    return {"low": _signed(statistic.low, 2), "high": _signed(statistic.high, 2)}


def _fidelity(
    standing: LevelStanding, cases: list[ScoredCase], titles: Mapping[str, str], words: Words, today: str
) -> dict[str, Any] | None:
    rules, said = load_fidelity(), words["fidelity"]
    if not standing.attested or standing.level not in rules.levels:
        return None
    rounds = fidelity_rounds(standing.attested, cases, today)
    before = [one for one in cases if one.day < standing.attested]
    return {
        "lead": said["lead"].format(months=rules.every_months),
        "rounds": [_round(one, titles, words) for one in rounds],
        "said": _drift(drift(rounds, before), said),
    }


def _round(one: FidelityRound, titles: Mapping[str, str], words: Words) -> dict[str, Any]:
    scored = _case(one.scored if one.state == "done" else None, titles, words)
    state = words["fidelity"]["states"][one.state].format(day=scored["day"])
    return {**scored, "due": one.due, "case": titles.get(one.case, one.case), "state": state}


def _drift(found: Drift, words: Words) -> list[str]:
    """Say what drifted, as far as the intervals tell; where they hold 0 that nothing can be told of it."""
    said = []
    for statistic, names in ((found.distance, ("further", "nearer")), (found.level, ("higher", "lower"))):
        if statistic.value is None or statistic.low is None or statistic.high is None:
            continue
        name = names[0] if statistic.low > 0 else names[1] if statistic.high < 0 else ""
        if not name and statistic is found.distance:
            name = "same"
        if name:
            points = wording.number(abs(statistic.value), 2)
            said.append(words[name].format(points=points, **_ends(statistic)))
    yearly = found.per_year
    if yearly.value is not None and yearly.low is not None:
        said.append(words["per_year"].format(points=_signed(yearly.value, 2), **_ends(yearly)))
    return said


def _signed(value: float | None, decimals: int) -> str:
    said = wording.number(None if value is None else abs(value), decimals)
    return f"−{said}" if value is not None and value < 0 and said != "0" else said
