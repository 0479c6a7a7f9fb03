"""What a role may not see or change is refused by the store, whoever asks it how."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import Engine, update

import nmt_widgets
from nmt_widgets.core.documents import check, parse_document
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.site_files import DATA
from nmt_widgets.store import Access, NoRecord, NotPermitted, Person, SessionEnded, Store, open_store
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.people import accounts as people
from nmt_widgets.store.people import sessions
from nmt_widgets.store.people.roles import Right, RolesFile
from nmt_widgets.store.records.catalogue import Listing
from tests.store.answers import AROUSAL, BEGINNING, begin

KINDS = ("teaching", "practice", "clinical")
# role: kinds it may read of others, kinds it may change of others, kinds it may begin
MAY = {
    "trainer": ({"teaching", "practice"}, {"teaching", "practice"}, {"teaching", "practice"}),
    "trainee": ({"teaching"}, set(), {"practice"}),
    "clinician": ({"teaching", "clinical"}, {"clinical"}, {"practice", "clinical"}),
    "programme": ({"teaching", "practice"}, set(), set()),
    "class_member": (set(), set(), {"practice"}),
    "operator": (set(KINDS), set(KINDS), set(KINDS)),
    "king": (set(), set(), set()),
    None: (set(), set(), set()),
}


def store_as(engine: Engine, role: str | None) -> Store:
    return Store(Access(engine, Person("Bo", role) if role else None))


@pytest.mark.parametrize("role", MAY)
def test_what_each_role_may_do(engine: Engine, role: str | None) -> None:
    reads, changes, begins = MAY[role]
    keeper = Store(Access(engine, Person("Ana", "operator")))
    for kind in KINDS:
        begin(keeper, f"her-{kind}", kind)
    store = store_as(engine, role)
    assert {record.kind for record in store.records()} == reads
    for kind in KINDS:
        id = f"her-{kind}"
        refused = NoRecord if kind not in reads else NotPermitted if kind not in changes else None
        for does in (store.read, store.case, store.latest, store.revisions):
            if kind in reads:
                assert does(id)
            else:
                with pytest.raises(NoRecord) as hidden:
                    does(id)
                with pytest.raises(NoRecord) as missing:
                    does("nowhere")
                assert str(hidden.value) == str(missing.value)
        if refused:
            with pytest.raises(refused):
                store.save(id, {AROUSAL: 9}, base=1, edit=f"bo-{kind}")
        else:
            assert store.save(id, {AROUSAL: 9}, base=1, edit=f"bo-{kind}").number == 2
        if kind in begins:
            own = store.create(f"his-{kind}", BEGINNING, kind=kind)
            assert store.save(own.case_id, {AROUSAL: 9}, base=1, edit=f"own-{kind}").author == "Bo"
        else:
            with pytest.raises(InputError, match="not a kind of case"):
                store.create(f"his-{kind}", BEGINNING, kind=kind)


def test_practice_is_ones_own(engine: Engine) -> None:
    ana, bo = (Store(Access(engine, Person(name, "trainee"))) for name in ("Ana", "Bo"))
    begin(ana, "hers", "practice")
    with pytest.raises(NoRecord):
        bo.read("hers")
    assert bo.records() == []
    assert [record.case_id for record in ana.records()] == ["hers"]


@pytest.mark.parametrize("role", ["trainer", "trainee", "clinician", "programme", "operator"])
def test_an_unfinished_case_is_shown_to_its_authors_only(engine: Engine, role: str) -> None:
    keeper = Store(Access(engine, Person("Ana", "operator")))
    for kind in KINDS:
        begin(keeper, f"open-{kind}", kind)
        begin(keeper, f"done-{kind}", kind)
        keeper.save(f"done-{kind}", {"assessments/1/status": "completed"}, base=1, edit=f"done-{kind}")
        begin(keeper, f"wrong-{kind}", kind)
        wrong = {"assessments/1/status": "entered-in-error"}
        keeper.save(f"wrong-{kind}", wrong, base=1, edit=f"wrong-{kind}", reason="a mix-up")
    reads, changes, _ = MAY[role]
    listed = {record.case_id for record in store_as(engine, role).page(Listing(size=100)).entries}
    always = {*changes, *(kind for kind in reads if kind == "clinical")}
    assert listed == {f"done-{kind}" for kind in reads} | {
        f"{state}-{kind}" for kind in always for state in ("open", "wrong")
    }


def test_the_code_of_an_invisible_record_is_taken(engine: Engine) -> None:
    begin(Store(Access(engine, Person("Ana", "clinician"))), "c-1")
    with pytest.raises(InputError, match="already"):
        begin(Store(Access(engine, Person("Bo", "trainee"))), "c-1", "practice")


def test_a_sign_in_is_looked_at_each_time(engine: Engine, database: str) -> None:
    people.vouched_person(engine, "Ana", "clinician", "")
    token = sessions.start(engine, Person("Ana", "clinician"))
    store = open_store(session=token, url=database)
    begin(store)
    with writing(engine) as connection:
        connection.execute(update(tables.person).values(role="trainee"))
    with pytest.raises(NoRecord):
        store.read("c-1")
    assert store.records() == []
    sessions.end(engine, token)
    for does in (
        store.records,
        lambda: store.read("c-1"),
        lambda: store.save("c-1", {AROUSAL: 5}, base=1, edit="e"),
        lambda: store.create(None, BEGINNING, kind="practice"),
        lambda: open_store(session=token, url=database),
    ):
        with pytest.raises(SessionEnded):
            does()


RIGHTS = {
    "trainer": {"signs_in", "leads", "looks_on", "notes", "authors", "presents"},
    "trainee": {"signs_in"},
    "clinician": {"signs_in"},
    "programme": {"signs_in", "looks_on", "counts", "outcomes"},
    "class_member": {"attends"},
    "operator": {"leads", "looks_on", "notes", "authors", "presents", "counts", "outcomes", "operates"},
    "king": set(),
}


@pytest.mark.parametrize("role", RIGHTS)
def test_the_rights_of_each_role(role: str) -> None:
    assert {right for right in get_args(Right) if Person("Bo", role).may(right)} == RIGHTS[role]


def compared_roles(tree: ast.AST) -> Iterator[int]:
    """The lines on which somebody's role is compared with a word."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            is_role = any(isinstance(side, ast.Attribute) and side.attr == "role" for side in sides)
            words = [part for side in sides for part in ast.walk(side) if isinstance(part, ast.Constant)]
            if is_role and any(isinstance(word.value, str) for word in words):
                yield node.lineno


def test_code_asks_for_a_right_and_never_for_a_role() -> None:
    assert [*compared_roles(ast.parse("person.role in ('trainer', 'operator')"))] == [1]
    package = Path(nmt_widgets.__file__).parent
    compared = {
        f"{path.relative_to(package)}:{line}"
        for path in package.rglob("*.py")
        for line in compared_roles(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert compared == set()


BROKEN_ROLES = {
    "has the right 'operates'": ("presents, counts, outcomes, operates]", "presents]"),
    "no other role has": ("rights: [signs_in]", "rights: [signs_in, operates]"),
    "nobody signs in as 'operator'": ("outcomes, operates]", "operates, signs_in]"),
    "records of each kind": ("{teaching: read, practice: own, clinical: none}", "{teaching: read}"),
    "there is no such role": ("looks_after: [trainee]", "looks_after: [king]"),
    "has 1 to 20 letters": ("  trainer:\n", f"  {'t' * 21}:\n"),
    "noted": ("looks_on, notes, authors", "looks_on, noted, authors"),
}


@pytest.mark.parametrize("message", BROKEN_ROLES)
def test_a_file_of_roles_that_does_not_fit_is_refused(message: str) -> None:
    file = DATA / "roles.yaml"
    text = file.read_text(encoding="utf-8")
    good, bad = BROKEN_ROLES[message]
    assert good in text
    assert check(parse_document(text, file), RolesFile).roles
    with pytest.raises(InputError, match=message):
        check(parse_document(text.replace(good, bad, 1), file), RolesFile)


def test_the_nearest_code_is_suggested_and_tells_nothing_of_what_is_hidden(engine):
    """A code that is hidden from a person and one that does not exist are answered alike, also with a suggestion."""
    tom = Store(Access(engine, Person("Tom", "trainee")))
    own = tom.create(None, BEGINNING, kind="practice").case_id
    other = Store(Access(engine, Person("Di", "clinician"))).create(None, BEGINNING, kind="clinical").case_id
    wrong = own[:-1] + ("2" if own[-1] != "2" else "3")
    for ask in (tom.read, tom.case, tom.latest, tom.revisions):
        with pytest.raises(NoRecord, match=f"did you mean '{own}'"):
            ask(wrong)
    near_other = other[:-1] + ("2" if other[-1] != "2" else "3")
    for code in (other, near_other):
        with pytest.raises(NoRecord) as caught:
            tom.read(code)
        assert other not in str(caught.value)
