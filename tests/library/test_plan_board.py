"""A plan to decide on in a cell: decisions are checked, saved where they should be, and read back."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from nmt_widgets import PlanBoard, load_case, plan
from nmt_widgets.core.errors import InputError

AIDE, TUTORING = "web:start:in_room_aide", "client:suspend:tutoring"


def words(markup):
    """Return what can be read of a page."""
    body = re.sub(r"<(style|title)>.*?</\1>", "", markup, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


def test_a_plan_is_decided_on_in_the_page_and_read_as_value():
    board = PlanBoard("james", 1)
    path = f"assessments/1/plan/decisions/{AIDE}"
    board.widget.hear(
        {"type": "save", "edit": "e1", "base": 1, "changes": {path: {"verdict": "accepted", "who": "Ms. B"}}}
    )
    assert board.value == {AIDE: {"verdict": "accepted", "who": "Ms. B"}}
    assert [line.line.id for line in board.agreed().agreed] == [AIDE]
    assert board.widget.standing["lines"][AIDE] == "accepted"
    assert board.to_case().assessment(1).plan.decisions[AIDE].who == "Ms. B"
    assert load_case("james").assessment(1).plan.decisions == {}
    board.close()


def test_setting_its_value_decides_and_opens_again():
    board = PlanBoard("james", 1)
    values = []
    board.observe(lambda change: values.append(change["new"]), "value")
    board.value = {AIDE: {"verdict": "accepted"}, TUTORING: {"verdict": "rejected", "reason": "He loves it"}}
    assert board.widget.standing["lines"][TUTORING] == "rejected"
    board.value = {AIDE: {"verdict": "accepted"}}
    assert board.widget.standing["lines"][TUTORING] == "open"
    assert values[-1] == {AIDE: {"verdict": "accepted"}}
    board.close()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"web:start:in_room_aid": {"verdict": "accepted"}}, f"'{AIDE}' is meant"),
        ({"nothing at all": {"verdict": "accepted"}}, "the plan has no line 'nothing at all'"),
        ({AIDE: {"verdict": "perhaps"}}, f"{AIDE}: Input should be 'accepted'"),
        ({AIDE: "accepted"}, f"{AIDE}: "),
    ],
)
def test_a_wrong_decision_is_refused_in_one_sentence(value, sentence):
    board = PlanBoard("james", 1)
    with pytest.raises(InputError, match=r"^[^\n]*$") as refused:
        board.value = value
    assert sentence in str(refused.value)
    assert board.value == {}
    board.close()


def test_a_plan_alone_makes_a_board():
    proposed = plan(load_case("james"), 2)
    board = PlanBoard(proposed)
    assert board.plan is proposed
    assert (board.number, board.agreed().plan) == (2, proposed)
    line = next(line.id for line in proposed.lines if line.kind not in ("expect", "later"))
    board.value = {line: {"verdict": "accepted"}}
    assert [agreed.line.id for agreed in board.agreed().agreed] == [line]
    board.close()


def test_without_a_number_it_is_the_latest_assessment():
    board = PlanBoard("james")
    assert board.number == board.plan.assessment == 2
    board.update("james", 1)
    assert (board.number, board.widget.record["assessment"]) == (1, 1)
    board.close()


def test_it_can_be_for_looking_only():
    board = PlanBoard("james", 1, readonly=True)
    assert not board.widget.record["write"]
    board.widget.hear(
        {"type": "edit", "changes": {f"assessments/1/plan/decisions/{AIDE}": {"verdict": "accepted"}}}
    )
    assert board.value == {}
    with pytest.raises(InputError, match="this plan can only be looked at"):
        board.value = {AIDE: {"verdict": "accepted"}}
    board.close()


def test_decisions_are_saved_to_a_file(tmp_path):
    file = tmp_path / "james.yaml"
    board = PlanBoard("james", 1, path=file)
    board.value = {AIDE: {"verdict": "accepted", "who": "Ms. B"}}
    board.close()
    assert load_case(str(file)).assessment(1).plan.decisions[AIDE].who == "Ms. B"
    again = PlanBoard(file, 1)
    assert again.value[AIDE]["who"] == "Ms. B"
    assert "james.yaml" in again.widget.where
    again.close()


def test_its_still_form_is_the_plan_and_what_is_decided():
    board = PlanBoard("james", 1)
    board.value = {AIDE: {"verdict": "accepted"}}
    bundle, _ = board._repr_mimebundle_()
    assert "# James, First NMT assessment" in bundle["text/plain"]
    assert "1 of" in bundle["text/plain"].rpartition("\n\n")[2]
    assert "An aide in the room" in bundle["text/html"]
    page = board.to_html()
    assert "An aide in the room" in page
    assert "accepted" in page
    board.close()


def test_safety_comes_first_in_every_still_form_and_nothing_held_back_is_left_out():
    proposed = plan("james", 1)
    withheld = replace(proposed.now[0], withheld_because=("The home may be unsafe.",))
    proposed = replace(proposed, safety=replace(proposed.safety, withheld=(withheld,)))
    board = PlanBoard(proposed)
    bundle, _ = board._repr_mimebundle_()
    for form in (bundle["text/plain"], words(bundle["text/html"]), words(board.to_html())):
        text = " ".join(form.split())
        summary, decided = " ".join(proposed.safety.summary.split()), "lines decided"
        assert 0 < text.index(summary) < text.index(proposed.safety.lines[0].title) < text.index(decided)
        assert " ".join(proposed.safety.missing.split()) in text
        assert "The home may be unsafe." in text
    board.close()


def test_its_words_are_the_kernels_whatever_a_page_sets():
    board = PlanBoard("james", 1)
    before = board.to_text(), board.to_html()
    board.widget.set_state({"standing": {"sentences": ["The client is safe."], "states": {}}})
    assert (board.to_text(), board.to_html()) == before
    board.close()
