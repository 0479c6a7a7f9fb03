"""What the form asks comes from the instrument's files alone."""

import json

import pytest
import yaml

from nmt_widgets import load_instrument
from nmt_widgets.core.site_files import DATA
from nmt_widgets.core.texts import texts
from nmt_widgets.library.form_spec import form_spec


@pytest.fixture
def words():
    return texts("assess")


def sections_of(spec):
    return {section["id"]: section for section in spec["sections"]}


def test_every_part_of_the_assessment_is_asked(instrument, words):
    spec = form_spec(instrument, 1, 9.0, words)
    sections = sections_of(spec)
    assert next(iter(sections)) == "assessment"
    assert {section.id for section in instrument.sections} < set(sections)
    assert len(sections["functions"]["questions"]) == 32
    assert all(question["name"] for section in sections.values() for question in section["questions"])
    json.dumps(spec, allow_nan=False)


@pytest.mark.parametrize(("age", "periods"), [(0.1, 2), (0.5, 3), (3, 4), (9, 5), (15, 6)])
def test_only_periods_lived_through_are_asked_about(age, periods, instrument, words):
    sections = sections_of(form_spec(instrument, 1, age, words))
    assert len(sections["adversity"]["groups"]) == periods
    assert len(sections["relational_history"]["questions"]) == 3 * periods


def test_questions_of_an_assessment_carry_its_number(instrument, words):
    sections = sections_of(form_spec(instrument, 3, 9.0, words))
    assert sections["functions"]["questions"][0]["path"].startswith("assessments/3/functions/scores/")
    assert sections["adversity"]["questions"][0]["path"].startswith("history/adversity/intrauterine/")


def test_an_item_added_to_the_files_is_asked_without_touching_python(tmp_path, words):
    add_items(tmp_path)
    sections = sections_of(form_spec(load_instrument(tmp_path), 1, 9.0, words))
    assert sections["demographics"]["questions"][-1]["name"] == "Siblings elsewhere"
    assert "Displacement" in [row["name"] for row in sections["adversity"]["rows"]]
    assert "Pet at home" in [question["name"] for question in sections["current_relational"]["questions"]]


def add_items(site):
    """Write a site's folder with a question more in demographics, Part A and Part D."""
    data = {
        name: yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("sections", "history", "current_relational")
    }
    demographics = next(s for s in data["sections"]["sections"] if s["id"] == "demographics")
    demographics["fields"].append(
        {"id": "siblings_elsewhere", "kind": "count", "scale": {"low": 0, "high": 20}}
    )
    data["history"]["adversity"].append(
        {"id": "displacement", "when": ["infancy", "childhood"], "source": "workbook"}
    )
    data["current_relational"]["areas"][0]["statements"].append("pet")
    words = {
        "sections": {
            "sections": {"demographics": {"fields": {"siblings_elsewhere": {"name": "Siblings elsewhere"}}}}
        },
        "history": {
            "adversity": {
                "displacement": {"name": "Displacement", "short": "Displaced", "definition": "Flight."}
            },
            "current_relational": {
                "family": {"statements": {"pet": {"statement": "Pet at home", "short": "Pet"}}}
            },
        },
    }
    for name, content in data.items():
        (site / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    (site / "en").mkdir()
    for name, content in words.items():
        (site / "en" / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
