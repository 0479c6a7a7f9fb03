"""Ages in days and weeks, from the case file to the figures, and the page that reads them as the workbook does."""

import json
from pathlib import Path

import jsonschema
import pytest

import nmt_widgets
from nmt_widgets import cli
from nmt_widgets.cases import Case
from nmt_widgets.cases.ages import years
from nmt_widgets.cases.schema import case_schema
from nmt_widgets.charts import wording
from nmt_widgets.instrument import load_instrument
from nmt_widgets.metrics import Figure, profile
from nmt_widgets.planning import plan
from nmt_widgets.planning.reading import load_planbook
from nmt_widgets.planning.wording import Wording

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
    ("age", "said", "periods"),
    [
        ("10 days", "10 days", 2),
        ("3 weeks", "3 weeks", 2),
        ("9 weeks", "2 months", 3),
        ("0 days", "newborn", 2),
    ],
)
def test_a_newborn_is_written_read_measured_and_planned_for(age, said, periods, write_case, capsys):
    path = write_case(newborn(age))
    with pytest.raises(SystemExit) as left:
        cli.main(["validate", path])
    assert left.value.code == 0
    jsonschema.validate(newborn(age), case_schema())
    case = Case.model_validate(newborn(age))
    measured = profile(case, 1)
    assert measured.age == years(age)
    assert wording.age(measured.age) == said
    lived = [one for one in load_instrument().history.periods if one.from_ < max(measured.age, 0.001)]
    assert len(lived) == periods
    assert plan(case, 1)
    capsys.readouterr()
    with pytest.raises(SystemExit):
        cli.main(["score", path])
    assert f"assessment 1, {said}\n" in capsys.readouterr().out


@pytest.mark.parametrize("age", WRITTEN)
def test_the_schema_takes_what_the_workbook_reads(age):
    jsonschema.validate(age, _pattern())


@pytest.mark.parametrize("age", [one for one in REFUSED if one != "121 years"])
def test_the_schema_refuses_what_the_workbook_does_not_read(age):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(age, _pattern())


def _pattern():
    return case_schema()["$defs"]["Assessment"]["properties"]["age"]


def test_functional_ages_of_the_first_weeks_are_told_in_weeks(instrument):
    words = Wording(instrument, load_planbook(), "James")
    weeks = 7 / 365.25
    told = [words.years(age) for age in (0, weeks, 3 * weeks, 0.16, 2 / 12, 0.34, 1, 2)]
    assert told == ["0 weeks", "1 week", "3 weeks", "8 weeks", "2 months", "4 months", "1 year", "2 years"]
    assert words.aged(Figure(3 * weeks, weeks, 9 * weeks, 8, 8)) == "3 weeks (1–9)"
    assert words.aged(Figure(0.34, 0.22, 0.48, 9, 9)) == "4 months (3–6)"


@pytest.mark.parametrize(
    ("weeks", "age", "said"),
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
def test_a_child_born_early_has_a_corrected_age_beside_it_and_figures_by_the_age(weeks, age, said):
    data = newborn(age)
    if weeks is not None:
        data["background"] = {"demographics": {"answers": {"gestation": weeks}}}
    jsonschema.validate(data, case_schema())
    case = Case.model_validate(data)
    assert wording.age_of(case, 1) == said
    assert profile(case, 1).age == years(age)
    assert profile(case, 1).domains == profile(Case.model_validate(newborn(age)), 1).domains


@pytest.mark.browser
def test_the_author_screen_reads_ages_as_the_workbook_does(chromium):
    script = Path(nmt_widgets.__file__).parent / "widgets" / "static" / "author" / "fields.js"
    ages = [*WRITTEN, *REFUSED]
    page = chromium.new_page()
    read = page.evaluate(
        f"(() => {{ {script.read_text(encoding='utf-8')}; return {json.dumps(ages)}.map(yearsOf); }})()"
    )
    page.close()
    for age, found in zip(ages, read, strict=True):
        if age in REFUSED:
            assert found is None, age
        else:
            assert found == pytest.approx(years(age)), age
