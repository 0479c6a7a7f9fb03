"""Ratings as a CSV file, and the command that takes them."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nmt_widgets import cli, load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.training import read_ratings, reference_scores
from tests.core.workbook_files import write_ods, write_xlsx


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "ratings.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def problems(path, instrument):
    with pytest.raises(InputError) as caught:
        read_ratings(path, instrument)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


PLAIN = "rater,item,score\nJosé,arousal,3\nBen,12,5\nJosé,1,not known\n\nBen,1,\nBen,2,12\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_as_spreadsheets_write_them(encoding, delimiter, end, write, instrument):
    text = PLAIN.replace(",", delimiter).replace("\n", end)
    ratings = read_ratings(write(text, encoding), instrument)
    assert ratings.raters == ("José", "Ben")
    assert ratings.scores[:, 11].tolist() == [3, 5]
    assert (ratings.scores[1, 1], np.isnan(ratings.scores).sum()) == (12, 61)


def test_a_last_cell_that_a_spreadsheet_leaves_out(write, instrument):
    ratings = read_ratings(write("rater,item,score,comment\nAda,1,3,ok\nAda,2,4\nAda,3\n"), instrument)
    assert ratings.scores[0, :2].tolist() == [3, 4]
    assert np.isnan(ratings.scores[0, 2])


def test_a_sheet_is_read_like_a_text(tmp_path, instrument):
    rows = [["Rater", "Item", "Score"], ["José", "arousal", 3], ["Ben", 12, 5.0], ["Ben", 1, None]]
    for file in (write_xlsx(tmp_path / "a.xlsx", {"S": rows}), write_ods(tmp_path / "a.ods", {"S": rows})):
        ratings = read_ratings(file, instrument)
        assert (ratings.raters, ratings.scores[:, 11].tolist()) == (("José", "Ben"), [3, 5])


def test_which_of_several_sheets_was_read_is_told(tmp_path, instrument):
    rows = [["Rater", "Item", "Score"], ["Ada", 1, 3]]
    file = write_xlsx(tmp_path / "a.xlsx", {"Round 1": rows, "Round 2": rows})
    assert read_ratings(file, instrument).notes == ("read from sheet 'Round 1', one of 2",)


def test_what_was_guessed_is_told(nmt, write, instrument):
    rows = "".join(f"José,{function.number},5\n" for function in instrument.functions)
    path = write(f"rater,item,score\n{rows}", "cp1252")
    code, out, err = nmt("agreement", path, "--reference", "james")
    assert code == 0
    assert "José" in out
    assert err == f"{path}: read as Windows-1252; check the accented letters: é\n"


def test_columns_in_any_order_and_others_beside_them(write, instrument):
    ratings = read_ratings(write(' Score ,note,RATER,Item\n7.0,"well, yes",Ada,AROUSAL\n'), instrument)
    assert ratings.scores[0, 11] == 7


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Ada,arousel,3", "2: column 'item': 'arousel' is not an item; did you mean 'arousal'?"),
        ("Ada,Fine Motor Skills,3", "2: column 'item': 'Fine Motor Skills' is not an item; did you mean"),
        ("Ada,33,3", "2: column 'item': '33' is not an item; use an id, or a number from 1 to 32"),
        ("Ada,,3", "2: column 'item': there is no item"),
        (",1,3", "2: column 'rater': there is no rater; enter a name or code"),
        ("Ada,1,13", "2: column 'score': 13 is outside 1-12; enter a whole number from 1 to 12, or nothing"),
        ("Ada,1,0", "2: column 'score': 0 is outside 1-12"),
        ("Ada,1,7.5", "2: column 'score': '7.5' is not a whole number"),
        ("Ada,1,nan", "2: column 'score': 'nan' is not a whole number"),
        ("Ada,1,3,4", "2: the row has 4 cells, the header 3; check separators and quotes"),
        ('Ada,1,"3', "2: a quote opens on this line and is not closed"),
        ("Ada,1,-99", "2: column 'score': -99 is not a score; leave the cell empty, or write 'not known'"),
        ("Ada,1,99", "2: column 'score': 99 is not a score"),
        (
            "Ada,1,3\nAda,cardiovascular,3",
            "3: 'Ada' has scored cardiovascular on line 2 already; keep one of the two",
        ),
        ("Ada,1,\nAda,1,4", "3: 'Ada' has scored cardiovascular on line 2 already"),
    ],
)
def test_a_row_that_is_wrong(row, message, write, instrument):
    reported = problems(write(f"rater,item,score\n{row}\n"), instrument)
    assert len(reported) == 1
    assert reported[0].startswith(message)


def test_every_problem_is_told(write, instrument):
    reported = problems(write("rater,item,score\n,1,3\nAda,x,3\nAda,1,3\nAda,1,99\n"), instrument)
    assert [problem.split(":")[0] for problem in reported] == ["2", "3", "5"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("who,item,score\n", "there is no column 'rater'; its columns are: who, item, score"),
        ("rater,item,score,Score\n", "column 'score' stands twice; keep one of them"),
        ("rater,item,score\n", "there are no rows below the header"),
        (b"\xff\xfer", "is cut off, or is not text in UTF-16"),
    ],
)
def test_a_file_that_is_wrong(text, message, write, instrument):
    assert message in problems(write(text), instrument)[0]


def test_no_file_at_all(tmp_path, instrument):
    for path in (tmp_path / "none.csv", tmp_path, "a\0b"):
        with pytest.raises(InputError, match="name"):
            read_ratings(path, instrument)


# ---- nmt agreement ----


@pytest.fixture
def nmt(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return run


@pytest.fixture
def ratings(write, instrument):
    def ratings(*raters, leave_out=()):
        truth = reference_scores(load_case("james"), 1, instrument).scores
        rows = ["rater,item,score"]
        for at, rater in enumerate(raters):
            scores = np.clip(truth + np.random.default_rng(at).integers(-1, 3, 32), 1, 12)
            rows += [
                f"{rater},{function.number},{score:.0f}"
                for function, score in zip(instrument.functions, scores, strict=True)
                if (rater, function.number) not in leave_out
            ]
        return write("\n".join(rows) + "\n")

    return ratings


JAMES = ("--reference", "james", "--assessment", "1")


def test_the_command_prints_everything_as_json(nmt, ratings):
    code, out, err = nmt("agreement", ratings("Ada", "Ben", "Cleo"), *JAMES, "--json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert (data["case"], data["assessment"], data["raters"]) == ("james", 1, ["Ada", "Ben", "Cleo"])
    assert len(data["functions"]) == len(data["comparisons"]["Ada"]["functions"]) == 32
    assert (len(data["regions"]), len(data["domains"])) == (5, 4)
    icc = data["whole"]["between"]["intraclass"]
    assert list(icc) == [
        "one_way",
        "one_way_mean",
        "agreement",
        "agreement_mean",
        "consistency",
        "consistency_mean",
    ]
    assert {"value", "low", "high", "n", "reason", "band", "settled"} == set(icc["agreement"])
    assert data["cmr"]["reference"] == pytest.approx(0.716, abs=5e-4)
    assert data["functions"]["sleep"]["between"]["kappa"]["reason"] == "one_item"
    assert data["comparisons"]["Ben"]["band"] in {"high", "acceptable", "low"}


def test_the_command_prints_a_table_of_raters(nmt, ratings):
    code, out, _ = nmt("agreement", ratings("Ada", "Ben", "Cleo"), *JAMES)
    assert code == 0
    assert out.startswith("James, assessment 1: 3 raters (Ada, Ben, Cleo)\n")
    for line in (
        "weighted kappa (quadratic)",
        "ICC(A,1)",
        "ICC(C,k)",
        "  Cleo ",
        "Frontal cortex",
        "provisional",
    ):
        assert line in out
    assert "nan" not in out


def test_the_command_tells_one_rater_in_words(nmt, ratings):
    code, out, _ = nmt("agreement", ratings("Ada"), *JAMES)
    assert code == 0
    assert "You rank the functions like the reference" in out
    assert "Among the raters" not in out


def test_the_expert_s_scores_of_a_practice_case_are_its_reference(nmt, ratings):
    code, out, err = nmt("agreement", ratings("Ada"), "--reference", "practice-boy-8", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["comparisons"]["Ada"]["functions"]["arousal"]["reference"] is not None


def test_the_command_refuses_missing_scores_and_names_the_way_out(nmt, ratings):
    path = ratings("Ada", "Ben", leave_out={("Ben", 7), ("Ada", 3)})
    code, out, err = nmt("agreement", path, *JAMES)
    assert (code, out) == (2, "")
    assert err.count("\n") == 2
    assert f"{path}: Ben: no score for feeding_appetite; add it, or choose --missing pairwise" in err
    code, out, _ = nmt("agreement", path, *JAMES, "--missing", "listwise")
    assert code == 0
    assert "missing scores listwise, not scored by all: temperature_metabolism, feeding_appetite" in out
    assert nmt("agreement", path, *JAMES, "--missing", "average")[0] == 2


def test_the_command_tells_every_problem_of_a_file(nmt, write):
    code, out, err = nmt("agreement", write("rater,item,score\nAda,x,3\nAda,1,99\n"), *JAMES)
    assert (code, out, err.count("\n")) == (2, "", 2)
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--reference", "nobody"), "nobody"),
        (("--reference", "james", "--assessment", "9"), "there is no assessment 9"),
        ((), "Missing option '--reference'"),
    ],
)
def test_the_command_needs_a_reference(nmt, ratings, arguments, message):
    code, out, err = nmt("agreement", ratings("Ada"), *arguments)
    assert (code, out) == (2, "")
    assert message in err


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.one_of(
        st.binary(max_size=80),
        st.text(alphabet='rater,item;score\t\n"Aa1239\0', max_size=80).map(lambda text: text.encode()),
        st.text(alphabet='Ada,;123 .\n"\r', max_size=60).map(
            lambda text: ("rater,item,score\n" + text).encode()
        ),
    )
)
def test_whatever_a_file_holds_there_is_no_traceback(tmp_path, instrument, raw):
    path = tmp_path / "any.csv"
    path.write_bytes(raw)
    try:
        ratings = read_ratings(path, instrument)
    except InputError:
        return
    assert ratings.scores.shape == (len(ratings.raters), 32)
