"""One errand over every screen: a first person sets up a site, adds each role, and each sees the screens of that role.

Every screen is then looked at by axe, light and dark, and on a phone with very large text.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import TimeoutError, expect

from nmt_widgets.core.texts import texts
from nmt_widgets.store.people.roles import role_has
from tests.axe import axe_faults
from tests.patience import LIMIT

pytestmark = pytest.mark.browser

PASSPHRASE = "four words make one"
FOR_ALL = ["Cases", "Assessments", "Consultation", "Presentation", "Practice", "Classes"]
BARS = {
    "Trainer": [*FOR_ALL, "Compare ratings", "Training log", "Make a case"],
    "Trainee": [*FOR_ALL, "Training log"],
    "Clinician": [*FOR_ALL, "Compare ratings", "Training log"],
    "Programme": [*FOR_ALL, "Compare ratings", "Training log", "Programme"],
}
SCREENS = {
    "Trainer": [
        "home", "home?case=james", "present", "present?case=james", "practice", "class", "adjudicate", "certification",
        "author", "/people", "/files", "/settings", "/welcome", "/passphrase", "/glossary",
        "/nowhere",
    ],
    "Clinician": ["assess", "consult", "consult?case=james", "home?case=james"],
    "Programme": ["programme"],
    "Trainee": ["certification", "/voila/render/author.ipynb"],
    "": ["/sign-in", "consult"],
}  # fmt: skip
"""What each role looks at; "" is a guest."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """`nmt serve` where nobody has been added yet."""
    home = tmp_path_factory.mktemp("site")
    process = subprocess.Popen(
        [sys.executable, "-m", "nmt_widgets", "serve", "--no-browser", "--port", "0"],
        env={**os.environ, "NMT_DATA": str(home / "data"), "NMT_OUTPUTS": str(home / "outputs")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline() if process.stdout else ""
    match = re.search(r"http://\S+", line)
    assert match, line
    yield SimpleNamespace(door=match[0], origin=match[0].partition("/?")[0])
    process.terminate()
    try:
        process.wait(LIMIT)
    finally:
        process.kill()


@pytest.fixture
def browse(site: SimpleNamespace, chromium: Any) -> Iterator[Any]:
    """Open a browser in which the access code was entered; somebody may sign in there."""
    contexts = []

    def open_page(name: str = "", **settings: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce", **settings
        )
        contexts.append(context)
        context.request.get(site.door, max_redirects=0)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        if name:
            form = {"name": name, "passphrase": PASSPHRASE}
            headers = {"Origin": site.origin}
            answer = context.request.post(
                f"{site.origin}/sign-in", form=form, headers=headers, max_redirects=0
            )
            assert answer.status == 303, answer.text()
        return page

    yield open_page
    troubles = [trouble for context in contexts for page in context.pages for trouble in page.troubles]
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="module")
def people(site: SimpleNamespace, chromium: Any) -> None:
    """Add somebody of each role, whether or not the site has been set up."""
    request = chromium.new_context().request
    request.get(site.door, max_redirects=0)

    def send(path: str, **form: str) -> int:
        headers = {"Origin": site.origin}
        return int(request.post(f"{site.origin}{path}", form=form, headers=headers, max_redirects=0).status)

    tina = {"name": "Tina", "passphrase": PASSPHRASE}
    if send("/sign-in", **tina) != 303:
        assert send("/sign-in", first="yes", role="trainer", again=PASSPHRASE, **tina) == 303
    for role in BARS:
        assert (
            send("/people", action="add", name=f"My {role}", role=role.lower(), passphrase=PASSPHRASE) == 303
        )


def open_screen(page: Any, site: SimpleNamespace, address: str) -> None:
    """Open a screen or a page, and wait until it is there."""
    name, _, query = address.partition("?")
    is_page = address.startswith("/")
    page.goto(site.origin + (address if is_page else f"/voila/render/{name}.ipynb?{query}"))
    page.locator("body:not(.nmt-is-opening) h1:visible").first.wait_for()
    if query:
        page.locator(".nmt-heading button, .nmt-lobby button").first.wait_for()


def fits(page: Any) -> bool:
    """Wait until a page has taken its new width, and return whether it did."""
    try:
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=10_000)
    except TimeoutError:
        return False
    return True


def choose(page: Any, site: SimpleNamespace, **settings: str) -> None:
    """Choose settings by their values, and save them."""
    page.goto(f"{site.origin}/settings")
    for name, value in settings.items():
        page.locator(f"#{name}-{value}").check()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")


def test_a_first_person_sets_up_a_site_for_every_role(site: SimpleNamespace, browse: Any) -> None:
    page = browse()
    page.goto(f"{site.origin}/sign-in")
    page.get_by_label("Name").fill("Tina")
    page.get_by_role("radio", name="Trainer").check()
    page.get_by_label("New passphrase").fill(PASSPHRASE)
    page.get_by_label("The same passphrase again").fill(PASSPHRASE)
    page.get_by_role("button", name="Add me and sign in").click()

    tour = page.get_by_role("dialog", name="A short tour")
    all_steps = texts("help")["tour"]["steps"]
    steps = [step for step in all_steps if "needs" not in step or role_has("trainer", step["needs"])]
    for number, step in enumerate(steps, 1):
        expect(tour.get_by_role("heading")).to_have_text(step["title"])
        expect(tour).to_contain_text(f"{number} of {len(steps)}")
        if number < len(steps):
            page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(tour).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", name="Welcome, Tina")).to_be_visible()
    expect(tour).to_be_hidden()  # it does not come back by itself
    page.get_by_role("button", name="Take the tour").click()
    expect(tour).to_be_visible()
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()

    page.get_by_role("link", name="Add people").click()
    for role in BARS:
        page.get_by_label("Name").fill(f"A {role}")
        page.get_by_role("radio", name=role, exact=True).check()
        page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Added")
        expect(page.locator("strong", has_text=f"A {role}")).to_be_visible()

    page.goto(f"{site.origin}/files")
    backup = page.get_by_role("region", name="Take out a backup")
    backup.get_by_label("Your passphrase").fill(PASSPHRASE)
    with page.expect_download() as download:
        backup.get_by_role("button", name="Make the backup").click()
    assert download.value.suggested_filename.startswith("nmt-backup-")
    expect(backup.get_by_role("status")).to_contain_text("The file is made.")
    expect(backup.get_by_role("button", name="Make the backup")).to_be_enabled()
    expect(backup.get_by_label("Your passphrase")).to_have_value("")

    for role, bar in BARS.items():
        theirs = browse(f"A {role}")
        open_screen(theirs, site, "home")
        links = theirs.get_by_role("navigation", name="Screens").get_by_role("link")
        expect(links).to_have_text(bar)
        expect(links.first).to_have_attribute("aria-current", "page")
        theirs.keyboard.press("?")
        help = theirs.get_by_role("dialog", name="Help: Cases")
        expect(help).to_contain_text(texts("help")["screens"]["home"]["purpose"])
        help.get_by_text("Keys of this screen").click()
        expect(help.get_by_text("from box to box")).to_be_visible()
        help.get_by_role("button", name="Take the tour").click()
        expect(help).to_be_hidden()
        expect(theirs.get_by_role("dialog", name="A short tour")).to_be_visible()
        theirs.keyboard.press("Escape")


def test_settings_hold_on_every_screen(site: SimpleNamespace, people: None, browse: Any) -> None:
    page = browse("My Clinician", color_scheme="light")
    choose(page, site, palette="safe", theme="dark", text="130")
    expect(page.locator("#palette-safe")).to_be_checked()
    open_screen(page, site, "home?case=james")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 28)"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20.8px"
    assert page.evaluate("document.body.dataset.jpThemeLight") == "false"
    expect(page.get_by_role("radio", name="Safe for colour-blind eyes")).to_be_checked()
    box = page.locator(".nmt-box[data-function=arousal]").first
    dark_map = box.locator("rect").first.evaluate("element => getComputedStyle(element).fill")
    expect(page.locator(".nmt-chart text").first).to_be_attached()
    assert page.locator(".nmt-chart text").first.evaluate("element => getComputedStyle(element).fill") == (
        "rgb(236, 238, 242)"
    )
    open_screen(page, site, "consult?case=james")
    expect(page.get_by_role("radio", name="Safe for colour-blind eyes")).to_be_checked()
    open_screen(page, site, "present?case=james")
    expect(page.get_by_label("Colours of the map")).to_have_value("safe")
    expect(page.get_by_label("Light or dark")).to_have_value("dark")
    choose(page, site, palette="standard", theme="auto", text="100")
    open_screen(page, site, "home?case=james")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    standard = box.locator("rect").first.evaluate("element => getComputedStyle(element).fill")
    assert standard != dark_map


def test_every_screen_is_clean_for_axe_and_fits_a_phone_with_large_text(
    site: SimpleNamespace, browse: Any
) -> None:
    faults = {}
    for role, addresses in SCREENS.items():
        page = browse(f"My {role}" if role else "")
        for address in addresses:
            page.set_viewport_size({"width": 1280, "height": 800})
            open_screen(page, site, address)
            violations = axe_faults(page)
            page.evaluate("document.documentElement.dataset.text = '150'")
            page.set_viewport_size({"width": 390, "height": 800})
            if violations or not fits(page):
                faults[f"{role} {address}"] = violations or "wider than the phone"
    assert faults == {}, json.dumps(faults, indent=1)
