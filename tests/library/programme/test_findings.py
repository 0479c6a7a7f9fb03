"""What a programme is told of everything: files, five sites together, and the store."""

from __future__ import annotations

import numpy as np
import pytest

import nmt_widgets as nmt
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme import (
    PooledProgramme,
    Programme,
    ProgrammeData,
    read_programme,
    stored_programme,
)
from nmt_widgets.outcomes.change import adherence_shares, paired_change
from nmt_widgets.outcomes.change.adherence import COUNTED, count_lines
from nmt_widgets.outcomes.pooling import pool, write_aggregate
from nmt_widgets.store import Access, Person, Store
from nmt_widgets.store.database.engine import open_engine


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder, invented = tmp_path_factory.mktemp("programme"), nmt.synthetic_cohort(n=150, seed=5, times=3)
    for name in ("frame", "lines", "ratings", "incidents"):
        getattr(invented, name).to_csv(folder / f"{name}.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def programme(files):
    data = read_programme(
        files / "frame.csv",
        incidents={"Restraint": files / "incidents.csv"},
        lines=files / "lines.csv",
        ratings=files / "ratings.csv",
    )
    return Programme(data, theme="light")


def of_topic(programme, id, selection=None):
    return {finding.id: finding for finding in programme.topic(id, selection).findings}


def test_each_finding_of_everybody_says_what_it_comes_to(programme):
    for id in programme.topics:
        topic = programme.topic(id)
        assert topic.findings
        for finding in topic.findings:
            assert finding.sentence.endswith(".")
            assert "{" not in finding.sentence + finding.title + finding.caveat
            if finding.figure is not None:
                assert finding.figure.table.rows
                assert "SYNTHETIC" in finding.figure.description
                assert finding.caveat or finding.id in ("ages",)
            if None not in (finding.n, finding.missing):
                assert finding.n + finding.missing == topic.n


def test_gains_are_those_of_the_same_clients_by_themselves(programme):
    entry = programme.filters[0]
    level, _, n = max(entry.levels, key=lambda level: level[2])
    frame = programme.data.cohort.frame
    first = frame.groupby("client", observed=True)["phase"].transform("first")
    part = frame[(first == level) & frame["time"].isin([1, 2])]
    plain = paired_change(part, measure="total")
    finding = of_topic(programme, "gains", {entry.id: level})["reliable"]
    assert finding.figure.table.rows[0][0] == "Total"
    assert n == programme.topic("gains", {entry.id: level}).n
    if finding.n is not None:
        assert finding.n == plain.n
        assert f"{plain.sizes.d_av.value:.2f}" in finding.figure.description


def test_an_assumed_reliability_is_told_with_the_finding(programme):
    """Who is reliably better depends on it, so it goes with the sentence, also on a slide."""
    assumed = texts("outcomes")["gains"]["assumed_alone"].format(value="0.8")
    assert of_topic(programme, "gains")["reliable"].caveat.startswith(assumed)


def test_adherence_of_everybody_is_that_of_its_lines(programme):
    finding = of_topic(programme, "plan")["adherence"]
    lines = programme.data.lines
    shares = adherence_shares(lines).set_index(["kind", "setting"])
    answers = count_lines(lines, ["kind", "setting"]).set_index(["kind", "setting"])[list(COUNTED[:3])] > 0
    clients = answers.groupby(["kind", "setting"]).sum()
    fewest = clients.where(clients > 0).min(axis=1)
    assert 0 < (fewest < programme.smallest).sum() < len(fewest)
    for kind in ("essential", "therapeutic"):
        rows = shares.loc[fewest.index[fewest >= programme.smallest]].loc[kind]
        assert f"{rows['done'].sum()} of {rows['lines'].sum()} lines" in finding.sentence


def test_what_is_not_by_client_is_told_without_filters_only(programme):
    entry = programme.filters[0]
    selection = {entry.id: entry.levels[0][0]}
    assert all(finding.figure is None for finding in programme.topic("incidents", selection).findings)
    assert of_topic(programme, "adversity", selection)["timing"].figure is None


def test_one_time_and_no_history_say_what_to_do():
    rows = [{"client": f"c-{n}", "time": 1, "sleep": 1 + n % 12} for n in range(30)]
    programme = Programme(ProgrammeData(nmt.cohort(rows)))
    assert programme.filters == ()
    for id in programme.topics:
        for finding in programme.topic(id).findings:
            assert finding.sentence.strip()
    assert "Rate the clients again" in of_topic(programme, "gains")["reliable"].sentence


def test_every_problem_of_every_file_is_named(files, tmp_path):
    incidents, lines = tmp_path / "incidents.csv", tmp_path / "lines.csv"
    incidents.write_text("phase,count,days\nbefore,-1,30\n")
    lines.write_text("client,time,line,kind,setting,done\na,1,x,essential,home,perhaps\n")
    with pytest.raises(InputErrors) as error:
        read_programme(files / "frame.csv", incidents=[incidents], lines=lines)
    assert len(error.value.problems) == 2


def test_lines_of_clients_who_are_not_in_the_cohort_do_not_count(programme):
    lines = programme.data.lines.assign(client="not-" + programme.data.lines["client"])
    alone = Programme(ProgrammeData(programme.data.cohort, lines))
    assert of_topic(alone, "plan")["adherence"].figure is None


def test_five_sites_are_told_as_one_programme():
    sites = [nmt.synthetic_cohort(n=60, seed=seed) for seed in range(5)]
    cohorts = [nmt.cohort(site.frame).frame for site in sites]
    pooled = pool(
        *(
            write_aggregate(cohort, site=f"site-{at}", incidents=site.incidents, lines=site.lines)
            for at, (site, cohort) in enumerate(zip(sites, cohorts, strict=True))
        )
    )
    together = PooledProgramme(pooled, theme="light")
    assert together.synthetic
    topics = [together.topic(id) for id in together.topics]
    assert {topic.n for topic in topics} == {300}
    change = {finding.id: finding for finding in topics[1].findings}["change_total"]
    values = [
        frame.pivot(index="client", columns="time", values="total").dropna().to_numpy() for frame in cohorts
    ]
    difference = np.concatenate([value[:, 1] - value[:, 0] for value in values])
    assert change.n == len(difference)
    assert f"the mean change is {difference.mean():.1f}" in change.sentence.replace("−", "-")
    for topic in topics:
        for finding in topic.findings:
            assert "{" not in finding.sentence
            assert finding.figure is None or "SYNTHETIC" in finding.figure.description


def test_the_store_tells_a_programme_without_names(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    clinician = Store(Access(engine, Person("Ana", "clinician")))
    case = nmt.load_case("james")
    answers = {path: value for path, value in to_answers(case).items() if "/plan/" not in path}
    clinician.create("c-secret", {**answers, "kind": "clinical"}, kind="clinical")
    lead = Store(Access(engine, Person("Pia", "programme")))
    data = stored_programme(lead)
    assert data.cohort.clients == 1
    assert "secret" not in data.cohort.frame.to_csv()
    topic = Programme(data).topic("clients")
    assert (topic.n, topic.findings) == (None, ())
    assert "fewer than 5 clients" in topic.lead
    engine.dispose()
