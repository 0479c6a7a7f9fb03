"""The report of a programme: what `Programme` tells, on paper, and nothing where it may not be output."""

import html
import io
import json
import re
import struct

import nbformat
import pytest

import nmt_widgets as nmt
from nmt_widgets import cli
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import InputError
from nmt_widgets.reporting.pages.programme import ProgrammeReport, open_programme
from nmt_widgets.reporting.programme import make_programme_report, programme_report, request_programme
from nmt_widgets.reporting.runner.jobs import Job
from nmt_widgets.reporting.templating import StillChart
from nmt_widgets.reporting.writing import _write_slides
from nmt_widgets.store import Person, open_store, work_for
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people import sessions
from nmt_widgets.store.people.accounts import add_person
from nmt_widgets.store.records.outcome_state import outcome_state

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
def document(tables, tmp_path_factory):
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


def test_what_is_printed_is_what_the_programme_tells(document, topics):
    words = words_of(document.html)
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


def test_what_is_not_of_clients_is_not_said_to_be_of_hidden_ones(document, topics):
    (entry, *_) = (finding for finding in topics["incidents"].findings if finding.figure is not None)
    page = document.html.read_text(encoding="utf-8")
    note = page[page.index(f"<h3>{entry.title}</h3>") :].partition('<p class="note">')[2].partition("</p>")[0]
    assert "hidden" not in note
    assert " ".join(entry.caveat.split(". ")[0].split()) in html.unescape(note)


def test_each_picture_is_still_and_described(document, topics):
    page = document.html.read_text(encoding="utf-8")
    figures = [finding.figure for topic in topics.values() for finding in topic.findings]
    labels = re.findall(r'<svg [^>]*role="img" aria-label="([^"]*)"', page)
    assert [html.unescape(label) for label in labels] == [figure.description for figure in figures if figure]
    assert "<script" not in page


def test_invented_clients_are_marked_on_every_page(document):
    page = document.html.read_text(encoding="utf-8")
    assert re.search(r'@top-left \{ content: "SYNTHETIC', page)
    assert "SYNTHETIC: nobody in this report exists." in page


def test_no_client_and_no_folder_of_this_computer_is_in_it(document, tables):
    for file in (*document.folder.iterdir(), document.folder):
        assert "syn-0" not in file.name
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            assert "syn-0" not in text, file.name
            assert str(tables) not in text, file.name


def test_it_is_made_again_only_after_a_change(document, tables):
    def result(*more, **options):
        request = {**sources(tables), **options}
        return request_programme([tables / "frame.csv", *more], document.folder.parent, **request)

    again = make_programme_report(result())
    assert again.status == "skipped"
    assert {file.name for file in again.files} <= {file.name for file in document.folder.iterdir()}
    assert result(public=True).out.name == "programme-public"
    assert result(filters=["site=syn-1"]).out.name == "programme-site-syn-1"


def edited(folder):
    """Write the notebook of the report with one page of its own and no others."""
    from nmt_widgets.core.places import notebooks

    nb = nbformat.read(notebooks() / "programme_report.ipynb", as_version=4)
    others = [cell for cell in nb.cells if "page" not in cell.metadata.get("tags", [])]
    own = nbformat.v4.new_code_cell('report.topic("clients")', id="own", metadata={"tags": ["page"]})
    nb.cells = [*others, own]
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


def test_the_command_tells_its_files(document, tables, capsys):
    arguments = ("--incidents", tables / "incidents.csv", "--lines", tables / "lines.csv")
    out = ("--ratings", tables / "ratings.csv", "--out", document.folder.parent)
    assert run(tables / "frame.csv", *arguments, *out, "--json") == 0
    output = json.loads(capsys.readouterr().out)
    assert output["status"] == "skipped"
    assert document.html.name in output["files"]


def test_bad_tables_are_told_by_line_and_leave_nothing(tables, tmp_path, capsys):
    lines = (tables / "frame.csv").read_text().splitlines()
    columns = lines[0].split(",")
    rows = [line.split(",") for line in lines[1:30]]
    for row in (rows[3], rows[7]):
        row[columns.index("sleep")] = "77"
    bad = tmp_path / "bad.csv"
    bad.write_text("\n".join([lines[0], *(",".join(row) for row in rows)]))
    assert run(bad, "--out", tmp_path / "out") == 2
    output = capsys.readouterr().err.splitlines()
    assert [bool(re.search(rf"bad\.csv:{line}: .*77", output[at])) for at, line in enumerate((5, 9))] == [
        True
    ] * 2
    assert str(bad) in output[0]
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


@pytest.fixture
def clinic(james):
    """A store with six clients, and a token of somebody of each role."""
    engine = open_engine()
    people = {"Cleo": "clinician", "Pia": "programme"}
    for name, role in people.items():
        add_person(engine, name, role, "four words make one")
    for number in range(6):
        store = open_store(Person("Cleo", "clinician"))
        store.create(f"c-cleo-{number}", to_answers(james), kind="clinical")
    yield {name: sessions.start(engine, Person(name, role)) for name, role in people.items()}
    work_for(None)


def test_who_has_the_right_gets_a_report_of_the_store_without_codes(clinic, monkeypatch, capsys, tmp_path):
    def ask(token):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{token}\n"))
        code = run("--store", "--asker", "--steps", "--out", tmp_path / "out")
        output, err = capsys.readouterr()
        assert "c-cleo" not in output + err
        return code, json.loads(output.splitlines()[-1]), err

    for token in ("", clinic["Cleo"]):
        code, step, err = ask(token)
        assert (code, step["failed"]) == (2, True)
        assert "your role may not see how all clients fare" in err
        assert not (tmp_path / "out").exists()
    assert [ask(clinic["Pia"])[1]["step"] for _ in range(2)] == ["Report made", "Report was ready"]
    for file in (tmp_path / "out" / "programme").iterdir():
        assert "c-cleo" not in file.name + file.read_text(encoding="utf-8")


def test_the_state_of_a_store_changes_with_its_clients(clinic, james):
    pia = open_store(Person("Pia", "programme"))
    before = outcome_state(pia.access)
    assert outcome_state(pia.access) == before
    open_store(Person("Cleo", "clinician")).create("c-new", to_answers(james), kind="clinical")
    assert outcome_state(pia.access) != before


def test_sites_together_are_one_report(tmp_path):
    from nmt_widgets.outcomes.pooling import write_aggregate

    files = []
    for seed, site in enumerate(("north", "south")):
        frame = nmt.cohort(nmt.synthetic_cohort(n=60, seed=seed, times=2).frame)
        files.append(tmp_path / f"{site}.json")
        write_aggregate(frame, site=site, out=files[-1])
    report = ProgrammeReport(open_programme(list(map(str, files)), pooled=True))
    blocks = [block for page in report.pages() for block in page.blocks]
    words = html.unescape(" ".join(block for block in blocks if isinstance(block, str)))
    findings = [part for id in report.programme.topics for part in report.topic_of(id).findings]
    assert all(part.sentence in words for part in findings)
    assert len([block for block in blocks if isinstance(block, StillChart)]) > 2
    assert report.about["stem"].startswith("programme-sites-")


def test_a_job_is_the_same_on_the_other_side(tables):
    job = request_programme([tables / "frame.csv"] * 2, tables, **sources(tables), filters=["age=6"])
    assert Job.from_wire(json.loads(json.dumps(job.to_wire()))).arguments() == job.arguments()
    assert job.arguments()["files"] == ["frame.csv", "frame-1.csv"]
    assert job.arguments()["ratings"] == "ratings.csv"


class NoBrowser:
    def image(self, *_places, **_options):
        raise InputError("no Chromium found")


def executed(document):
    return json.loads(next(document.folder.glob("*.ipynb")).read_text(encoding="utf-8"))


def test_slides_are_drawings_where_there_is_no_browser(document, tmp_path):
    with pytest.raises(InputError, match="no Chromium"):
        _write_slides(executed(document), tmp_path, "programme", NoBrowser())
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0].startswith("programme-slide-01-")
    assert {name.rpartition(".")[2] for name in names} == {"svg"}
    assert len(names) == document.html.read_text(encoding="utf-8").count('role="img"')


@pytest.mark.browser
def test_on_paper_and_as_slides(tables, tmp_path):
    from pypdf import PdfReader

    document = programme_report(tables / "frame.csv", **sources(tables), out=tmp_path, pdf=True, slides=True)
    assert not document.lacking
    pdf = PdfReader(next(file for file in document.files if file.suffix == ".pdf"))
    tags = check_tags(pdf)
    check_content(pdf)
    pictures = document.html.read_text(encoding="utf-8").count('role="img"')
    assert sum(tag["/S"] == "/Figure" for tag in tags) == pictures
    for number, page in enumerate(pdf.pages, 1):
        words = page.extract_text()
        assert "SYNTHETIC" in words
        assert f"Page {number} of {len(pdf.pages)}" in words
    slides = [file for file in document.files if file.suffix == ".png"]
    assert len(slides) == pictures
    assert {struct.unpack(">II", file.read_bytes()[16:24]) for file in slides} == {(1920, 1080)}
