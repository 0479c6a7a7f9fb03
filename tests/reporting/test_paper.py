"""The report on paper: tagged, numbered, short before its appendix, small, and the same bytes each time."""

from pathlib import Path
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from nmt_widgets import cli
from nmt_widgets.library.printing.pdf import mark_artifacts

from .tagged import check_content, check_tags

STEM = "james-assessment-2-10-2-years"
SHORT = 8
"""Sheets before the appendix, for James's second assessment."""


def make(out, *options):
    with pytest.raises(SystemExit) as left:
        cli.main(["report", "james", "--out", str(out), "--light", "--pdf", *options])
    assert left.value.code == 0
    return out / "james" / "assessment-2"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def pdf(folder):
    return PdfReader(folder / f"{STEM}.pdf")


@pytest.mark.browser
def test_the_same_report_is_the_same_bytes(folder, tmp_path):
    again = make(tmp_path)
    for name in (f"{STEM}.html", f"{STEM}-light.html", f"{STEM}.pdf"):
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [f"{STEM}.html", f"{STEM}-light.html", f"{STEM}.pdf", f"{STEM}.ipynb", "manifest.json"]
    )


@pytest.mark.browser
def test_full_and_light_are_small(folder):
    light = (folder / f"{STEM}-light.html").read_text(encoding="utf-8")
    assert len(light.encode()) < 300_000
    assert "<script" not in light
    assert (folder / f"{STEM}.html").stat().st_size < 1_600_000


@pytest.mark.browser
def test_each_sheet_has_client_and_page_number(pdf):
    assert pdf.metadata.title == "Metric report: James, assessment 2, 10.2 years"
    for number, page in enumerate(pdf.pages, start=1):
        words = page.extract_text()
        assert "james · 10.2 years · assessment 2: One year later" in words
        assert f"Page {number} of {len(pdf.pages)}" in words


@pytest.mark.browser
def test_a_report_has_few_sheets_and_none_is_nearly_empty(pdf, tmp_path):
    words = [normalize("NFKC", page.extract_text()) for page in pdf.pages]  # ligatures are letters
    before = next(number for number, text in enumerate(words) if "APPENDIX" in text.upper().split("\n")[1:4])
    assert before <= SHORT
    assert all(len(text) > 700 for text in words[:before])
    short = PdfReader(make(tmp_path, "--no-appendix") / f"{STEM}.pdf")
    assert len(short.pages) == before
    assert "What comes first" in words[0]
    assert "Cortical modulation ratio" in words[0]


@pytest.mark.browser
def test_the_pdf_is_tagged_for_screen_readers(pdf):
    """What PDF/UA asks for and a program can check: tags, language, title, headings in order, alternative texts."""
    assert b"Metric report: James" in pdf.trailer["/Root"]["/Metadata"].get_object().get_data()
    tags = check_tags(pdf)
    assert sum(tag["/S"] == "/Figure" for tag in tags) >= 7
    assert sum(tag["/S"] == "/Table" for tag in tags) >= 6
    assert sum(tag["/S"] == "/TH" for tag in tags) > 32


@pytest.mark.browser
def test_all_content_is_tagged_or_an_artifact(pdf):
    check_content(pdf)


def test_content_of_a_tag_stays_in_it():
    text = b"/P <</MCID 0 >>BDC\nBT\n/Span<</ActualText (fi) >> BDC\n<01> Tj\nEMC\n<02> Tj\nET\nEMC"
    header = b"/Span<</ActualText (fi) >> BDC\n<01> Tj\nEMC"
    marked = mark_artifacts(header + b"\n" + text + b"\n/X1 Do")
    assert text in marked
    assert marked.startswith(b"/Artifact BMC\n" + header + b"\nEMC\n/P")
    assert marked.endswith(b"/Artifact BMC\n/X1 Do\nEMC")


def test_plotly_is_the_one_the_charts_are_made_for_and_draws_every_kind_there_is(james):
    from plotly.offline import get_plotlyjs_version

    from nmt_widgets.charts.plotly_library import VERSION, plotly_source
    from nmt_widgets.reporting.pages.report import open_report
    from nmt_widgets.reporting.templating import PLOTLY_MIME

    head = plotly_source().read_text(encoding="utf-8")[:400]
    assert get_plotlyjs_version() == VERSION
    assert f"plotly.js (basic - minified) v{VERSION}" in head
    assert (Path(plotly_source()).parent / "LICENSE").is_file()
    kinds = {
        trace["type"]
        for page in open_report("james", 2).pages()
        for bundle in page.bundles()
        for trace in bundle.get(PLOTLY_MIME, {}).get("data", [])
    }
    assert kinds <= {"scatter", "bar", "pie"}  # what the basic bundle has
