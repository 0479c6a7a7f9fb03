"""A consultation and the follow-up visit, in the browser; once by keyboard only."""

import re
import unicodedata
from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader

from nmt_widgets.papers import lines_for
from nmt_widgets.planning import agreed, plan, team_adherence
from tests.apps.assessing import Clinic
from tests.patience import wait_until_still

pytestmark = pytest.mark.browser

AIDE, TUTORING = "web:start:in_room_aide", "client:suspend:tutoring"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    clinic = Clinic(tmp_path_factory.mktemp("consultation"))
    yield clinic
    clinic.close()


@pytest.fixture
def case(clinic):
    """James's first assessment, completed, as a record."""
    id = clinic.begin_james()
    record = clinic.store.read(id)
    clinic.store.save(id, {"assessments/1/status": "completed"}, base=record.revision, edit=f"done-{id}")
    return id


@pytest.fixture
def consult(clinic, chromium):
    """Open the consultation of a case as Cleo; errors of the page fail the test."""
    contexts = []

    def open_(case="", **settings):
        context = clinic.context(chromium, "Cleo", **settings)
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        address = clinic.screen.replace("assess.ipynb", "consult.ipynb")
        page.goto(f"{address}?case={case}" if case else address)
        return page

    yield open_
    for context in contexts:
        assert [trouble for page in context.pages for trouble in page.troubles] == []
        context.close()


_ROOM_UNDER_BAR = """() => {
  const bar = document.querySelector(".nmt-save"), edge = bar.getBoundingClientRect().bottom;
  const under = [...bar.parentElement.querySelectorAll(":scope > :not(.nmt-save) *")]
    .filter((one) => one.checkVisibility() && one.children.length === 0 && one.getClientRects().length);
  return Math.min(...under.map((one) => one.getBoundingClientRect().top)) - edge;
}"""


def turn(page, view):
    page.get_by_role("radio", name=view, exact=True).check(force=True)


def receive(page, reader, recipient):
    """Open a reader's page and enter its recipient."""
    page.get_by_role("radio", name=f"For the {reader}").check(force=True)
    page.locator(f'.nmt-recipient[data-reader="{reader}"]').get_by_label("Who receives this page?").fill(
        recipient
    )
    page.frame_locator(".nmt-print-page iframe").get_by_text(f"For: {recipient}").wait_for()


def letters(text):
    """Return only the letters of a text: a PDF joins letters into ligatures and breaks lines anywhere."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text))


def decide(page, id, verdict, reason="", **fields):
    """Decide on a line, and wait until the workbook has taken it."""
    line = page.locator(f'.nmt-line[data-line="{id}"]')
    line.locator(f'input[value="{verdict}"]').check(force=True)
    for label, value in {"Reason": reason, **fields}.items():
        if value:
            line.get_by_label(re.compile(label)).fill(value)
    done = verdict if verdict == "accepted" or reason else "needs_reason"
    page.locator(f'.nmt-line[data-line="{id}"][data-verdict="{done}"]').wait_for()


def saved(page):
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.locator('.nmt-save[data-state="saved"]').wait_for()


def test_a_consultation_from_opening_the_case_to_the_printed_page(
    consult, clinic, case, tmp_path, keep, picture
):
    page = consult(case)
    bar = page.locator(".nmt-bar-row", has_text="Self-regulation")
    bar.wait_for()
    assert "42 %" in bar.inner_text()
    page.locator('.nmt-box[data-function="arousal"][data-column="client"]').click()
    page.get_by_role("radio", name="9", exact=True).click()
    page.locator('.nmt-box[data-function="arousal"][data-column="client"][data-score="9"]').wait_for()
    page.locator(".nmt-bar-row", has_text="Self-regulation").get_by_text("49 %").wait_for()
    picture(page, "consult-what-if", width=1100)
    assert clinic.answers(case)["assessments/1/functions/scores/arousal"]["score"] == 2
    page.get_by_role("button", name="Try: The ratio over 1.0", exact=True).click()
    page.get_by_text("The ratio goes over 1.0").wait_for()
    page.get_by_text("Tutoring: suspend → not settled").wait_for()
    keep(page, "consult-what-if")
    page.get_by_role("button", name="Back to the record").click()
    page.locator('.nmt-box[data-function="arousal"][data-column="client"][data-score="2"]').wait_for()

    turn(page, "Plan")
    page.get_by_role("heading", name="What can be expected at school").wait_for()
    assert "Body and person" in page.locator(".nmt-outlook").inner_text()
    aide = page.locator(f'[data-line="{AIDE}"]')
    aide.locator('input[value="accepted"]').check(force=True)
    aide.get_by_label("Who does it").fill("Ms. B")
    aide.get_by_label("From").fill("2026-12-01")
    picture(page, "consult-board", aide, width=1000)
    tutoring = page.locator(f'[data-line="{TUTORING}"]')
    tutoring.get_by_text("Why, and what would change it").click()
    assert "0.72" in tutoring.inner_text()
    tutoring.locator('input[value="rejected"]').check(force=True)
    tutoring.get_by_text("not decided yet: needs a reason").wait_for()
    assert tutoring.locator("h4").evaluate("title => getComputedStyle(title).textDecorationLine") == "none"
    tutoring.get_by_label("Reason").fill("He loves the tutor")
    page.locator(f'[data-line="{TUTORING}"][data-verdict="rejected"]').wait_for()
    page.get_by_label("Add a line of your own").last.fill("Walk the dog <b>daily</b>")
    page.keyboard.press("Enter")
    page.get_by_label(re.compile("Who was there")).fill("Foster mother\nTeacher")
    page.get_by_role("button", name="Agree the plan today").click()
    saved(page)
    keep(page, "consult-plan")
    team = clinic.store.case(case).assessment(1).plan
    assert team.decisions[AIDE].who == "Ms. B"
    assert team.decisions[TUTORING].reason == "He loves the tutor"
    assert team.present == ("Foster mother", "Teacher")
    assert team.agreed
    assert clinic.store.case(case).assessment(1).status == "completed"

    turn(page, "Papers")
    receive(page, "school", "Class teacher")
    paper = page.frame_locator(".nmt-print-page iframe")
    paper.get_by_text("This is what the team agreed on").wait_for()
    assert "An aide in the room" in paper.locator("body").inner_text()
    assert "Tutoring" not in paper.locator("body").inner_text()
    html = page.locator(".nmt-print-page iframe").get_attribute("srcdoc")
    sheet = page.context.new_page()
    sheet.troubles = []
    sheet.set_content(html)
    sheet.pdf(path=tmp_path / "school.pdf", prefer_css_page_size=True)
    assert "Ms. B" in PdfReader(tmp_path / "school.pdf").pages[0].extract_text()
    clinic.check(case)


def test_each_printed_page_says_what_the_team_decided_and_nothing_else(
    consult, clinic, case, tmp_path, keep, picture
):
    page = consult(case)
    page.locator(".nmt-bar-row").first.wait_for()
    turn(page, "Plan")
    page.locator(".nmt-line").first.wait_for()
    proposal = plan(clinic.store.case(case), 1)
    shared = [
        line.id
        for line in proposal.now
        if line.kind == "start" and {"home", "school"} & set(line.where) and line.part != "safety"
    ]
    accept, change, reject, unfinished = [*shared[:3], *shared[-2:]], shared[3], shared[4], shared[5]
    for id in accept:
        decide(page, id, "accepted")
    decide(
        page,
        change,
        "changed",
        "It fits better",
        **{"in your words": "One short task at a time, after some movement."},
    )
    decide(page, reject, "rejected", "There is one already")
    decide(page, unfinished, "rejected")
    page.get_by_label("Next meeting").fill("2027-01-11")
    page.get_by_role("button", name="Agree the plan today").click()
    saved(page)
    team = clinic.store.case(case).assessment(1).plan
    agreed_plan = agreed(proposal, team.decisions)
    assert (
        agreed_plan.counts.accepted,
        agreed_plan.counts.changed,
        agreed_plan.counts.rejected,
        agreed_plan.counts.lacking,
    ) == (
        5,
        1,
        1,
        1,
    )
    summary = page.locator(".nmt-meeting-said").inner_text()
    assert f"7 of {agreed_plan.counts.total} lines decided: 5 accepted, 1 changed, 1 rejected." in summary
    assert f"with {agreed_plan.counts.open} still open" in summary
    page.get_by_role("radio", name="Still open", exact=True).check(force=True)
    assert page.locator(".nmt-line:visible").count() == agreed_plan.counts.open
    page.get_by_role("radio", name="Agreed", exact=True).check(force=True)
    assert page.locator(".nmt-line:visible").count() == 6
    keep(page, "consult-plan-agreed")

    turn(page, "Papers")
    for reader, recipient in (("family", "Foster mother"), ("school", "Teacher")):
        receive(page, reader, recipient)
        if reader == "school":
            saved(page)
            picture(page, "consult-papers", width=1000)
        html = page.locator(".nmt-print-page iframe").get_attribute("srcdoc")
        sheet = page.context.new_page()
        sheet.troubles = []
        sheet.set_content(html)
        on_page = set(
            sheet.locator("[data-line]").evaluate_all("lines => lines.map((line) => line.dataset.line)")
        )
        assert on_page == {
            entry.line.id for group in lines_for(agreed_plan, reader).values() for entry in group
        }
        assert on_page
        assert on_page <= {*accept, change}
        if reader == "school":
            picture(sheet, "consult-school-page", whole=True, width=800)
        sheet.pdf(path=tmp_path / f"{reader}.pdf", prefer_css_page_size=True)
        printed = letters(
            "".join(pdf_page.extract_text() for pdf_page in PdfReader(tmp_path / f"{reader}.pdf").pages)
        )
        for entry in agreed_plan.lines:
            if entry.line.id in on_page and entry.line.kind != "suspend":
                assert letters(entry.line.title) in printed
                assert letters(entry.text) in printed
            elif entry.asks and not entry.is_agreed:
                assert letters(entry.line.text) not in printed
        if change in on_page:
            assert letters(proposal.line(change).text) not in printed
        sheet.close()
    page.get_by_role("radio", name="The agreed plan").check(force=True)
    whole = page.frame_locator(".nmt-print-page iframe")
    whole.get_by_role("heading", name="The agreed plan").wait_for()
    assert "11 January 2027" in whole.locator(".facts").inner_text()
    waiting = [entry.line.id for entry in agreed_plan.open if entry.line.part == "safety"]
    assert whole.locator("[data-line]").count() == 6 + len(waiting)
    assert whole.get_by_text("not taken up yet").count() == len(waiting) > 0
    turn(page, "Follow-up")
    page.locator(".nmt-weeks tbody tr").first.wait_for()
    assert page.locator(".nmt-weeks tbody tr").count() == 6
    clinic.check(case)


def test_nothing_can_be_decided_while_scores_are_on_trial(consult, clinic, case):
    page = consult(case)
    page.get_by_role("button", name="Try: The ratio over 1.0", exact=True).click()
    turn(page, "Plan")
    page.locator(".nmt-line").first.wait_for()
    back = page.get_by_role("button", name="Back to the record")
    assert page.locator(".nmt-line .nmt-verdicts input:enabled").count() == 0
    assert page.get_by_role("button", name="Agree the plan today").is_disabled()
    assert page.locator(".nmt-own-line button:enabled").count() == 0
    for view in ("Follow-up", "Papers", "States", "Map and what if", "Plan"):
        turn(page, view)
        back.wait_for()
    turn(page, "Papers")
    page.get_by_text("nothing to print while scores are on trial").wait_for()
    assert page.get_by_role("button", name="Print", exact=True).is_disabled()
    back.click()
    back.wait_for(state="hidden")
    turn(page, "Plan")
    aide = page.locator(f'.nmt-line[data-line="{AIDE}"]')
    aide.locator('input[value="accepted"]').check(force=True)
    saved(page)
    assert list(clinic.store.case(case).assessment(1).plan.decisions) == [AIDE]


def test_the_scores_tried_cover_no_box_of_the_map(consult, case):
    page = consult(case, viewport={"width": 1280, "height": 800})
    page.locator('.nmt-box[data-function="arousal"][data-column="client"]').click()
    tray = page.locator(".nmt-tray")
    tray.wait_for()
    over = tray.bounding_box()
    for box in page.locator('.nmt-box[data-column="client"]').all():
        inside = box.bounding_box()
        right, under = inside["x"] + inside["width"], inside["y"] + inside["height"]
        assert right <= over["x"] or under <= over["y"] or inside["y"] >= over["y"] + over["height"]
        assert under <= 800


def test_a_visit_a_month_later_records_what_was_carried_out(consult, clinic, case):
    decided = {
        f"assessments/1/plan/decisions/{AIDE}": {"verdict": "accepted", "minutes": 60, "times": 5},
        "assessments/1/plan/decisions/own:dog": {
            "verdict": "accepted", "title": "Walk the dog", "part": "client", "minutes": 20, "times": 4,
        },
        "assessments/1/plan/agreed": "2026-11-24",
    }  # fmt: skip
    base = clinic.store.read(case).revision
    clinic.store.save(case, decided, base=base, edit=f"agreed-{case}")
    page = consult(case)
    page.context.clock.set_fixed_time(datetime.now() + timedelta(days=28))
    page.locator(".nmt-bar-row").first.wait_for()
    turn(page, "Follow-up")
    page.get_by_label(re.compile("^Times done: Walk the dog")).first.wait_for()
    for times in page.get_by_label(re.compile("^Times done: An aide in the room")).all():
        times.fill("5")
    dog = page.get_by_label(re.compile("^Times done: Walk the dog")).all()
    dog[0].fill("4")
    dog[1].fill("0")
    page.get_by_label(re.compile("^Estimated: Walk the dog")).first.check()
    page.get_by_label("What came of it: An aide in the room").fill("Calmer mornings; no exclusion")
    saved(page)
    page.get_by_text(
        "Of 1 essential and therapeutic lines followed up, 1 were carried out by majority: 100 %"
    ).wait_for()
    assert page.locator(f'.nmt-fidelity[data-line="{AIDE}"]').inner_text() == "100 %"
    assert page.locator('.nmt-fidelity[data-line="own:dog"]').inner_text() == "50 %"
    record = clinic.store.case(case)
    team = record.assessment(1).plan
    assert len(team.entries[AIDE]) == 4
    assert next(iter(team.entries["own:dog"].values())).estimated
    assert team.outcomes[AIDE] == "Calmer mornings; no exclusion"
    assert team_adherence(agreed(plan(record, 1), team.decisions), team).share == 1.0
    clinic.check(case)


def test_a_consultation_by_keyboard_only(consult, clinic, case):
    page = consult()
    card = page.locator(f'[data-case="{case}"]')
    card.focus()
    page.keyboard.press("Enter")
    page.locator(".nmt-bar-row").first.wait_for()
    page.locator('.nmt-box[tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator('.nmt-steps [aria-checked="true"]:focus').wait_for()
    before = page.locator('.nmt-steps [aria-checked="true"]').inner_text()
    page.keyboard.press("ArrowRight")
    page.locator(".nmt-what-if-changed li").wait_for()
    assert page.locator('.nmt-steps [aria-checked="true"]').inner_text() == str(int(before) + 1)
    page.keyboard.press("ArrowLeft")
    page.locator(".nmt-what-if-changed li").wait_for(state="detached")
    page.get_by_role("button", name="Go to “Safety first”").focus()
    page.keyboard.press("Enter")
    page.locator(".nmt-board-part[data-part=safety] .nmt-seen").first.wait_for()
    page.wait_for_function("document.activeElement.tagName === 'H1'")
    turn(page, "Map and what if")
    page.locator('.nmt-choice input[value="map"]').focus()
    page.keyboard.press("ArrowRight")
    first = page.locator(".nmt-line .nmt-verdicts input").first
    first.wait_for(state="attached")
    first.focus()
    page.keyboard.press("Space")
    page.locator(f'.nmt-line[data-line="{TUTORING}"] input[value="accepted"]').focus()
    for key, verdict in (
        ("Space", "accepted"),
        ("ArrowRight", "needs_reason"),
        ("ArrowRight", "needs_reason"),
    ):
        page.keyboard.press(key)
        page.locator(f'.nmt-line[data-line="{TUTORING}"][data-verdict="{verdict}"]').wait_for()
    assert page.evaluate("document.activeElement.value") == "rejected"
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("He loves it")
    tutoring = page.locator(f'.nmt-line[data-line="{TUTORING}"]')
    page.locator(f'.nmt-line[data-line="{TUTORING}"][data-verdict="rejected"]').wait_for()
    saved(page)
    assert clinic.store.case(case).assessment(1).plan.decisions[TUTORING].reason == "He loves it"
    tutoring.get_by_role("button", name="Undecided").focus()
    page.keyboard.press("Enter")
    page.locator(f'.nmt-line[data-line="{TUTORING}"][data-verdict="open"]').wait_for()
    assert tutoring.locator(":focus").get_attribute("value") == "accepted"


def test_decisions_on_a_teaching_case_need_a_copy_of_it(consult, clinic):
    page = consult("james")
    page.locator(".nmt-bar-row").first.wait_for()
    turn(page, "Plan")
    page.locator(".nmt-line").first.wait_for()
    assert page.locator(".nmt-line .nmt-decision").count() == 0
    known = {record.case_id for record in clinic.store.records()}
    page.get_by_role("button", name="Take a copy into the store").click()
    page.wait_for_url(re.compile("case=c-"))
    copies = {record.case_id for record in clinic.store.records()} - known
    assert len(copies) == 1
    assert clinic.store.case(copies.pop()).assessment(1).functions.scores["arousal"].score == 2


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 720, "light"), (800, 1000, "dark")])
def test_every_view_fits_its_window(consult, case, width, height, scheme, keep):
    page = consult(case, viewport={"width": width, "height": height}, color_scheme=scheme)
    page.locator(".nmt-bar-row").first.wait_for()
    views = {
        "Map and what if": ".nmt-what-if",
        "Plan": ".nmt-line",
        "Follow-up": ".nmt-follow-up",
        "States": ".nmt-states",
        "Papers": ".nmt-print-page",
    }
    for view, part in views.items():
        turn(page, view)
        page.locator(part).first.wait_for()
        wait_until_still(page)
        keep(page, f"consult-{view.split()[0].lower()}-{width}")
        assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"), view
        if view in ("Plan", "Follow-up", "Papers"):
            page.locator(".nmt-save").first.wait_for()
            assert page.evaluate(_ROOM_UNDER_BAR) >= 8, view


def test_what_can_be_decided_on_a_line_stands_in_one_row_of_buttons(consult, case):
    page = consult(case)
    turn(page, "Plan")
    decide(page, AIDE, "accepted")
    heights = page.locator(f'.nmt-line[data-line="{AIDE}"] .nmt-verdicts').evaluate(
        "row => [...row.querySelectorAll('label, button')].map((one) => Math.round(one.offsetHeight))"
    )
    assert len(heights) == 4
    assert len(set(heights)) == 1, heights
