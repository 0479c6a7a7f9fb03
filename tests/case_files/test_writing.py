"""A case written as YAML reads back as the same case, whatever stands in it."""

import pytest

from nmt_widgets.case_files import list_cases, load_case
from nmt_widgets.case_files.model import Case, CaseNote, Event
from nmt_widgets.case_files.reading import checked_case
from nmt_widgets.case_files.writing import fingerprint, template_path, write_case, write_template
from nmt_widgets.core.documents import parse_document
from nmt_widgets.core.errors import InputError

HARD = [
    "no", "null", "~", "true", "1.5e5", "010", "12:30", "2026-03-01", "0x1F", "<<", "=", "- a", "a: b", "# no comment",
    " leads", "trails ", "a\n\n  b\n", "\n", "two  spaces " * 12, "  " + "long " * 40, "line\n" * 3, "tab\there",
    "\u2028 and \u2029", "'\"\\", "{a: 1}", "&a *a", "🙂 " * 40, "%yes", "@at", "!tag", "word" * 60, "a" * 300,
    "one\n" + "long " * 60, "…\x85", "כן " * 60, "> folded", "|", "? key", "---", "...", "a\r\nb".replace("\r", ""),
]  # fmt: skip


def read(text: str) -> Case:
    return checked_case(parse_document(text, "written.yaml"))


@pytest.mark.parametrize("id", list_cases())
def test_every_template_reads_back_the_same(id):
    case = load_case(id)
    text = write_case(case)
    assert read(text) == case
    assert write_case(read(text)) == text


@pytest.mark.parametrize("hard", HARD)
def test_any_words_read_back_the_same(james, hard):
    event = Event(at="9 years", title=hard[:300], text=hard)
    case = james.model_copy(
        update={"summary": hard, "story": (event,), "notes": (CaseNote(title="a", text=hard),)}
    )
    assert read(write_case(case)) == case


def test_it_is_written_as_a_trainer_would(james):
    lines = write_case(james).splitlines()
    assert lines[:4] == ["format: case-1", "id: james", "title: James", "kind: teaching"]
    assert "        arousal: 2" in lines
    assert "          rating: 2" not in lines
    assert not any(line != line.rstrip() or len(line) > 125 for line in lines)


def test_a_template_is_written_whole_and_never_over_another(james, tmp_path, monkeypatch):
    monkeypatch.setenv("NMT_CASES", str(tmp_path / "cases"))
    case = james.model_copy(update={"id": "jim"})
    path = write_template(case)
    assert load_case("jim") == case
    with pytest.raises(InputError, match="already"):
        write_template(case)
    with pytest.raises(InputError, match="already"):
        write_template(case, replaces="another version")
    other = case.model_copy(update={"title": "Jim"})
    write_template(other, replaces=fingerprint(template_path("jim")))
    assert load_case("jim").title == "Jim"
    assert [file.name for file in path.parent.iterdir()] == ["jim.yaml"]


@pytest.mark.parametrize("id", ["", "../james", "Jim", "a b", "-a", "x" * 61, "a/b", "a.yaml"])
def test_only_an_id_becomes_a_file(james, tmp_path, monkeypatch, id):
    monkeypatch.setenv("NMT_CASES", str(tmp_path))
    with pytest.raises(InputError, match="not a case id"):
        write_template(james.model_copy(update={"id": id}))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_none_is_told(james, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NMT_CASES", str(tmp_path / "file"))
    with pytest.raises(InputError, match="template"):
        write_template(james)
