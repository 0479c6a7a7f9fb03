"""The board and the papers without a browser: data for the page, and refused messages."""

from dataclasses import replace

import pytest

from nmt_widgets.apps.consult.consultation import VIEWS, ConsultationView
from nmt_widgets.apps.consult.summary_bars import summary_bars
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.core.texts import texts
from nmt_widgets.library.plan_lines import plan_lines
from nmt_widgets.library.plan_safety import plan_safety
from nmt_widgets.library.plan_summary import plan_standing
from nmt_widgets.metrics import profile
from nmt_widgets.planning import PlanLine, Sign, agreed, plan, reserve
from nmt_widgets.store import Person, open_store

ROOT = "assessments/1/plan"
AIDE, TUTORING = "web:start:in_room_aide", "client:suspend:tutoring"
ASK = "safety:ask:signs"


@pytest.fixture
def store(tmp_path):
    return open_store(Person("Cleo", "clinician"), url=f"sqlite:///{tmp_path / 'workbook.db'}")


@pytest.fixture
def consult(store, james, instrument, monkeypatch):
    """James's first assessment without answers about danger; `say` sends a message of the page."""
    safety = "assessments/1/sections/safety"
    excluded = ("assessments/2/", safety, "story", "notes", "sources", "between", "kind", "summary")
    answers = {path: value for path, value in to_answers(james).items() if not path.startswith(excluded)}
    record = store.create(None, answers, kind="clinical")
    consultation = ConsultationView(store.case(record.case_id), instrument, store, record)
    sent = []
    monkeypatch.setattr(consultation._board.widget, "send", sent.append)

    def say(**message):
        sent.clear()
        consultation._board.widget.hear(message)
        return list(sent)

    consultation.say, consultation.id = say, record.case_id
    yield consultation
    consultation.close()


def save(consult, changes, edit="e1", base=1):
    (answer,) = consult.say(type="save", changes=changes, base=base, edit=edit)
    return answer


def turn(consult, view):
    consult._view.value = view


def test_nothing_is_saved_while_scores_are_on_trial(consult, store):
    turn(consult, "plan")
    consult._what_if.changes = {"arousal": 9}
    for path, value in {
        f"{ROOT}/decisions/{AIDE}": {"verdict": "accepted"},
        f"{ROOT}/decisions/own:x": {"verdict": "accepted", "title": "Own", "part": "web"},
        f"{ROOT}/agreed": "2026-03-02",
        f"{ROOT}/next_meeting": "2026-04-02",
        f"{ROOT}/recipients/family": "Somebody",
        f"{ROOT}/entries/{AIDE}/2026-03-02": {"times": 3},
    }.items():
        assert consult.say(type="edit", changes={path: value}) == []
        answer = save(consult, {path: value}, edit=path)
        assert (answer["type"], answer["kind"], answer["retry"]) == ("refused", "trial", True)
    assert store.read(consult.id).revision == 1
    assert consult._board.team == TeamPlan()
    assert consult._board.widget.trial
    consult._notice.pressed += 1
    assert not consult._board.widget.trial
    assert save(consult, {f"{ROOT}/decisions/{AIDE}": {"verdict": "accepted"}})["type"] == "saved"
    assert store.case(consult.id).assessment(1).plan.decisions[AIDE].verdict == "accepted"


def test_every_view_says_that_scores_are_on_trial_and_leads_back(consult):
    consult._what_if.changes = {"arousal": 9}
    for view in VIEWS:
        turn(consult, view)
        assert consult._notice.text.startswith("What if")
    assert consult._notice in consult.parts
    consult._notice.pressed += 1
    assert consult._what_if.changes == {}
    for view in VIEWS:
        turn(consult, view)
        assert consult._notice.text == ""


def test_nothing_is_printed_of_scores_on_trial(consult):
    turn(consult, "papers")
    consult.say(type="edit", changes={f"{ROOT}/recipients/family": "Foster mother"})
    page = consult._papers._page
    assert "For: Foster mother" in page.html
    consult._what_if.changes = {"arousal": 9}
    for paper in ("family", "school", "plan"):
        consult._papers._paper.value = paper
        assert (page.html, bool(page.notice)) == ("", True)
    consult._notice.pressed += 1
    assert "The agreed plan" in page.html


def test_a_page_waits_for_its_recipient_and_says_why(consult, store):
    turn(consult, "papers")
    page, board = consult._papers._page, consult._board.widget
    assert page.html == ""
    assert "who receives it" in page.notice
    assert board.paper["reader"] == "family"
    assert "hands it is not meant for" in board.paper["why"]
    assert save(consult, {f"{ROOT}/recipients/family": "Foster mother"})["type"] == "saved"
    assert "For: Foster mother" in page.html
    assert store.case(consult.id).assessment(1).plan.recipients == {"family": "Foster mother"}
    consult._papers._paper.value = "school"
    assert page.html == ""
    consult._papers._paper.value = "plan"
    assert board.paper["reader"] == ""
    assert page.html


def test_the_board_and_the_papers_follow_each_decision_as_it_is_typed(consult):
    turn(consult, "plan")
    board = consult._board.widget
    path = f"{ROOT}/decisions/{TUTORING}"
    for value, state in (
        ({"verdict": "rejected"}, "needs_reason"),
        ({"verdict": "rejected", "reason": "He loves it"}, "rejected"),
        ({"verdict": "accepted"}, "accepted"),
        (None, "open"),
    ):
        consult.say(type="edit", changes={path: value})
        assert board.standing["lines"][TUTORING] == state
        is_open = TUTORING in [id for id, _ in board.standing["open"]]
        assert is_open == (state in ("needs_reason", "open"))


def test_the_summary_counts_lines_as_the_plan_does(james, instrument):
    proposal = plan(james, 1, instrument)
    team = TeamPlan.model_validate(
        {
            "decisions": {
                AIDE: {"verdict": "accepted"},
                TUTORING: {"verdict": "rejected"},
                "client:start:gone": {"verdict": "accepted", "title": "The old one"},
            },
            "agreed": "2026-03-02",
            "next_meeting": "2026-04-02",
        }
    )
    agreed_plan = agreed(proposal, team.decisions)
    standing = plan_standing(agreed_plan, team, instrument)
    sentences = " ".join(standing["sentences"])
    assert f"1 of {agreed_plan.counts.total} lines decided: 1 accepted, 0 changed, 0 rejected" in sentences
    assert "1 change or rejection does not count yet" in sentences
    assert f"with {agreed_plan.counts.open} still open" in sentences
    assert "Next meeting: 2 April 2026" in sentences
    assert len(standing["open"]) == agreed_plan.counts.open
    assert "The old one" in standing["dropped"]


def test_safety_lines_come_first_and_cannot_be_rejected(james, instrument):
    proposal = plan(james, 1, instrument)
    line = PlanLine(id="safety:protect:x", part="safety", kind="assess", title="Today", text="Ask today.")
    rows = plan_lines(replace(proposal, lines=(line, *proposal.lines)), instrument)
    assert rows[0]["part"] == "safety"
    assert [verdict for verdict, _ in rows[0]["verdicts"]] == ["accepted", "changed"]
    assert "rejected" in [verdict for verdict, _ in rows[-1]["verdicts"] or rows[1]["verdicts"]]
    withheld = replace(proposal.line(AIDE), withheld_because=("It would bring them together",))
    sign = Sign("self_harm", "open", "Self-harm", "not asked yet", False)
    safety = replace(
        proposal.safety, signs=(sign,), withheld=(withheld,), missing="Nothing entered", summary="Ask first."
    )
    panel = plan_safety(replace(proposal, safety=safety), instrument)
    assert panel["held_back"] == [(withheld.title, "It would bring them together")]
    assert panel["signs"] == [("Self-harm", "not asked yet", False)]
    other = replace(proposal.line(TUTORING), withheld_because=withheld.withheld_because)
    two_withheld = replace(safety, withheld=(withheld, other), signs=(replace(sign, state="yes"),))
    panel = plan_safety(replace(proposal, safety=two_withheld), instrument)
    assert panel["held_back"] == [(f"{withheld.title}; {other.title}", "It would bring them together")], (
        "said once"
    )
    assert panel["signs"] == [("Seen: Self-harm", "not asked yet", True)]
    assert panel["missing"] == "Nothing entered"


def test_every_view_but_the_plan_warns_of_signs_of_danger_and_leads_to_it(store, james, instrument):
    answers = {path: value for path, value in to_answers(james).items() if "/sections/safety/" not in path}
    exploitation = "assessments/2/sections/safety/answers/exploitation"
    for changes, urgent in (({}, False), ({exploitation: {"signal": "yes", "person": "a cousin"}}, True)):
        record = store.create(None, {**answers, **changes}, kind="clinical")
        consultation = ConsultationView(store.case(record.case_id), instrument, store, record)
        for view in VIEWS:
            turn(consultation, view)
            assert bool(consultation._danger.text) == (urgent and view != "plan"), view
            assert "cousin" not in consultation._danger.text, "whoever looks at the wall reads it"
        consultation._danger.pressed += 1
        assert consultation._view.value == "plan"
        assert consultation._danger.text == ""
        consultation.close()


def test_a_line_for_later_names_what_it_waits_for(james, instrument):
    proposal = plan(james, 1, instrument)
    example = next(line for line in proposal.now if line.activity)
    lines = (
        replace(example, id="a", horizon="next", cleared_by=("Seizures looked into",)),
        replace(
            example, id="b", horizon="next", kind="later", cleared_by=(), changes_when=("A ratio above 1",)
        ),
        replace(example, id="c", horizon="next", cleared_by=(), changes_when=("It is done",)),
    )
    rows = {
        line["id"]: line
        for line in plan_lines(replace(proposal, lines=(*proposal.lines, *lines)), instrument)
    }
    assert rows["a"]["waits"] == "First: Seizures looked into."
    assert rows["b"]["waits"] == "It waits for: A ratio above 1."
    assert rows["c"]["waits"] == "It waits until there is room for it."
    assert {rows[id]["horizon"] for id in "abc"} == {"next"}
    assert rows["a"]["verdicts"]
    assert rows["c"]["verdicts"]
    assert all(
        not line["verdicts"] and line["horizon"] == "next"
        for line in rows.values()
        if line["kind"] == "later"
    )


def test_an_unsettled_line_names_its_state_once(james, instrument):
    proposal = plan(james, 1, instrument)
    unsettled = replace(
        next(line for line in proposal.now if line.activity), id="s", kind="score_first", settled=False
    )
    row = next(line for line in plan_lines(replace(proposal, lines=(unsettled,)), instrument))
    assert row["kind_name"].lower() == "not settled"
    assert row["settled"]


def test_the_reserve_says_why_it_is_not_shown(james, instrument):
    assessment = james.assessment(1)
    answers = dict(assessment.sections["caregiving"].answers)
    answers.pop("children")
    caregiving = assessment.sections["caregiving"].model_copy(update={"answers": answers})
    changed = assessment.model_copy(update={"sections": {**assessment.sections, "caregiving": caregiving}})
    case = james.model_copy(update={"assessments": (changed,)})
    measured = profile(case, 1, instrument, unscored=True)
    bars = summary_bars(measured, measured, reserve(case, 1, instrument), instrument)
    remark = next(bar["remark"] for group in bars for bar in group["bars"] if bar["id"] == "reserve")
    assert remark == "not shown: no child is listed"


def test_what_is_entered_for_lines_of_safety_only_is_not_called_nothing(consult):
    words = texts("consult")["adherence"]
    assert consult._board.widget.adherence["sentences"] == [words["none"]]
    assert save(consult, {f"{ROOT}/decisions/{ASK}": {"verdict": "accepted"}})["type"] == "saved"
    save(consult, {f"{ROOT}/entries/{ASK}/2026-03-02": {"times": 1}}, edit="e2", base=2)
    assert ASK in consult._board.widget.adherence["lines"]
    assert consult._board.widget.adherence["sentences"] == [words["not_counted"]]
