"""Reports made from a notebook: one with its links, many with a table of what became of each."""

import json

import pytest

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import notebooks

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_report_gives_its_files_and_links_to_them(folder):
    report = nmt.report("james", 1, palette="safe")
    assert report.html == folder / "outputs/james/assessment-1/james-assessment-1-9-years.html"
    assert report.html.stat().st_size > 100_000
    assert 'href="outputs/james/assessment-1/james-assessment-1-9-years.html"' in report._repr_html_()
    assert repr(report).startswith("james, assessment 1: ")


def test_many_reports_give_a_row_each_also_where_there_is_none(folder):
    table = nmt.reports(["james", "practice-boy-8", "nobody"], jobs=2, out=folder / "out").set_index("case")
    assert table["status"].to_dict() == {"james": "made", "practice-boy-8": "failed", "nobody": "failed"}
    assert "no Part C scores" in table.loc["practice-boy-8", "reason"]
    assert "nobody" in table.loc["nobody", "reason"]
    assert table["html"].notna().to_dict() == {"james": True, "practice-boy-8": False, "nobody": False}
    assert table.loc["james", "html"] == "out/james/assessment-2/james-assessment-2-10-2-years.html"


def test_one_case_is_not_read_as_its_letters(folder):
    assert nmt.reports("nobody")["case"].tolist() == ["nobody"]


def test_a_report_of_a_case_in_memory_asks_for_its_id():
    with pytest.raises(InputError, match="not of a Case; give its id"):
        nmt.report(nmt.load_case("james"))


def test_a_report_of_ones_own_is_a_notebook_with_pages(folder):
    own = json.loads((notebooks() / "report.ipynb").read_text(encoding="utf-8"))
    pages = [cell for cell in own["cells"] if "page" in cell["metadata"].get("tags", ())]
    own["cells"] = [cell for cell in own["cells"] if cell not in pages[1:]]
    (folder / "own.ipynb").write_text(json.dumps(own), encoding="utf-8")
    text = nmt.report("james", notebook="own.ipynb").html.read_text(encoding="utf-8")
    assert text.count('<section class="page"') == 1


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"case": "james", "assessment": 7}, "there is no assessment 7; assessments: 1, 2"),
        ({"case": "james", "notebook": "none.ipynb"}, "no such file"),
        ({"case": "james", "colour": "red"}, "no parameter 'colour'"),
        ({"case": "nobody"}, "nobody"),
    ],
    ids=["assessment", "notebook", "parameter", "case"],
)
def test_a_wrong_request_is_answered_with_a_sentence(request_, sentence):
    with pytest.raises(InputError, match=sentence):
        nmt.report(**request_)
