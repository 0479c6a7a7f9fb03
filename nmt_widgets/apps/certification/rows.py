"""What the certification log shows, in words: where everybody stands, and one person's level in detail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nmt_widgets.apps.certification.logs import TrainingLogs
from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.learning.participation import TAKEN_BACK, LogEntry
from nmt_widgets.training.certification.fidelity import (
    Drift,
    FidelityRound,
    drift,
    fidelity_rounds,
    load_fidelity,
)
from nmt_widgets.training.certification.programmes import load_programmes
from nmt_widgets.training.certification.standing import (
    LevelStanding,
    NeedStanding,
    ScoredCase,
    level_standing,
)
from nmt_widgets.training.raters.error_words import error_table
from nmt_widgets.training.raters.rater_error import RaterError
from nmt_widgets.training.statistics.standards import load_standards
from nmt_widgets.training.statistics.statistic import Statistic
from nmt_widgets.widgets.certification.messages import (
    ChosenLevel,
    DistanceBar,
    EntryRow,
    ErrorPanel,
    FidelityRows,
    FirstLevel,
    NeedRow,
    RatedCase,
    RoundRow,
    StandingRow,
)
from nmt_widgets.widgets.shared.messages import Words


def standing_rows(logs: TrainingLogs, words: Words, trainees: Iterable[str] = ()) -> list[StandingRow]:
    """Return a row for each person and level, in order of name; one without a level for trainees without an entry."""
    rows = _begun_rows(logs, words)
    begun = {row["person"] for row in rows}
    rows += [_row_before(person, logs, words) for person in trainees if person not in begun]
    return sorted(rows, key=lambda row: row["person"].casefold())


def first_levels(logs: TrainingLogs, person: str, words: Words) -> list[FirstLevel]:
    """Return what the first level of each programme asks for, and how much of it somebody without an entry has."""
    cases = logs.cases(person)
    return [
        {
            "name": words["levels"].get(level.id, level.id),
            "needs": [_need(need, words) for need in level_standing(level, (), cases).needs],
        }
        for level in (programme.levels[0] for programme in load_programmes().programmes)
    ]


def _row_before(person: str, logs: TrainingLogs, words: Words) -> StandingRow:
    return {
        "person": person,
        "level": "",
        "level_name": "–",
        "hours": "0",
        "sessions": 0,
        "cases": len(logs.cases(person)),
        "missing": words["people"]["not_begun"],
        "done": False,
    }


def _begun_rows(logs: TrainingLogs, words: Words) -> list[StandingRow]:
    return [
        {
            "person": person,
            "level": standing.level,
            "level_name": words["levels"].get(standing.level, standing.level),
            "hours": wording.number(sum(standing.hours.values()), 2),
            "sessions": standing.sessions,
            "cases": standing.cases,
            "missing": _state(standing, words),
            "done": bool(standing.attested),
        }
        for person in logs.people()
        for standing in logs.standings(person)
    ]


def missing_sentence(standing: LevelStanding, words: Words) -> str:
    """Return what is missing in a level, in words; empty where nothing is."""
    return ", ".join(_counted(words["missing"], need, need.missing, words) for need in standing.missing)


def chosen_rows(
    person: str,
    standing: LevelStanding,
    logs: TrainingLogs,
    titles: Mapping[str, str],
    words: Words,
    *,
    may_note: bool,
    today: str,
) -> ChosenLevel:
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
    chosen_words, cases, missing = words["chosen"], logs.cases(person), missing_sentence(standing, words)
    level = words["levels"].get(standing.level, standing.level)
    state = ""
    if standing.attested:
        state = chosen_words["attested"].format(day=say_date(standing.attested))
    elif missing:
        state = chosen_words["not_yet"].format(missing=missing)
    return {
        "person": person,
        "level": standing.level,
        "title": chosen_words["title"].format(person=person, level=level),
        "state": state,
        "may_attest": may_note and not missing and not standing.attested,
        "needs": [_need(need, words) for need in standing.needs],
        "entries": _entries(entries, words, may_note),
        "cases": [_case(case, titles, words) for case in cases],
        "fidelity": _fidelity(standing, cases, titles, words, today),
    }


def _state(standing: LevelStanding, words: Words) -> str:
    people = words["people"]
    if standing.attested:
        return str(people["attested"].format(day=say_date(standing.attested)))
    return missing_sentence(standing, words) or str(people["complete"])


def _counted(forms: Words, standing: NeedStanding, count: float, words: Words) -> str:
    """Return the form of a text about a need that fits a count."""
    least, number = wording.number(standing.need.least, 2), wording.number(count, 2)
    return plural(
        forms, standing.need.kind, count, number=number, least=least, **_need_words(standing, words)
    )


def _need_words(standing: NeedStanding, words: Words) -> dict[str, str]:
    need = standing.need
    return {
        "of": " + ".join(words["kinds"].get(kind, kind) for kind in need.of),
        "band": words["bands"].get(need.band, need.band or ""),
        "level": words["levels"].get(need.level, need.level or ""),
    }


def _need(standing: NeedStanding, words: Words) -> NeedRow:
    need = standing.need
    return {
        "text": _counted(words["needs"], standing, standing.have, words),
        "share": min(1.0, standing.have / need.least),
        "met": standing.is_met,
        "mark": words["marks"][need.source],
    }


def _entries(entries: list[LogEntry], words: Words, may_note: bool) -> list[EntryRow]:
    """Return the entries by day; one that was taken back says by whom and why."""
    taken_back = {entry.refers: entry for entry in entries if entry.kind == TAKEN_BACK}
    noted = [entry for entry in entries if entry.kind != TAKEN_BACK]
    return [
        _entry(entry, taken_back.get(entry.number), words, may_note)
        for entry in sorted(noted, key=lambda entry: (entry.day, entry.number))
    ]


def _entry(entry: LogEntry, back: LogEntry | None, words: Words, may_note: bool) -> EntryRow:
    form = words["chosen"]["taken_back"]
    return {
        "number": entry.number,
        "day": say_date(entry.day, style="medium"),
        "kind": words["kinds"].get(entry.kind, entry.kind),
        "hours": wording.number(entry.minutes / 60, 2) if entry.minutes else "",
        "about": entry.about,
        "author": entry.author,
        "taken_back": (
            form.format(author=back.author, day=say_date(back.at[:10]), why=back.about) if back else ""
        ),
        "may_take_back": may_note and back is None,
    }


def _case(scored: ScoredCase | None, titles: Mapping[str, str], words: Words) -> RatedCase:
    if scored is None:
        return {"day": "", "case": "", "distance": "", "band": "", "bar": None}
    distance = scored.distance
    distance_words = words["chosen"]["not_compared"]
    if distance is not None and distance.value is not None:
        distance_words = wording.number(distance.value, 2)
        if distance.low is not None:
            distance_words = words["chosen"]["distance"].format(value=distance_words, **_ends(distance))
    band = words["bands"].get(scored.grade.band, scored.grade.band) if scored.grade else ""
    return {
        "day": say_date(scored.day, style="medium"),
        "case": titles.get(scored.case, scored.case),
        "distance": distance_words,
        "band": band,
        "bar": _bar(distance),
    }


def _bar(distance: Statistic | None) -> DistanceBar | None:
    """Return where a distance lies on a bar of the bands' width and half as much: shares from 0 to 1."""
    limits = load_standards().limits.get("mean_absolute_difference")
    if distance is None or distance.value is None or limits is None or not limits.most:
        return None
    full = limits.most[-1] * 1.6

    def share(value: float) -> float:
        return min(1.0, max(0.0, value / full))

    return {
        "value": share(distance.value),
        "low": None if distance.low is None else share(distance.low),
        "high": None if distance.high is None else share(distance.high),
        "limits": [share(limit) for limit in limits.most],
    }


def _ends(statistic: Statistic) -> dict[str, str]:
    return {"low": _signed(statistic.low, 2), "high": _signed(statistic.high, 2)}


def _fidelity(
    standing: LevelStanding, cases: list[ScoredCase], titles: Mapping[str, str], words: Words, today: str
) -> FidelityRows | None:
    rules, fidelity_words = load_fidelity(), words["fidelity"]
    if not standing.attested or standing.level not in rules.levels:
        return None
    rounds = fidelity_rounds(standing.attested, cases, today)
    before = [case for case in cases if case.day < standing.attested]
    return {
        "lead": fidelity_words["lead"].format(months=rules.every_months),
        "rounds": [_round(known, titles, words) for known in rounds],
        "drift": _drift(drift(rounds, before), fidelity_words),
    }


def _round(fidelity_round: FidelityRound, titles: Mapping[str, str], words: Words) -> RoundRow:
    case = fidelity_round.case
    scored = _case(fidelity_round.scored if fidelity_round.state == "done" else None, titles, words)
    day, due = scored["day"], say_date(fidelity_round.due, style="medium")
    state = words["fidelity"]["states"][fidelity_round.state].format(day=day)
    return {**scored, "due": due, "case": titles.get(case, case), "state": state}


def _drift(change: Drift, words: Words) -> list[str]:
    """Say what drifted, as far as the intervals tell; where they hold 0 that nothing can be told of it."""
    sentences = []
    for statistic, names in ((change.distance, ("further", "nearer")), (change.level, ("higher", "lower"))):
        if statistic.value is None or statistic.low is None or statistic.high is None:
            continue
        name = names[0] if statistic.low > 0 else names[1] if statistic.high < 0 else ""
        if not name and statistic is change.distance:
            name = "same"
        if name:
            points = wording.number(abs(statistic.value), 2)
            sentences.append(words[name].format(points=points, **_ends(statistic)))
    yearly = change.per_year
    if yearly.value is not None and yearly.low is not None:
        sentences.append(words["per_year"].format(points=_signed(yearly.value, 2), **_ends(yearly)))
    return sentences


def _signed(value: float | None, decimals: int) -> str:
    size = wording.number(None if value is None else abs(value), decimals)
    return f"−{size}" if value is not None and value < 0 and size != "0" else size


def error_panel(result: RaterError, instrument: Instrument) -> ErrorPanel:
    """Return how sure the scores are; the bars of the functions have one scale."""
    table = error_table(result, instrument)
    largest = max((result.functions[id].error.high or 0 for id in result.estimated), default=0)
    bars = [
        _error_bar(result.functions[id].error, largest) for id in result.from_largest[: len(table.short_rows)]
    ]
    return {
        "lead": list(table.lead),
        "rows_lead": table.short_lead,
        "heads": list(table.short_heads),
        "rows": [
            {"cells": list(cells), "bar": bar} for cells, bar in zip(table.short_rows, bars, strict=True)
        ],
        "rule": table.rule,
        "preview": list(table.preview),
        "all_heads": list(table.heads),
        "all_rows": [list(cells) for cells in table.rows],
        "notes": list(table.notes),
    }


def _error_bar(error: Statistic, largest: float) -> DistanceBar:
    value, low, high = ((end or 0) / largest for end in (error.value, error.low, error.high))
    return {"value": value, "low": low, "high": high, "limits": []}
