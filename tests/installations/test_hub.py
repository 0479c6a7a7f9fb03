"""JupyterHub and its proxy for real, the workbook both ways: who comes in, as what, and until when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from tornado.web import create_signed_value

from nmt_widgets.store import Person, open_store, operator
from tests.apps.assessing import Form
from tests.installations.hub import PASSWORD, SERVICE, HubInstallation, Visitor
from tests.patience import wait_for

OWN = "/user/ada/"
HOME = "voila/render/home.ipynb"
FORMS = {f"{SERVICE}sign-out", f"{SERVICE}files/tables"}
"""What a form asks for, and no link."""

FIRST = {
    "title": "Boy",
    "assessments/1/age": "9 years",
    "assessments/1/label": "First",
    "assessments/1/status": "in-progress",
}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubInstallation]:
    installation = HubInstallation(tmp_path_factory.mktemp("hub"))
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()


@pytest.fixture(scope="module")
def ada(hub: HubInstallation) -> Visitor:
    return hub.visitor("ada")


@pytest.fixture(scope="module")
def case(hub: HubInstallation, ada: Visitor) -> str:
    """A case of Ada's on the service."""
    ada.follow(SERVICE)
    store = open_store(Person("ada", "clinician"), url=hub.store_address)
    return str(store.create(None, FIRST, kind="clinical").case_id)


def kernel_of(page: str) -> str:
    match = re.search(r'"kernelId": "([^"]+)"', page)
    assert match, page[-2000:]
    return match[1]


def test_groups_of_the_hub_give_roles(hub: HubInstallation, ada: Visitor) -> None:
    for visitor, role in ((ada, "Clinician"), (hub.visitor("teo"), "Trainer")):
        path, page = visitor.follow(SERVICE)
        assert path == SERVICE + HOME
        assert f"({role})" in page.body
        assert "Sign out" in page.body
        assert "Change passphrase" not in page.body
    nia = hub.visitor("nia")
    _, page = nia.follow(SERVICE + "voila/render/practice.ipynb")
    assert page.status == 403
    assert "has no role in this workbook" in page.body
    assert "kernelId" not in page.body
    assert nia.send(f"{SERVICE}voila/static/1/voila.js").status == 401
    assert not any(name.startswith("nmt-person") for name, _ in nia.cookies)


def test_a_role_that_changes_in_the_hub_ends_what_is_open(hub: HubInstallation) -> None:
    hub.ask_hub("/users", "POST", json.dumps({"usernames": ["max"]}))
    group, other = ("/groups/teachers/users", "/groups/clinicians/users")
    hub.ask_hub(group, "POST", json.dumps({"users": ["max"]}))
    visitor = hub.visitor("max")
    _, page = visitor.follow(SERVICE)
    assert "(Trainer)" in page.body
    state = f"{SERVICE}api/kernels/{kernel_of(page.body)}"
    assert visitor.send(state).status == 200
    hub.ask_hub(group, "DELETE", json.dumps({"users": ["max"]}))
    hub.ask_hub(other, "POST", json.dumps({"users": ["max"]}))
    wait_for(lambda: visitor.send(state).status == 401)
    assert "(Clinician)" in visitor.follow(SERVICE)[1].body
    hub.ask_hub("/users/max", "DELETE")
    wait_for(lambda: visitor.send(f"{SERVICE}glossary").status == 302)


def test_only_whose_page_it_is_reaches_its_kernel(hub: HubInstallation, ada: Visitor) -> None:
    kernel = kernel_of(ada.follow(SERVICE)[1].body)
    teo = hub.visitor("teo")
    teo.follow(SERVICE)
    assert ada.connect(SERVICE, kernel) == 101
    assert teo.connect(SERVICE, kernel) == 401
    assert Visitor(hub).connect(SERVICE, kernel) == 401
    assert ada.connect(SERVICE, kernel, Origin="") == 403
    assert ada.connect(SERVICE, kernel, Origin="https://example.org") == 403
    assert ada.send(f"{SERVICE}api/kernels/{kernel}", Cookie="").status == 401


@pytest.mark.parametrize("lacking", ["service-nmt", "nmt-person"])
def test_a_cookie_that_is_forged_or_alone_opens_nothing(
    hub: HubInstallation, ada: Visitor, lacking: str
) -> None:
    kernel = kernel_of(ada.follow(SERVICE)[1].body)
    names = [key for key in ada.cookies if key[0].startswith(lacking)]
    assert names
    for forged in ("", *(create_signed_value("another key", key[0], "token").decode() for key in names)):
        thief = Visitor(hub, {**ada.cookies, **dict.fromkeys(names, forged)})
        assert thief.connect(SERVICE, kernel) == 401
        assert thief.send(f"{SERVICE}api/kernels/{kernel}").status == 401


def test_signing_in_with_a_state_of_somebody_else_is_refused(hub: HubInstallation) -> None:
    begun = Visitor(hub).send(SERVICE)
    assert begun.status == 302
    answer = hub.visitor("teo").send(f"{SERVICE}oauth_callback?{urlencode({'code': 'x', 'state': 'y'})}")
    assert (answer.status, "nmt-person" in str(answer.cookies)) == (403, False)
    assert "was not completed" in answer.body


def test_each_address_is_below_the_prefix(hub: HubInstallation, ada: Visitor) -> None:
    """Follow every link, form and script of every page; nothing leads out, and nothing is missing."""
    todo, done = [SERVICE], set()
    while todo:
        address = todo.pop()
        path, page = ada.follow(address)
        assert path.startswith(SERVICE), path
        assert page.status == 200, path
        done |= {urlsplit(address).path, urlsplit(path).path}
        if "html" not in page.headers.get("content-type", ""):
            continue
        config = re.search(r'id="jupyter-config-data" type="application/json">(.*?)</script>', page.body)
        if config:
            addresses = [
                value for key, value in json.loads(config[1]).items() if key.endswith("Url") and value
            ]
            assert all(urljoin(SERVICE, address).startswith(SERVICE) for address in addresses), addresses
        for link in re.findall(r' (?:href|src|action)="([^"#]+)[#"]', page.body):
            if link.startswith("data:"):
                continue
            address = urljoin(path, link.replace("&amp;", "&"))
            assert address.startswith(SERVICE), (path, link)
            place = urlsplit(address).path
            known = done | {urlsplit(other).path for other in todo} | FORMS
            if place not in known:
                todo.append(address)
    assert {SERVICE + name for name in (HOME, "settings", "files", "glossary", "welcome")} <= done


def sign_in(page, hub: HubInstallation, address: str) -> None:
    page.goto(hub.url + address)
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.fixture
def window(chromium, hub: HubInstallation):
    """A window of Chromium; every request of its pages is below the prefix, or JupyterHub's own."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    traffic: list[tuple[str, int]] = []
    page.on("response", lambda response: traffic.append((response.url, response.status)))
    page.on("websocket", lambda line: traffic.append((line.url.replace("ws:", "http:"), 101)))
    yield page
    context.close()
    outside = [
        url
        for url, _ in traffic
        if not url.startswith((hub.url + SERVICE, hub.url + "/hub/", "data:", "blob:"))
    ]
    assert not outside
    assert not [(url, status) for url, status in traffic if status == 404]


def test_the_hub_ends_and_begins_again_while_somebody_scores(hub: HubInstallation, case: str, window) -> None:
    sign_in(window, hub, f"{SERVICE}voila/render/assess.ipynb?case={case}")
    form = Form.of(window)
    form.wait()
    form.section("functions")
    form.score("arousal", "9")
    form.box("arousal", "9")
    form.saved()
    with hub.tells("service", "JupyterHub does not answer"):
        hub.kill("hub")
    form.score("sleep", "7")
    form.box("sleep", "7")
    form.saved()
    answer = Visitor(hub).send(SERVICE)
    assert answer.status == 503
    assert "JupyterHub does not answer, so nobody can sign in now" in answer.body
    with hub.tells("service", "JupyterHub answers again"):
        hub.start_hub()
    form.score("speech", "5")
    form.box("speech", "5")
    form.saved()
    answers = open_store(operator(), url=hub.store_address).read(case).answers
    scores = {"arousal": 9, "sleep": 7, "speech": 5}
    assert {name: answers[f"assessments/1/functions/scores/{name}"]["score"] for name in scores} == scores


def test_signing_out_at_the_hub_ends_the_page(hub: HubInstallation, case: str, window) -> None:
    sign_in(window, hub, f"{SERVICE}voila/render/assess.ipynb?case={case}")
    Form.of(window).wait()
    with window.context.expect_page() as other:
        window.evaluate("open('/hub/logout')")
    other.value.wait_for_load_state()
    window.get_by_text("You have been signed out").wait_for()
    window.reload(wait_until="commit")
    window.get_by_label("Username").wait_for()


def test_signing_out_of_the_workbook_signs_out_of_the_hub(hub: HubInstallation) -> None:
    visitor = hub.visitor("teo")
    visitor.follow(SERVICE)
    path, _ = visitor.follow(visitor.post(f"{SERVICE}sign-out").location.removeprefix(hub.url))
    assert path.startswith("/hub/log")
    assert visitor.follow(SERVICE)[0].startswith("/hub/login")


def test_a_server_of_ones_own_is_for_its_owner(hub: HubInstallation, ada: Visitor) -> None:
    ada.follow("/hub/spawn")
    path, page = ada.follow(OWN)
    assert path == OWN + HOME
    assert "(Clinician)" in page.body
    kernel = kernel_of(page.body)
    assert (hub.work / "data-ada" / "workbook.db").exists()
    teo = hub.visitor("teo")
    assert teo.follow(OWN)[1].status == 403
    assert [visitor.connect(OWN, kernel) for visitor in (teo, Visitor(hub))] == [401, 401]
    assert ada.connect(OWN, kernel, Origin="") == 403
    with ada.line(OWN, kernel) as status:  # a page that is open is no idle server
        assert status == 101
        before = hub.last_activity("ada")
        wait_for(lambda: hub.last_activity("ada") > before)


def test_the_log_has_no_token(hub: HubInstallation, ada: Visitor) -> None:
    log = hub.log("service")
    values = [value for (name, _), value in ada.cookies.items() if name != "_xsrf"]
    tokens = [part for value in [*values, *hub.secrets()] for part in value.split("|") if len(part) > 15]
    assert len(tokens) > 3
    assert not [token for token in tokens if token in log]
