"""Files come in and go out on a page: by whom, how they are checked, and what is in them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from nmt_widgets import load_case
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.server.people.file_pages import BackupHandler, TablesHandler, TakingHandler
from nmt_widgets.store import open_store, operator
from tests.patience import wait_for
from tests.server.running import Browser, Server, rows, start, stop, write_notebook

PASSPHRASE = "four words make one"
CLIENT = write_case(load_case("james").model_copy(update={"kind": "clinical", "title": "Jamie"}))
PEOPLE = {"Pat": "programme", "Tess": "trainer", "Tom": "trainee", "Clio": "clinician"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    work = tmp_path_factory.mktemp("files")
    write_notebook(work / "notebooks", "home", "print('hello')")
    server = start(work / "notebooks", work)
    try:
        first = server.browser()
        first.post(
            "/sign-in", first="yes", name="Pat", role="programme", passphrase=PASSPHRASE, again=PASSPHRASE
        )
        for name, role in PEOPLE.items():
            first.post("/people", action="add", name=name, role=role, passphrase=PASSPHRASE)
        yield server
    finally:
        stop(server)


def signed_in(server: Server, name: str) -> Browser:
    browser = server.browser()
    assert browser.sign_in(name, PASSPHRASE).status == 303
    return browser


def test_each_sees_the_parts_that_are_for_them(server: Server) -> None:
    parts = {"bring": "Bring in a case file", "tables": "Make the tables", "backup": "Make the backup"}
    expected = {"Pat": {"tables", "backup"}, "Tess": {"bring", "tables"}, "Tom": {"bring"}, "Clio": {"bring"}}
    for name, own in expected.items():
        page = signed_in(server, name).get("/files").body
        assert {part for part, words in parts.items() if words in page} == own, name
    assert server.browser().get("/files").headers["Location"].startswith("/sign-in")


def test_a_case_file_comes_in_whole_or_is_answered_line_by_line(server: Server) -> None:
    clio = signed_in(server, "Clio")
    wrong = clio.upload(
        "/files", "jamie.yaml", CLIENT.replace("title: Jamie", "titel: Jamie"), kind="clinical"
    )
    assert wrong.status == 400
    assert "problems in jamie.yaml" in wrong.body or "problem in jamie.yaml" in wrong.body
    assert "<td>title</td>" in wrong.body
    assert rows(server, "select count(*) from record") == [(0,)]
    assert "choose what the case is for" in clio.upload("/files", "jamie.yaml", CLIENT).body.lower()
    assert "choose a case file" in clio.post("/files", kind="clinical").body.lower()
    sent = [clio.upload("/files", "jamie.yaml", CLIENT, kind="clinical", edit="once") for _ in range(2)]
    assert {answer.status for answer in sent} == {303}
    assert rows(server, "select kind, owner from record") == [("clinical", "Clio")]
    code = sent[0].headers["Location"].partition("case=")[2]
    tess = signed_in(server, "Tess")
    assert "client" in tess.upload("/files", "jamie.yaml", CLIENT, kind="teaching").body
    assert rows(server, "select case_id from record") == [(code,)]
    too_large = clio.upload("/files", "large.yaml", "a: " + "x" * 1_000_001, kind="clinical")
    assert "larger than 1 MB" in too_large.body


def test_forms_of_other_sites_take_nothing(server: Server) -> None:
    pat = signed_in(server, "Pat")
    for address in ("/files", "/files/tables", "/files/backup"):
        answer = pat._request(address, "POST", "confirmed=tables", {"Origin": "http://example.org"})
        assert answer.status == 403


def test_tables_hold_no_name_no_code_and_nothing_that_somebody_typed(server: Server) -> None:
    clio = signed_in(server, "Clio")
    clio.upload("/files", "jamie.yaml", CLIENT, kind="clinical", edit="once")
    assert clio.post("/files/tables", confirmed="tables").status == 403
    pat = signed_in(server, "Pat")
    assert pat.post("/files/tables").status == 400
    assert pat.post("/files/tables", confirmed="tables").status == 400, "no client is shared with them"
    store = open_store(operator(), url=f"sqlite:///{server.log.parent / 'data' / 'workbook.db'}")
    for code in store.codes():
        store.share(code, "Pat", edit=f"share-{code}")
    edit = re.search(r'name="edit" value="([0-9a-f]{24})"', pat.get("/files").body)[1]
    answer = pat.download("/files/tables", confirmed="tables", edit=edit)
    assert f"nmt-file-taken={edit};" in answer.headers["Set-Cookie"], "the page learns that it is there"
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'attachment; filename="nmt-tables-' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {"answers.csv", "answers.parquet", "README.txt"} <= {*archive.namelist()}
        text = archive.read("answers.csv").decode("utf-8-sig")
        assert json.loads(archive.read("versions.json"))["deidentified"] is True
    assert "S-001" in text
    for word in ("Jamie", "Clio", *(code for (code,) in rows(server, "select case_id from record"))):
        assert word not in text


def test_a_backup_is_for_whoever_looks_after_everybody_and_says_who_they_are(server: Server) -> None:
    for name in ("Tess", "Tom", "Clio"):
        assert signed_in(server, name).post("/files/backup", passphrase=PASSPHRASE).status == 403
    pat = signed_in(server, "Pat")
    assert pat.post("/files/backup", passphrase="some other words").status == 403
    answer = pat.download("/files/backup", passphrase=PASSPHRASE, edit="forged; path=/")
    assert "Set-Cookie" not in answer.headers
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {"manifest.json", "person.jsonl", "revision.jsonl"} <= {*archive.namelist()}
    data = Path(server.log.parent / "data")
    wait_for(lambda: not [*data.glob(".nmt-part-*")])
    assert not [*data.rglob("*.zip")], "what was sent is removed"
    assert "Jamie" not in server.log.read_text()


def test_an_address_that_sends_a_file_says_who_may_have_it() -> None:
    class Open(TakingHandler):
        part, stem = "open", "open"

    assert Open.__abstractmethods__ == {"check", "make", "may"}
    assert not TablesHandler.__abstractmethods__ | BackupHandler.__abstractmethods__
