"""Results as tables and as plain data, and what `profile`, `plan` and `compare` take."""

import json

import pandas as pd
import pytest

from nmt_widgets import compare, load_case, load_instrument, plan, profile
from nmt_widgets.case_files import Case, list_cases
from nmt_widgets.core.errors import InputError

INSTRUMENT = load_instrument()
CASES = list_cases()


@pytest.mark.parametrize("id", CASES)
def test_every_result_of_every_case_is_plain_data(id):
    case = load_case(id)
    results = [case, *(profile(case, a.number, unscored=True) for a in case.assessments)]
    results += [plan(case, assessment.number) for assessment in case.assessments]
    if len(case.usable) > 1:
        results.append(compare(case))
    for result in results:
        data = result.to_dict()
        assert json.loads(json.dumps(data, allow_nan=False)).keys() == data.keys()
    assert Case.model_validate(case.to_dict()) == case


@pytest.mark.parametrize("id", CASES)
def test_a_case_is_a_row_an_assessment_with_its_scores(id):
    case = load_case(id)
    frame = case.to_frame()
    facts = ["case", "title", "kind", "assessment", "label", "status", "age", "norms"]
    confidences = [f"{id}_confidence" for id in INSTRUMENT.ids]
    assert list(frame.columns) == [*facts, *INSTRUMENT.ids, *confidences]
    assert set(frame[list(INSTRUMENT.ids)].dtypes.astype(str)) == {"Int64"}
    for assessment, row in zip(case.assessments, frame.to_dict("records"), strict=True):
        assert (row["assessment"], row["age"]) == (assessment.number, assessment.age_years)
        for function in INSTRUMENT.ids:
            entry = assessment.functions.scores.get(function)
            if entry and entry.known:
                assert row[function] == entry.score
            else:
                assert pd.isna(row[function])


def test_a_profile_is_a_row_a_function(james):
    first = profile(james, 1)
    frame = first.to_frame()
    columns = ["function", "name", "region", "score", "state", "typical", "confidence", "low", "high"]
    assert list(frame.columns) == columns
    for row in frame.to_dict("records"):
        item = first.items[row["function"]]
        assert (row["score"], row["state"], row["typical"]) == (item.score, item.state, item.typical)
        assert 1 <= row["low"] <= row["score"] <= row["high"] <= 12
        assert row["name"] == INSTRUMENT.function(row["function"]).name


def test_a_function_without_a_score_has_no_range(james_data):
    james_data["assessments"][0]["functions"]["scores"]["arousal"] = "not known"
    row = profile(Case.model_validate(james_data), 1).to_frame().set_index("function").loc["arousal"]
    assert row["state"] == "not known"
    assert row[["score", "low", "high"]].isna().all()


def test_a_change_is_a_row_a_measure(james):
    change = compare(james)
    frame = change.to_frame()
    assert len(frame) == 3 + len(change.relational_areas) + len(change.regions) + len(change.domains) + len(
        change.items
    )
    for row in frame.to_dict("records"):
        if row["kind"] == "domain":
            assert row["change"] == change.domains[row["measure"]].change
            assert row["clear"] == change.domains[row["measure"]].clear


@pytest.mark.parametrize("id", CASES)
def test_a_plan_is_a_row_a_line(id):
    proposed = plan(id)
    frame = proposed.to_frame()
    assert frame["id"].tolist() == [line.id for line in proposed.lines]
    for line, row in zip(proposed.lines, frame.to_dict("records"), strict=True):
        assert (row["title"], row["horizon"], row["settled"]) == (line.title, line.horizon, line.settled)
        assert (None if pd.isna(row["minutes"]) else row["minutes"]) == (line.dose and line.dose.minutes)


def test_without_a_number_the_latest_usable_assessment_is_taken(james):
    assert (profile("james").assessment, plan("james").assessment) == (2, 2)
    assert compare("james").after.assessment == 2
    assert compare("james", 2, 1).total.change == -63


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: profile("jmes"), "did you mean 'james'?"),
        (lambda: plan(3), "a value of the type int is not a case; give a case, its id or its file"),
        (lambda: compare(None), "is not a case"),
        (lambda: compare("james", 3), "there is no assessment 3; assessments: 1, 2"),
        (lambda: compare("james", 2), "there is no assessment before 2 to compare it with"),
        (lambda: compare(profile("james"), 2), "a profile is compared with another profile"),
    ],
)
def test_what_is_asked_for_wrongly_is_one_sentence(ask, message):
    with pytest.raises(InputError) as caught:
        ask()
    assert message in str(caught.value)
