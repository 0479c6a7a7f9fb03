"""Into a class by its code alone: who gets in and back, what they may do, and what their trainer may change."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path
from unicodedata import normalize

import pytest
from sqlalchemy import Engine, update

from nmt_widgets import load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, NoRecord, NotPermitted, Person, SessionEnded, Store, verify
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.database.versions import NEWEST
from nmt_widgets.store.learning import class_entry, class_rows
from nmt_widgets.store.learning.class_entry import (
    WrongPersonalCode,
    enter_class,
    practice_of,
    return_to_class,
    shown_name,
)
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.people import accounts, sessions
from nmt_widgets.store.people.managers import entrust
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.restoring import restore
from nmt_widgets.training.references.attempts import begin_attempt
from tests.store.answers import AROUSAL
from tests.store.test_classes import CASE, IDS, TINA, classes, submit, trainee


@pytest.fixture
def code(engine: Engine) -> str:
    """The code of a class that is open."""
    return classes(engine).open_class("Monday", CASE).code


def test_a_member_enters_comes_back_and_is_renamed_and_removed(engine: Engine, code: str) -> None:
    lead = classes(engine)
    ana = enter_class(engine, f" {code[:3]}-{code[3:].upper()}", "  Ana   Souza ")
    assert re.fullmatch(rf"{code.upper()}-\d{{1,3}}", ana.person.name)
    assert ana.person.role == "class_member"
    assert (shown_name(engine, ana.person), practice_of(engine, ana.person)) == ("Ana Souza", CASE)
    with pytest.raises(InputError, match="called that already"):
        enter_class(engine, code, "ANA SOUZA")
    token = sessions.start(engine, ana.person)
    lead.close_class(code)
    with pytest.raises(NotPermitted, match="no new members"):
        enter_class(engine, code, "Bo")
    typed = ana.personal_code.replace("-", " ").lower()
    assert return_to_class(engine, code.upper(), typed) == ana.person, "also when the class is closed"

    lead.rename_member(code, ana.person.name, "Ana S")
    (member,) = lead.read_class(code).members
    assert (member.person, member.name, member.by_code) == (ana.person.name, "Ana S", True)
    newer = lead.new_personal_code(code, ana.person.name)
    with pytest.raises(WrongPersonalCode):
        return_to_class(engine, code, ana.personal_code)
    with reading(engine) as connection, pytest.raises(SessionEnded):
        sessions.check(connection, token)
    token = sessions.start(engine, return_to_class(engine, code, newer))

    submit(engine, ana.person.name, role="class_member")
    assert [row.person for row in lead.submissions(code)] == [ana.person.name]
    lead.remove_member(code, ana.person.name)
    assert (lead.read_class(code).members, lead.submissions(code)) == ((), [])
    with pytest.raises(WrongPersonalCode):
        return_to_class(engine, code, newer)
    with reading(engine) as connection, pytest.raises(SessionEnded):
        sessions.check(connection, token)
    for change in (lead.remove_member, lead.new_personal_code):
        with pytest.raises(NotPermitted, match="nobody in this class"):
            change(code, ana.person.name)
    assert verify(engine).problems == ()

    # taken back: the same person, with what they scored
    assert [row.person for row in lead.removed_members(code)] == [ana.person.name]
    with pytest.raises(NotPermitted):
        classes(engine, Person("Petra", "programme")).take_back(code, ana.person.name)
    lead.take_back(code, ana.person.name)
    assert lead.removed_members(code) == []
    assert lead.read_class(code).members[0].seat == member.seat
    assert return_to_class(engine, code, newer) == ana.person
    assert [row.person for row in lead.submissions(code)] == [ana.person.name]
    with pytest.raises(NotPermitted, match="nobody in this class"):
        lead.take_back(code, ana.person.name)
    assert verify(engine).problems == ()


def test_the_seat_and_the_name_of_who_is_removed_are_free(
    engine: Engine, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = classes(engine)
    monkeypatch.setattr(class_entry, "MEMBERS_AT_MOST", 2)
    monkeypatch.setattr(class_rows, "_SEATS", 1)  # so that the first free one is drawn
    ana, ben = (enter_class(engine, code, name).person.name for name in ("Ana", "Ben"))
    with pytest.raises(NotPermitted, match="full"):
        enter_class(engine, code, "Cho")
    for person in (ana, ben):
        lead.remove_member(code, person)
    cho = enter_class(engine, code, "ana").person.name
    assert [member.seat for member in lead.read_class(code).members] == [0]
    with pytest.raises(InputError, match="called that already"):
        lead.take_back(code, ana)
    lead.take_back(code, ben)
    with pytest.raises(NotPermitted, match="full"):
        lead.take_back(code, ana)
    lead.remove_member(code, cho)
    lead.take_back(code, ana)
    members = lead.read_class(code).members
    assert {member.person for member in members} == {ana, ben}
    assert len({member.seat for member in members}) == 2
    assert verify(engine).problems == ()


def test_a_name_is_as_long_as_it_looks(engine: Engine, code: str) -> None:
    name = "\u0915\u094d\u0937\u093f" * 40
    enter_class(engine, code, name)
    assert [member.name for member in classes(engine).read_class(code).members] == [name]
    assert verify(engine).problems == ()


def test_a_code_and_a_name_that_do_not_let_in(engine: Engine, code: str) -> None:
    enter_class(engine, code, "Ana")
    for name, reason in (
        ("", "needs a name"),
        ("x" * 41, "41 characters"),
        ("\u0915\u094d\u0937\u093f" * 41, "41 characters"),
        ("e" + "\u0301" * 300, "the signs of the name are made of 300 parts"),
        ("a\u200b\u202eb", "cannot be shown"),
        ("a\u200db", "cannot be shown"),
        ("\u0645\u200c", "cannot be shown"),
        ("\u202e\u200c\u0645", "cannot be shown"),
        ("\u0301\u0302", "marks and no letter"),
        ("\u0301 \u20e3", "marks and no letter"),
        ("z\u0335\u0336\u0337\u0338\u0321o", "too many marks"),
        ("A\u0301\u0301na", "too many marks"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "cannot be shown"),
        ("A\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "cannot be shown"),
        ("1\ufe0f", "cannot be shown"),
    ):
        with pytest.raises(InputError, match=reason):
            enter_class(engine, code, name)
    for wrong in ("", "zzzzzz"):
        with pytest.raises(NotPermitted, match="no class by that code"):
            enter_class(engine, wrong, "Bo")
    for typed in ("", "AAAA-AAAA", "' or 1=1 --", "\x00" * 9000):
        with pytest.raises(WrongPersonalCode):
            return_to_class(engine, code, typed)
    assert len(classes(engine).read_class(code).members) == 1


def test_names_have_the_joiners_that_their_writing_needs(engine: Engine, code: str) -> None:
    persian, hindi = "\u0645\u06cc\u200c\u0631\u0648\u062f", "\u0915\u094d\u200d\u0937"
    scotland = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    emoji = {"\U0001f469\u200d\U0001f467", "\u2764\ufe0f", "1\ufe0f\u20e3", scotland}
    hebrew, vietnamese, thai = (
        "\u05e9\u05bc\u05c1\u05b8\u05de\u05b4\u05d9\u05e8",
        "Nguy\u1ec5n",
        "\u0e19\u0e49\u0e33",
    )
    tibetan = "\u0f66\u0f92\u0fb2\u0f72\u0f42\u0f0b"
    names = {normalize("NFC", name) for name in (persian, hindi, hebrew, vietnamese, thai, tibetan, *emoji)}
    for name in names:
        enter_class(engine, code, name)
    assert {member.name for member in classes(engine).read_class(code).members} == names
    with pytest.raises(InputError, match="called that already"):
        enter_class(engine, code, persian.replace("\u200c", ""))
    assert verify(engine).problems == ()


def test_a_heaped_name_of_an_earlier_version_is_no_damage(engine: Engine, code: str) -> None:
    enter_class(engine, code, "Ana")
    member = tables.class_member
    with writing(engine) as connection:
        connection.execute(update(member).values(display_name="z" + "\u0335" * 20))
    assert verify(engine).problems == ()


def test_a_member_has_own_attempts_and_nothing_else(engine: Engine, code: str) -> None:
    ana, ben = (enter_class(engine, code, name).person for name in ("Ana", "Ben"))
    submit(engine, ben.name, role="class_member")
    other = submit(engine, "Cara")
    (bens,) = (record.case_id for record in Store(Access(engine, ben)).records())
    store, own = Store(Access(engine, ana)), classes(engine, ana)
    assert [member.person for member in own.read_class(code).members] == [ana.name]
    for id in (bens, other):
        with pytest.raises(NoRecord):
            store.read(id)
        with pytest.raises(NoRecord):
            store.save(id, {AROUSAL: 9}, base=1, edit=f"ana-{id}")
    second = classes(engine).open_class("Other", CASE).code
    for refused in (
        lambda: own.read_class(second),
        lambda: own.join(second),
        lambda: own.open_class("Mine", CASE),
        lambda: own.members_progress(code),
        lambda: own.remove_member(code, ben.name),
        lambda: own.rename_member(code, ben.name, "Bo"),
        lambda: own.new_personal_code(code, ben.name),
        lambda: Classes(Access(engine, Person("Petra", "programme"))).remove_member(code, ben.name),
    ):
        with pytest.raises(NotPermitted):
            refused()


def test_a_member_is_nobody_who_signs_in(engine: Engine, code: str) -> None:
    entry = enter_class(engine, code, "Ana")
    name = entry.person.name
    assert not accounts.is_anybody(engine), "the first person of the workbook is still to come"
    with pytest.raises(accounts.WrongPassphrase):
        accounts.check_passphrase(engine, name, entry.personal_code)
    for change in (
        lambda: accounts.change_role(engine, name, "trainer"),
        lambda: accounts.change_passphrase(engine, name, "four words make one"),
        lambda: accounts.vouched_person(engine, name, "trainer", "trainee"),
        lambda: accounts.add_person(engine, "Bo", "class_member", "four words make one"),
        lambda: entrust(engine, accounts.find_person(engine, name).name),
    ):
        with pytest.raises(InputError):
            change()
    assert [member.origin for member in accounts.list_people(engine)] == ["class"]
    assert accounts.add_person(engine, "Tina", "trainer", "four words make one", is_first=True) == TINA


def test_how_far_each_member_is(engine: Engine, code: str) -> None:
    ana, ben = (enter_class(engine, code, name).person for name in ("Ana", "Ben"))
    classes(engine, trainee("Ben")).join(code)
    submit(engine, "Ben")
    begun = Store(Access(engine, ana))
    attempt = begun.create(None, begin_attempt(load_case(CASE), "Attempt"), kind="practice").case_id
    scores = {
        IDS[0]: 5,
        IDS[1]: "not known",
        IDS[2]: {"evidence": [{"instrument": "Vignette", "value": "¶1"}]},
    }
    changes = {f"assessments/1/functions/scores/{id}": score for id, score in scores.items()}
    begun.save(attempt, changes, base=1, edit="some")
    progress = {row.member.name: row for row in classes(engine).members_progress(code)}
    assert {name: (row.answered, row.of, row.submitted) for name, row in progress.items()} == {
        "Ana": (2, 32, False),
        f"Ben ({ben.name})": (0, 32, False),
        "Ben": (32, 32, True),
    }
    assert progress["Ana"].last == begun.latest(attempt).at
    assert progress[f"Ben ({ben.name})"].last == ""


def test_a_backup_carries_members_and_an_earlier_one_has_none(
    engine: Engine, code: str, tmp_path: Path
) -> None:
    entry = enter_class(engine, code, "Ana")
    file, url = tmp_path / "all.nmt-backup", f"sqlite:///{tmp_path / 'other' / 'workbook.db'}"
    assert restore_of(engine, file, url) == verify(engine).seal
    assert return_to_class(open_engine(url), code, entry.personal_code) == entry.person
    # what the version before wrote: the seal is the same as long as nobody came by the code
    plain = open_engine(f"sqlite:///{tmp_path / 'plain.db'}")
    classes(plain, trainee("Ben")).join(classes(plain).open_class("Tuesday", CASE).code)
    old = tmp_path / "old.nmt-backup"
    back_up(plain, file, force=True)
    earlier(file, old)
    url = f"sqlite:///{tmp_path / 'older' / 'workbook.db'}"
    assert restore(old, url=url).verdict.seal == verify(plain).seal


def restore_of(engine: Engine, file: Path, url: str) -> str:
    back_up(engine, file)
    return restore(file, url=url).verdict.seal


def earlier(file: Path, old: Path) -> None:
    """Write a backup as the version before did: without the columns that came later."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rows = [json.loads(line) for line in parts["class_member.jsonl"].splitlines()]
    members = [{name: row[name] for name in ("code", "person", "seat", "joined")} for row in rows]
    text = b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in members)
    manifest = json.loads(parts["manifest.json"].replace(NEWEST.encode(), b"0009"))
    manifest["tables"]["class_member"]["sha256"] = hashlib.sha256(text).hexdigest()
    parts |= {"class_member.jsonl": text, "manifest.json": json.dumps(manifest).encode()}
    with zipfile.ZipFile(old, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
