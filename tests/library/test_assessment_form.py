"""A whole assessment in a notebook's cell: where its answers are, and what others see of it."""

import pytest

import nmt_widgets as nmt
from nmt_widgets.case_files import load_case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.case_file import write_new_file
from nmt_widgets.library.live_map import LiveMap
from nmt_widgets.store import Person, open_store
from tests.library.talking import Page

SLEEP = "assessments/1/functions/scores/sleep"
TITLE = "title"


@pytest.fixture
def make():
    """Make forms that are closed at the end."""
    forms = []

    def make_(*args, **options):
        forms.append(nmt.AssessmentForm(*args, **options))
        return forms[-1]

    yield make_
    for form in forms:
        form.close()


@pytest.fixture
def path(tmp_path, james):
    first = james.assessments[0].model_copy(update={"status": "in-progress"})
    case = james.model_copy(update={"assessments": (first, *james.assessments[1:])})
    return write_new_file(tmp_path / "mia.yaml", case)


def test_a_template_is_filled_in_as_a_copy_in_memory(make, james, monkeypatch):
    form = make("james", 1)
    page = Page(form._form, monkeypatch)
    assert form._form.record["status"] == "in-progress"
    assert form._form.where == "form.save('james.yaml') keeps it"
    assert form._form.words["saving"]["states"]["saved"] == "In memory only"
    assert page.save({SLEEP: {"score": 11}})["type"] == "saved"
    assert form.to_case().assessment(1).functions.scores["sleep"].score == 11
    assert load_case("james") == james
    assert make("james").number == 2
    assert make(james, 2).case.title == james.title


def test_the_map_and_the_value_follow_what_is_typed(make, monkeypatch):
    form = make("james", 1)
    values = []
    form.observe(lambda change: values.append(change["new"]), "value")
    before = form.to_svg()
    Page(form._form, monkeypatch).edit(**{SLEEP: {"score": 11}})
    assert form.value[SLEEP] == {"score": 11}
    assert form.to_svg() != before
    assert [value[SLEEP] for value in values] == [{"score": 11}]


def test_nothing_is_said_of_a_peer_over_no_functions():
    live = LiveMap(load_case("practice-boy-8"), 1, nmt.load_instrument(), lambda function: None)
    *_, figures = live.widget.children
    assert figures.figures[0][-1] == "0 of 32 scored"
    live.widget.close()


def test_what_the_notebook_sets_is_checked_and_shown(make, monkeypatch):
    form = make("james", 1)
    page = Page(form._form, monkeypatch)
    form.value = {**form.value, SLEEP: 9, TITLE: "Jamie"}
    assert [reply["type"] for reply in page.replies] == ["changed"]
    assert page.refresh()["answers"][SLEEP] == {"score": 9}
    assert form.to_case().title == "Jamie"
    before = form.value
    for wrong, words in (
        ({SLEEP: 13}, "13 is outside 1-12"),
        ({"assessments/2/age": "9 years"}, "assessment 1"),
        ({TITLE: None}, "title"),
        ({"assessments/1/functions/scores/slep": 3}, "there is no such question"),
    ):
        with pytest.raises(InputError, match=words):
            form.value = {**form.value, **wrong}
    assert form.value == before


def test_a_file_is_saved_to_and_keeps_what_the_form_does_not_show(make, path, monkeypatch):
    form = make(path)
    assert (form.number, form._form.where) == (1, "in mia.yaml")
    before = to_answers(load_case(str(path)))
    assert Page(form._form, monkeypatch).save({SLEEP: {"score": 11}})["type"] == "saved"
    after = to_answers(load_case(str(path)))
    assert after == {**before, SLEEP: {"score": 11}}
    assert {"story", "presentation", "sources", "between"} <= after.keys()


def test_a_file_that_was_laid_out_by_hand_is_backed_up_and_the_bar_says_so(make, path, monkeypatch):
    path.write_text(path.read_text().replace("\nkind:", "\n# as told\nkind:", 1))
    form = make(path)
    Page(form._form, monkeypatch).save({SLEEP: {"score": 11}})
    assert form._form.where == "in mia.yaml; its own layout and comments are in mia.yaml.bak"
    assert "# as told" in path.with_name("mia.yaml.bak").read_text()


def test_two_forms_of_one_file_ask_which_answer_counts(make, path, monkeypatch):
    mine, theirs = make(path), make(str(path))
    pages = Page(mine._form, monkeypatch), Page(theirs._form, monkeypatch)
    pages[1].save({SLEEP: {"score": 9}})
    mine._saving.look()
    assert pages[0].replies[-1]["type"] == "changed"
    stale = pages[0].save({SLEEP: {"score": 11}})
    assert (stale["type"], stale["theirs"][SLEEP]["value"]) == ("stale", {"score": 9})
    assert pages[0].save({SLEEP: {"score": 11}})["type"] == "saved"  # after the person has chosen
    assert load_case(str(path)).assessment(1).functions.scores["sleep"].score == 11


def test_a_file_that_cannot_be_written_to_is_tried_again(make, path, monkeypatch):
    form = make(path)
    page = Page(form._form, monkeypatch)
    path.chmod(0o400)
    refused = page.save({SLEEP: {"score": 11}}, edit="same")
    assert (refused["type"], refused["kind"], refused["retry"]) == ("refused", "file_readonly", True)
    assert refused["kind"] in form._form.words["saving"]["troubles"]
    assert form.value[SLEEP] == {"score": 4}
    path.chmod(0o600)
    assert page.save({SLEEP: {"score": 11}}, edit="same")["type"] == "saved"


def test_a_copy_in_a_file_is_begun_once_and_gone_on_with(make, tmp_path, monkeypatch):
    file = tmp_path / "james.yaml"
    Page(make("james", 1, path=file)._form, monkeypatch).save({SLEEP: {"score": 11}})
    again = make("james", 1, path=file)
    assert again.value[SLEEP] == {"score": 11}
    with pytest.raises(InputError, match="holds the case 'james', not 'practice-boy-2'"):
        make("practice-boy-2", path=file)


def test_the_form_writes_case_files_and_pages(make, tmp_path):
    form = make("james", 1)
    file = form.save(tmp_path / "james.yaml")
    assert load_case(str(file)) == form.to_case()
    with pytest.raises(InputError, match="the file exists"):
        form.save(file)
    form.value = {**form.value, SLEEP: 11}
    form.save(file, overwrite=True)
    assert file.read_text(encoding="utf-8") == write_case(form.to_case())
    page = form.save(tmp_path / "james.html").read_text()
    assert "<svg" in page
    assert "Sleep" in page


def test_a_record_of_the_store_is_changed_there(make, tmp_path, monkeypatch):
    store = open_store(Person("Cleo", "clinician"), url=f"sqlite:///{tmp_path / 'workbook.db'}")
    first = {
        "assessments/1/age": "9 years",
        "assessments/1/label": "First",
        "assessments/1/status": "in-progress",
    }
    record = store.create(None, {TITLE: "Girl", **first}, kind="clinical")
    for score, case in ((11, record), (12, record.case_id)):
        form = make(case, store=store)
        assert form._form.where == ""
        assert Page(form._form, monkeypatch).save({SLEEP: {"score": score}})["type"] == "saved"
    assert len(store.revisions(record.case_id)) == 3


@pytest.mark.parametrize(
    ("case", "options", "words"),
    [
        ("jams", {}, "no such case"),
        ("none.yaml", {}, "no such file"),
        ("james", {"assessment": 7}, "7"),
        ("james", {"path": "james.txt"}, "end it in .yaml"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(make, tmp_path, monkeypatch, case, options, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=words):
        make(case, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_closed_form_leaves_nothing_open(james):
    form = nmt.AssessmentForm(james, 1)
    parts = [form, form._form, form._map._map, form._map._figures]
    assert all(part.comm is not None for part in parts)
    form.close()
    assert all(part.comm is None for part in parts)


def test_a_saved_notebook_shows_the_map_and_the_scores(make):
    bundle, _metadata = make("james", 1)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].count("<tr>") == 33
    assert "<svg" in bundle["text/html"]
    assert bundle["text/plain"].splitlines()[0].startswith("James, ")
    assert "Sleep: 4" in bundle["text/plain"]
    assert len(bundle["text/html"]) < 40_000
