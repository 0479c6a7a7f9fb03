"""Tables of incidents, from a notebook and from files: what is right, asked about, and refused."""

import datetime

import pandas as pd
import polars as pl
import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.incidents import check_incidents, rates, read_incidents


@pytest.fixture
def write(tmp_path):
    def write_file(rows, name="incidents.csv", header="phase,count,days,client,unit,date"):
        file = tmp_path / name
        file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return file

    return write_file


def refused(*files):
    with pytest.raises(InputError) as caught:
        read_incidents(*files)
    return [(problem.line, problem.place, problem.message) for problem in caught.value.problems]


def test_a_file_is_read(write):
    frame = read_incidents(write(["before,2,31,c1,North,2025-01", ' after ,0,"10,5",,,2025-02-03'])).frame
    assert frame["phase"].tolist() == ["before", "after"]
    assert frame["days"].tolist() == [31, 10.5]
    assert frame["count"].tolist() == [2, 0]
    assert frame["month"].tolist() == ["2025-01", "2025-02"]
    assert frame["client"].tolist() == ["c1", None]


def test_several_files_are_one_table(write):
    first = write(["before,2,31,c1,North,2025-01"], "a.csv")
    second = write(["after;3;28;2025-02"], "b.csv", "Phase;Count;Days;date")
    assert read_incidents(first, second).frame["unit"].tolist() == ["North", None]
    doubled = write(["before,2,31,c1,North,2025-01"], "c.csv")
    assert refused(first, doubled) == [(2, "column 'date'", "'c1' stands for 2025-01 in row a.csv:2 already")]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("before,2,-31,,,", "days", "-31 days are below 0"),
        ("before,2,many,,,", "days", "'many' is not a number of days"),
        ("before,2,,,,", "days", "there are no days"),
        ("before,2.5,31,,,", "count", "'2.5' is not a whole number"),
        ("before,-1,31,,,", "count", "-1 is below 0"),
        ("before,,31,,,", "count", "there is no count"),
        ("before,1,0,,,", "days", "a count of 1 in 0 days"),
        (",1,31,,,", "phase", "there is no phase"),
        ("before,1,31,,,2025-02-30", "date", "'2025-02-30' is not a day of the calendar"),
        ("before,1,31,,,2025-13", "date", "'2025-13' is not a date, or could be two"),
        ("before,1,31,,,3/4/2025", "date", "'3/4/2025' is not a date, or could be two"),
        ("before,1,31,,,2999-01", "date", "2999-01 has not come yet"),
        ("before,1,32,c1,,2025-01", "days", "'c1' has 32 days in 2025-01, which has 31"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(write, row, column, message):
    assert refused(write(["before,0,1,,,", row])) == [(3, f"column '{column}'", message)]


def test_every_problem_of_a_file_is_named_and_nothing_is_computed(write):
    lines = refused(write(["before,1.5,-3,,,2025-02-30", "after,1,31,,,", ",1,1,,,"]))
    assert [line for line, _, _ in lines] == [2, 2, 2, 4]


def test_a_unit_twice_in_a_month_is_refused_and_a_phase_may_end_within_it(write):
    rows = ["before,1,300,,North,2025-01", "before,1,300,,South,2025-01", "after,1,100,,North,2025-01"]
    assert len(read_incidents(write(rows)).frame) == 3
    assert refused(write([*rows, "before,0,10,,North,2025-01"])) == [
        (5, "column 'date'", "'North' stands for 2025-01 in row 2 already")
    ]


def test_days_of_one_client_may_not_overlap(write):
    rows = [
        "before,1,20,c1,North,2025-01-03",
        "before,1,9,c1,South,2025-01-23",
        "before,1,20,c2,North,2025-01-09",
    ]
    assert len(read_incidents(write(rows)).frame) == 3
    assert (
        refused(write([*rows, "before,1,5,c1,North,2025-01-22"]))
        == [
            (5, "column 'date'", "'c1' has 20 days from 2025-01-03 on in row 2, which have not ended"),
            (3, "column 'date'", "'c1' has 5 days from 2025-01-22 on in row 5, which have not ended"),
        ][::-1]
    )


def test_more_incidents_than_plausible_are_asked_about_and_kept(write):
    incidents = read_incidents(write(["before,94,31,c1,,2025-01", "before,93,31,c2,,2025-01"]))
    assert incidents.frame["count"].sum() == 187
    [question] = incidents.questions
    assert (question.line, question.message) == (2, "a count of 94 in 31 days is more than 3 a day")


def test_rows_of_a_unit_beside_those_of_its_clients_are_asked_about(write):
    rows = [",North,2025-01", "c1,North,2025-01-09", "c2,South,2025-01", ",North,2025-02"]
    incidents = read_incidents(write([f"before,1,20,{row}" for row in rows]))
    [question] = incidents.questions
    assert question.line == 2
    assert question.message == "'North' has a row of its own in 2025-01, and row 3 is of one of its clients"


def test_columns_that_are_absent_or_stand_twice_are_named(write):
    assert [problem[2] for problem in refused(write(["1,2,3"], header="phase,phase,count"))] == [
        "column 'phase' stands twice",
        "there is no column 'days'",
    ]
    with pytest.raises(InputError, match="there is no column 'days'"):
        rates([{"phase": "a", "count": 1}])


def test_tables_of_any_library_are_read_alike():
    rows = [
        {"phase": "a", "count": 2, "days": 31.0, "date": "2025-01-01"},
        {"phase": "b", "count": 0, "days": 3.5},
    ]
    expected = check_incidents(rows).frame
    pd.testing.assert_frame_equal(check_incidents(pl.DataFrame(rows)).frame, expected)
    dated = pd.DataFrame(rows).assign(date=pd.to_datetime(["2025-01-01", None]))
    pd.testing.assert_frame_equal(check_incidents(dated).frame, expected)
    whole = [{**rows[0], "date": datetime.date(2025, 1, 1)}, rows[1]]
    pd.testing.assert_frame_equal(check_incidents(whole).frame, expected)
    pd.testing.assert_frame_equal(check_incidents(expected).frame, expected)


def test_a_wrong_cell_of_a_frame_is_named_with_its_row():
    with pytest.raises(InputError, match="row 1, count: there is no count"):
        check_incidents(pd.DataFrame({"phase": ["a", "a"], "count": [1, None], "days": [3, 3]}))
