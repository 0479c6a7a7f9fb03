"""A programme lead enters a month, brings in a table and sets a phase in the browser, all by keyboard."""

import pytest
from playwright.sync_api import expect

from nmt_widgets.store.incidents.reading import CountListing
from nmt_widgets.store.incidents.site_incidents import SiteIncidents
from tests.apps.assessing import Clinic
from tests.apps.pictures import take_pictures
from tests.axe import assert_axe_clean

pytestmark = pytest.mark.browser

TABLE = "kind,date,unit,count,days\nrestraint,2026-01,North,2,300\nseclusion,2026-01,South,{},250\n"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    clinic = Clinic(tmp_path_factory.mktemp("clinic"), app="programme")
    yield clinic
    clinic.close()


@pytest.fixture
def page(chromium, clinic):
    context = clinic.context(chromium, "Petra", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: context.troubles.append(str(error)))
    page.goto(clinic.screen.replace("assess.ipynb", "programme.ipynb?part=counts"))
    wait_until_live(page)
    yield page
    context.close()
    assert context.troubles == []


def wait_until_live(page):
    """Wait until the first picture has given way to what can be filled in."""
    page.locator(".nmt-count-enter").wait_for()
    expect(page.locator(".nmt-still")).to_have_count(0)


def counts(clinic):
    page = SiteIncidents(clinic.store.access).page(CountListing())
    return [(entry.begins, entry.unit, entry.kind, entry.incidents, entry.days) for entry in page.entries]


def look(page, name):
    assert_axe_clean(page)
    take_pictures(page, f"programme-counts-{name}")


def test_a_programme_lead_keeps_incidents_and_phases(page, clinic, picture, tmp_path):
    keys = page.keyboard

    def retype(text):
        keys.press("Control+A")
        keys.type(text)

    def write(label, text):
        """Type into the field that has the keyboard, which is the one of a label."""
        expect(page.locator(":focus")).to_have_accessible_name(label)
        retype(text)

    def go_on(*names):
        for name in names:
            keys.press("Tab")
            expect(page.locator(":focus")).to_have_accessible_name(name)

    # a month: Enter goes to what is empty; a mistake stands at its field
    page.get_by_label("Kind", exact=True).first.focus()
    go_on("Month")
    write("Month", "2026-02")
    go_on("Unit")
    write("Unit", "North")
    keys.press("Enter")
    write("Incidents", "x")
    keys.press("Enter")
    write("Days", "30")
    keys.press("Enter")
    field = page.locator(":focus")
    expect(field).to_have_accessible_description(
        "'x' is not a whole number. Enter how many incidents there were."
    )
    expect(field).to_have_attribute("aria-invalid", "true")
    look(page, "fault")

    # a doubt: changed, and after a reload still there
    write("Incidents", "400")
    keys.press("Enter")
    expect(page.locator(":focus")).to_contain_text("more than 3 a day. Is it right?")
    look(page, "question")
    picture(page, "programme-counts-question", page.locator(".nmt-count-enter"), width=1000)
    go_on("Yes, that is right", "Change")
    keys.press("Enter")
    write("Incidents", "100")
    page.reload()
    wait_until_live(page)
    page.get_by_label("Incidents", exact=True).focus()
    expect(page.locator(":focus")).to_have_value("100")
    keys.press("Enter")
    expect(page.locator(":focus")).to_contain_text("Is it right?")
    go_on("Yes, that is right")
    keys.press("Enter")
    status = page.get_by_role("status")
    status.get_by_text("Entered: Restraint, North, February 2026: 100 incidents in 30 days.").wait_for()
    write("Unit", "South")
    keys.press("Enter")
    write("Incidents", "0")
    keys.press("Enter")
    write("Days", "280")
    keys.press("Enter")
    status.get_by_text("Entered: Restraint, South").wait_for()
    february = [
        ("2026-02-01", "South", "restraint", 0, 280.0),
        ("2026-02-01", "North", "restraint", 100, 30.0),
    ]
    assert counts(clinic) == february

    # the doubtful count is corrected
    page.get_by_role("button", name="Change: Restraint, North, February 2026").focus()
    keys.press("Enter")
    write("Incidents", "4")
    go_on("Days")
    write("Days", "300")
    page.get_by_text("Entered: 100 incidents in 30 days").wait_for()
    keys.press("Enter")
    expect(page.locator(":focus")).to_have_accessible_description("A reason is needed. Choose one.")
    look(page, "correct")
    keys.type("Counted anew")
    go_on("Correct")
    keys.press("Enter")
    expect(page.locator(":focus")).to_have_text("What was entered")
    status.get_by_text("Corrected.").wait_for()
    assert counts(clinic)[0] == ("2026-02-01", "North", "restraint", 4, 300.0)

    # a table with a bad line is mended, and entered as a whole
    table = tmp_path / "january.csv"
    page.on("filechooser", lambda chooser: chooser.set_files(table))
    for number in ("-1", "1"):
        table.write_text(TABLE.format(number))
        page.get_by_role("button", name="Choose a table").focus()
        keys.press("Enter")
        if number == "-1":
            expect(page.locator(":focus")).to_contain_text("january.csv: 1 problem. Nothing was entered.")
            row = page.get_by_role("row", name="Line 3")
            expect(row).to_contain_text("-1 is below 0.")
            look(page, "table")
            assert len(counts(clinic)) == 2
    status.get_by_text("january.csv: 2 counts entered, 0 were there already.").wait_for()
    assert counts(clinic)[2:] == [
        ("2026-01-01", "South", "seclusion", 1, 250.0),
        ("2026-01-01", "North", "restraint", 2, 300.0),
    ]

    # a phase
    page.get_by_label("Phase", exact=True).focus()
    write("Phase", "model in use")
    go_on("Unit")
    write("Unit", "North")
    go_on("First day")
    write("First day", "2026-02")
    keys.press("Enter")
    status.get_by_text("Set: model in use.").wait_for()
    phases = SiteIncidents(clinic.store.access).phases()
    assert [(phase.name, phase.unit, phase.begins) for phase in phases] == [
        ("model in use", "North", "2026-02-01")
    ]
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page, "phases")


def test_who_may_not_count_reads_why(chromium, clinic):
    context = clinic.context(chromium, "Cleo")
    page = context.new_page()
    page.goto(clinic.screen.replace("assess.ipynb", "programme.ipynb?part=counts"))
    expect(page.locator("h1")).to_be_visible()
    assert page.get_by_label("Incidents", exact=True).count() == 0
    context.close()
