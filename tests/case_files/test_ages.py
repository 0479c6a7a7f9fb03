"""Ages in days and weeks, from the case file to the figures, and the page that reads them as the workbook does."""

import jsonschema
import pytest

from nmt_widgets import cli
from nmt_widgets.case_files import Case, load_case
from nmt_widgets.case_files.ages import doubt_about, tidy_age, years
from nmt_widgets.case_files.schema import case_schema
from nmt_widgets.charts import wording
from nmt_widgets.instrument import load_instrument
from nmt_widgets.metrics import Figure, profile
from nmt_widgets.planning import plan
from nmt_widgets.planning.reading import load_planbook
from nmt_widgets.planning.wording import Wording
from tests.widgets.harness import serve_modules

WRITTEN = [
    "before birth",
    "0 days",
    "1 day",
    "10 days",
    "3 weeks",
    "6 weeks 2 days",
    "1 month",
    "2 years 3 weeks",
    "8.5 years",
    "9",
    "6.5",
    "9,5 years",
    "9 y 2 m",
    "9yrs",
    "9  years",
    "6 wks.",
    "9 years, 2 months",
    "9 years and 2 months",
]
REFUSED = ["", "nine", "weeks", "3 weeks 1 year", "-3 days", "121 years", "3 weeks old"]


def newborn(age):
    """A case of a newborn, whose lowest functions are scored."""
    scores = {function.id: 2 for function in load_instrument().functions}
    return {
        "format": "case-1",
        "id": "newborn",
        "title": "A newborn",
        "kind": "teaching",
        "assessments": [{"number": 1, "label": "First", "age": age, "functions": {"scores": scores}}],
    }


@pytest.mark.parametrize(
    ("age", "words", "periods"),
    [
        ("10 days", "10 days", 2),
        ("3 weeks", "3 weeks", 2),
        ("9 weeks", "2 months", 3),
        ("0 days", "newborn", 2),
    ],
)
def test_a_newborn_is_written_read_measured_and_planned_for(age, words, periods, write_case, capsys):
    path = write_case(newborn(age))
    with pytest.raises(SystemExit) as left:
        cli.main(["validate", path])
    assert left.value.code == 0
    jsonschema.validate(newborn(age), case_schema())
    case = Case.model_validate(newborn(age))
    measured = profile(case, 1)
    assert measured.age == years(age)
    assert wording.age(measured.age) == words
    lived = [
        period for period in load_instrument().history.periods if period.from_ < max(measured.age, 0.001)
    ]
    assert len(lived) == periods
    assert plan(case, 1)
    capsys.readouterr()
    with pytest.raises(SystemExit):
        cli.main(["score", path])
    assert f"assessment 1, {words}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("9", "9 years"),
        ("6.5", "6.5 years"),
        ("9,5 years", "9.5 years"),
        ("6 weeks", "6 weeks"),
        ("3 days", "3 days"),
        ("9 y 2 m", "9 years 2 months"),
        ("9yrs", "9 years"),
        ("9  years", "9 years"),
        ("1 Year", "1 year"),
        ("18 mths", "18 months"),
        ("9.0 years 0 months", "9 years"),
        ("0", "0 years"),
        ("3.14159265", "3.142 years"),
        ("Before  Birth", "before birth"),
        ("1\u00a0000", None),
        (" " * 90 + "9" + " " * 90, None),
        ("9 y" * 40, None),
    ],
)
def test_one_form_of_an_age_is_kept(typed, tidy):
    if tidy is None:
        with pytest.raises(ValueError, match="is not an age; write it like '9 years'"):
            tidy_age(typed)
        return
    assert tidy_age(typed) == tidy_age(tidy) == tidy
    assert years(typed) == years(tidy)


@pytest.mark.parametrize(
    ("unit", "tidy"), [("months", "110 months"), ("weeks", "110 weeks"), ("days", "110 days")]
)
def test_a_bare_number_is_in_the_unit_that_is_given(unit, tidy):
    assert tidy_age("110", unit) == tidy
    assert doubt_about(tidy) is None


def test_a_case_file_takes_a_bare_number_and_keeps_one_form(write_case, instrument):
    data = newborn(9)
    data["assessments"][0]["date"] = 20240102
    jsonschema.validate(newborn(9.5), case_schema())
    assessment = load_case(str(write_case(data))).assessment(1)
    assert (assessment.age, assessment.date) == ("9 years", "2024-01-02")


def test_what_is_odd_is_asked_about_and_is_good(write_case, capsys):
    data = newborn("10 years")
    data["assessments"][0]["date"] = "2024-01-01"
    second = newborn("110")["assessments"][0]
    data["assessments"].append({**second, "number": 2, "date": "2025-01-01"})
    with pytest.raises(SystemExit) as left:
        cli.main(["validate", str(write_case(data))])
    assert left.value.code == 0
    output = capsys.readouterr()
    assert "good, 2 assessments" in output.out
    assert "assessments 2, age: 110 years: are these months? (9 years 2 months)" in output.err
    assert "1.0 years passed since the assessment before, but the client is 100.0 older" in output.err


@pytest.mark.parametrize("age", WRITTEN)
def test_the_schema_takes_what_the_workbook_reads(age):
    jsonschema.validate(age, _pattern())


@pytest.mark.parametrize("age", [text for text in REFUSED if text != "121 years"])
def test_the_schema_refuses_what_the_workbook_does_not_read(age):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(age, _pattern())


def _pattern():
    return case_schema()["$defs"]["Assessment"]["properties"]["age"]


def test_functional_ages_of_the_first_weeks_are_told_in_weeks(instrument):
    words = Wording(instrument, load_planbook(), "James")
    weeks = 7 / 365.25
    ages = [words.years(age) for age in (0, weeks, 3 * weeks, 0.16, 2 / 12, 0.34, 1, 2)]
    assert ages == ["0 weeks", "1 week", "3 weeks", "8 weeks", "2 months", "4 months", "1 year", "2 years"]
    assert words.aged(Figure(3 * weeks, weeks, 9 * weeks, 8, 8)) == "3 weeks (1–9)"
    assert words.aged(Figure(0.34, 0.22, 0.48, 9, 9)) == "4 months (3–6)"


@pytest.mark.parametrize(
    ("weeks", "age", "corrected"),
    [
        (26, "10 months", "10 months (corrected 7 months)"),
        (26, "14 weeks", "3 months (corrected newborn)"),
        (26, "6 weeks", "6 weeks (before the day due)"),
        (26, "2 years 4 months", "2.3 years (corrected 2.1 years)"),
        (26, "2 years 5 months", "2.4 years"),
        (36, "6 weeks", "6 weeks (corrected 2 weeks)"),
        (37, "10 months", "10 months"),
        (None, "10 months", "10 months"),
        ("not known", "10 months", "10 months"),
    ],
)
def test_a_child_born_early_has_a_corrected_age_beside_it_and_figures_by_the_age(weeks, age, corrected):
    data = newborn(age)
    if weeks is not None:
        data["background"] = {"demographics": {"answers": {"gestation": weeks}}}
    jsonschema.validate(data, case_schema())
    case = Case.model_validate(data)
    assert wording.age_of(case, 1) == corrected
    assert profile(case, 1).age == years(age)
    assert profile(case, 1).domains == profile(Case.model_validate(newborn(age)), 1).domains


@pytest.mark.browser
def test_the_author_screen_reads_ages_as_the_workbook_does(chromium):
    ages = [*WRITTEN, *REFUSED]
    page = chromium.new_page()
    serve_modules(page)
    read = page.evaluate(
        """async (ages) => {
          const { yearsOf } = await import("/nmt_widgets/widgets/author/ages.js");
          return ages.map(yearsOf);
        }""",
        ages,
    )
    page.close()
    for age, value in zip(ages, read, strict=True):
        if age in REFUSED:
            assert value is None, age
        else:
            assert value == pytest.approx(years(age)), age
