"""Incidents and phases of the site: entered, corrected, withdrawn, never changed; read by phase and by right."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.site_files import DATA
from nmt_widgets.outcomes.incidents import rates
from nmt_widgets.store import Access, NotPermitted, Person, Store, verify
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import row_hash
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.errors import Doubtful
from nmt_widgets.store.incidents.reading import CountListing
from nmt_widgets.store.incidents.site_incidents import SiteIncidents
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.export import export
from nmt_widgets.store.transfer.restoring import restore
from tests.store.answers import begin
from tests.store.test_hostile_text import read_csv

MARCH: dict[str, Any] = {"kind": "restraint", "date": "2026-03", "count": 4, "days": 300, "unit": "North"}


def site(engine: Engine, name: str = "Pia", role: str = "programme") -> SiteIncidents:
    return SiteIncidents(Access(engine, Person(name, role)))


def clients(engine: Engine, *codes: str) -> None:
    for code in codes:
        begin(Store(Access(engine, Person("Ana", "clinician"))), code)


def counts(incidents: SiteIncidents, **listing: Any) -> list[tuple[Any, ...]]:
    return [
        (entry.number, entry.unit, entry.client, entry.incidents, entry.days)
        for entry in incidents.page(CountListing(**listing)).entries
    ]


def refused(act: Any, *arguments: Any, **values: Any) -> list[tuple[str | None, str]]:
    with pytest.raises(InputError) as caught:
        act(*arguments, **values)
    return [(problem.place, problem.message) for problem in caught.value.problems]


def test_entered_once_corrected_and_withdrawn(engine: Engine) -> None:
    incidents = site(engine)
    for _ in range(2):  # sent twice
        assert incidents.enter(**MARCH, edit="e1") == 1
    assert counts(incidents) == [(1, "North", None, 4, 300.0)]
    assert incidents.correct(1, count="5", days="310,5", reason="mistyped", edit="e2") == 2
    assert counts(incidents) == [(2, "North", None, 5, 310.5)]
    assert [(entry.number, entry.incidents) for entry in incidents.history(2)] == [(2, 5), (1, 4)]
    assert refused(incidents.withdraw, 1, reason="mistyped", edit="e3") == [
        (None, "entry 1 is not there, or was corrected or withdrawn already")
    ]
    assert "a reason is needed" in refused(incidents.withdraw, 2, reason="Ben hit somebody", edit="e3")[0][1]
    incidents.withdraw(2, reason="wrong_place", edit="e3")
    assert counts(incidents) == []
    assert counts(incidents, withdrawn=True) == [(3, "North", None, 5, 310.5)]
    assert incidents.enter(**MARCH, edit="e4") == 4
    assert verify(engine).problems == ()
    with pytest.raises(NotPermitted):  # the name of somebody else's change
        site(engine, "Pat").enter(**MARCH, edit="e4")


def test_who_may_do_what(engine: Engine) -> None:
    site(engine).enter(**MARCH, edit="e1")
    site(engine).set_phase("before", "2026-01", edit="p1")
    for role in ("trainer", "trainee", "clinician", ""):
        other = SiteIncidents(Access(engine, Person("Xi", role) if role else None))
        assert not other.may_count()
        for act in (
            lambda other=other: other.enter(**MARCH, edit="e2"),
            lambda other=other: other.correct(1, count=1, days=1, reason="mistyped", edit="e2"),
            lambda other=other: other.withdraw(1, reason="mistyped", edit="e2"),
            lambda other=other: other.set_phase("after", "2026-02", edit="p2"),
            lambda other=other: other.withdraw_phase(1, reason="mistyped", edit="p2"),
            lambda other=other: other.import_table("none.csv", edit="e2"),
            lambda other=other: other.incidents("restraint"),
            lambda other=other: other.history(1),
            other.page,
            other.phases,
            other.units,
        ):
            with pytest.raises(NotPermitted):
                act()
    assert site(engine, "command line: x", "operator").page().total == 1


TOMORROW = (datetime.date.today() + datetime.timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("wrong", "place", "message"),
    [
        ({"kind": "dancing"}, "kind", "'dancing' is not a kind of incident"),
        ({"kind": ""}, "kind", "the kind of incident is missing"),
        ({"count": -1}, "count", "-1 is below 0"),
        ({"count": "2.5"}, "count", "'2.5' is not a whole number"),
        ({"count": ""}, "count", "there is no count"),
        ({"count": 10**9}, "count", "1e+09 is more than 1,000,000"),
        ({"days": -3}, "days", "-3 days are below 0"),
        ({"days": 0}, "days", "a count of 4 in 0 days"),
        ({"date": "2026-02-30"}, "date", "'2026-02-30' is not a day of the calendar"),
        ({"date": ""}, "date", "there is no date"),
        ({"date": TOMORROW}, "date", f"{TOMORROW} has not come yet"),
        ({"date": "2026-03-09"}, "date", "the days from 2026-03-09 on have no end"),
        (
            {"date": "2026-03-09", "until": "2026-04-02"},
            "until",
            "the days go on to 2026-04-02, beyond 2026-03",
        ),
        (
            {"date": "2026-03-09", "until": "2026-03-01"},
            "until",
            "the last day, 2026-03-01, is before 2026-03-09",
        ),
        (
            {"unit": "x" * 61},
            "unit",
            "the name is longer than 60 letters, or has letters that cannot be shown",
        ),
        ({"client": "c-9", "days": 30}, "client", "there is no client 'c-9', or none you may open"),
        ({"client": "c-1", "days": 32}, "days", "'c-1' has 32 days in 2026-03, which has 31"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, wrong: dict[str, Any], place: str, message: str) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    assert refused(site(engine).enter, **{**MARCH, **wrong}, edit="e1") == [(place, message)]
    assert site(engine).page().total == 0


def test_nothing_is_counted_twice(engine: Engine) -> None:
    clients(engine, "c-1", "c-2")
    incidents = site(engine, role="operator")
    incidents.enter(**MARCH, edit="e1")
    own = {"kind": "restraint", "count": 1, "edit": "e2"}
    for values, place, message in (
        (MARCH | {"count": 9}, "date", "'North' has a count of this kind for 2026-03 already"),
        (MARCH, "date", "the same count is there already"),
        (
            {"date": "2026-03", "days": 20, "unit": " north", "client": "c-1"},
            "unit",
            "'North' has a count of its own",
        ),
        ({"date": "2026-03", "days": 20, "client": "c-1"}, "unit", "'the whole site' has a count of its own"),
        ({"date": "2026-03", "days": 900}, "unit", "2026-03 has counts of this kind for the whole site or"),
        (
            {"date": "2026-03-09", "until": "2026-03-20", "days": 90, "unit": "North"},
            "date",
            "'North' has a count of this kind from 2026-03-01 to 2026-03-31 already",
        ),
    ):
        ((column, sentence),) = refused(incidents.enter, **{**own, **values})
        assert column == place
        assert message in sentence
    # another kind, another month, another unit, and its clients
    incidents.enter(**{**MARCH, "kind": "seclusion"}, edit="e3")
    incidents.enter(**{**MARCH, "date": "2026-04"}, edit="e4")
    incidents.enter("restraint", date="2026-03", count=1, days=11, unit="South", client="c-1", edit="e5")
    incidents.enter("restraint", date="2026-03-05", count=0, days=6, unit="South", client="c-2", edit="e6")
    for values, message in (
        ({"date": "2026-03", "unit": "South", "days": 60}, "single clients of 'South' have counts"),
        (
            {"date": "2026-03", "unit": "West", "client": "c-1", "days": 21},
            "more days in 2026-03 than its 31",
        ),
        (
            {"date": "2026-03-10", "unit": "South", "client": "c-2", "days": 2},
            "from 2026-03-05 to 2026-03-10 already",
        ),
    ):
        assert message in refused(incidents.enter, **{**own, **values})[0][1]
    incidents.enter("restraint", date="2026-03", count=1, days=20, unit="West", client="c-1", edit="e7")
    assert verify(engine).problems == ()
    assert incidents.units() == ["North", "South", "West"]


def test_more_than_is_plausible_is_asked(engine: Engine) -> None:
    incidents = site(engine)
    with pytest.raises(Doubtful) as doubt:
        incidents.enter(**{**MARCH, "count": 901}, edit="e1")
    assert doubt.value.faults == ()
    assert [str(question) for question in doubt.value.questions] == [
        "count: a count of 901 in 300 days is more than 3 a day; is it right?"
    ]
    incidents.enter(**{**MARCH, "count": 901}, edit="e1", sure=True)
    with pytest.raises(Doubtful):
        incidents.correct(1, count=902, days=300, reason="recounted", edit="e2")


def test_phases_are_put_to_each_count(engine: Engine) -> None:
    incidents = site(engine)
    incidents.set_phase("before training", "2025-01", edit="p1")
    incidents.set_phase("training", "2025-03-10", unit="North", edit="p2")
    incidents.set_phase("model in use", "2025-05-01", edit="p3")
    for month in range(1, 7):
        for unit in ("North", "South"):
            values = MARCH | {"date": f"2025-{month:02}", "unit": unit, "count": month}
            incidents.enter(**values, edit=f"{unit}-{month}")
    incidents.enter(**MARCH | {"date": "2024-12"}, edit="early")
    incidents.enter(**MARCH | {"date": "2025-06", "kind": "seclusion", "unit": ""}, edit="other")
    result = incidents.incidents("restraint")
    assert (result.mixed, result.without_phase) == (1, 1)
    assert result.left_out[["unit", "date", "why"]].to_numpy().tolist() == [
        ["North", "2024-12", "no_phase"],
        ["North", "2025-03", "mixed"],
    ]
    by_phase = rates(result.incidents).set_index("phase")["count"].to_dict()
    assert by_phase == {"before training": 1 + 2 + 1 + 2 + 3 + 4, "training": 4, "model in use": 22}
    assert rates(result.incidents)["days"].sum() == 11 * 300
    # a site whose units are in several phases is in none
    incidents.enter(**MARCH | {"date": "2025-04", "kind": "police", "unit": ""}, edit="site")
    assert incidents.incidents("police").mixed == 1


def test_a_phase_is_changed_and_withdrawn(engine: Engine) -> None:
    incidents = site(engine)
    first = incidents.set_phase("before", "2025-01-01", edit="p1")
    assert refused(incidents.set_phase, "again", "2025-01", edit="p2")[0][1].startswith(
        "the phase 'before' begins"
    )
    assert refused(incidents.set_phase, "late", TOMORROW, edit="p2") == [
        ("begins", f"{TOMORROW} has not come yet")
    ]
    assert refused(incidents.set_phase, " ", "2025-01", edit="p2") == [("name", "there is no phase")]
    assert "reason" in refused(incidents.set_phase, "x", "2025-02", changes=first, edit="p2")[0][1]
    second = incidents.set_phase("before", "2025-02-01", changes=first, reason="mistyped", edit="p2")
    assert [(phase.number, phase.begins) for phase in incidents.phases()] == [(second, "2025-02-01")]
    incidents.withdraw_phase(second, reason="mistyped", edit="p3")
    assert incidents.phases() == []
    assert "not there" in refused(incidents.withdraw_phase, second, reason="mistyped", edit="p4")[0][1]
    assert verify(engine).problems == ()


def test_a_table_is_imported_whole_or_not_at_all(engine: Engine, tmp_path: Path) -> None:
    clients(engine, "c-1")
    incidents, file = site(engine, role="operator"), tmp_path / "counts.csv"
    rows = [
        "Unit;Client;Kind;Date;Count;Days",
        "North;;Restraint;2026-01;3;310",
        "South;c-1;restraint;2026-01-05;0;7",
    ]
    bad = ["North;;restraint;2026-01;4;310", "South;c-9;restraint;2026-02;1;20", "South;;;2026-02;x;-1"]
    file.write_text("\n".join([*rows, *bad]), encoding="utf-8")
    with pytest.raises(Doubtful) as caught:
        incidents.import_table(file, edit="i1")
    assert [(problem.line, problem.message) for problem in caught.value.problems] == [
        (4, "'North' has a count of this kind for 2026-01 already"),
        (5, "there is no client 'c-9', or none you may open"),
        (6, "the kind of incident is missing"),
        (6, "'x' is not a whole number"),
        (6, "-1 days are below 0"),
    ]
    assert incidents.page().total == 0
    file.write_text("\n".join([*rows, "South;;;2026-02;2;280"]), encoding="utf-8")
    imported = incidents.import_table(file, kind="seclusion", edit="i1")
    assert (imported.added, imported.present) == (3, 0)
    imported = incidents.import_table(file, kind="seclusion", edit="i2")
    assert (imported.added, imported.present) == (0, 3)
    assert counts(incidents) == [
        (3, "South", None, 2, 280.0),
        (2, "South", "c-1", 0, 7.0),
        (1, "North", None, 3, 310.0),
    ]
    file.write_text("date,count,days\n2026-03,999,31\n", encoding="utf-8")
    with pytest.raises(Doubtful) as caught:
        incidents.import_table(file, kind="police", edit="i3")
    assert (caught.value.faults, len(caught.value.questions)) == ((), 1)
    assert incidents.import_table(file, kind="police", sure=True, edit="i3").added == 1
    assert verify(engine).problems == ()


def test_a_page_holds_some_of_many(engine: Engine) -> None:
    incidents = site(engine)
    for month in range(1, 8):
        incidents.enter(**MARCH | {"date": f"2025-{month:02}"}, edit=f"e{month}")
    page = incidents.page(CountListing(size=3, page=2))
    assert ([entry.begins for entry in page.entries], page.total, page.page) == (
        ["2025-04-01", "2025-03-01", "2025-02-01"],
        7,
        2,
    )
    assert incidents.page(CountListing(size=3, page=9)).page == 3
    assert incidents.page(CountListing(kind="police")).total == 0
    assert incidents.page(CountListing(month="2025-03", unit="North")).total == 1


def test_a_client_is_named_only_where_the_record_may_be_seen(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients(engine, "c-1", "c-2", "c-3")
    begin(Store(Access(engine, Person("Sue", "clinician"))), "c-4")
    incidents = site(engine, role="operator")
    incidents.set_phase("before", "2025-01", edit="p1")
    for at in range(1, 5):
        values = {"date": "2026-03", "count": at, "days": 10 + at, "client": f"c-{at}"}
        incidents.enter("restraint", **values, unit="North" if at != 3 else "South", edit=f"e{at}")
    text = (DATA / "roles.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "our-site"
    folder.mkdir()
    (folder / "roles.yaml").write_text(
        text + "  supervisor:\n    records: {teaching: read, practice: none, clinical: own}\n"
        "    rights: [signs_in, counts]\n"
    )
    monkeypatch.setenv("NMT_SITE", str(folder))
    sue = site(engine, "Sue", "supervisor")
    assert sorted(counts(sue), key=str) == [
        (4, "North", "c-4", 4, 14.0),
        (None, "North", None, 3, 23.0),
        (None, "South", None, 3, 13.0),
    ]
    page = sue.page(CountListing(size=2))
    assert (len(page.entries), page.total) == (2, 3)
    assert {entry.author for entry in sue.page().entries} == {"Pia", ""}
    result = sue.incidents("restraint").incidents
    assert (result.frame["count"].sum(), sorted(result.frame["client"].dropna())) == (10, ["c-4"])
    assert rates(result)["days"].tolist() == [50.0]
    assert sue.history(1) == []
    for act in (
        lambda: sue.correct(1, count=0, days=11, reason="mistyped", edit="x"),
        lambda: sue.withdraw(1, reason="mistyped", edit="x"),
        lambda: sue.enter("restraint", date="2026-04", count=0, days=3, unit="North", client="c-1", edit="x"),
    ):
        assert refused(act)[0][1].split(" ")[1:4] in (["1", "is", "not"], ["is", "no", "client"])
    assert "c-1" not in str(
        refused(sue.enter, "restraint", date="2026-03", count=0, days=90, unit="North", edit="x")
    )


def test_a_rating_is_no_client(engine: Engine) -> None:
    clients(engine, "c-1")
    begin(Store(Access(engine, Person("Bo", "clinician"))), "c-2", second_of="c-1/1")
    begin(Store(Access(engine, Person("Tom", "trainer"))), "t-1", "teaching")
    for code in ("c-2", "t-1"):
        values = {"date": "2026-03", "count": 0, "days": 3, "client": code}
        assert "there is no client" in refused(site(engine).enter, "restraint", **values, edit="e")[0][1]


def test_many_enter_at_once_and_one_of_the_same_remains(engine: Engine) -> None:
    def enter(at: int) -> bool:
        try:
            site(engine, f"P{at}").enter(
                **MARCH | {"date": f"2025-0{at % 4 + 1}", "count": at}, edit=f"e{at}"
            )
        except InputError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        entered = list(pool.map(enter, range(12)))
    assert sum(entered) == 4
    assert site(engine).page().total == 4
    assert verify(engine).problems == ()


def _rehashed(row: Any, **values: Any) -> dict[str, Any]:
    from types import SimpleNamespace

    changed = SimpleNamespace(**{**row._asdict(), **values})
    changed.hash = row_hash(tables.incident_count, changed)
    return vars(changed)


def test_what_is_changed_past_the_store_is_noticed(engine: Engine) -> None:
    incidents, table = site(engine), tables.incident_count
    before = verify(engine).seal
    incidents.set_phase("before", "2025-01", edit="p1")
    incidents.enter(**MARCH, edit="e1")
    incidents.correct(1, count=3, days=300, reason="mistyped", edit="e2")
    assert verify(engine).problems == ()
    sealed = verify(engine).seal
    assert sealed != before
    with engine.begin() as connection:
        row = connection.execute(select(table).where(table.c.number == 2)).one()
        # a complete new chain, whose entries do not go together
        doubled = {"number": 3, "edit": "e3", "refers": None, "act": "enter", "previous_hash": row.hash}
        connection.execute(insert(table).values(_rehashed(row, **doubled)))
    assert verify(engine).problems == ("incident_count: entry 3 counts what another counts, too",)
    with engine.begin() as connection:
        connection.execute(delete(table).where(table.c.number == 3))
        connection.execute(update(table).where(table.c.number == 2).values(_rehashed(row, kind="police")))
    assert verify(engine).problems == (
        "incident_count: entry 2 corrects one that does not count, or another than it says",
    )
    with engine.begin() as connection:
        connection.execute(update(table).where(table.c.number == 2).values(incidents=0))
        connection.execute(update(tables.site_phase).values(begins="2025-02-01"))
    problems = verify(engine).problems
    assert "site_phase: entry 1 was changed, or the one before it" in problems
    assert "incident_count: entry 2 was changed, or the one before it" in problems


def test_a_backup_carries_both_logs(engine: Engine, tmp_path: Path) -> None:
    clients(engine, "c-1")
    incidents = site(engine, role="operator")
    incidents.set_phase("before", "2025-01", edit="p1")
    incidents.enter("restraint", date="2026-03", count=0, days="15,5", client="c-1", edit="e1")
    verdict = back_up(engine, tmp_path / "all.backup")
    assert verdict.problems == ()
    url = f"sqlite:///{tmp_path / 'other' / 'workbook.db'}"
    assert restore(tmp_path / "all.backup", url=url).verdict == verdict
    again = site(open_engine(url), role="operator")
    assert (again.page(), again.phases()) == (incidents.page(), incidents.phases())


def test_an_export_names_units_and_dates_unless_deidentified(engine: Engine, tmp_path: Path) -> None:
    clients(engine, "c-1")
    incidents = site(engine, role="operator")
    incidents.set_phase("Before Anna came", "2025-01", edit="p1")
    incidents.set_phase("Model in use", "2025-02", unit="Maple ward", edit="p2")
    for month, client in (("2025-01", ""), ("2025-02", "c-1"), ("2025-03", "c-1")):
        values = {"date": month, "count": 2, "days": 20.5, "unit": "Maple ward", "client": client}
        incidents.enter("restraint", **values, edit=month)
    pia = Store(incidents.access)
    export(pia, tmp_path / "plain")
    rows = read_csv(tmp_path / "plain" / "incidents.csv")
    assert [(row["begins"], row["phase"], row["client"], row["author"]) for row in rows] == [
        ("2025-01-01", "Before Anna came", "", "Pia"),
        ("2025-02-01", "Model in use", "c-1", "Pia"),
        ("2025-03-01", "Model in use", "c-1", "Pia"),
    ]
    export(pia, tmp_path / "study", deidentify=True)
    rows = read_csv(tmp_path / "study" / "incidents.csv")
    names = ("unit", "client", "phase", "incidents", "days", "begins", "author", "entered")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("U-01", "", "P-1", "2", "20.5", "", "", ""),
        ("U-01", "S-001", "P-2", "4", "41.0", "", "", ""),
    ]
    phases = [
        (row["phase"], row["unit"], row["begins"]) for row in read_csv(tmp_path / "study" / "phases.csv")
    ]
    assert phases == [("P-1", "", ""), ("P-2", "U-01", "")]
    text = "".join(path.read_text("utf-8") for path in (tmp_path / "study").glob("[ip]*.csv"))
    assert [word for word in ("Anna", "Maple", "2025", "c-1", "Pia") if word in text] == []
    for reader, options in (
        (Store(Access(engine, Person("Ana", "clinician"))), {}),
        (pia, {"cases": ["c-1"]}),
    ):
        export(reader, tmp_path / "less", **options, force=True)
        assert not list((tmp_path / "less").glob("[ip]*.csv"))
