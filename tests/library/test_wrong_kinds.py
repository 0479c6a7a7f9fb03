"""Whatever of the wrong kind a notebook hands to a public name, it gets one sentence and no traceback."""

from __future__ import annotations

import gc
import inspect
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError

THING = type("Thing", (), {"__repr__": lambda _self: "a thing"})()  # an object whose name is always the same
ODD = [
    None,
    0,
    3.5,
    True,
    float("nan"),
    b"james",
    [1],
    {},
    {"arousal": 13},
    THING,
    int,
    np.array(3),
    np.zeros((3, 3)),
    pd.DataFrame(),
    pd.Series(dtype=float),
    pl.DataFrame({"a": [1]}),
    pl.Series([1]),
    "jmaes",
    "a\0b",
    "x" * 5_000,
]
TAKE_PICTURES = (
    "plot_domains",
    "plot_cmr",
    "plot_history",
    "plot_relational",
    "plot_functions",
    "plot_change",
)


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:20].split("\n")[0])
@pytest.mark.parametrize("name", ["AssessmentForm", "PlanBoard", "plan", "profile", "compare", "describe"])
def test_what_is_no_case_is_refused(name, value):
    with pytest.raises(InputError) as refused:
        getattr(nmt, name)(value)
    assert len(str(refused.value)) <= 600


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:20].split("\n")[0])
@pytest.mark.parametrize("name", TAKE_PICTURES)
def test_what_is_no_profile_is_not_drawn(name, value):
    with pytest.raises(InputError):
        getattr(nmt, name)(value)


@pytest.mark.parametrize("name", ["profiles", "agreement"])
@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:20].split("\n")[0])
def test_what_is_no_table_of_scores_is_refused(name, value):
    with pytest.raises(InputError):
        getattr(nmt, name)(value)


@pytest.mark.parametrize("value", [0, 3.5, THING, b"james", {"james": 1}, np.array(3)], ids=repr)
def test_cards_of_what_is_no_list_of_cases_are_refused(value):
    with pytest.raises(InputError):
        nmt.CaseCards(value)


def test_one_case_alone_has_one_card():
    for case in ("james", nmt.load_case("james")):
        assert list(nmt.CaseCards(case).cases) == ["james"]


@pytest.mark.parametrize("number", [0, -1, 1.0, True, "1", [1], float("nan")])
def test_only_a_whole_number_names_an_assessment(number):
    for use in (nmt.profile, nmt.plan, nmt.AssessmentForm, nmt.PlanBoard):
        with pytest.raises(InputError, match="assessments: 1, 2"):
            use("james", number)


def test_a_number_of_numpy_names_an_assessment_and_the_result_has_pythons_own():
    assert type(nmt.plan("james", np.int64(1)).assessment) is int


@pytest.mark.parametrize("site", [3, -1.5, True, [1], {1: 2}, "/nowhere", "a\0b", "x" * 5_000])
def test_what_is_no_site_is_refused(site):
    with pytest.raises(InputError):
        nmt.load_instrument(site)


@pytest.mark.parametrize("lang", ["xx", "../../etc", 3, ["en"]])
def test_what_is_no_language_is_refused(lang):
    with pytest.raises(InputError):
        nmt.load_instrument(lang=lang)


def test_a_board_that_was_never_complete_says_nothing_more_when_it_goes(monkeypatch):
    messages = []
    monkeypatch.setattr(sys, "unraisablehook", messages.append)
    with pytest.raises(InputError):
        nmt.PlanBoard("jmaes")
    gc.collect()
    assert messages == []


@pytest.mark.parametrize(
    "score", [10**400, np.complex128(3), 3 + 1j, [3], {"score": 3}, THING], ids=lambda s: str(s)[:9]
)
def test_a_cell_that_is_no_number_is_named(score):
    with pytest.raises(InputError, match="row 0, arousal"):
        nmt.profiles(pd.DataFrame({"age": [9], "arousal": pd.Series([score], dtype=object)}))


@pytest.mark.parametrize("value", [None, 3, [], True, "x", float("nan"), THING], ids=str)
@pytest.mark.parametrize("name", ["value", "confidence", "notes"])
def test_what_is_no_dict_changes_nothing_on_a_sheet(name, value):
    sheet = nmt.ScoreSheet(age=9, scores={"sleep": 3}, confidence={"sleep": "low"})
    before = sheet.value, sheet.confidence, sheet.notes
    with pytest.raises(InputError):
        setattr(sheet, name, value)
    assert (sheet.value, sheet.confidence, sheet.notes) == before
    assert "Sleep: 3" in sheet.to_text()


def test_what_is_no_path_is_no_answer_of_a_form():
    with pytest.raises(InputError, match="1: is no answer of this form"):
        nmt.AssessmentForm("james").value = {1: 2}


@pytest.mark.parametrize("store", [3, "x", 1, THING], ids=str)
def test_what_is_no_store_has_no_cases(store):
    with pytest.raises(InputError, match="is not a store"):
        nmt.cases(store=store)


@pytest.mark.parametrize("jobs", [0, -1, "2", 2.5, True])
def test_what_is_no_number_of_jobs_makes_no_reports(jobs, tmp_path):
    with pytest.raises(InputError, match="at once"):
        nmt.reports([], jobs=jobs, out=tmp_path)


@pytest.mark.parametrize("out", [3, "a\0b", b"x"], ids=repr)
def test_what_is_no_folder_gets_no_reports(out):
    with pytest.raises(InputError):
        nmt.report("james", out=out)


def test_reports_of_one_case_alone_or_of_no_list(tmp_path):
    assert nmt.reports("jmes", out=tmp_path)["case"].tolist() == ["jmes"]
    with pytest.raises(InputError, match="is not a case"):
        nmt.reports(3, out=tmp_path)


@pytest.mark.parametrize("value", [None, 3, "x", [1, 2], pd.DataFrame({"a": [1, 2]}), THING], ids=str)
@pytest.mark.parametrize(
    ("kind", "trait"), [("BrainMap", "value"), ("WhatIf", "value"), ("WhatIf", "changes")]
)
def test_what_holds_no_scores_is_refused_where_it_is_set(kind, trait, value):
    piece = getattr(nmt, kind)("james/1")
    before = getattr(piece, trait)
    with pytest.raises(InputError, match=r"^[^\n]{1,300}$"):
        setattr(piece, trait, value)
    assert getattr(piece, trait) == before
    piece.close()


def test_a_row_can_be_set_where_a_dict_can():
    brain = nmt.BrainMap("james/1")
    brain.value = pd.Series({"arousal": 6})
    assert (brain.value["arousal"], brain.value["sleep"]) == (6, None)
    brain.close()


JAMES = {"cases": (), "load_instrument": (), "CaseCards": (["james"],), "ScoreSheet": (9,)}
"""The least that each public name needs; the others need a case."""


def needs(name):
    table = nmt.load_case("james").to_frame().assign(rater=["Ada", "Ben"])
    return {**JAMES, "profiles": (table,), "agreement": (table,)}.get(name, ("james",))


WITH_INSTRUMENT = [
    name
    for name in nmt.__all__
    if callable(getattr(nmt, name)) and "instrument" in inspect.signature(getattr(nmt, name)).parameters
]


@pytest.mark.parametrize("name", WITH_INSTRUMENT)
def test_what_is_no_instrument_is_refused(name):
    with pytest.raises(InputError, match="a value of the type str is no instrument"):
        getattr(nmt, name)(*needs(name), instrument="x")


@pytest.mark.parametrize(
    ("name", "argument", "value"),
    [
        ("BrainMap", "readonly", "x"),
        ("BrainMap", "details", 3),
        ("CaseCards", "label", 3),
        ("PlanBoard", "store", 3),
        ("AssessmentForm", "store", "x"),
        ("plan", "measured", "james"),
        ("plot_cmr", "height", "x"),
        ("plot_history", "height", -3),
        ("plot_history", "mark", "made up"),
        ("plot_history", "mark", [1]),
        *(
            (name, "row", "x")
            for name in ("plot_domains", "plot_relational", "plot_functions", "plot_change")
        ),
    ],
)
def test_an_argument_of_the_wrong_kind_is_refused(name, argument, value):
    with pytest.raises(InputError, match=r"^[^\n]*$"):
        getattr(nmt, name)(*needs(name), **{argument: value})


@pytest.mark.parametrize("value", [None, 3, [1], THING, 2.5], ids=str)
@pytest.mark.parametrize(
    ("name", "trait"),
    [
        ("BrainMap", "selected"),
        ("BrainMap", "palette"),
        ("BrainMap", "theme"),
        ("BrainMap", "readonly"),
        ("WhatIf", "palette"),
        ("PlanBoard", "value"),
        ("AssessmentForm", "value"),
        ("CaseCards", "value"),
        ("CaseCards", "selected"),
        ("ScoreSheet", "selected"),
    ],
)
def test_a_trait_of_the_wrong_kind_changes_nothing(name, trait, value):
    piece = getattr(nmt, name)(*needs(name))
    before = getattr(piece, trait)
    with pytest.raises(InputError, match=r"^[^\n]*$"):
        setattr(piece, trait, value)
    assert getattr(piece, trait) == before
    piece.close()


def test_a_card_that_is_not_there_cannot_be_chosen():
    cards = nmt.CaseCards(["james", "practice-boy-8", "jmaes"])
    cards.value = "james"
    with pytest.raises(InputError, match="there is no card 'jmes'; did you mean 'james'"):
        cards.value = "jmes"
    with pytest.raises(InputError, match="there is no card 'jmaes'"):  # a card, and nothing to open
        cards.selected = "jmaes"
    cards.set_state({"selected": "nobody"})
    assert (cards.value, cards.selected) == ("james", "james")
    cards.update(["practice-boy-8"])
    assert (cards.value, cards.selected) == ("", "")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: nmt.options("safe"), "options are given by name"),
        (lambda: nmt.options(pallete="safe"), "there is no option 'pallete'; did you mean 'palette'"),
        (
            lambda: nmt.options(colour="safe"),
            "there is no option 'colour'; there are: palette, language, theme",
        ),
    ],
)
def test_options_are_named_and_known(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: nmt.profile("james/1"), "'james/1' names an assessment, too; give 'james', and 1 by itself"),
        (lambda: nmt.plan("james/2"), "'james/2' names an assessment, too; give 'james', and 2 by itself"),
        (
            lambda: nmt.profile("james", "1"),
            "case james: there is no assessment '1'; assessments: 1, 2",
        ),
        (lambda: nmt.compare(5), "a value of the type int is not a case; give a case, its id or its file"),
        (lambda: nmt.profiles([]), "the list is empty; give a dict for each row"),
        (
            lambda: nmt.agreement(pd.DataFrame()),
            "there is no column 'rater'; add it, with a name or code in each row",
        ),
        (
            lambda: nmt.agreement([{"rater": "Ada", "function": "sleep", "score": 3}]),
            "there is no column 'item'; rename 'function', which says what is scored",
        ),
        (
            lambda: nmt.BrainMap("james").on_click(None),
            "a value of the type NoneType cannot be called; give the name of a function, without brackets after it",
        ),
        (
            lambda: nmt.PlanBoard("james").agreed(0),
            "a value of the type int is no plan; leave it out, or give what nmt.plan() returns",
        ),
        (
            lambda: nmt.CaseCards().on_click(3),
            "a value of the type int cannot be called; give the name of a function, without brackets after it",
        ),
    ],
)
def test_what_is_nearly_right_is_answered_with_what_to_do(call, sentence):
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value) == sentence
