"""The report of a programme: what `Programme` tells, on paper, and nothing where it may not be told."""

import html
import json
import re
import struct

import nbformat
import pytest

import nmt_widgets as nmt
from nmt_widgets import cli
from nmt_widgets.core.errors import InputError
from nmt_widgets.reporting.pages.programme import open_programme
from nmt_widgets.reporting.programme import make_programme_report, programme_report, request_programme
from nmt_widgets.reporting.runner.jobs import Job
from nmt_widgets.reporting.writing import _write_slides

from .tagged import check_content, check_tags


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Tables of invented clients: a folder with one of each kind."""
    folder = tmp_path_factory.mktemp("tables")
    people = nmt.synthetic_cohort(n=80, seed=1, times=2)
    for name in ("frame", "incidents", "lines", "ratings"):
        getattr(people, name).to_csv(folder / f"{name}.csv", index=False)
    return folder


def sources(tables):
    return {
        "incidents": [tables / "incidents.csv"],
        "lines": tables / "lines.csv",
        "ratings": tables / "ratings.csv",
    }


@pytest.fixture(scope="module")
def made(tables, tmp_path_factory):
    return programme_report(tables / "frame.csv", **sources(tables), out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def topics(tables):
    """What the programme tells, by topic."""
    programme = open_programme([tables / "frame.csv"], *sources(tables).values())
    return {id: programme.topic(id) for id in programme.topics}


def words_of(path):
    """Return the text of a page, without its styles."""
    page = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_what_is_printed_is_what_the_programme_tells(made, topics):
    words = words_of(made.html)
    for id, topic in topics.items():
        assert topic.findings, id
        for part in (topic.title, topic.lead):
            assert " ".join(part.split()) in words
        for finding in topic.findings:
            assert words.count(" ".join(finding.sentence.split())) >= 2, (
                finding.id
            )  # on its page, and in short
            assert " ".join(finding.caveat.split()) in words or not finding.caveat
            if finding.figure is not None:
                for row in finding.figure.table.rows:
                    assert " ".join(" ".join(row).split()) in words, finding.id


def test_each_picture_is_still_and_described(made, topics):
    page = made.html.read_text(encoding="utf-8")
    figures = [finding.figure for topic in topics.values() for finding in topic.findings]
    labels = re.findall(r'<svg [^>]*role="img" aria-label="([^"]*)"', page)
    assert [html.unescape(label) for label in labels] == [figure.description for figure in figures if figure]
    assert "<script" not in page


def test_invented_clients_are_marked_on_every_page(made):
    page = made.html.read_text(encoding="utf-8")
    assert re.search(r'@top-left \{ content: "SYNTHETIC', page)
    assert "SYNTHETIC: nobody in this report exists." in page


def test_no_client_and_no_folder_of_this_computer_is_in_it(made, tables):
    for file in (*made.folder.iterdir(), made.folder):
        assert "syn-0" not in file.name
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            assert "syn-0" not in text, file.name
            assert str(tables) not in text, file.name


def test_it_is_made_again_only_after_a_change(made, tables):
    def result(*more, **options):
        request = {**sources(tables), **options}
        return request_programme([tables / "frame.csv", *more], made.folder.parent, **request)

    again = make_programme_report(result())
    assert again.status == "skipped"
    assert {file.name for file in again.files} <= {file.name for file in made.folder.iterdir()}
    assert result(public=True).out.name == "programme-public"
    assert result(filters=["site=syn-1"]).out.name == "programme-site-syn-1"


def edited(folder):
    """Write the notebook of the report with one page of its own and no others."""
    from nmt_widgets.core.places import notebooks

    nb = nbformat.read(notebooks() / "programme_report.ipynb", as_version=4)
    kept = [cell for cell in nb.cells if "page" not in cell.metadata.get("tags", [])]
    own = nbformat.v4.new_code_cell('report.topic("clients")', id="own", metadata={"tags": ["page"]})
    nb.cells = [*kept, own]
    nbformat.write(nb, folder / "own.ipynb")
    return folder / "own.ipynb"


def test_an_edited_notebook_and_a_selection_give_another_report(tables, topics, tmp_path):
    programme = open_programme([tables / "frame.csv"])
    chosen = programme.filters[0]
    level = chosen.levels[0][0]
    own = programme_report(
        tables / "frame.csv", filters={chosen.id: level}, out=tmp_path, notebook=edited(tmp_path)
    )
    words = words_of(own.html)
    topic = programme.topic("clients", {chosen.id: level})
    assert all(finding.sentence in words for finding in topic.findings)
    assert topics["gains"].title not in words


def run(*arguments):
    with pytest.raises(SystemExit) as left:
        cli.main(["outcomes", "report", *map(str, arguments)])
    return left.value.code


def test_the_command_tells_its_files(made, tables, capsys):
    arguments = ("--incidents", tables / "incidents.csv", "--lines", tables / "lines.csv")
    out = ("--ratings", tables / "ratings.csv", "--out", made.folder.parent)
    assert run(tables / "frame.csv", *arguments, *out, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "skipped"
    assert made.html.name in told["files"]


def test_bad_tables_are_told_by_line_and_leave_nothing(tables, tmp_path, capsys):
    lines = (tables / "frame.csv").read_text().splitlines()
    columns = lines[0].split(",")
    rows = [line.split(",") for line in lines[1:30]]
    for row in (rows[3], rows[7]):
        row[columns.index("sleep")] = "77"
    bad = tmp_path / "bad.csv"
    bad.write_text("\n".join([lines[0], *(",".join(row) for row in rows)]))
    assert run(bad, "--out", tmp_path / "out") == 2
    told = capsys.readouterr().err.splitlines()
    assert [bool(re.search(rf"bad\.csv:{line}: .*77", told[at])) for at, line in enumerate((5, 9))] == [
        True
    ] * 2
    assert str(bad) in told[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--store", "x.csv"], "not read together"),
        ([], "no tables are named"),
        (["x.json", "--pooled", "--filter", "age=6"], "read by themselves"),
        (["x.csv", "--filter", "age"], "write NAME=LEVEL"),
        (["x.csv", "--filter", "age=6", "--filter", "age=9"], "is there twice"),
    ],
)
def test_a_request_that_contradicts_itself_is_refused(arguments, words, capsys, tmp_path):
    assert run(*arguments, "--out", tmp_path / "out") == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_job_is_the_same_on_the_other_side(tables):
    job = request_programme([tables / "frame.csv"] * 2, tables, **sources(tables), filters=["age=6"])
    assert Job.from_wire(json.loads(json.dumps(job.to_wire()))).arguments() == job.arguments()
    assert job.arguments()["files"] == ["frame.csv", "frame-1.csv"]
    assert job.arguments()["ratings"] == "ratings.csv"


class NoBrowser:
    def image(self, *_places, **_options):
        raise InputError("no Chromium found")


def executed(made):
    return json.loads(next(made.folder.glob("*.ipynb")).read_text(encoding="utf-8"))


def test_slides_are_drawings_where_there_is_no_browser(made, tmp_path):
    with pytest.raises(InputError, match="no Chromium"):
        _write_slides(executed(made), tmp_path, "programme", NoBrowser())
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0].startswith("programme-slide-01-")
    assert {name.rpartition(".")[2] for name in names} == {"svg"}
    assert len(names) == made.html.read_text(encoding="utf-8").count('role="img"')


@pytest.mark.browser
def test_on_paper_and_as_slides(tables, tmp_path):
    from pypdf import PdfReader

    made = programme_report(tables / "frame.csv", **sources(tables), out=tmp_path, pdf=True, slides=True)
    assert not made.lacking
    pdf = PdfReader(next(file for file in made.files if file.suffix == ".pdf"))
    tags = check_tags(pdf)
    check_content(pdf)
    pictures = made.html.read_text(encoding="utf-8").count('role="img"')
    assert sum(tag["/S"] == "/Figure" for tag in tags) == pictures
    for number, page in enumerate(pdf.pages, 1):
        words = page.extract_text()
        assert "SYNTHETIC" in words
        assert f"Page {number} of {len(pdf.pages)}" in words
    slides = [file for file in made.files if file.suffix == ".png"]
    assert len(slides) == pictures
    assert {struct.unpack(">II", file.read_bytes()[16:24]) for file in slides} == {(1920, 1080)}
