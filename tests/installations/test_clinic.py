"""A clinic's installation from end to end, and what happens to it: `docs/clinic.md`, with its own files.

All tests share one installation; those with a page share one page, on which somebody scores.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import pytest
from playwright.sync_api import expect

from nmt_widgets.store.database.clock import as_text
from nmt_widgets.store.transfer.backup_reading import opened
from tests.apps.assessing import SCORES, Form
from tests.clocks import wrong_clock
from tests.conftest import ROOT
from tests.installations.clinic import FILES, Installation
from tests.server.test_sign_in import kernel_of
from tests.store.landed_versions import LANDED, count_rows, fill_postgresql, unpacked

EARLIER = LANDED[-1]
HOME = "/voila/render/home.ipynb"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """An installation that was updated as the page says: what it keeps is of an earlier version."""
    try:
        clinic = Installation(tmp_path_factory.mktemp("clinic"))
    except FileNotFoundError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    try:
        file = unpacked(EARLIER / "workbook.db.gz", clinic.folder / "earlier.db")
        clinic.earlier = fill_postgresql(file, clinic.url)
        shutil.copy(EARLIER / "workbook.backup", clinic.folder / "backups" / "before-update.nmt-backup")
        clinic.first_check, clinic.update = clinic.nmt("check", "--quick"), clinic.nmt("verify")
        clinic.counts_after = count_rows(clinic.url, clinic.earlier)
        clinic.start_service()
        clinic.start_proxy()
        yield clinic
    finally:
        clinic.close()


@pytest.fixture(scope="module")
def form(chromium, clinic):
    """A page on which Ada scores a case; time in it can be moved on."""
    context = clinic.context(chromium, "ada")
    context.clock.install()
    clinic.request(HOME, "ada")  # adds her
    form = Form(clinic, context, clinic.begin())
    form.section("functions")
    form.notice = form.page.locator("#nmt-notice")
    yield form
    context.close()
    assert context.troubles == []


def case_of(form):
    return re.search(r"case=([\w-]+)", form.page.url)[1]


def scores(clinic, form):
    """Return what the database has of the case, each score by its function."""
    answers = clinic.store().read(case_of(form)).answers
    return {
        path.removeprefix(SCORES): value["score"]
        for path, value in answers.items()
        if path.startswith(SCORES)
    }


def expect_trouble(form, words):
    """The person is told, and what they typed is kept."""
    expect(form.bar.get_by_role("alert")).to_contain_text(words)
    expect(form.bar).to_contain_text("kept in this browser")


def expect_closed(clinic):
    """Another role of PostgreSQL may not even connect to the database."""
    clinic.postgres.do("DROP ROLE IF EXISTS stranger")
    clinic.postgres.do("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(clinic.url.replace("workbook@", "stranger@"))


# ---- the page ----


def test_the_page_shows_every_file_and_every_place_that_is_ones_own(clinic):
    page = (ROOT / "docs" / "clinic.md").read_text(encoding="utf-8")
    assert {file.name for file in FILES.iterdir()} == set(
        re.findall(r"```\{literalinclude\} installations/clinic/(\S+)", page)
    )
    texts = "".join(file.read_text(encoding="utf-8") for file in FILES.iterdir())
    own = page.partition("## What is your own")[2].partition("\n## ")[0]
    for place in clinic.places:
        assert place in texts
        assert f"`{place}`" in own


# ---- the update ----


def test_an_update_loses_nothing(clinic):
    assert "made by an earlier version" in clinic.first_check.stdout
    assert clinic.update.returncode == 0, clinic.update.stderr
    assert sum(clinic.earlier.values()) > 100
    assert clinic.counts_after == clinic.earlier
    with opened(EARLIER / "workbook.backup") as backup:
        assert backup.seal in clinic.update.stdout


# ---- who comes in ----


def test_without_tls_everybody_is_sent_to_it(clinic):
    answer = clinic.request_plain("/voila/render/home.ipynb?case=james")
    assert (answer.status, answer.headers["Location"]) == (
        301,
        f"{clinic.origin}/voila/render/home.ipynb?case=james",
    )
    assert clinic.request("/", "ada").headers["Strict-Transport-Security"] == "max-age=31536000"


def test_whoever_is_not_signed_on_or_in_no_list_is_refused(clinic):
    assert clinic.request(HOME).status == 401
    assert clinic.request(HOME, Authorization="Basic YWRhOndyb25n").status == 401
    assert clinic.request(HOME, "zoe").status == 403
    assert clinic.request(HOME, "ada", Host="elsewhere.example.org").status in (403, 421)


def test_headers_of_the_sign_on_are_worth_nothing_around_the_proxy_or_through_it(clinic):
    host = clinic.origin.partition("//")[2]
    forged = {"X-Forwarded-User": "petra", "X-Role": "programme"}
    for secret in ({}, {"X-NMT-Proxy-Secret": "a guess that is long enough"}):
        assert clinic.request_past(HOME, Host=host, **forged, **secret).status == 403
    assert clinic.request(HOME, **forged).status == 401
    answer = clinic.request(HOME, "ada", **forged, **{"X_Forwarded_User": "petra"})
    assert "Signed in as ada (Clinician)" in answer.body


def test_two_people_have_pages_of_their_own(clinic):
    ada, ben = clinic.request(HOME, "ada"), clinic.request(HOME, "ben")
    assert "Signed in as ben (Clinician)" in ben.body
    for page in ("/api/kernels/", "/voila/api/kernels/"):
        assert clinic.request(f"{page}{kernel_of(ada.body)}", "ben", cookies=ben.cookies).status in (401, 404)
    mine = f"/api/kernels/{kernel_of(ada.body)}"
    assert clinic.request(mine, "ada", cookies=ada.cookies).status == 200
    assert clinic.request(mine, "ben", cookies=ada.cookies).status == 401
    address = f"wss{clinic.origin.removeprefix('https')}{mine}/channels?session_id=a"
    for person, cookies, origin, is_open in (
        ("ada", ada.cookies, clinic.origin, True),
        ("ben", ben.cookies, clinic.origin, False),
        ("ada", "", clinic.origin, False),
        ("", ada.cookies, clinic.origin, False),
        ("ada", ada.cookies, "https://elsewhere.example.org", False),
    ):
        assert clinic.opens_line(address, person, cookies, origin) == is_open, (person, origin)


def test_the_session_of_whoever_is_retired_ends(clinic):
    answer = clinic.request(HOME, "petra")
    assert clinic.request("/people", "petra", cookies=answer.cookies).status == 200
    assert clinic.nmt("user", "retire", "petra").returncode == 0
    assert clinic.request("/people", "petra", cookies=answer.cookies).status == 403
    assert "retired" in clinic.request(HOME, "petra").body


def test_what_is_too_large_is_refused_and_no_log_has_what_was_asked_for(clinic):
    assert clinic.request(HOME, "ada", **{"Content-Length": "3000000"}).status == 413
    clinic.request(f"{HOME}?text=Jamie", "ada")
    logs = "".join(path.read_text() for path in (clinic.folder / "log").iterdir())
    assert '"ada" GET 200' in logs
    assert "Jamie" not in logs


def test_the_role_of_the_database_may_do_no_more_than_it_needs(clinic):
    with psycopg.connect(clinic.url, autocommit=True) as connection:
        for statement in ("CREATE ROLE more", "CREATE DATABASE more", "ALTER ROLE workbook SUPERUSER"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
    expect_closed(clinic)


# ---- somebody scores, and something happens ----


def test_what_is_scored_is_stored(clinic, form):
    form.score("sleep", "4")
    form.box("sleep", "4")
    form.saved()
    assert scores(clinic, form)["sleep"] == 4
    revision = clinic.store().revisions(case_of(form))[-1]
    assert (revision.author, revision.role) == ("ada", "clinician")


def test_the_network_is_away(clinic, form):
    """First nothing comes through, then every connection ends; each time the page comes back by itself."""
    clinic.stall_proxy()
    form.score("arousal", "2")
    form.page.clock.run_for("00:12")
    expect_trouble(form, "The connection to the workbook is gone")
    clinic.resume_proxy()
    form.saved()
    clinic.stop_proxy()
    form.score("reward", "5")
    form.page.clock.run_for("00:12")
    expect_trouble(form, "The connection to the workbook is gone")
    expect(form.notice).to_contain_text("cannot be reached. This page keeps trying")
    clinic.start_proxy()
    form.page.clock.run_for("00:30")
    form.saved()
    expect(form.notice).to_be_hidden()
    assert scores(clinic, form).items() >= {"arousal": 2, "reward": 5}.items()


def test_the_database_is_restarted_while_somebody_scores(clinic, form):
    form.score("empathy", "3")
    form.saved()
    clinic.postgres.stop()
    try:
        form.score("sleep", "6")
        expect_trouble(form, "the database cannot be reached")
        assert clinic.request(HOME, "ben").status == 503
    finally:
        clinic.postgres.start()
    form.saved()
    assert scores(clinic, form).items() >= {"empathy": 3, "sleep": 6}.items()
    assert clinic.verdict().problems == ()


def test_the_disk_of_the_database_is_full(clinic, form):
    do = clinic.postgres.do
    do(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$",
        "workbook",
    )
    do("CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON answer EXECUTE FUNCTION refuse()", "workbook")
    before = clinic.verdict()
    try:
        form.score("arousal", "7")
        expect_trouble(form, "the disk is full")
        assert clinic.verdict() == before, "nothing is half written"
    finally:
        do("DROP TRIGGER full_disk ON answer", "workbook")
    form.saved()
    assert scores(clinic, form)["arousal"] == 7


def test_a_clock_that_is_put_back_by_an_hour_signs_nobody_out(clinic, form):
    later = as_text(datetime.now(UTC) + timedelta(hours=1))
    with psycopg.connect(clinic.url, autocommit=True) as connection:
        connection.execute("UPDATE session SET started = %s, seen = %s WHERE person = 'ada'", (later, later))
    form.score("reward", "8")
    form.saved()
    assert scores(clinic, form)["reward"] == 8
    with psycopg.connect(clinic.url) as connection:
        assert connection.execute("SELECT count(*) FROM session WHERE seen > %s", (later,)).fetchone() == (0,)


# ---- by night, and each quarter ----


def test_cron_makes_a_backup_each_night_and_keeps_thirty(clinic):
    folder = clinic.folder / "backups"
    for day in range(31):
        (folder / f"workbook-200101{day + 1:02}T021500Z.nmt-backup").touch()
    done = clinic.cron("nmt backup")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    dated = sorted(folder.glob("workbook-*"))
    assert len(dated) == 30
    with opened(dated[-1]) as backup:
        assert backup.seal == clinic.verdict().seal
    done = clinic.cron("nmt check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "all is well"
    for file in dated[:-1]:
        file.unlink()


def test_a_clock_that_is_wrong_by_an_hour_is_named(clinic, tmp_path):
    """The clock of the database is right; and a backup was made while this computer's was."""
    clinic.back_up()
    (tmp_path / "hours").write_text("-1")
    check = clinic.nmt("check", "--quick", **wrong_clock(tmp_path / "hours"))
    assert check.returncode == 1
    assert re.search(r"wrong  Clock +this computer says .*, the database", check.stdout)
    assert re.search(r"wrong  Backup .*still to come", check.stdout)


def test_cron_tells_what_is_wrong(clinic):
    folder = clinic.folder / "backups"
    folder.chmod(0o755)
    try:
        assert "others on this computer can read" in clinic.cron("nmt check").stdout
    finally:
        folder.chmod(0o700)
    folder.rename(clinic.folder / "away")
    try:
        assert "NMT_BACKUPS" in clinic.cron("nmt backup").stdout
    finally:
        (clinic.folder / "away").rename(folder)


def test_the_drill_of_each_quarter_restores_the_newest_backup(clinic):
    newest = clinic.back_up()
    done = clinic.rehearse()
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == str(newest)
    assert f"seal {clinic.verdict().seal}" in done.stdout
    whole = newest.read_bytes()
    newest.write_bytes(whole[:-200])
    try:
        assert clinic.rehearse().returncode != 0
    finally:
        newest.write_bytes(whole)


# ---- another sign-on ----


class SignOn(BaseHTTPRequestHandler):
    """Answers as oauth2-proxy does: who has its cookie is somebody."""

    def do_GET(self):
        name = re.search(r"sign-on=(\w+)", self.headers.get("Cookie", ""))
        is_question = self.path.startswith("/oauth2/auth")
        self.send_response(200 if not is_question else 202 if name else 401)
        if is_question and name:
            self.send_header("X-Auth-Request-Preferred-Username", name[1])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Print nothing."""


def test_the_sign_on_of_a_clinic_takes_the_place_of_passphrases(clinic):
    sign_on = ThreadingHTTPServer(("127.0.0.1", clinic.sign_on_port), SignOn)
    threading.Thread(target=sign_on.serve_forever, daemon=True).start()
    clinic.stop_proxy()
    clinic.place("sign-on-oauth2-proxy.conf", "sign-on.conf")
    clinic.start_proxy()
    try:
        answer = clinic.request(f"{HOME}?case=james", **{"X-Auth-Request-Preferred-Username": "ada"})
        assert (answer.status, answer.headers["Location"]) == (
            302,
            f"{clinic.origin}/oauth2/sign_in?rd={HOME}?case=james",
        )
        assert clinic.request("/oauth2/sign_in").status == 200
        assert clinic.request("/oauth2/auth", cookies="sign-on=ada").status == 404
        page = clinic.request(HOME, cookies="sign-on=ada", **{"X-Forwarded-User": "ben"})
        assert "Signed in as ada (Clinician)" in page.body
        assert clinic.request(HOME, cookies="sign-on=zoe").status == 403
    finally:
        sign_on.shutdown()
        sign_on.server_close()
        clinic.stop_proxy()
        clinic.place("sign-on.conf")
        clinic.start_proxy()


# ---- the way back ----


def test_the_way_back_after_an_update_has_all_that_was_saved_before_it(clinic):
    """By the commands of the page. Of the newer version there is a program, and what it would leave in the database."""
    page = (ROOT / "docs" / "clinic.md").read_text(encoding="utf-8").partition("\n## Update")[2]
    before, update, _, back = re.findall(r"```console\n(.*?)\n *```", page, re.DOTALL)[:4]
    before, update = (re.sub("^ +", "", commands, flags=re.MULTILINE) for commands in (before, update))
    newer = clinic.folder / "opt" / "nmt-workbook-2" / "bin" / "nmt"
    newer.parent.mkdir(parents=True)
    newer.write_text("#!/bin/sh\necho version 2\n")
    newer.chmod(0o700)
    case = clinic.begin()
    clinic.follow(before)
    saved = clinic.verdict()
    clinic.follow(update.splitlines()[-1])  # the link
    assert clinic.nmt("verify").stdout == "version 2\n"
    later = clinic.begin()
    clinic.store().engine.dispose()
    clinic.postgres.do("UPDATE alembic_version SET version_num = '9999'", "workbook")
    clinic.follow(back)
    assert clinic.verdict() == saved
    assert f"seal {saved.seal}" in clinic.nmt("verify").stdout
    codes = {record.case_id for record in clinic.store().records()}
    assert case in codes
    assert later not in codes
    with psycopg.connect(clinic.url.replace("/workbook?", "/workbook_newer?")) as connection:
        assert connection.execute("SELECT 1 FROM record WHERE case_id = %s", [later]).fetchone()
    assert "Signed in as ada (Clinician)" in clinic.request(HOME, "ada").body
    expect_closed(clinic)
