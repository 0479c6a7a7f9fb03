"""Two blind raters and a third who settles: what is compared, the form, and the command from both records to one."""

from __future__ import annotations

import csv
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmt_widgets import cli, load_case, load_instrument
from nmt_widgets.case_files.answers import to_answers, to_case
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.store import Access, Person, Store, open_store, operator
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.training.adjudication.form import COLUMNS, read_form, write_form
from nmt_widgets.training.adjudication.settled import Settled, adjudicate, settled_answers, settled_in

INSTRUMENT = load_instrument()
SCORES = "assessments/1/functions/scores/"
NEGLECT = "history/adversity/infancy/neglect"
JAMES = {path: value for path, value in to_answers(load_case("james")).items() if "assessments/2" not in path}


def changed(**scores):
    return {**JAMES, **{SCORES + name: {"score": score} for name, score in scores.items()}}


def test_the_same_answers_all_stand():
    ratings = adjudicate(JAMES, JAMES, INSTRUMENT)
    assert ratings.open == ()
    assert ratings.share_agreed() == 1
    kinds = {item.path.split("/")[0] for item in ratings.items}
    assert kinds == {"functions", "history", "relational_health", "sections"}
    case = to_case("kept", {**JAMES, **settled_answers(ratings, INSTRUMENT)})
    assert case.assessment(1).functions.scores["arousal"].score == 2


def test_nothing_to_compare():
    ratings = adjudicate({}, {}, INSTRUMENT)
    assert (ratings.items, ratings.share_agreed()) == ((), None)
    assert settled_answers(ratings, INSTRUMENT) == {}


def test_words_dates_and_lists_are_not_compared():
    other = {**JAMES, "title": "Another", "background/demographics/answers/pronouns": "she"}
    assert adjudicate(JAMES, other, INSTRUMENT).open == ()


def test_every_kind_of_difference_is_open():
    other = changed(sleep=9)
    other[NEGLECT] = {"severity": JAMES[NEGLECT]["severity"], "pattern": "single"}
    other.pop(SCORES + "arousal")
    other[SCORES + "reward"] = {"score": "not known"}
    sides = {item.path: (item.first, item.second) for item in adjudicate(JAMES, other, INSTRUMENT).open}
    assert sides["functions/scores/arousal"] == ("2", "")
    assert sides["functions/scores/reward"][1] == "not known"
    assert sides["functions/scores/sleep"][1] == "9"
    assert sides[NEGLECT][1].endswith(" single")
    assert len(sides) == 4


HARM, CONTACT = (f"assessments/1/sections/safety/answers/{id}" for id in ("self_harm", "contact_with_harm"))


def test_a_sign_of_danger_that_one_saw_and_the_other_did_not_is_a_difference():
    yes = {"signal": "yes", "person": "stepfather", "place": "home", "source": "School", "date": "2026-01-02"}
    first = {**JAMES, HARM: "no", CONTACT: yes}
    second = {
        **JAMES,
        HARM: {"signal": "no", "source": "Mother"},
        CONTACT: {"signal": "no", "source": "Mother"},
    }
    ratings = adjudicate(first, second, INSTRUMENT)
    (item,) = ratings.open
    assert (item.first, item.second) == ("yes", "no")
    assert item.first_why == "stepfather; at home; said by School, 2 January 2026"
    assert item.second_why == "said by Mother"
    settled = {item.path: Settled("yes", "Both met the class teacher", "high")}
    answers = settled_answers(adjudicate(first, second, INSTRUMENT, settled=settled), INSTRUMENT)
    assert answers[HARM] == {"signal": "no", "source": "Mother"}, (
        "what both said stands with what one said of it"
    )
    assert answers[CONTACT] == {**yes, "source": "Both met the class teacher"}
    assert settled_in(answers, INSTRUMENT)[item.path].reason == "Both met the class teacher"
    assert to_case("kept", {**JAMES, **answers}).assessment(1).sections["safety"].answers


def test_decisions_keep_their_reason_and_nothing_is_averaged():
    settled = {
        "functions/scores/sleep": Settled("7", "The diary says so"),
        "functions/scores/arousal": Settled("12", "not a difference"),
        NEGLECT: Settled("9 chronic", "Both reports"),
    }
    other = {**changed(sleep=9), NEGLECT: {"severity": 3}}
    ratings = adjudicate(JAMES, other, INSTRUMENT, settled=settled)
    answers = settled_answers(ratings, INSTRUMENT)
    assert answers[SCORES + "sleep"] == {"score": 7, "note": "The diary says so"}
    assert answers[SCORES + "arousal"]["score"] == 2, "equal answers stand"
    assert answers[NEGLECT] == {"severity": 9, "pattern": "chronic", "evidence": "Both reports"}


def test_where_both_agree_the_less_certain_confidence_is_kept():
    first = {SCORES + "sleep": {"score": 5, "confidence": "high"}, SCORES + "reward": {"score": 5}}
    second = {
        SCORES + "sleep": {"score": 5, "confidence": "low"},
        SCORES + "reward": {"score": 5, "confidence": "low"},
    }
    answers = settled_answers(adjudicate(first, second, INSTRUMENT), INSTRUMENT)
    assert answers[SCORES + "sleep"] == {"score": 5, "confidence": "low"}
    assert answers[SCORES + "reward"] == {"score": 5}


def test_an_open_difference_keeps_all_from_standing():
    with pytest.raises(ValueError, match="not settled"):
        settled_answers(adjudicate(JAMES, changed(sleep=9), INSTRUMENT), INSTRUMENT)


@pytest.mark.parametrize("answer", ["13", "0", "high", "5 chronic", "5.5", "-3", "²", "9999999999", ""])
def test_a_score_that_does_not_fit_settles_nothing(answer):
    settled = {"functions/scores/sleep": Settled(answer, "because")}
    with pytest.raises(InputError):
        adjudicate(JAMES, changed(sleep=9), INSTRUMENT, settled=settled)


@given(st.dictionaries(st.sampled_from(INSTRUMENT.ids), st.integers(1, 12), max_size=8))
def test_the_order_of_raters_does_not_change_the_differences(scores):
    ratings = adjudicate(JAMES, changed(**scores), INSTRUMENT)
    other = adjudicate(changed(**scores), JAMES, INSTRUMENT)
    assert [item.path for item in ratings.open] == [item.path for item in other.open]
    assert [(item.first, item.second) for item in ratings.open] == [
        (item.second, item.first) for item in other.open
    ]


# ---- the form ----


def rows_of(text):
    return list(csv.DictReader(text.splitlines()))


def fill(tmp_path, rows, encoding="utf-8-sig", delimiter=","):
    file = tmp_path / "filled.csv"
    with file.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_filled_form_is_read_back(tmp_path, delimiter):
    first = changed(sleep=9)
    first[SCORES + "sleep"]["note"] = "=HYPERLINK(1)"
    (row,) = rows_of(write_form(adjudicate(first, JAMES, INSTRUMENT)))
    assert row["first why"] == "'=HYPERLINK(1)"
    row |= {"settled": " 8 ", "reason": "Diary; two weeks, ä"}
    filled = read_form(fill(tmp_path, [row], delimiter=delimiter), INSTRUMENT)
    assert filled.settled == {"functions/scores/sleep": Settled("8", "Diary; two weeks, ä")}


BAD = {
    "no reason": {"settled": "5"},
    "no such question": {"question": "functions/scores/nonsense", "settled": "5", "reason": "x"},
    "a question without a rating": {
        "question": "background/demographics/answers/pronouns",
        "settled": "5",
        "reason": "x",
    },
    "off the scale": {"settled": "13", "reason": "x"},
    "a code for none": {"settled": "-99", "reason": "x"},
}


@pytest.mark.parametrize("name", BAD)
def test_an_invalid_row_is_reported_with_its_line(tmp_path, name):
    row = {"question": "functions/scores/sleep", **BAD[name]}
    with pytest.raises(InputErrors) as refused:
        read_form(fill(tmp_path, [{"question": "", "settled": ""}, row]), INSTRUMENT)
    assert [problem.line for problem in refused.value.problems] == [3]


def test_files_that_are_no_form(tmp_path):
    for raw in (b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b'question,settled,reason\n"open,5,x\n'):
        file = tmp_path / "no.csv"
        file.write_bytes(raw)
        with pytest.raises(InputError, match=r"no\.csv"):
            read_form(file, INSTRUMENT)
    with pytest.raises(InputError):
        read_form(tmp_path / "gone.csv", INSTRUMENT)


# ---- the command ----


@pytest.fixture
def nmt(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return left.value.code, out, err

    return run


def rate(name, status="completed", kind="clinical", **scores):
    answers = {
        path: value
        for path, value in changed(**scores).items()
        if path.startswith(("history/", "assessments/1/")) and "/plan/" not in path
    }
    answers |= {"title": "A boy", "assessments/1/status": status}
    store = Store(Access(open_store(operator()).engine, Person(name, "clinician")))
    return store.create(None, answers, kind=kind).case_id


def test_from_two_blind_assessments_to_the_settled_one(nmt, tmp_path):
    first, second = rate("Ana"), rate("Bo", sleep=9, reward=8)
    form = tmp_path / "form.csv"
    code, out, err = nmt("adjudicate", first, second, "--form", form)
    assert (code, err) == (0, "")
    assert "2 differences" in out
    assert stat.S_IMODE(form.stat().st_mode) == 0o600
    code, _, err = nmt("adjudicate", first, second, "--keep")
    assert code == 2
    assert "2 differences are not settled" in err
    rows = rows_of(form.read_text(encoding="utf-8-sig"))
    filled = fill(tmp_path, [row | {"settled": "7", "reason": "Seen again on film"} for row in rows])
    code, out, err = nmt("adjudicate", first, second, "--settled", filled, "--keep")
    assert (code, err) == (0, "")
    case = open_store(operator()).case(out.split()[-1])
    assert case.kind == "clinical"
    assert case.assessment(1).status == "completed"
    assert case.assessment(1).functions.scores["sleep"].score == 7
    assert case.assessment(1).functions.scores["sleep"].note == "Seen again on film"
    assert first in open_store(operator()).revisions(case.id)[0].reason


def test_a_settlement_begun_on_the_screen_continues_in_the_command(nmt, tmp_path):
    first, second = rate("Ana"), rate("Bo", sleep=9, reward=8)
    cy = Adjudications(Access(open_store(operator()).engine, Person("Cy", "clinician")))
    pair = cy.read_pair(f"{first}/1", f"{second}/1", INSTRUMENT)
    case_id = cy.settle(
        pair, "functions/scores/sleep", Settled("7", "The diary"), INSTRUMENT, base=0, edit="one"
    )
    form = tmp_path / "form.csv"
    _, out, _ = nmt("adjudicate", first, second, "--form", form)
    assert f"being settled in {case_id}, of Cy" in out
    settled, left = rows_of(form.read_text(encoding="utf-8-sig"))
    assert (settled["settled"], settled["reason"], left["settled"]) == ("7", "The diary", "")
    filled = fill(tmp_path, [left | {"settled": "8", "reason": "Seen on film"}])
    _, out, _ = nmt("adjudicate", first, second, "--settled", filled, "--keep")
    assert out.split()[-1] == case_id
    assert cy.read_pair(f"{first}/1", f"{second}/1", INSTRUMENT).is_finished
    scores = cy.store.case(case_id).assessment(1).functions.scores
    assert (scores["sleep"].score, scores["reward"].score) == (7, 8)
    code, _, err = nmt("adjudicate", first, second, "--keep")
    assert code == 2
    assert f"settled already, as {case_id}" in err


def test_only_two_completed_blind_ratings_can_be_compared(nmt, tmp_path):
    completed, same, unfinished = rate("Ana"), rate("Ana"), rate("Bo", status="in-progress")
    for pair, message in (
        ((completed, completed), "the same assessment"),
        ((completed, same), "both are of Ana"),
        ((completed, unfinished), "not completed"),
        ((completed, "nobody"), "nobody"),
        ((completed, "james"), "ages"),
    ):
        code, _, err = nmt("adjudicate", *pair)
        assert code == 2
        assert message in err, err
    output = tmp_path / "there.csv"
    output.write_text("mine")
    code, _, err = nmt("adjudicate", completed, rate("Cy"), "--form", output)
    assert (code, output.read_text()) == (2, "mine")
