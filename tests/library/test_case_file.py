"""A case in a file is saved by the rules of the store, whole or not at all, and what others did to it is noticed."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from nmt_widgets.case_files import load_case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.answer_store import FileUnavailable
from nmt_widgets.library.case_file import FileCase, write_new_file
from nmt_widgets.store import Locked, Stale

SLEEP = "assessments/1/functions/scores/sleep"
AROUSAL = "assessments/1/functions/scores/arousal"


@pytest.fixture
def path(tmp_path, james):
    """James's case, in progress, as the workbook writes it."""
    first = james.assessments[0].model_copy(update={"status": "in-progress"})
    case = james.model_copy(update={"assessments": (first, *james.assessments[1:])})
    return write_new_file(tmp_path / "james.yaml", case)


def save(file, changes, edit="e1", **more):
    more.setdefault("base", file.latest("james").number)
    return file.save("james", changes, edit=edit, **more)


def test_a_save_is_in_the_file_and_the_rest_of_the_case_stays(path, james):
    save(FileCase(path), {SLEEP: {"score": 11, "confidence": "high", "note": "by day"}})
    after = load_case(str(path))
    expected = {**to_answers(james), "assessments/1/status": "in-progress"}
    expected[SLEEP] = {"score": 11, "confidence": "high", "note": "by day"}
    assert to_answers(after) == expected
    assert [entry.name for entry in path.parent.iterdir()] == ["james.yaml"]  # no part and no backup
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_edit_that_comes_twice_is_saved_once(path):
    file = FileCase(path)
    first = save(file, {SLEEP: {"score": 11}}, base=1)
    assert save(file, {SLEEP: {"score": 11}}, base=1) == first
    assert len(file.revisions("james")) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {SLEEP: {"score": 13}},
        {"title": None},
        {"assessments/1/age": "40 years"},
        {"assessments/1/functions/scores/kindness": {"score": 2}},
    ],
)
def test_what_a_case_file_may_not_hold_is_not_written(path, changes):
    before = path.read_bytes()
    with pytest.raises(InputError):
        save(FileCase(path), changes)
    assert path.read_bytes() == before


def test_a_completed_assessment_is_changed_with_a_reason_which_stays_in_the_file(path):
    file = FileCase(path)
    save(file, {"assessments/1/status": "completed"}, "e1")
    with pytest.raises(Locked):
        save(file, {SLEEP: {"score": 11}}, "e2")
    save(file, {SLEEP: {"score": 11}}, "e3", reason="misread\nthe sheet")
    save(file, {SLEEP: {"score": 5}}, "e4", reason="misread\nthe sheet")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# amended ")
    assert lines[0].endswith(": misread the sheet")
    assert not lines[1].startswith("#")
    assert load_case(str(path)).assessment(1).status == "amended"


def test_what_somebody_else_saved_is_a_revision_and_stops_a_save(path):
    mine, theirs = FileCase(path), FileCase(path)
    save(theirs, {SLEEP: {"score": 9}})
    with pytest.raises(Stale) as stale:
        save(mine, {SLEEP: {"score": 11}}, base=1)
    assert stale.value.head == 2
    assert stale.value.theirs[SLEEP]["value"] == {"score": 9}
    save(mine, {AROUSAL: {"score": 3}}, "e2", base=2)
    scores = load_case(str(path)).assessment(1).functions.scores
    assert (scores["sleep"].score, scores["arousal"].score) == (9, 3)


def test_of_many_forms_that_save_at_once_none_loses_what_another_saved(path, instrument):
    ids = instrument.ids[:8]

    def work(id):
        file = FileCase(path)
        for attempt in range(200):
            try:
                save(file, {f"assessments/1/functions/scores/{id}": {"score": 12}}, f"{id}-{attempt}")
            except (Stale, FileUnavailable):
                continue
            return True
        return False

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, ids))
    scores = load_case(str(path)).assessment(1).functions.scores
    assert [scores[id].score for id in ids] == [12] * 8


def test_comments_above_the_case_stay_and_others_are_backed_up_once(path):
    by_hand = "# Mia, second visit\n\n" + path.read_text(encoding="utf-8").replace(
        "\nkind:", "\n# a copy\nkind:", 1
    )
    path.write_text(by_hand, encoding="utf-8")
    file = FileCase(path)
    save(file, {SLEEP: {"score": 11}}, "e1")
    save(file, {SLEEP: {"score": 5}}, "e2")
    assert file.backup == path.with_name("james.yaml.bak")
    assert file.backup.read_text(encoding="utf-8") == by_hand
    assert file.backup.stat().st_mode & 0o777 == 0o600
    assert path.read_text(encoding="utf-8").startswith("# Mia, second visit\n\nformat: case-1\n")
    again = by_hand.replace("a copy", "another")
    path.write_text(again, encoding="utf-8")
    save(FileCase(path), {SLEEP: {"score": 6}})
    assert path.with_name("james.yaml.bak").read_text(encoding="utf-8") == by_hand
    assert path.with_name("james.yaml.bak2").read_text(encoding="utf-8") == again


def moved(path):
    path.rename(path.with_name("elsewhere.yaml"))


def no_folder(path):
    path.parent.rename(path.parent.with_name(f"{path.parent.name}-away"))


def readonly(path):
    path.chmod(0o400)


def broken(path):
    path.write_text("format: case-1\nid: [", encoding="utf-8")


def not_a_case(path):
    path.write_text(path.read_text(encoding="utf-8").replace("sleep: ", "slep: "), encoding="utf-8")


def other(path):
    path.write_text(path.read_text(encoding="utf-8").replace("id: james", "id: mia"), encoding="utf-8")


@pytest.mark.parametrize(
    ("happens", "kind"),
    [
        (moved, "file_gone"),
        (no_folder, "file_gone"),
        (readonly, "file_readonly"),
        (broken, "file_broken"),
        (not_a_case, "file_broken"),
        (other, "file_other_case"),
    ],
)
def test_a_file_that_cannot_be_saved_to_stays_as_it_is_and_may_be_tried_again(path, happens, kind):
    file = FileCase(path)
    base, text = file.latest("james").number, path.read_text(encoding="utf-8")
    happens(path)
    after = path.read_bytes() if path.exists() else None
    with pytest.raises(FileUnavailable) as trouble:
        save(file, {SLEEP: {"score": 11}}, base=base)
    assert trouble.value.kind == kind
    assert trouble.value.brief.startswith("james.yaml: ")
    assert (path.read_bytes() if path.exists() else None) == after
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        path.chmod(0o600)
    path.write_text(text, encoding="utf-8")
    save(file, {SLEEP: {"score": 11}}, "e2")
    assert load_case(str(path)).assessment(1).functions.scores["sleep"].score == 11


def test_a_save_that_is_cut_off_leaves_the_file_whole(path, monkeypatch):
    file, before = FileCase(path), path.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(FileUnavailable) as trouble:
            save(file, {SLEEP: {"score": 11}})
    assert trouble.value.kind == "file_full"
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["james.yaml"]


def test_a_link_to_a_file_stays_a_link(path, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    save(FileCase(link), {SLEEP: {"score": 11}})
    assert link.is_symlink()
    assert load_case(str(path)).assessment(1).functions.scores["sleep"].score == 11


def test_a_new_file_never_replaces_another(path, james, tmp_path):
    before = path.read_bytes()
    for refused in (path, tmp_path / "james.txt", tmp_path / "none" / "james.yaml"):
        with pytest.raises(InputError):
            write_new_file(refused, james)
    assert path.read_bytes() == before
    write_new_file(path, james, overwrite=True)
    assert path.read_text(encoding="utf-8") == write_case(james)


def test_a_file_that_is_saved_in_another_encoding_is_refused_until_it_is_utf_8_again(path):
    file = FileCase(path)
    text = path.read_text()
    path.write_bytes(text.encode("utf-16"))
    for _ in range(2):
        with pytest.raises(FileUnavailable, match="UTF-8"):
            file.latest("james")
    with pytest.raises(InputError, match="UTF-8"):
        FileCase(path)
    assert path.read_bytes() == text.encode("utf-16")
    path.write_text(text)
    save(file, {SLEEP: {"score": 11}})
    assert to_answers(load_case(path))[SLEEP] == {"score": 11}


def test_why_a_file_cannot_be_read_is_told_with_its_line_if_there_is_one(path):
    file = FileCase(path)
    for content, reason in ((b"", "(the file is empty)"), (b"a: b: c", "(line 1: ")):
        path.write_bytes(content)
        with pytest.raises(FileUnavailable) as refused:
            file.latest("james")
        assert reason in str(refused.value)


def test_a_file_that_cannot_be_replaced_is_named_as_it_was_asked_for(tmp_path, james):
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(InputError) as refused:
        write_new_file(tmp_path / "folder.yaml", james, overwrite=True)
    assert ".part" not in str(refused.value)
