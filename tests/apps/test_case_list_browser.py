"""Errands among thousands of clients: a clinician finds, opens, assigns and archives one, once by keyboard only; a
programme lead looks at all of them together and takes the report home.
"""

import re

import pytest
from playwright.sync_api import expect

from nmt_widgets.bench.many_clients import fill
from nmt_widgets.store import Person, open_store, operator
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.records.catalogue import Listing
from tests.apps.assessing import Clinic
from tests.apps.pictures import take_picture
from tests.axe import assert_axe_clean
from tests.patience import LIMIT
from tests.readability import assert_readable

pytestmark = pytest.mark.browser

CLIENTS = 4000  # `nmt bench lists` measures the same screens with 20,000


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    clinic = Clinic(folder, app="home", disk="1g", NMT_OUTPUTS=str(folder / "outputs"))
    fill(open_engine(f"sqlite:///{clinic.database}"), CLIENTS)
    clinic.add("Bo", "clinician")
    yield clinic
    clinic.close()


@pytest.fixture
def cleo(clinic):
    """The store as Cleo sees it."""
    return open_store(Person("Cleo", "clinician"), url=f"sqlite:///{clinic.database}")


@pytest.fixture
def open_page(clinic, chromium):
    """Open a screen as somebody; errors of the page fail the test."""
    contexts, troubles = [], []

    def open_(name, address="home.ipynb", **settings):
        context = clinic.context(chromium, name, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(clinic.screen.replace("assess.ipynb", address))
        list_of(page).wait_for()
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []


def list_of(page):
    """The live list, not the still picture of it."""
    return page.locator("body:not(.nmt-is-opening) .nmt-case-list")


def settled(page):
    """Wait until the list has answered."""
    page.locator('.nmt-case-sections[aria-busy="false"]').wait_for()


def test_one_client_among_many_is_found_opened_assigned_and_archived(open_page, cleo, keep, picture):
    page = open_page("Cleo")
    expect(page.get_by_role("heading", name=re.compile("^Clients"))).to_be_visible()
    expect(list_of(page).get_by_role("link", name=re.compile("^Show all .*: Clients"))).to_be_visible()
    picture(page, "home-groups")
    keep(page, "home-many")

    list_of(page).get_by_role("link", name=re.compile("^Show all .*: Clients")).click()
    settled(page)
    everybody = cleo.page(Listing(group="clients"))
    pages = -(-everybody.total // 24)
    expect(page.get_by_role("status").first).to_have_text(f"{everybody.total} cases, page 1 of {pages}")
    page.get_by_text("Filter and sort").click()
    page.get_by_role("textbox", name="Age: From").fill("old")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Write an age, such as 9, 8.5 or 18 months")).to_be_visible()
    page.get_by_role("textbox", name="Age: From").fill("6")
    page.get_by_role("textbox", name="Age: To").fill("14")
    page.keyboard.press("Tab")
    page.get_by_label("Order").select_option("Title, A to Z")
    expect(page.get_by_role("button", name="Take away the filter Age: 6 to 14")).to_be_visible()
    teenagers = Listing(group="clients", ages=(6, 14), sort="title", descending=False)
    chosen = cleo.page(teenagers).entries[2]
    page.get_by_role("searchbox", name="Search for a case").press_sequentially(chosen.case_id[:5])
    expect(page.locator(f'[data-entry="{chosen.case_id}"]')).to_be_visible()
    page.wait_for_url(re.compile(f"search={chosen.case_id[:5]}&"))
    picture(page, "home-filters")
    keep(page, "home-filters")
    address = page.url

    page.locator(f'[data-case="{chosen.case_id}"]').click()
    page.get_by_role("heading", name=chosen.title, level=1).wait_for()
    assert page.url.endswith(f"?case={chosen.case_id}")
    page.get_by_role("button", name="← All cases").click()
    expect(page.locator(f'[data-case="{chosen.case_id}"]')).to_be_focused()
    assert page.url == address
    page.locator(f'[data-case="{chosen.case_id}"]').click()
    page.get_by_role("heading", name=chosen.title, level=1).wait_for()
    page.go_back()
    expect(list_of(page).locator(f'[data-entry="{chosen.case_id}"]')).to_be_visible()
    assert page.url == address

    card = list_of(page).locator(f'[data-entry="{chosen.case_id}"]')
    card.get_by_text("More").click()
    card.get_by_role("button", name="Assign to a colleague").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Assigned to").select_option("Bo")
    picture(page, "home-assign")
    dialog.get_by_role("button", name="Assign", exact=True).click()
    expect(card).to_contain_text("Assigned to Bo")
    assert cleo.summary(chosen.case_id).assigned == "Bo"

    card.get_by_text("More").click()
    card.get_by_role("button", name="Put into the archive").click()
    expect(card).to_have_count(0)
    expect(page.get_by_text(f"“{chosen.title}” is in the archive now.")).to_be_visible()
    list_of(page).get_by_role("link", name=re.compile("^Archive")).click()
    card.get_by_text("More").click()
    card.get_by_role("button", name="Take out of the archive").click()
    expect(card).to_have_count(0)
    assert cleo.summary(chosen.case_id).archived is None


def test_from_one_of_them_to_the_second_time_beside_the_first_and_on_to_the_plan(open_page, cleo):
    completed = cleo.page(Listing(group="clients", statuses=("completed",), sort="title", size=100)).entries
    chosen = next(entry for entry in completed if len(cleo.case(entry.case_id).usable) == 2)
    page = open_page("Cleo")
    page.get_by_role("searchbox", name="Search for a case").press_sequentially(chosen.case_id)
    expect(page.get_by_role("status").first).to_have_text("1 case")
    list_of(page).get_by_role("link", name=chosen.title, exact=True).click()
    page.get_by_role("heading", name=chosen.title, level=1).wait_for()
    columns = page.locator(".nmt-brain-map .nmt-column-title")
    expect(columns).to_have_text([re.compile("^Assessment 1"), re.compile("^Assessment 2")])
    before, after = (
        page.locator(f"[data-column={column}][data-function=sleep]") for column in ("before", "client")
    )
    assert "change" not in before.get_attribute("aria-label")
    assert "change" in after.get_attribute("aria-label")
    page.get_by_role("link", name="Consult", exact=True).click()
    page.get_by_role("heading", name=chosen.title, level=1).wait_for()
    opened = page.locator("body:not(.nmt-is-opening)")  # no longer the still picture of the screen
    opened.get_by_role("radio", name="Plan", exact=True).check(force=True)
    expect(page.locator(".nmt-line").first).to_be_visible()
    assert page.url.endswith(f"consult.ipynb?case={chosen.case_id}")


def test_what_is_wrong_in_an_address_is_said_beside_its_filter(open_page):
    page = open_page("Cleo", "home.ipynb?group=clients&age_from=old")
    expect(page.get_by_text("Write an age, such as 9, 8.5 or 18 months")).to_be_visible()
    expect(page.get_by_role("textbox", name="Age: From")).to_have_value("old")


def test_a_client_is_found_and_filed_by_keyboard_only(open_page, cleo):
    page = open_page("Cleo", "home.ipynb?group=clients")
    chosen = cleo.page(Listing(group="clients", page=3)).entries[0]
    page.get_by_role("searchbox", name="Search for a case").focus()
    page.keyboard.type(chosen.case_id)
    expect(page.locator(".nmt-case")).to_have_count(1)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.case"):
            break
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_accessible_name(f"More: {chosen.title}")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_accessible_name(f"More: {chosen.title}")
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_accessible_name("Take it back")
    page.keyboard.press("Enter")
    expect(page.locator(".nmt-case")).to_have_count(1)
    assert cleo.summary(chosen.case_id).archived is None


def test_only_the_maps_in_view_are_drawn_and_the_cards_stay_while_the_kernel_answers(open_page, clinic):
    everything = open_store(operator(), url=f"sqlite:///{clinic.database}")
    completed = Listing(group="clients", statuses=("completed",), size=30)
    for entry in everything.page(completed).entries:
        everything.share(entry.case_id, "Petra", edit=f"share-{entry.case_id}")
    page = open_page("Petra", "home.ipynb?group=clients&status=completed")
    list_of(page).locator(".nmt-case-map svg").first.wait_for()
    below = list_of(page).locator(".nmt-case-map").last
    assert below.locator("svg").count() == 0
    below.scroll_into_view_if_needed()
    below.locator("svg").wait_for()
    page.evaluate("""() => {
      const sections = document.querySelector(".nmt-case-list .nmt-case-sections");
      window.least = Infinity;
      new MutationObserver(() => {
        window.least = Math.min(window.least, sections.querySelectorAll(".nmt-case").length);
      }).observe(sections, { childList: true, attributes: true });
    }""")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("status").first).to_contain_text("page 2 of")
    settled(page)
    assert page.evaluate("window.least") > 0
    expect(page.get_by_role("heading", name=re.compile("^All clients|^Clients"))).to_be_focused()


@pytest.mark.parametrize(
    ("screen", "widths"),
    [("home", (1280, 800, 390)), ("assess", (390,)), ("consult", (390,)), ("present", (800,))],
)
def test_the_lists_fit_at_any_width_and_can_be_read(open_page, screen, widths):
    page = open_page("Cleo", f"{screen}.ipynb?group=clients", viewport={"width": widths[0], "height": 900})
    page.get_by_text("Filter and sort").click()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("width => innerWidth === width", arg=width)
        assert_readable(page, str(width))  # light and dark
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"), width
            take_picture(page, f"list-{screen}-{width}-{scheme}")


def test_a_programme_lead_goes_from_all_clients_to_a_saved_report(clinic, chromium, keep, picture, tmp_path):
    context = clinic.context(chromium, "Petra")
    page = context.new_page()
    page.on("pageerror", lambda error: context.troubles.append(str(error)))
    page.goto(clinic.screen.replace("assess.ipynb", "programme.ipynb"))
    opened = page.locator("body:not(.nmt-is-opening)")
    opened.get_by_role("progressbar", name="Reading the clients").wait_for()
    expect(opened.locator(".nmt-finding").first).to_be_visible(timeout=LIMIT * 1000)
    result = page.locator(".nmt-programme-result")
    expect(result).to_have_text(re.compile(r"^All \d,\d{3} clients$"))
    expect(page.locator(".nmt-subtitle")).to_contain_text("clients. Data of ")

    # by keyboard only: to another topic, and to some of the clients
    page.get_by_role("link", name="Who gains", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("part=gains"))
    expect(page.get_by_role("link", name="Who gains", exact=True)).to_be_focused()
    findings = page.locator(".nmt-finding")
    expect(findings.first).to_contain_text("Without a comparison group")
    findings.first.evaluate("element => (element.dataset.same = 'yes')")
    page.get_by_label("Age at the start").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile("age="))
    expect(result).to_have_text(re.compile(r"^\d+ clients: Age at the start: "))
    expect(page.get_by_label("Age at the start")).to_be_focused()
    assert findings.first.get_attribute("data-same") == "yes", "the card stays, and changes"
    findings.first.locator(".nmt-chart[data-drawn]").wait_for()
    assert_axe_clean(page)
    keep(page, "programme-gains")
    picture(page, "programme-gains")

    findings.first.get_by_text("Show as a table").click()
    expect(findings.first.get_by_role("table")).to_be_visible()
    with page.expect_download() as download:
        findings.first.get_by_role("button", name="Slide picture").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    expect(findings.first.get_by_text("The picture is with your downloads.")).to_be_visible()

    address = page.url
    page.get_by_role("button", name="Everybody").click()
    expect(result).to_have_text(re.compile("^All "))
    page.go_back()
    expect(result).to_have_text(re.compile("Age at the start"))
    assert page.url == address

    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_role("button", name="Make it again")).to_be_visible(timeout=LIMIT * 1000)
    for label, start in (("Report", b"<!DOCTYPE html>"), ("PDF", b"%PDF")):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download: {label}").click()
        assert download.value.path().read_bytes().startswith(start)
    for width in (800, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("document.scrollingElement.scrollWidth <= window.innerWidth")
    context.close()
    assert context.troubles == []
