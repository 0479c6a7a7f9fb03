"""What is told beside counts gives away no few clients, either: thresholds, spreads, models, months, headings."""

from __future__ import annotations

import pandas as pd
import pytest

import nmt_widgets as nmt
from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme import Programme, ProgrammeData
from nmt_widgets.outcomes.incidents.entries import check_incidents

HIDDEN = texts("outcomes")["hidden"]
THRESHOLD = texts("outcomes")["gains"]["head"]["threshold"]


@pytest.fixture(scope="module")
def invented():
    return nmt.synthetic_cohort(n=130, seed=5).frame


def of_topic(frame, topic, incidents=None):
    programme = Programme(ProgrammeData(nmt.cohort(frame), incidents=incidents or {}))
    return {finding.id: finding for finding in programme.topic(topic).findings}


def twice(frame):
    """Return the clients with the first two assessments."""
    times = frame[frame["time"] <= 2].groupby("client", observed=True)["time"].nunique()
    return list(times.index[times == 2])


def gains(frame):
    table = of_topic(frame, "gains")["reliable"].figure.table
    return [dict(zip(table.header, row, strict=True)) for row in table.rows], table.rows


@pytest.mark.parametrize("back", [2, 4])
def test_a_threshold_does_not_tell_the_spread_of_the_few_who_came_back(invented, back):
    few = twice(invented)[:back]
    rows, _ = gains(
        invented[(invented["time"] == 1) | invented["client"].isin(few) & (invented["time"] == 2)]
    )
    assert {row[THRESHOLD] for row in rows} == {HIDDEN}


def test_of_fewer_than_ten_clients_no_spread_is_told(invented):
    some = invented[invented["client"].isin(twice(invented)[:9]) & (invented["time"] <= 2)]
    rows, cells = gains(some)
    assert {row[THRESHOLD] for row in rows} == {HIDDEN}
    assert {row[-6:] for row in cells} == {("–",) * 6}


def test_of_many_clients_the_threshold_is_told(invented):
    rows, _ = gains(invented[invented["client"].isin(twice(invented)) & (invented["time"] <= 2)])
    assert HIDDEN not in {row[THRESHOLD] for row in rows}


@pytest.mark.parametrize(("lacking", "is_told"), [(0, True), (2, False), (5, True)])
def test_a_model_does_not_tell_of_how_few_something_is_missing(invented, lacking, is_told):
    few = invented["client"].unique()[:lacking]
    frame = invented.assign(
        relational_health=invented["relational_health"].mask(invented["client"].isin(few))
    )
    finding = of_topic(frame, "adversity")["timing_relational"]
    assert (finding.n, finding.missing) == ((130 - lacking, lacking) if is_told else (None, None))
    assert (finding.figure is not None) is is_told


@pytest.mark.parametrize(("clients", "is_told"), [(4, False), (5, True)])
def test_a_month_of_few_clients_is_in_no_series(invented, clients, is_told):
    rows = [
        {
            "phase": "before" if month < 10 else "in_use",
            "date": f"{2024 + month // 12}-{month % 12 + 1:02}",
            "client": f"c-{client}",
            "days": 28,
            "count": 1 + (month + client) % 3,
        }
        for month in range(20)
        for client in range(clients if month == 4 else 8)
    ]
    incidents = {"Restraint": check_incidents(pd.DataFrame(rows))}
    series = of_topic(invented, "incidents", incidents)["series_Restraint"]
    assert (series.figure is not None) is is_told
    assert is_told or texts("programme")["series"]["few_clients"] in series.sentence


@pytest.mark.parametrize(("doubled", "is_told"), [(9, False), (10, True)])
def test_the_error_of_raters_is_told_of_ten_clients_or_more(invented, doubled, is_told):
    rows = [
        {"client": client, "time": 1, "rater": rater, "total": 100.0 + 3 * place + 2 * (rater == "r-2")}
        for place, client in enumerate(invented["client"].unique()[:doubled])
        for rater in ("r-1", "r-2")
    ]
    some = invented[["client", "time", "sleep"]]
    programme = Programme(ProgrammeData(nmt.cohort(some), ratings=pd.DataFrame(rows)))
    (raters,) = (finding for finding in programme.topic("gains").findings if finding.id == "raters")
    assert (raters.sentence != texts("programme")["raters"]["nothing"]) is is_told
    assert raters.n == (doubled if is_told else None)


@pytest.mark.parametrize(("in_one_phase", "is_told"), [(0, True), (2, False), (6, True)])
def test_lines_of_few_clients_are_not_told_under_a_filter_nor_by_subtraction(invented, in_one_phase, is_told):
    begun = invented.loc[invented["time"] == 1, ["client", "time", "sleep"]].head(60)
    some = begun.assign(phase=["before", "after"] * 30)
    clients = some["client"].astype(str).tolist()
    undone = {*clients[:20:2], *clients[1 : 2 * in_one_phase : 2]}  # ten before, the others after
    lines = pd.DataFrame(
        {
            "client": clients,
            "time": 1,
            "line": "l-1",
            "kind": "essential",
            "setting": "home",
            "done": ["no" if client in undone else "yes" for client in clients],
        }
    )
    programme = Programme(ProgrammeData(nmt.cohort(some), lines=lines))
    telling = {
        phase: programme.topic("plan", {"phase": phase} if phase else {}).findings[0].figure is not None
        for phase in ("", "before", "after")
    }
    assert telling == {"": True, "before": is_told, "after": is_told}
