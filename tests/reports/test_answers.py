"""The report's list of answers: signs of danger in words, and only those that are asked about."""

from nmt_widgets.cases.answers import to_answers, to_case
from nmt_widgets.reports.pages.answers import section_answers

SAFETY = "assessments/1/sections/safety/answers/"


def without_safety(case):
    return {path: answer for path, answer in to_answers(case).items() if "/sections/safety/" not in path}


def safety_of(given, instrument):
    (section,) = [
        one
        for one in section_answers(to_case("a", given), 1, instrument, kinds=("fields",))
        if one.id == "safety"
    ]
    return section, {answer.name: answer for answer in section.answers}


def test_signs_of_danger_are_told_with_whom_where_and_by_whom(james, instrument):
    given = {
        **without_safety(james),
        SAFETY + "contact_with_harm": {
            "signal": "yes", "person": "stepfather", "place": "home", "source": "School", "date": "2026-01-02",
        },
        SAFETY + "self_harm": "no",
        SAFETY + "exploitation": {"signal": "not known", "source": "Foster mother"},
        SAFETY + "going_missing": {"source": "Police"},
    }  # fmt: skip
    section, said = safety_of(given, instrument)
    assert said["Contact with a person who harmed"].said == (
        "Yes; stepfather; at home; said by School, 2 January 2026",
    )
    assert said["Self-harm"].said == ("No",)
    assert (said["Exploitation"].state, said["Exploitation"].remarks) == (
        "not known",
        ("said by Foster mother",),
    )
    assert (said["Going missing"].state, said["Going missing"].remarks) == ("open", ("said by Police",))
    assert section.counts == {"answered": 2, "not known": 1, "open": 13}


def test_what_part_a_rates_zero_now_is_neither_listed_nor_counted_as_open(james, instrument):
    given = {**without_safety(james), "history/adversity/childhood/neglect": {"severity": 0}}
    section, said = safety_of(given, instrument)
    assert "Neglect, going on now" not in said
    assert "Physical abuse, going on now" in said
    assert sum(section.counts.values()) == len(said) == 15
