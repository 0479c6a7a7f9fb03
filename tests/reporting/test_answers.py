"""The answers in the report: signs of danger in words, and only those that apply."""

from nmt_widgets.case_files.answers import to_answers, to_case
from nmt_widgets.reporting.pages.answers import section_answers

SAFETY = "assessments/1/sections/safety/answers/"


def without_safety(case):
    return {path: answer for path, answer in to_answers(case).items() if "/sections/safety/" not in path}


def safety_of(flat, instrument):
    (section,) = [
        section
        for section in section_answers(to_case("a", flat), 1, instrument, kinds=("fields",))
        if section.id == "safety"
    ]
    return section, {answer.name: answer for answer in section.answers}


def test_signs_of_danger_have_person_place_and_source(james, instrument):
    flat = {
        **without_safety(james),
        SAFETY + "contact_with_harm": {
            "signal": "yes", "person": "stepfather", "place": "home", "source": "School", "date": "2026-01-02",
        },
        SAFETY + "self_harm": "no",
        SAFETY + "exploitation": {"signal": "not known", "source": "Foster mother"},
        SAFETY + "going_missing": {"source": "Police"},
    }  # fmt: skip
    section, answers = safety_of(flat, instrument)
    assert answers["Contact with a person who harmed"].lines == (
        "Yes; stepfather; at home; said by School, 2 January 2026",
    )
    assert answers["Self-harm"].lines == ("No",)
    assert (answers["Exploitation"].state, answers["Exploitation"].remarks) == (
        "not known",
        ("said by Foster mother",),
    )
    assert (answers["Going missing"].state, answers["Going missing"].remarks) == ("open", ("said by Police",))
    assert section.counts == {"answered": 2, "not known": 1, "open": 13}


def test_a_danger_that_part_a_rates_zero_is_neither_listed_nor_open(james, instrument):
    flat = {**without_safety(james), "history/adversity/childhood/neglect": {"severity": 0}}
    section, answers = safety_of(flat, instrument)
    assert "Neglect, going on now" not in answers
    assert "Physical abuse, going on now" in answers
    assert sum(section.counts.values()) == len(answers) == 15
