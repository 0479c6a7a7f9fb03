"""Who may open which screen: the bar, addresses of closed screens, settings, and the pages for whoever comes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nmt_widgets.core.texts import texts
from nmt_widgets.server.shared.preferences import Preferences, checked_preferences, preferences
from nmt_widgets.server.shared.screen_names import apps_in, open_screens
from nmt_widgets.store import Person
from nmt_widgets.store.people.roles import sign_in_roles
from tests.conftest import ROOT
from tests.server.running import Server, own_rules, start, stop, write_notebook

PASSPHRASE = "four words make one"
NOTEBOOKS = ROOT / "notebooks"
FOR_GUESTS = {"home", "consult", "present"}
FOR_ALL = FOR_GUESTS | {"assess", "practice", "class", "certification"}
OPEN = {
    "trainer": FOR_ALL | {"adjudicate", "author"},
    "trainee": FOR_ALL,
    "clinician": FOR_ALL | {"adjudicate"},
    "programme": FOR_ALL | {"adjudicate", "programme"},
}


@pytest.mark.parametrize("role", sign_in_roles())
def test_each_role_has_its_screens(role: str) -> None:
    assert {*open_screens(NOTEBOOKS, Person("A", role))} == OPEN[role]


def test_guests_and_unknown_roles_have_the_open_ones() -> None:
    assert {*open_screens(NOTEBOOKS, None)} == FOR_GUESTS
    assert {*open_screens(NOTEBOOKS, Person("A", "king"))} == FOR_ALL


def test_a_site_that_takes_a_right_closes_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = own_rules(
        tmp_path / "site", "roles", "notes, authors, presents]\n    looks_after", "notes]\n    looks_after"
    )
    monkeypatch.setenv("NMT_SITE", str(site))
    assert "author" not in open_screens(NOTEBOOKS, Person("A", "trainer"))


def test_every_screen_of_the_bar_is_there() -> None:
    assert {*texts("server")["screens"]} == {*apps_in(NOTEBOOKS)}


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "theme%3Dpurple",
        "text%3D9000%26palette%3Dnone",
        "language%3D..%252Fetc",
        "%" * 50,
        "theme%3Dauto",
    ],
)
def test_a_cookie_that_says_nothing_known_chooses_nothing(cookie: str) -> None:
    assert preferences(cookie) == Preferences()


def test_preferences_come_back_from_their_cookie() -> None:
    chosen = Preferences("en", "safe", "dark", "150")
    assert preferences(chosen.to_cookie()) == chosen
    assert chosen.to_options() == {"language": "en", "palette": "safe"}
    assert checked_preferences({"theme": "auto", "text": "100", "palette": "grey"}) == Preferences(
        palette="grey"
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a screen for all, one for people, and one for those who make cases; Tina is its first person."""
    work = tmp_path_factory.mktemp("doors")
    options = "from nmt_widgets.apps.shared.request_context import request_context; print(request_context().options)"
    write_notebook(work / "notebooks", "home", options)
    write_notebook(work / "notebooks", "practice", "print('mine')", person=True)
    write_notebook(work / "notebooks", "author", "print('the case')", needs=["authors"])
    server = start(work / "notebooks", work)
    first = {"name": "Tina", "role": "trainer", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    # as the button “Sign in” on the list of cases sends it
    added = server.browser().post("/sign-in", first="yes", next="/voila/render/home.ipynb", **first)
    assert added.headers["Location"] == "/welcome?tour=yes"
    yield server
    stop(server)


def bar_of(page: str) -> list[str]:
    nav = re.search(r"<nav.*?</nav>", page, re.DOTALL)
    return re.findall(r">([^<]+)</a>", nav[0]) if nav else []


def test_an_address_of_a_closed_screen_is_answered_in_a_sentence(server: Server) -> None:
    tina = server.browser()
    tina.sign_in("Tina", PASSPHRASE)
    assert bar_of(tina.get("/people").body) == ["Cases", "Practice", "Make a case"]
    for role in sign_in_roles():
        fields = {"name": f"A {role}", "role": role, "passphrase": PASSPHRASE}
        assert tina.post("/people", action="add", **fields).status == 303
    ada = server.browser()
    ada.sign_in("A trainee", PASSPHRASE)
    for path in ("/voila/render/home.ipynb", "/settings", "/passphrase", "/welcome"):
        assert bar_of(ada.get(path).body) == ["Cases", "Practice"], path
    closed = ada.get("/voila/render/author.ipynb")
    assert closed.status == 403
    text = html.unescape(closed.body)
    assert "“Make a case” is not open to you" in text
    assert "This screen is for the role Trainer. You are signed in as A trainee (Trainee)." in text
    assert 'class="nmt-button" href="/"' in text
    assert bar_of(closed.body) == ["Cases", "Practice"]
    assert "the case" not in text
    assert ada.get("/people").status == 403
    guest = server.browser()
    assert bar_of(guest.get("/voila/render/home.ipynb").body) == ["Cases"]
    assert guest.get("/voila/render/author.ipynb").headers["Location"].startswith("/sign-in?")


def test_settings_are_kept_in_the_browser_and_reach_every_page_and_the_kernel(server: Server) -> None:
    guest = server.browser()
    assert '<html lang="en">' in guest.get("/settings").body
    chosen = {"language": "en", "palette": "safe", "theme": "dark", "text": "130"}
    assert guest.post("/settings", **chosen).headers["Location"] == "/settings?said=saved"
    tag = '<html lang="en" data-theme="dark" data-chosen-theme="dark" data-palette="safe" data-text="130">'
    for path in (
        "/settings",
        "/sign-in",
        "/glossary",
        "/voila/render/home.ipynb",
        "/voila/render/none.ipynb",
    ):
        assert tag in guest.get(path).body, path
    assert "'palette': 'safe'" in html.unescape(guest.get("/voila/render/home.ipynb").body)
    guest.post("/settings", theme="purple", palette="x" * 5000, text="1", language="xx")
    assert '<html lang="en">' in guest.get("/settings").body
    assert '<html lang="en">' in server.browser().get("/settings").body


def test_whoever_looks_after_everybody_hands_it_on(server: Server) -> None:
    tina = server.browser()
    tina.sign_in("Tina", PASSPHRASE)
    tina.post("/people", action="add", name="Clio", role="clinician", passphrase=PASSPHRASE)
    clio = server.browser()
    clio.sign_in("Clio", PASSPHRASE)
    assert clio.get("/people").status == 403
    assert clio.post("/people", action="entrust", name="Clio").status == 403
    assert tina.post("/people", action="entrust", name="clio").headers["Location"] == "/people?said=entrust"
    assert "Tina" in clio.get("/people").body
    assert clio.post("/people", action="relieve", name="Clio").headers["Location"] == "/"
    assert clio.get("/people").status == 403
    assert tina.post("/people", action="explode", name="Clio").status == 400


def test_the_words_used_here_are_a_page(server: Server) -> None:
    page = html.unescape(server.browser().get("/glossary").body)
    assert '<div id="cmr">' in page
    assert '<a href="#not_settled">' in page
