"""`nmt outcomes change`: from tables to figures, or to every problem with its line."""

import json

import pytest

from nmt_widgets import cli
from nmt_widgets.outcomes.change import paired_change
from tests.outcomes.published_tables import SLEEP, anorexia_rows, paired_rows


@pytest.fixture
def nmt(capsys):
    """Run the command in this process; return exit code and output."""

    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main(["outcomes", "change", *map(str, arguments)])
        return left.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def table(tmp_path):
    """Write rows to a table; return its path."""

    def write(rows, name="values.csv"):
        lines = [",".join(rows[0]), *(",".join(str(value) for value in row.values()) for row in rows)]
        (tmp_path / name).write_text("\n".join(lines) + "\n")
        return tmp_path / name

    return write


def test_figures_as_json_are_those_of_the_library(nmt, table):
    code, out, err = nmt(table(paired_rows(*SLEEP)), "--json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert data.pop("synthetic") is False
    assert data == json.loads(json.dumps(paired_change(paired_rows(*SLEEP)).to_dict()))
    assert {"n", "mean_difference", "t", "df", "p", "r", "d_z", "d_av", "d_b", "reliable_change"} <= set(data)
    assert data["d_z"]["low"] == pytest.approx(0.4146, abs=1e-4)


def test_invented_rows_are_named_first(nmt, table):
    marked = [{**row, "synthetic": "yes" if at == 3 else "no"} for at, row in enumerate(paired_rows(*SLEEP))]
    assert nmt(table(marked))[1].startswith("SYNTHETIC: ")
    assert json.loads(nmt(table(marked), "--json")[1])["synthetic"] is True
    assert not nmt(table([{**row, "synthetic": "no"} for row in marked]))[1].startswith("SYNTHETIC")
    ratings = [{"client": 1, "time": 1, "rater": rater, "value": 4, "synthetic": "true"} for rater in "ab"]
    real = table([{**row, "synthetic": ""} for row in marked])
    assert nmt(real, "--ratings", table(ratings, "ratings.csv"))[1].startswith("SYNTHETIC: ")


def test_the_groups_of_a_study_are_compared_in_what_is_derived_of_scores(nmt, table):
    rows = [
        {"Client ID": f"c-{n}", "Time": time, "Group": "usual" if n % 2 else "model", "Sleep": 3 + time * (n // 2)}
        for n in range(8) for time in (1, 2)
    ]  # fmt: skip
    code, out, err = nmt(table(rows), "--measure", "total", "--by", "GROUP")
    assert (code, err) == (0, "")
    assert "usual against model: 0.00 points" in out


def test_what_was_not_said_of_a_reliability_is_told_once_and_brackets_are_explained(nmt, table):
    _, out, _ = nmt(table(paired_rows(*SLEEP)), "--reliability", "0.85")
    assert "Reliable change, reliability 0.85: from " in out
    assert out.count("not said from how many clients") == 1
    assert "Brackets hold 95 % intervals." in out


def test_how_those_who_left_began_stands_beside_the_change(nmt, table):
    values = [(f"c-{n}", time, n + time) for n in range(6) for time in (1, 2) if n > 2 or time == 1]
    rows = [dict(zip(("client", "time", "value"), row, strict=True)) for row in values]
    line = (
        "Without a second value: 3. They began at 2.00 on average, the 3 others at 5.00: -3.00 points apart ("
    )
    assert line in nmt(table(rows))[1]
    stayed = [row for row in rows if row["client"] > "c-2"]
    assert "Without a second value" not in nmt(table(stayed))[1]


def test_two_files_are_one_table(nmt, table):
    rows = paired_rows(*SLEEP)
    split = nmt(table(rows[:13], "a.csv"), table(rows[13:], "b.csv"), "--json")
    assert split == nmt(table(rows), "--json")


def test_the_first_line_says_what_it_comes_to_and_the_last_what_it_is_not(nmt, table):
    code, out, _ = nmt(table(paired_rows(*SLEEP)))
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "10 clients changed by 1.58 points on average (0.70 to 2.46) from time 1 to time 2."
    assert "d_av, by the mean spread of both times: 0.83 (" in out
    assert "error of those who rated is not known" in out
    assert "comparison group" in lines[-1]
    assert [line.split(":")[0] for line in lines if "reliability 0" in line] == [
        f"Reliable change, reliability {value}" for value in ("0.70", "0.80", "0.90")
    ]


def test_the_sites_own_reliability_and_its_origin(nmt, table):
    file = table(paired_rows(*SLEEP))
    own = ("--reliability", 0.85, "--reliability-n", 40, "--reliability-date", "2024-05")
    _, out, _ = nmt(file, *own)
    assert "reliability 0.85 (from 40 clients, 2024-05): from 1.92 points" in out
    _, out, _ = nmt(file, *own, "--maassen", "--lower-is-better", "--normal", -2, 1, "--json")
    change = json.loads(out)["reliable_change"]
    assert (change["variant"], change["direction"], change["cut_offs"]["used"]) == ("maassen", "lower", "c")


def test_groups_are_compared_as_assigned_first(nmt, table):
    file = table(anorexia_rows())
    _, out, _ = nmt(file, "--by", "arm")
    assert out.splitlines()[0].startswith(
        "By the group at the first time (intent to treat, if they were assigned to it)"
    )
    assert "arm: FT" in out
    _, out, _ = nmt(file, "--by", "arm", "--json")
    data = json.loads(out)
    assert data["groups"]["CBT"]["d_av"]["value"] == pytest.approx(0.440, abs=5e-4)
    assert data["comparison"]["rows"][0]["analysis"] == "intent_to_treat"


def test_double_ratings_tell_the_error(nmt, table):
    rated = [
        {"client": f"p{c}", "time": 1, "rater": r, "value": c + e}
        for c in range(6)
        for r, e in (("x", 0), ("y", 1 + c % 2))
    ]
    _, out, _ = nmt(table(paired_rows(*SLEEP)), "--ratings", table(rated, "ratings.csv"))
    assert "One rating is typically 1.12 points off" in out


@pytest.mark.parametrize(
    ("text", "arguments", "problems"),
    [
        ("client,time,score\na,1,2\n", (), [":1: there is no column 'value'"]),
        (
            "client,time,value\na,1,2\na,2,x\n,1,3\nb,,4\nb,2,inf\n",
            (),
            [
                ":3: column 'value': 'x' is not a number",
                ":4: column 'client'",
                ":5: column 'time'",
                ":6: column 'value'",
            ],
        ),
        (
            "client,time,value\na,1,2\na,2,3\na,1,4\n",
            (),
            [":4: column 'time': time 1 of this client stands in line 2"],
        ),
        ("client,time,value\na,1,2\na,2,3\na,3,4\n", (), ["1, 2, 3; name the two"]),
        ("client,time,value\na,1,2\nb,1,3\n", (), ["one time only: 1"]),
        ("client,time,value\na,1,2\na,2,3\n", ("--times", "1", "4"), ["there is no time '4'"]),
        ("client,time,value\na,1,2\na,2,3\n", ("--reliability", "1.2"), ["1.2 is not a reliability"]),
        ("client,time,value\na,1,2\na,2,3\n", ("--reliability-n", "20"), ["belong to --reliability"]),
        (
            "client,time,value,arm\na,1,2,x\na,2,3,y\nb,1,2,\n",
            ("--by", "arm"),
            [":3: column 'arm'", ":4: column 'arm'"],
        ),
        ("client,time,value\na,1,2,3\n", (), [":2:"]),
        ("client,time,value\na,1,2\na,2,1e307\n", (), [":3: column 'value': '1e307' is too large"]),
        (
            "client,time,value\na,1,told us of her father\n",
            (),
            [":2: column 'value': 'told us of h…' is not"],
        ),
        ("client,time,value,Value\na,1,2,3\na,2,3,4\n", (), [":1: column 'value' stands twice"]),
        ("client,time,value\na,1,2\na,1.0,3\n", (), [":3: column 'time': time 1 of this client"]),
        ("client,time,value\na,nan,2\na,inf,3\n", (), ["name the two"]),
    ],
)
def test_every_problem_has_its_line_and_nothing_is_printed_in_part(nmt, tmp_path, text, arguments, problems):
    file = tmp_path / "values.csv"
    file.write_text(text)
    code, out, err = nmt(file, *arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == len(problems)
    for line, words in zip(err.splitlines(), problems, strict=True):
        assert words in line


def test_invented_rows_are_marked(nmt, table):
    rows = [{**row, "synthetic": "yes"} for row in paired_rows(*SLEEP)]
    assert nmt(table(rows))[1].startswith("SYNTHETIC")
    assert json.loads(nmt(table(rows), "--json")[1])["synthetic"] is True
    real = [{**row, "synthetic": "no"} for row in rows]
    assert json.loads(nmt(table(real), "--json")[1])["synthetic"] is False


def test_changes_that_differ_by_rounding_alone_have_no_interval(nmt, table):
    rows = [{"client": c, "time": t, "value": round(c / 10 + t / 10, 1)} for c in range(8) for t in (1, 2)]
    interval = json.loads(nmt(table(rows), "--json")[1])["mean_difference_interval"]
    assert (interval["low"], interval["high"], interval["reason"]) == (None, None, "equal_changes")
