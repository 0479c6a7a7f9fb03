"""A site adds items to its own YAML: form, store, report and export have them, and no Python was touched."""

import csv

import pytest
import yaml

from nmt_widgets import load_instrument
from nmt_widgets.core.site_files import DATA
from nmt_widgets.core.texts import texts
from nmt_widgets.library.form_spec import form_spec
from nmt_widgets.metrics import profile
from nmt_widgets.reporting import open_report
from nmt_widgets.store import open_store, operator
from nmt_widgets.store.transfer.export import export

ANSWERS = {
    "background/demographics/answers/siblings_elsewhere": 3,
    "history/adversity/infancy/displacement": {"severity": 9, "pattern": "chronic", "evidence": "Fled twice"},
    "assessments/1/functions/scores/humour": {"score": 4, "confidence": "high"},
    "assessments/1/relational_health/ratings/family/pet": {"rating": 11},
    "assessments/1/sections/caregiving/answers/faith": {"rating": 7},
}


@pytest.fixture
def altered(tmp_path, monkeypatch):
    """A site with one more item in every part."""
    site = tmp_path / "site"
    (site / "en").mkdir(parents=True)
    data = {
        topic: yaml.safe_load((DATA / f"{topic}.yaml").read_text(encoding="utf-8"))
        for topic in ("sections", "history", "functions", "norms", "current_relational")
    }
    by_id = {section["id"]: section for section in data["sections"]["sections"]}
    by_id["demographics"]["fields"].append(
        {"id": "siblings_elsewhere", "kind": "count", "scale": {"low": 0, "high": 20}}
    )
    by_id["caregiving"]["fields"].append(
        {"id": "faith", "kind": "rating", "group": "external_resources", "scale": {"low": 0, "high": 12}}
    )
    data["history"]["adversity"].append({"id": "displacement", "when": ["infancy"], "source": "workbook"})
    data["functions"]["functions"].append({"number": 33, "id": "humour", "region": "frontal_cortex"})
    data["functions"]["regions"][4]["rows"] = [7]
    data["norms"]["columns"]["published_9"]["values"]["humour"] = 8
    data["current_relational"]["areas"][0]["statements"].append("pet")
    words = {
        "sections": {
            "sections": {
                "demographics": {"fields": {"siblings_elsewhere": {"name": "Siblings elsewhere"}}},
                "caregiving": {"fields": {"faith": {"name": "Faith that carries"}}},
            }
        },
        "history": {
            "adversity": {
                "displacement": {"name": "Displacement", "short": "Displaced", "definition": "Flight."}
            },
            "current_relational": {
                "family": {"statements": {"pet": {"statement": "A pet at home", "short": "Pet"}}}
            },
        },
        "functions": {
            "functions": {
                "humour": {
                    "name": "Humour",
                    "label": ["Humour"],
                    "definition": "Seeing the funny side.",
                    "look_for": ["Laughs at jokes"],
                    "anchors": {step: f"at {step}" for step in (12, 9, 6, 3, 1)},
                }
            }
        },
    }
    for topic, content in data.items():
        (site / f"{topic}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    for topic, content in words.items():
        (site / "en" / f"{topic}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(site))
    return load_instrument()


@pytest.fixture
def stored(altered):
    """A record with an answer to each of the new items."""
    answers = {
        "title": "Boy, kinship care",
        "assessments/1/age": "9 years",
        "assessments/1/label": "First assessment",
        "assessments/1/status": "in-progress",
    }
    store = open_store(operator())
    record = store.create(None, answers, kind="clinical")
    store.save(record.case_id, ANSWERS, base=record.revision, edit="the-new-items")
    return store, record.case_id


def test_the_form_asks_them(altered):
    spec = form_spec(altered, 1, 9.0, texts("assess"))
    paths = {question["path"] for section in spec["sections"] for question in section["questions"]}
    assert paths >= ANSWERS.keys()


def test_the_store_keeps_them(stored):
    store, id = stored
    assert store.read(id).answers.items() >= ANSWERS.items()


def test_the_metrics_count_them(stored, altered):
    store, id = stored
    assert profile(store.case(id), 1, altered).total.of == 33


def test_the_report_shows_them(stored):
    report = open_report(stored[1])
    html = "".join(bundle.get("text/html", "") for page in report.pages() for bundle in page.bundles())
    for text in (
        "Siblings elsewhere",
        "Displacement",
        "9, chronic",
        "Fled twice",
        "Humour",
        "A pet at home",
        "Faith that carries",
    ):
        assert text in html, text


def test_the_export_has_them_and_the_codebook_explains_them(stored, tmp_path):
    store, _ = stored
    export(store, tmp_path / "out")
    with (tmp_path / "out" / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        numbers = {row["question"]: row["number"] for row in csv.DictReader(file) if row["number"]}
    assert numbers["background/demographics/answers/siblings_elsewhere"] == "3"
    assert numbers["history/adversity/infancy/displacement"] == "9"
    assert numbers["functions/scores/humour"] == "4"
    assert numbers["relational_health/ratings/family/pet"] == "11"
    assert numbers["sections/caregiving/answers/faith"] == "7"
    codebook = (tmp_path / "out" / "codebook.csv").read_text(encoding="utf-8-sig")
    for name in ("Siblings elsewhere", "Displacement", "Humour", "A pet at home", "Faith that carries"):
        assert name in codebook, name
