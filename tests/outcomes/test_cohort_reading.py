"""A cohort is the same from whatever it is read, and has the figures that one assessment has alone."""

import itertools
import os
import threading

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nmt_widgets as nmt
from nmt_widgets.bench.fuzz.workbooks import excel
from nmt_widgets.outcomes.cohort import cohort, read_cohort
from nmt_widgets.outcomes.cohort.case_rows import cohort_rows
from nmt_widgets.outcomes.cohort.columns import cohort_columns, figure_columns
from tests.outcomes.cohort_files import HEADER, INSTRUMENT, ROWS, problems_of, rows_of, text_of, write

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def rows():
    return rows_of()


@pytest.fixture(scope="module")
def everybody(rows):
    return cohort(rows)


@pytest.mark.parametrize(
    ("separator", "encoding", "first"),
    [
        (",", "utf-8", ""),
        (";", "utf-8-sig", ""),
        ("\t", "utf-16", ""),
        (";", "cp1252", "sep=;\n"),
        ("|", "utf-8", "\n"),
    ],
)
def test_every_form_of_csv_is_read_alike(separator, encoding, first, tmp_path):
    rows = [(*row, "Zürich") for row in ROWS]
    text = first + text_of(rows, (*HEADER, " Site "), separator)
    frame = read_cohort(write(tmp_path, text, encoding=encoding)).frame
    assert frame["sleep"].tolist() == [3, 4, 8]
    assert frame["site"].tolist() == ["Zürich"] * 3
    assert frame["age"].tolist() == [9, 10, 7.5]


def test_the_forms_people_have_are_understood(tmp_path):
    header = ("Code", "Visit", "Age", "Date", "Sleep", "AROUSAL", "relational_health")
    rows = [
        ("P001", "T1", "9,5", "20240102", "3.0", "not known", "47,5"),
        ("P001", "T2", "10 years 6 months", "2025-W01-2", "NA", "6", ""),
    ]
    frame = read_cohort(write(tmp_path, text_of(rows, header, ";"))).frame
    assert frame["client"].tolist() == ["P001", "P001"]
    assert frame["time"].tolist() == [1, 2]
    assert frame["age"].tolist() == [9.5, 10.5]
    assert frame["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-02", "2024-12-31"]
    np.testing.assert_array_equal(frame["sleep"], [3, np.nan])
    np.testing.assert_array_equal(frame["arousal"], [np.nan, 6])
    np.testing.assert_array_equal(frame["relational_health"], [47.5, np.nan])


def test_rows_of_uneven_length_are_read_by_the_careful_reader(tmp_path):
    text = "client,time,sleep,arousal\nc-1,1,3\nc-2,1,3,5,,\nc-3,1,4,5\n"
    frame = read_cohort(write(tmp_path, text)).frame
    np.testing.assert_array_equal(frame["arousal"], [np.nan, 5, 5])


def test_files_and_tables_of_every_kind_are_the_same_cohort(rows, everybody, tmp_path):
    rows.to_csv(tmp_path / "all.csv", index=False)
    rows.to_parquet(tmp_path / "all.parquet", index=False)
    parts = [tmp_path / f"{at}.csv" for at in range(3)]
    for at, part in enumerate(parts):
        rows.iloc[at::3].to_csv(part, index=False)
    mixed = rows.iloc[:10], rows.iloc[10:]
    mixed[0].to_csv(tmp_path / "first.csv", index=False)
    mixed[1].to_parquet(tmp_path / "second.parquet", index=False)
    for other in (
        read_cohort(tmp_path / "all.csv"),
        read_cohort(tmp_path / "all.parquet"),
        read_cohort(*parts),
        read_cohort(*reversed(parts)),
        read_cohort(tmp_path / "first.csv", tmp_path / "second.parquet"),
        cohort(pl.from_pandas(rows)),
        cohort(rows.to_dict("records")),
        nmt.cohort(tmp_path / "all.csv"),
        nmt.cohort(rows.sample(frac=1, random_state=1)),
        cohort(everybody.frame),
    ):
        pd.testing.assert_frame_equal(other.frame, everybody.frame)
        assert (other.clients, other.synthetic) == (everybody.clients, True)


@pytest.mark.parametrize("name", ["again.csv", "again.parquet"])
def test_what_is_saved_is_read_again(name, everybody, tmp_path):
    file = everybody.save(tmp_path / name)
    assert file.stat().st_mode & 0o077 == 0
    pd.testing.assert_frame_equal(read_cohort(file).frame, everybody.frame)


def test_the_types_are_those_of_their_columns(everybody):
    frame, kinds = everybody.frame, cohort_columns(INSTRUMENT)
    assert list(frame) == [*(name for name in kinds if name in frame), *figure_columns(INSTRUMENT)]
    for name, kind in kinds.items():
        if name in frame:
            names = {
                "code": "category",
                "word": "category",
                "time": "int16",
                "date": "datetime64[s]",
                "flag": "bool",
            }
            expected = names.get(kind, "float32" if kind in ("score", "count") else "float64")
            assert str(frame[name].dtype) == expected, name
    assert str(frame["gate_open"].dtype) == "boolean"
    assert frame["cognitive_category"].cat.ordered


def test_the_figures_are_those_of_profiles(everybody):
    ids = list(INSTRUMENT.ids)
    figures = nmt.profiles(everybody.frame[[*ids, "age"]])
    names = list(figure_columns(INSTRUMENT))
    pd.testing.assert_frame_equal(everybody.frame[names], figures[names])


def test_the_figures_of_a_case_are_those_of_its_profiles():
    james = nmt.load_case("james")
    for frame in (cohort(cohort_rows(james)).frame, cohort(james.to_frame()).frame):
        for row, number in zip(frame.to_dict("records"), (1, 2), strict=True):
            alone = nmt.profile(james, number)
            assert row["total"] == alone.total.value
            assert row["cmr"] == alone.cmr.figure.value
            assert row["gate_open"] is alone.cmr.gate_open
            for id, domain in alone.domains.items():
                assert row[f"{id}_percent"] == domain.percent.value
                assert row[f"{id}_category"] == domain.category
                assert row[f"{id}_functional_age"] == domain.functional_age.value


def test_without_an_age_nothing_is_compared_with_a_typical_peer():
    scores = dict.fromkeys(INSTRUMENT.ids, 6)
    frame = cohort(
        [
            {"client": "c-1", "time": 1, "age": None, **scores},
            {"client": "c-2", "time": 1, "age": 9, **scores},
        ]
    )
    assert frame.frame["total"].tolist() == [192, 192]
    assert frame.frame["cognitive_percent"].isna().tolist() == [True, False]
    assert frame.frame["cognitive_category"].isna().tolist() == [True, False]
    alone = cohort([{"client": "c-1", "time": 1, **scores}]).frame
    assert alone["cognitive_functional_age"].isna().all()
    assert alone["cmr"].notna().all()


def test_without_times_the_dates_give_the_order():
    days = ["2025-03-01", "2023-01-01", "2024-01-01", "2024-06-01"]
    clients = ["c-1", "c-1", "c-2", "c-1"]
    table = cohort([{"client": c, "date": d, "sleep": 3} for c, d in zip(clients, days, strict=True)]).frame
    assert table[["client", "time"]].values.tolist() == [["c-1", 1], ["c-1", 2], ["c-1", 3], ["c-2", 1]]
    assert table["date"].dt.year.tolist() == [2023, 2024, 2025, 2024]


def test_dates_with_points_are_day_month_and_year_and_a_note_says_so(tmp_path):
    rows = [("c-1", "01.03.2024", "3,0"), ("c-1", "13.2.2024", "4"), ("c-1", "2024-02-20 00:00:00", "5")]
    result = read_cohort(write(tmp_path, text_of(rows, ("Client ID", "Date", "Sleep"), ";")))
    assert result.frame["date"].astype(str).tolist() == ["2024-02-13", "2024-02-20", "2024-03-01"]
    assert result.frame["sleep"].tolist() == [4, 5, 3]
    assert result.notes == ("dates with points are read as day, month, year: 01.03.2024 is 1 March 2024",)
    assert cohort([{"client": "c-1", "date": "2024-03-01", "sleep": 3}]).notes == ()


def test_what_is_left_out_is_listed_with_its_reason_and_place(tmp_path):
    header = ("client", "time", "sleep", "site", "Vorname", "notes")
    rows = [
        ("c-1", "1", "3", "north", "Anna", "likes swings"),
        ("", "", "", "", "", ""),
        ("c-2", "1", "", "north", "Ben", ""),
        ("c-3", "1", "4", "south", "Cy", ""),
    ]
    result = read_cohort(write(tmp_path, text_of(rows, header)), only={"site": "north"})
    assert [(part.reason, part.count, part.column, part.places) for part in result.dropped] == [
        ("personal", 1, "Vorname", ("clients.csv",)),
        ("unused", 1, "notes", ("clients.csv",)),
        ("empty", 1, "", ("clients.csv:3",)),
        ("chosen", 1, "site", ("clients.csv:5",)),
        ("nothing", 1, "", ("clients.csv:4",)),
    ]
    assert result.frame["client"].tolist() == ["c-1"]
    assert not {"Vorname", "notes"} & set(result.frame)
    assert "Anna" not in str(result.describe()) + repr(result)


def test_one_invented_row_marks_the_whole(rows, tmp_path):
    plain = rows.assign(synthetic=False)
    assert not cohort(plain).synthetic
    plain.loc[7, "synthetic"] = True
    marked = cohort(plain)
    assert marked.synthetic
    assert marked.frame["synthetic"].sum() == 1
    assert marked.select(site=marked.frame["site"][0]).synthetic
    assert marked.select(assessments=99).synthetic
    assert read_cohort(marked.save(tmp_path / "marked.csv")).synthetic


def test_codes_that_look_alike_and_high_ages_are_for_a_person_to_check(tmp_path):
    rows = [("007", "1", "9"), ("7", "1", "9"), ("c-1", "1", "110"), ("C-1", "1", "8")]
    result = read_cohort(
        write(tmp_path, text_of([(*row, "3") for row in rows], ("client", "time", "age", "sleep")))
    )
    assert result.clients == 4
    assert result.notes[0].endswith("007 / 7, C-1 / c-1")
    assert "months" in result.notes[1]


def test_rows_of_another_version_than_the_definitions_are_for_a_person_to_check():
    def notes(version):
        return cohort([{"client": "c-1", "time": 1, "sleep": 3, "version": version}]).notes

    own = INSTRUMENT.versions["functions"]
    assert notes(own) == ()
    assert notes("functions-0") == (f"the rows are of functions-0, and are measured with {own}",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are of POSIX systems")
def test_a_pipe_is_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=[text_of()])
    writer.start()
    assert read_cohort(tmp_path / "pipe").clients == 2
    writer.join()


def test_the_name_of_a_file_says_nothing_of_its_form(tmp_path):
    assert read_cohort(write(tmp_path, text_of(), "clients.csv.gz")).clients == 2


def test_a_workbook_is_read_and_its_rows_are_named(tmp_path):
    rows = [list(HEADER), *map(list, ROWS)]
    (tmp_path / "good.xlsx").write_bytes(excel(rows))
    assert read_cohort(tmp_path / "good.xlsx").frame["sleep"].tolist() == [3, 4, 8]
    rows[3][4] = "13"
    (tmp_path / "bad.xlsx").write_bytes(excel(rows))
    ((_, line, place, _),) = problems_of(tmp_path / "bad.xlsx")
    assert line == 4
    assert place.endswith("column 'sleep'")
    assert place.startswith("sheet")


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 99), cuts=st.lists(st.integers(0, 40), max_size=3))
def test_neither_order_nor_splitting_changes_anything(seed, cuts, tmp_path_factory):
    rows = rows_of(40, seed).astype({"client": str})
    shuffled = rows.sample(frac=1, random_state=seed)
    folder = tmp_path_factory.mktemp("parts")
    ends = [0, *sorted(cuts), 40]
    files = []
    for begin, end in itertools.pairwise(ends):
        if begin < end:
            files.append(folder / f"{begin}.csv")
            shuffled.iloc[begin:end].to_csv(files[-1], index=False)
    pd.testing.assert_frame_equal(read_cohort(*files).frame, cohort(rows).frame)


def test_other_codes_change_only_the_codes(rows, everybody):
    renamed = cohort(rows.assign(client=rows["client"].map(lambda code: "x" + code[::-1])))
    back = renamed.frame.assign(client=[code[:0:-1] for code in renamed.frame["client"]])
    back = back.sort_values(["client", "time"], ignore_index=True).astype(
        {"client": everybody.frame["client"].dtype}
    )
    pd.testing.assert_frame_equal(back, everybody.frame)
