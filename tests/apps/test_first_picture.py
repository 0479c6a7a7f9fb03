"""What a page shows before its scripts: the same words as the live screen, nothing that a guest may not see."""

import pytest

from tests.apps.assessing import Clinic

pytestmark = pytest.mark.browser

NAME = "Girl, third placement"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    clinic = Clinic(tmp_path_factory.mktemp("clinic"), app="home")
    yield clinic
    clinic.close()


@pytest.fixture
def cleo(chromium, clinic):
    context = clinic.context(chromium, "Cleo")
    yield context
    context.close()


def address(clinic, screen, **query):
    return f"{clinic.origin}/voila/render/{screen}.ipynb?" + "&".join(f"{k}={v}" for k, v in query.items())


def words(page, root):
    """Return the words in a part of the page: of HTML and of pictures."""
    text = f"[...document.querySelector('{root}').querySelectorAll('h1, h2, p, dt, dd, a, button, span, svg text')]"
    rows = page.evaluate(f"{text}.filter(e => e.getClientRects().length).map(e => e.textContent.trim())")
    return {" ".join(row.split()) for row in rows} - {""}


def without_scripts(page):
    """Let the script that draws the live screen not come, so that the picture stays."""
    page.route("**/front.js", lambda route: route.abort())


@pytest.mark.parametrize("screen", ["home", "assess", "consult"])
def test_the_words_of_the_picture_are_those_of_the_live_screen(clinic, cleo, screen):
    case = clinic.begin_james()
    page = cleo.new_page()
    without_scripts(page)
    page.goto(address(clinic, screen, case=case), wait_until="domcontentloaded")
    page.locator(".nmt-still").wait_for()
    picture = words(page, ".nmt-still")
    assert len(picture) > 20
    page.unroute_all()
    page.goto(address(clinic, screen, case=case))
    assert page.locator(".nmt-still").count() == 0
    live = words(page, ".nmt-output")
    assert {
        word for word in picture if word not in live and not any(word in longer for longer in live)
    } == set()


def test_a_page_whose_scripts_do_not_come_says_that_it_is_a_picture(clinic, cleo):
    page = cleo.new_page()
    without_scripts(page)
    page.goto(address(clinic, "home", case="james"), wait_until="domcontentloaded")
    page.get_by_role("alert").get_by_text("does not answer").wait_for()
    assert page.get_by_role("heading", name="James", exact=True).is_visible()
    assert page.locator("svg.nmt-map:visible").count() == 1
    assert not page.get_by_role("button", name="Make the report").is_enabled()


def test_a_page_without_scripts_shows_its_picture(chromium, clinic):
    context = clinic.context(chromium, "Cleo", java_script_enabled=False)
    page = context.new_page()
    page.goto(address(clinic, "home"), wait_until="domcontentloaded")
    assert "needs JavaScript" in page.locator(".nmt-alert:visible").inner_text()
    page.get_by_role("link", name="James", exact=True).click()  # a card is a link
    page.locator("svg.nmt-map:visible").wait_for()
    assert page.get_by_role("heading", name="James", exact=True).is_visible()
    context.close()


def test_a_picture_holds_nothing_that_a_guest_may_not_see(chromium, clinic, cleo):
    case = clinic.begin(title=NAME)
    guest = chromium.new_context()
    guest.request.get(clinic.door, max_redirects=0)
    for query in ({}, {"case": case}):
        own = cleo.request.get(address(clinic, "home", **query)).text()
        others = guest.request.get(address(clinic, "home", **query)).text()
        assert NAME in own
        assert NAME not in others
        assert 'class="nmt-still"' in others
    guest.close()


def test_who_has_begun_to_read_stays_there(clinic, cleo):
    page = cleo.new_page()
    routes = []
    page.route("**/front.js", lambda route: routes.append(route))
    page.goto(address(clinic, "home"), wait_until="commit")
    card = page.get_by_role("link", name="James", exact=True)
    card.focus()
    page.evaluate("scrollTo(0, 300)")
    while not routes:
        page.wait_for_event("request")
    routes[0].continue_()
    page.wait_for_function("!document.querySelector('.nmt-still')")
    assert page.evaluate("document.activeElement.dataset.case") == "james"
    assert page.evaluate("scrollY") == 300
