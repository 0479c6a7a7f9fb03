"""What is wrong with a table of clients is told with its line, and nothing is read in part."""

import os
import time
from datetime import date, timedelta

import pandas as pd
import pytest

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.cohort import cohort, read_cohort
from tests.outcomes.cohort_files import HEADER, ROWS, problems_of, rows_of, text_of, write

TOMORROW = (date.today() + timedelta(days=2)).isoformat()


def changed(row, **cells):
    """A row with other cells, by the names of the header."""
    return tuple(cells.get(name, cell) for name, cell in zip(HEADER, row, strict=True))


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"client": ""}, "client", "there is no client"),
        ({"client": "Anna Smith"}, "client", "the client is not a code"),
        ({"client": "x" * 61}, "client", "the client is not a code"),
        ({"time": ""}, "time", "there is no time"),
        ({"time": "0"}, "time", "'0' is not a time"),
        ({"time": "1.5"}, "time", "'1.5' is not a time"),
        ({"time": "1000"}, "time", "'1000' is not a time"),
        ({"time": "before"}, "time", "'before' is not a time"),
        ({"age": "-1"}, "age", "-1 is before birth"),
        ({"age": "130"}, "age", "130 is outside 0-120"),
        ({"age": "old"}, "age", "'old' is not an age"),
        ({"date": "2023-02-30"}, "date", "'2023-02-30' is not a date, or could be two"),
        ({"date": "3/4/2023"}, "date", "'3/4/2023' is not a date, or could be two"),
        ({"date": TOMORROW}, "date", f"{TOMORROW} is in the future"),
        ({"date": "1901-01-01"}, "date", "1901-01-01 is before 1990-01-01"),
        ({"sleep": "13"}, "sleep", "13 is outside 1-12"),
        ({"sleep": "0"}, "sleep", "0 is outside 1-12"),
        ({"sleep": "-99"}, "sleep", "-99 is outside 1-12"),
        ({"sleep": "inf"}, "sleep", "inf is outside 1-12"),
        ({"sleep": "3.5"}, "sleep", "3.5 is not a whole number"),
        ({"sleep": "bad"}, "sleep", "'bad' is not a score"),
        ({"sleep": "Anna said that she sleeps badly"}, "sleep", "'Anna said th…' is not a score"),
    ],
)
@pytest.mark.parametrize("row", [0, 2])
def test_a_cell_that_is_wrong_is_told_with_line_and_column(cells, column, message, row, tmp_path):
    rows = [changed(line, **cells) if at == row else line for at, line in enumerate(ROWS)]
    if message.endswith("2023-02-30"):
        rows = rows[:1]
    problems = problems_of(write(tmp_path, text_of(rows)))
    assert ("clients.csv", row + 2, f"column '{column}'", message) in problems
    assert "Smith" not in str(problems)


def test_lines_are_right_behind_quoted_line_ends_and_empty_lines(tmp_path):
    text = 'client,time,site,sleep\n\nc-1,1,"north\nwing\n",3\n,,,\n\nc-2,1,south,13\nc-3,1,"a\nb",0\n'
    assert [problem[:2] for problem in problems_of(write(tmp_path, text))] == [
        ("clients.csv", 8),
        ("clients.csv", 9),
    ]


def test_the_first_hundred_problems_are_told_in_the_order_of_the_lines(tmp_path):
    rows = [(f"c-{at}", "1", "9", "", "13", "14") for at in range(300)]
    problems = problems_of(write(tmp_path, text_of(rows)))
    assert len(problems) == 101
    assert [problem[1] for problem in problems[:100]] == [line for line in range(2, 52) for _ in range(2)]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("client,time,slep", "is not a column of a cohort"),
        ("clint,time,sleep", "is not a column of a cohort"),
        ("person,time,sleep", "there is no column 'client'"),
        ("client,number,sleep", "there is no column 'time' and no column 'date'"),
        ("client,time,age", "there is no column of a score or a figure"),
        ("client,time,sleep,Sleep", "stands for 'sleep', which is there already"),
        ("code,client,time,sleep", "stands for 'client', which is there already"),
    ],
)
def test_wrong_columns_are_told_at_the_header(header, message, tmp_path):
    text = f"\n{header}\n" + ",".join("1" for _ in header.split(",")) + "\n"
    problems = problems_of(write(tmp_path, text))
    assert [(problem[1], problem[3]) for problem in problems] == [(2, message)]


def test_a_time_twice_is_told_with_both_lines_also_across_files(tmp_path):
    first = write(tmp_path, text_of())
    second = write(tmp_path, text_of([ROWS[0], changed(ROWS[1], sleep="9")]), "more.csv")
    assert problems_of(first, second) == [
        (
            "more.csv",
            2,
            "column 'time'",
            "client c-1 has time 1 in clients.csv:2 already, with the same content",
        ),
        (
            "more.csv",
            3,
            "column 'time'",
            "client c-1 has time 2 in clients.csv:3 already, with other content",
        ),
    ]
    undated = [(row[0], row[3], row[4]) for row in (*ROWS, ROWS[2])]
    twice = write(tmp_path, text_of(undated, ("client", "date", "sleep")), "dates.csv")
    assert problems_of(twice)[0][1:] == (
        5,
        "column 'date'",
        "client c-2 has the date 2024-03-01 in dates.csv:4 already, with the same content",
    )


def test_a_date_is_needed_where_there_is_no_time(tmp_path):
    rows = [("c-1", "2024-01-01", "3"), ("c-2", "", "4")]
    problems = problems_of(write(tmp_path, text_of(rows, ("client", "date", "sleep"))))
    assert problems == [("clients.csv", 3, "column 'date'", "there is no date, and no column 'time'")]


def test_a_date_that_cannot_be_read_is_told_once(tmp_path):
    rows = [("c-1", "3/1/2024", "3"), ("c-2", "not known", "4")]
    problems = problems_of(write(tmp_path, text_of(rows, ("client", "date", "sleep"))))
    assert [problem[1:] for problem in problems] == [
        (2, "column 'date'", "'3/1/2024' is not a date, or could be two"),
        (3, "column 'date'", "there is no date, and no column 'time'"),
    ]


def test_time_that_runs_backwards_is_refused(tmp_path):
    rows = [ROWS[1], changed(ROWS[0], time="3"), ROWS[2], changed(ROWS[2], time="2", date="", age="7")]
    problems = problems_of(write(tmp_path, text_of(rows)))
    assert problems == [
        (
            "clients.csv",
            3,
            "column 'date'",
            "the date is before that of time 2 of client c-1, in clients.csv:2",
        ),
        (
            "clients.csv",
            3,
            "column 'age'",
            "the client is younger than at time 2 of client c-1, in clients.csv:2",
        ),
        (
            "clients.csv",
            5,
            "column 'age'",
            "the client is younger than at time 1 of client c-2, in clients.csv:4",
        ),
    ]


def test_an_unknown_date_between_hides_nothing(tmp_path):
    rows = [ROWS[0], changed(ROWS[1], date="", age=""), changed(ROWS[0], time="3", date="2023-12-01", age="")]
    assert [problem[1:3] for problem in problems_of(write(tmp_path, text_of(rows)))] == [(4, "column 'date'")]


def test_a_date_before_birth_by_the_age_is_refused(tmp_path):
    rows = [changed(ROWS[0], date="2009-01-02"), ROWS[1]]
    (problem,) = problems_of(write(tmp_path, text_of(rows)))
    assert problem[1:3] == (3, "column 'date'")
    assert problem[3].endswith("by them client c-1 was born in 2000 and in 2015")


def test_a_date_long_after_the_age_is_refused(tmp_path):
    rows = [ROWS[0], changed(ROWS[1], date="2025-06-02", age="14")]
    assert [problem[1:3] for problem in problems_of(write(tmp_path, text_of(rows)))] == [(3, "column 'date'")]


def test_clients_are_not_compared_with_each_other_and_time_may_stand_still(tmp_path):
    rows = [
        ROWS[0],
        changed(ROWS[0], time="2"),
        changed(ROWS[2], client="c-3", time="4", date="2023-01-02", age="2"),
    ]
    assert problems_of(write(tmp_path, text_of(rows))) == []


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("relational_health", "120.5", "120.5 is outside 0-120"),
        ("adversity_infancy", "12,5", "12.5 is outside 0-12"),
        ("relational_youth", "-0.1", "-0.1 is outside 0-12"),
        ("essential_agreed", "1.5", "1.5 is not a whole number"),
        ("relational_health", "good", "'good' is not a number"),
    ],
)
def test_a_figure_outside_its_scale_is_refused(column, cell, message, tmp_path):
    text = text_of([("c-1", "1", cell)], ("client", "time", column), ";")
    assert problems_of(write(tmp_path, text)) == [("clients.csv", 2, f"column '{column}'", message)]


def test_more_lines_carried_out_than_agreed_are_refused(tmp_path):
    header = ("client", "time", "sleep", "essential_agreed", "essential_done")
    rows = [("c-1", "1", "3", "4", "4"), ("c-2", "1", "3", "4", "5"), ("c-3", "1", "3", "", "5")]
    problems = problems_of(write(tmp_path, text_of(rows, header)))
    message = "more lines were carried out (5) than agreed (4)"
    assert problems == [("clients.csv", 3, "column 'essential_done'", message)]


def test_mixed_versions_are_refused_until_one_is_chosen(tmp_path):
    versions = ["functions-1", "functions-0", "functions-1", ""]
    rows = [(f"c-{at}", "1", "3", version) for at, version in enumerate(versions)]
    file = write(tmp_path, text_of(rows, ("client", "time", "sleep", "version")))
    (problem,) = problems_of(file)
    assert problem[3] == (
        "there is more than one version: not stated in 1 rows, the first in clients.csv:5; "
        "functions-0 in 1 rows, the first in clients.csv:3; functions-1 in 2 rows, the first in clients.csv:2"
    )
    chosen = read_cohort(file, only={"version": "functions-1"})
    assert chosen.frame["client"].tolist() == ["c-0", "c-2"]
    assert chosen.versions["rows"] == "functions-1"
    assert (
        "there is more than one instrument"
        in problems_of(
            write(
                tmp_path,
                text_of(
                    [("a", "1", "3", "nmt"), ("b", "1", "3", "mini")],
                    ("client", "time", "sleep", "instrument"),
                ),
                "b.csv",
            )
        )[0][3]
    )


@pytest.mark.parametrize(
    ("only", "message"), [({"version": "functions-9"}, "no row has"), ({"age": "9"}, "cannot choose")]
)
def test_a_choice_that_is_not_there_is_refused(only, message):
    with pytest.raises(InputError, match=message):
        cohort([{"client": "c-1", "time": 1, "sleep": 3, "version": "functions-1"}], only=only)


def test_files_of_other_columns_are_refused(tmp_path):
    first = write(tmp_path, text_of())
    other = write(tmp_path, "client,time,age,date,sleep,site\nc-9,1,9,2024-01-01,3,north\n", "other.csv")
    assert problems_of(first, other) == [
        ("other.csv", None, None, "has not the columns of clients.csv: without arousal, with site besides")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02" * 99, "binary"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><table>", "web page"),
        (b"PAR1" + b"\0" * 60, "damaged"),
        (b"PAR1", "damaged"),
        (b"client,time,sleep\n", "no rows"),
        (b"client,time,sleep\n,,\n\n", "no row is left"),
        (b'client,time,sleep\nc-1,1,"3\n', "a quote opens"),
        (b"client,time,sleep\nc-1,1,3,4,5\n", "the row has 5 cells"),
        (b"client,time,sleep\nc-1,1,3\nc-2,1,3,4\n", "the row has 4 cells"),
        (b"client,time,sleep\nc-1,1,\n", "no row is left"),
        (b"client,time,sleep,\nc-1,1,3,7\n", "the row has 4 cells"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content, message, tmp_path):
    problems = problems_of(write(tmp_path, content))
    assert message in problems[0][3]


def test_a_file_that_is_not_there_and_no_file_are_refused(tmp_path):
    assert "no such file" in problems_of(tmp_path / "missing.csv")[0][3]
    assert "folder" in problems_of(tmp_path)[0][3]
    assert problems_of()[0][3] == "there is no file"
    with pytest.raises(InputError, match="there is no file"):
        nmt.cohort()


def test_a_gigabyte_of_text_is_refused_at_once(tmp_path):
    file = write(tmp_path, text_of())
    os.truncate(file, 1_000_000_000)
    half = write(tmp_path, text_of(), "half.csv")
    os.truncate(half, 400_000_000)
    begin = time.process_time()
    assert problems_of(file)[0][3] == "there are 1,000 MB of text; a cohort reads at most 600 MB"
    assert "800 MB" in problems_of(half, half)[0][3]
    assert time.process_time() - begin < 1


def test_too_many_rows_are_refused(monkeypatch, tmp_path):
    from nmt_widgets.outcomes import rules
    from nmt_widgets.outcomes.cohort import reading

    few = rules.load_outcome_rules().model_copy(deep=True)
    few = few.model_copy(update={"cohort": few.cohort.model_copy(update={"most_rows": 2})})
    monkeypatch.setattr(reading, "load_outcome_rules", lambda: few)
    file = write(tmp_path, text_of())
    small = write(tmp_path, text_of(ROWS[:2]), "small.csv")
    other = write(tmp_path, text_of(ROWS[2:]), "other.csv")
    pd.read_csv(file).to_parquet(tmp_path / "all.parquet")
    assert read_cohort(small).clients == 1
    for files in ([file], [tmp_path / "all.parquet"], [small, other]):
        assert problems_of(*files)[0][3] == "has 3 rows; a cohort may have 2"
    with pytest.raises(InputError, match="has 3 rows"):
        cohort([{"client": f"c-{at}", "time": 1, "sleep": 3} for at in range(3)])


def test_a_table_in_memory_and_parquet_name_the_row(tmp_path):
    rows = [{"client": "c-1", "time": 1, "sleep": 3}, {"client": "c-2", "time": 1, "sleep": 13}]
    with pytest.raises(InputError, match="row b, column 'sleep': 13 is outside 1-12"):
        cohort(pd.DataFrame(rows, index=["a", "b"]))
    pd.DataFrame(rows).to_parquet(tmp_path / "two.parquet")
    assert problems_of(tmp_path / "two.parquet") == [
        ("two.parquet", None, "row 2, column 'sleep'", "13 is outside 1-12")
    ]
    with pytest.raises(InputError, match="not a table"):
        cohort(7)


def test_free_text_in_a_column_of_words_is_refused_unread(tmp_path):
    story = "Anna was placed with her aunt after her mother had gone to hospital in May"
    file = write(tmp_path, text_of([("c-1", "1", "3", story)], ("client", "time", "sleep", "site")))
    (problem,) = problems_of(file)
    assert problem[1:3] == (2, "column 'site'")
    assert "Anna" not in problem[3]


@pytest.mark.parametrize("value", ["maybe", "2"])
def test_an_unclear_mark_of_invented_rows_is_refused(value, tmp_path):
    text = text_of([("c-1", "1", "3", value)], ("client", "time", "sleep", "synthetic"))
    assert problems_of(write(tmp_path, text))[0][3] == f"'{value}' is neither yes nor no"


def test_a_wrong_cell_of_many_is_named_quickly(tmp_path):
    rows = rows_of(5_000).astype({"sleep": object})
    rows.loc[4_998, "sleep"] = "x"
    rows.to_csv(tmp_path / "many.csv", index=False)
    begin = time.process_time()
    assert problems_of(tmp_path / "many.csv") == [("many.csv", 5_000, "column 'sleep'", "'x' is not a score")]
    assert time.process_time() - begin < 3
