"""Who somebody is: signing in and out, screens for people only, people looked after."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.server.first_start import FirstStart, watch_first_start
from tests.server.running import (
    Browser,
    Server,
    opened_both_ways,
    rows,
    start,
    stop,
    wait_for,
    write_notebook,
)

PASSPHRASE = "four words make one"
_WHO = """
import json, os
from nmt_widgets.apps.shared.request_context import request_context
came = request_context()
visit = {"query": came.query, "session": came.session, "shown": repr(came), "environment": dict(os.environ)}
print("<<" + json.dumps(visit) + ">>")
"""


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people") / "notebooks"
    write_notebook(folder, "home", "print('hello')")
    write_notebook(folder, "who", _WHO)
    write_notebook(folder, "own", _WHO, person=True)
    write_notebook(folder, "voilas", "from voila.utils import get_query_string; get_query_string()", _WHO)
    return folder


@pytest.fixture(scope="module")
def first_start(notebooks: Path) -> Iterator[FirstStart]:
    server = start(notebooks, notebooks.parent, NMT_DEBUG="1")
    try:
        yield watch_first_start(server, PASSPHRASE)
    finally:
        stop(server)


@pytest.fixture(scope="module")
def server(first_start: FirstStart) -> Server:
    """A server at which a programme, a trainer, a trainee and a clinician may sign in."""
    (name,) = first_start.people
    first = signed_in(first_start.server, name)
    for name, role in (("Pat", "programme"), ("Tess", "trainer"), ("Tom", "trainee"), ("Clio", "clinician")):
        added = first.post("/people", action="add", name=name, role=role, passphrase=PASSPHRASE)
        assert added.headers["Location"] == "/people?said=add"
    return first_start.server


def signed_in(server: Server, name: str) -> Browser:
    browser = server.browser()
    assert browser.sign_in(name, PASSPHRASE).status == 303
    return browser


def visit_of(page: str) -> dict:
    """Return the request that a test notebook printed."""
    match = re.search(r"<<(.*)>>", html.unescape(page), re.DOTALL)
    assert match, page
    return json.loads(match[1])


def kernel_of(page: str) -> str:
    return re.search(r'"kernelId": "([^"]+)"', page)[1]


def test_no_database_before_somebody_signs_in(first_start: FirstStart) -> None:
    assert first_start.screen.status == 200
    assert first_start.own_screen.headers["Location"].startswith("/sign-in")
    assert not first_start.had_data
    assert "sqlalchemy" not in first_start.libraries_before
    assert "The first person" in first_start.sign_in_page.body
    assert not first_start.libraries_after or "sqlalchemy" in first_start.libraries_after
    assert first_start.has_database


def test_only_one_can_be_the_first(first_start: FirstStart) -> None:
    assert sorted(first_start.statuses) == [303, 400, 400, 400, 400, 400]
    assert len(first_start.people) == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"again": "something else"}, "he two passphrases differ"),
        ({"passphrase": "short", "again": "short"}, "at least 10 characters"),
        ({"name": "   "}, "needs a name"),
        ({"role": "operator"}, "no role"),
        ({}, "already"),
    ],
)
def test_what_is_wrong_with_a_first_person_is_said(server: Server, wrong: dict, message: str) -> None:
    fields = {"name": "Eve", "role": "programme", "passphrase": PASSPHRASE, "again": PASSPHRASE, **wrong}
    answer = server.browser().post("/sign-in", first="yes", **fields)
    assert answer.status == 400
    assert message in answer.body
    assert "Set-Cookie" not in answer.headers


def test_a_screen_for_people_asks_who_comes(server: Server) -> None:
    browser = server.browser()
    answer = browser.get("/voila/render/own.ipynb?case=james&x=a%26b")
    assert answer.status == 302
    assert (
        answer.headers["Location"]
        == "/sign-in?next=%2Fvoila%2Frender%2Fown.ipynb%3Fcase%3Djames%26x%3Da%2526b"
    )
    form = browser.get(answer.headers["Location"])
    assert 'value="/voila/render/own.ipynb?case=james&amp;x=a%26b"' in form.body
    sent = browser.post(
        "/sign-in", name="tom", passphrase=PASSPHRASE, next="/voila/render/own.ipynb?case=james&x=a%26b"
    )
    assert sent.headers["Location"] == "/voila/render/own.ipynb?case=james&x=a%26b"
    page = browser.get(sent.headers["Location"])
    assert visit_of(page.body)["query"] == {"case": "james", "x": "a&b"}
    assert "Signed in as Tom (Trainee)" in page.body


def test_signing_in_leads_nowhere_else(server: Server) -> None:
    for away in ("//example.org/", "https://example.org/", "/\\example.org"):
        sent = server.browser().post("/sign-in", name="Tom", passphrase=PASSPHRASE, next=away)
        assert sent.headers["Location"] == "/welcome?tour=yes"


def test_whoever_signs_in_for_the_first_time_is_welcomed_once(server: Server) -> None:
    tess = server.browser()
    assert tess.sign_in("Tess", PASSPHRASE).headers["Location"] == "/welcome?tour=yes"
    page = tess.get("/welcome?tour=yes").body
    assert "Teach with cases" in page
    assert "Where everybody stands" not in page
    assert tess.sign_in("Tess", PASSPHRASE).headers["Location"] == "/"
    bound = server.browser().post(
        "/sign-in", name="Tess", passphrase=PASSPHRASE, next="/voila/render/who.ipynb?case=james"
    )
    assert bound.headers["Location"] == "/voila/render/who.ipynb?case=james"


def test_the_token_is_in_the_cookie_alone(server: Server) -> None:
    browser = server.browser()
    sent = browser.sign_in("Clio", PASSPHRASE)
    cookie = next(line for line in sent.cookies if line.startswith("nmt-person-"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = browser.get("/voila/render/own.ipynb?session=mine&case=b")
    token = visit_of(page.body)["session"]
    hashes = {row[0] for row in rows(server, "select token_hash from session where person = 'Clio'")}
    assert hashlib.sha256(token.encode()).hexdigest() in hashes
    for path in (
        "/voila/render/home.ipynb",
        "/sign-in",
        "/passphrase",
        f"/api/kernels/{kernel_of(page.body)}",
    ):
        answer = browser.get(path)
        assert answer.status == 200
        assert token not in answer.body
        assert token not in str(answer.headers)
    assert token not in server.log.read_text()
    assert token not in visit_of(page.body)["shown"]
    assert token not in (server.log.parent / "data" / "workbook.db").read_bytes().decode("latin-1")


def test_a_kernel_learns_who_came_whether_made_ready_or_not(server: Server) -> None:
    browser = signed_in(server, "Clio")

    def open_one(number: int) -> str:
        visit = visit_of(browser.get(f"/voila/render/own.ipynb?n={number}").body)
        assert visit["query"] == {"n": str(number)}
        assert len(visit["session"]) > 40
        assert visit["session"] not in json.dumps(visit["environment"])
        return visit["environment"]["VOILA_PREHEAT"]

    opened_both_ways(open_one)


def test_nothing_in_the_address_makes_a_session(server: Server) -> None:
    for query in ("session=abc", "QUERY_STRING=a&session=abc", "NMT_SESSION=abc", "x=1%26session%3Dabc"):
        page = server.browser().get(f"/voila/render/who.ipynb?{query}", NMT_Session="abc", Session="abc")
        assert visit_of(page.body)["session"] == ""


def test_voilas_own_question_is_not_told_the_session(server: Server) -> None:
    """Its answer ends in the environment, which every child of the kernel inherits."""
    visit = visit_of(signed_in(server, "Clio").get("/voila/render/voilas.ipynb?a=b").body)
    assert visit["session"]
    assert visit["session"] not in json.dumps(visit["environment"])


def test_a_forged_cookie_is_no_session(server: Server) -> None:
    mine, other = signed_in(server, "Clio"), server.browser()
    token = visit_of(mine.get("/voila/render/own.ipynb").body)["session"]
    person = next(name for name in mine.cookies if name.startswith("nmt-person-"))
    sign = mine.cookies[person].rstrip('"')
    altered = sign[:-1] + ("1" if sign.endswith("0") else "0")
    for value in (token, altered, '"2|1:0|10:1|4:name|4:abcd|ef"', ""):
        other.cookies[person] = value
        assert other.get("/voila/render/own.ipynb").status == 302
    code = next(name for name in mine.cookies if name.startswith("nmt-workbook-"))
    other.cookies[person] = mine.cookies[code]  # signed, but for another purpose
    assert other.get("/voila/render/own.ipynb").status == 302


def test_signing_out_ends_the_session_everywhere(server: Server) -> None:
    browser = signed_in(server, "Clio")
    page = browser.get("/voila/render/own.ipynb").body
    kernel = kernel_of(page)
    assert browser.get(f"/api/kernels/{kernel}").status == 200
    stolen = dict(browser.cookies)
    assert browser.get("/sign-out").status == 405
    assert browser.post("/sign-out").headers["Location"] == "/"
    browser.cookies = stolen
    assert browser.get("/voila/render/own.ipynb").status == 302
    assert browser.get(f"/api/kernels/{kernel}").status == 401
    assert browser.get(f"/api/kernels/{kernel}/channels").status == 401


def test_somebody_elses_sign_in_does_not_open_my_page(server: Server) -> None:
    """Two people after each other at one browser, whose access code is the same."""
    browser = signed_in(server, "Clio")
    page = browser.get("/voila/render/own.ipynb").body
    kernel = kernel_of(page)
    browser.sign_in("Tom", PASSPHRASE)
    assert browser.get(f"/api/kernels/{kernel}").status == 401


def test_a_guests_page_stays_theirs_when_they_sign_in(server: Server) -> None:
    browser = server.browser()
    page = browser.get("/voila/render/who.ipynb").body
    assert 'href="/sign-in?next=%2Fvoila%2Frender%2Fwho.ipynb">Sign in</a>' in page
    browser.sign_in("Tom", PASSPHRASE)
    kernel = kernel_of(page)
    assert browser.get(f"/api/kernels/{kernel}").status == 200


def test_forms_of_other_sites_are_refused(server: Server) -> None:
    browser = signed_in(server, "Pat")
    for path in ("/sign-in", "/sign-out", "/people", "/passphrase"):
        for origin in ("http://example.org", "null", "http://127.0.0.1:1"):
            answer = server.request(
                path, "POST", False, "name=Tom&action=retire", Cookie=browser.cookie(), Origin=origin
            )
            assert answer.status == 403
    assert "Tom" in browser.get("/people").body
    assert signed_in(server, "Tom")


@pytest.mark.parametrize("path", ["/sign-in", "/people", "/passphrase"])
def test_the_access_code_comes_first(server: Server, path: str) -> None:
    stranger = server.browser(with_code=False)
    assert stranger.get(path).headers["Location"].startswith("/login?")
    assert stranger.post(path, name="Pat", passphrase=PASSPHRASE).status == 403


def test_wrong_name_and_wrong_passphrase_look_alike(server: Server) -> None:
    browser = server.browser()

    def answer(name: str, passphrase: str) -> str:
        got = browser.sign_in(name, passphrase)
        assert got.status == 403
        return got.body.replace(name, "NAME")

    assert answer("Tess", "not it at all") == answer("Nobody", "not it at all")


def test_wrong_tries_slow_down_and_lock_nobody_out(server: Server) -> None:
    browser = server.browser()
    statuses = [browser.sign_in("Guessed", f"guess number {n}").status for n in range(6)]
    assert statuses[:4] == [403] * 4
    assert 429 in statuses[4:]
    slow = browser.sign_in("guessed", "once more and again")
    assert re.search(r"too many wrong tries for this name; try again in \d+ second", slow.body, re.IGNORECASE)
    assert signed_in(server, "Tom"), "others are not held up"

    def gets_another_try() -> bool:
        return browser.sign_in("Guessed", "still not right").status == 403

    wait_for(gets_another_try)


def test_whoever_is_right_gets_in_while_others_guess_at_their_name(server: Server) -> None:
    """From a browser they signed in at before; and they can change their passphrase there."""
    pat, new = signed_in(server, "Pat"), "quite another one"
    pat.post("/people", action="add", name="Tilda", role="trainer", passphrase=PASSPHRASE)
    own, guessers = server.browser(), [server.browser() for _ in range(2)]
    first = own.sign_in("Tilda", PASSPHRASE)
    cookie = next(line for line in first.cookies if line.startswith("nmt-known-"))
    assert {"HttpOnly", "SameSite=Strict", "Path=/sign-in"} <= set(cookie.split("; "))
    assert own.post("/sign-out").status == 303
    is_over, statuses = Event(), []

    def guess(browser: Browser) -> None:
        while not is_over.is_set():
            statuses.append(browser.sign_in("tilda", "not it at all").status)

    with ThreadPoolExecutor(2) as pool:
        guessing = [pool.submit(guess, browser) for browser in guessers]
        try:
            wait_for(lambda: statuses.count(429) > 20)
            assert own.sign_in("Tilda", "a slip of it").status == 403
            assert own.sign_in("TILDA", PASSPHRASE).status == 303
            changed = own.post("/passphrase", old=PASSPHRASE, passphrase=new, again=new)
            assert (changed.status, own.post("/sign-out").status) == (200, 303)
            assert own.sign_in("Tilda", new).status == 303
            stranger = server.browser().sign_in("Tilda", new)
            assert (stranger.status, "your turn is then kept" in stranger.body) == (429, True)
        finally:
            is_over.set()
    assert [guess.result() for guess in guessing] == [None, None]
    assert set(statuses) == {403, 429}
    assert statuses.count(403) < 12


def test_who_sees_the_people(server: Server) -> None:
    assert server.browser().get("/people").headers["Location"] == "/sign-in?next=%2Fpeople"
    for name in ("Tom", "Clio"):
        browser = signed_in(server, name)
        assert browser.get("/people").status == 403
        refused = browser.post("/people", action="add", name="New", role="trainee", passphrase=PASSPHRASE)
        assert refused.status == 403
        assert "/people" not in browser.get("/sign-in").body
    page = signed_in(server, "Pat").get("/people").body
    assert all(f"<strong>{name}</strong>" in page for name in ("Pat", "Tess", "Tom", "Clio"))
    page = signed_in(server, "Tess").get("/people").body
    assert "<strong>Tom</strong>" in page
    assert "Clio" not in page


def test_a_trainer_looks_after_trainees_only(server: Server) -> None:
    tess = signed_in(server, "Tess")
    for fields in (
        {"action": "add", "name": "Clara", "role": "clinician", "passphrase": PASSPHRASE},
        {"action": "passphrase", "name": "Clio", "passphrase": "taken over now"},
        {"action": "retire", "name": "Pat"},
        {"action": "retire", "name": "Tess"},
        {"action": "explode"},
        {},
    ):
        assert tess.post("/people", **fields).status == 400
    assert {row[0] for row in rows(server, "select name from person where retired is null")} >= {
        "Clio",
        "Pat",
    }
    assert not rows(server, "select 1 from person where name = 'Clara'")
    assert signed_in(server, "Clio")
    assert tess.post("/people", action="add", name="Tim", role="trainee", passphrase=PASSPHRASE).status == 303
    tim = signed_in(server, "Tim")
    assert (
        tess.post("/people", action="passphrase", name="Tim", passphrase="another set of words").status == 303
    )
    assert tim.get("/voila/render/own.ipynb").status == 302, "a new passphrase ends sessions"
    assert tim.sign_in("Tim", "another set of words").status == 303
    assert tess.post("/people", action="retire", name="Tim").status == 303
    assert tim.get("/voila/render/own.ipynb").status == 302, "retiring ends sessions"
    assert tim.sign_in("Tim", "another set of words").status == 403


def test_names_are_shown_harmlessly(server: Server) -> None:
    pat, name = signed_in(server, "Pat"), "<script>alert(1)</script>"
    assert pat.post("/people", action="add", name=name, role="trainee", passphrase=PASSPHRASE).status == 303
    again = pat.post("/people", action="add", name=name, role="trainee", passphrase=PASSPHRASE)
    assert again.status == 400
    pages = [again.body, pat.get("/people").body]
    attacker = signed_in(server, name)
    pages += [attacker.get(path).body for path in ("/voila/render/own.ipynb", "/sign-in", "/passphrase")]
    for page in pages:
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page.replace(html.escape(json.dumps(name)), "")


def test_ones_own_passphrase(server: Server) -> None:
    pat, new = signed_in(server, "Pat"), "quite another one"
    pat.post("/people", action="add", name="Cora", role="clinician", passphrase=PASSPHRASE)
    cora, elsewhere = signed_in(server, "Cora"), signed_in(server, "Cora")

    def change(old: str, first: str, again: str) -> int:
        return cora.post("/passphrase", old=old, passphrase=first, again=again).status

    assert change("not the old one", new, new) == 403
    assert change(PASSPHRASE, new, "differs from it") == 400
    assert change(PASSPHRASE, "short", "short") == 400
    assert cora.get("/passphrase").status == 200
    assert change(PASSPHRASE, new, new) == 200
    assert cora.get("/voila/render/own.ipynb").status == 200
    assert elsewhere.get("/voila/render/own.ipynb").status == 302
    assert server.browser().sign_in("Cora", new).status == 303
    assert server.browser().get("/passphrase").headers["Location"].startswith("/sign-in")


def test_hostile_forms_are_answered_calmly(server: Server) -> None:
    browser = signed_in(server, "Pat")
    for body in (
        "name=%ff%fe&passphrase=%ff",
        "name=" + "x" * 100_000,
        "=&=&&&",
        "name=a%00b&passphrase=%00" * 9,
    ):
        kind = "application/x-www-form-urlencoded"
        for path in ("/sign-in", "/people", "/passphrase"):
            answer = server.request(
                path, "POST", False, body, Cookie=browser.cookie(), Origin=server.url, Content_Type=kind
            )
            assert 400 <= answer.status < 500
            assert "Traceback" not in answer.body
    log = server.log.read_text()
    assert "Traceback" not in log
    assert PASSPHRASE not in log
    assert "Tom" not in log
