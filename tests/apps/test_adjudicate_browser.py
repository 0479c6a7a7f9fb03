"""Three clinicians in the browser: a second rating that is blind, the third who settles, and the result opened."""

import re

import pytest

from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people.accounts import add_person
from tests.apps.assessing import PASSPHRASE, Clinic, Form
from tests.apps.pictures import take_pictures
from tests.apps.test_class_board import submit
from tests.readability import assert_readable
from tests.widgets.form_page import NAMELESS as NAMELESS_IN_A_FORM

pytestmark = pytest.mark.browser

NAMELESS = NAMELESS_IN_A_FORM.replace("#form", ".nmt-screen")
SCORES = "assessments/1/functions/scores/"
STATUS = "assessments/1/status"
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    clinic = Clinic(tmp_path_factory.mktemp("settling"))
    for name in ("Bo", "Dot"):
        add_person(open_engine(clinic._url), name, "clinician", PASSPHRASE)
    yield clinic
    clinic.close()


@pytest.fixture
def open_page(chromium, clinic):
    """Open the screen for somebody, in a new tab of their browser; errors in any page fail the test."""
    browsers = {}

    def open_(name, query=""):
        if name not in browsers:
            browsers[name] = clinic.context(chromium, name, viewport={"width": 1280, "height": 720})
        context = browsers[name]
        page = context.new_page()
        page.on("pageerror", lambda error: context.troubles.append(str(error)))
        page.goto(clinic.screen.replace("assess.ipynb", f"adjudicate.ipynb{query}"))
        return page

    yield open_
    for context in browsers.values():
        assert context.troubles == []
        context.close()


def shoot(page, name):
    """Look whether all can be read, has a name and fits, and take pictures where they are wanted."""
    assert_readable(page, name)
    assert (name, page.evaluate(NAMELESS)) == (name, [])
    for width in (800, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        assert page.evaluate(_OVERFLOW) <= 0
    take_pictures(page, f"adjudicate-{name}")


def complete(clinic, case, **scores):
    answers = {
        SCORES + name: {"score": score, "note": "The school nurse measured it twice"}
        for name, score in scores.items()
    }
    base = clinic.store.latest(case).number
    clinic.store.save(case, {**answers, STATUS: "completed"}, base=base, edit=f"done-{case}")


def words_of(page):
    """Return what a screen says, without the maps of its cards: they come when they are in view."""
    return page.evaluate("""() => {
      const screen = document.querySelector(".nmt-screen").cloneNode(true);
      for (const map of screen.querySelectorAll(".nmt-case-map")) map.remove();
      return screen.textContent;
    }""")


def test_two_rate_blind_and_a_third_settles(clinic, chromium, open_page, picture):
    first = clinic.begin_james()

    # Bo begins a second rating, and is led to an empty form
    bo = open_page("Bo")
    bo.get_by_role("heading", name="Rate a client a second time").wait_for()
    shoot(bo, "begin")
    bo.get_by_role("button", name="Begin a blind rating").click()
    bo.wait_for_url(re.compile(r"assess\.ipynb\?case="))
    form = Form.of(bo)
    form.wait()
    second = re.search(r"case=([\w-]+)", bo.url)[1]
    assert form.page.get_by_text("Boy, kinship care").first.is_visible()
    assert not [path for path in clinic.answers(second) if path.startswith((SCORES, "history/"))]
    form.section("functions")
    form.score("arousal", "2")
    form.saved()

    # neither sees the other's, wherever they look
    cleo = open_page("Cleo")
    cleo.get_by_text("No pair yet").wait_for()
    for page, hidden in ((cleo, second), (bo, first)):
        words = []
        for code in (hidden, "c-222222"):
            page.goto(clinic.screen.replace("assess.ipynb", f"consult.ipynb?case={code}"))
            page.locator("body:not(.nmt-is-opening) .nmt-case-sections > *").first.wait_for()
            assert page.locator(f"[data-case='{hidden}']").count() == 0
            words.append(words_of(page).replace(code, ""))
        assert words[0] == words[1], "as for a code that nobody has"
        page.goto(clinic.screen.replace("assess", "adjudicate") + f"?first={first}/1&second={second}/1")
        page.get_by_text("there is no such case").wait_for()

    # both complete; on four functions they differ
    complete(clinic, first)
    sections = ("relational_health/", "sections/caregiving/", "sections/safety/")
    rated = (SCORES, "history/", *(f"assessments/1/{part}" for part in sections))
    james = {path: answer for path, answer in clinic.answers(first).items() if path.startswith(rated)}
    james["history/adversity/infancy/neglect"] = {"severity": 5, "pattern": "single"}
    apart = {SCORES + name: {"score": score} for name, score in (("sleep", 9), ("reward", 8), ("arousal", 3))}
    clinic.store.save(
        second, {**james, **apart}, base=clinic.store.latest(second).number, edit=f"as-james-{second}"
    )
    complete(clinic, second, cardiovascular=9)

    # one of the two looks, and may not settle
    bo.goto(clinic.screen.replace("assess.ipynb", "adjudicate.ipynb"))
    bo.get_by_role("button", name="Open: Boy, kinship care").click()
    bo.get_by_text("A third person settles").wait_for()
    assert bo.locator(".nmt-pair form").count() == 0
    shoot(bo, "rater")

    # the third: by keyboard from the first difference to the last
    dot = open_page("Dot")
    dot.get_by_role("button", name="Open: Boy, kinship care").wait_for()
    bar = dot.get_by_role("link", name="Compare ratings").locator("xpath=ancestor::nav")
    assert bar.bounding_box()["height"] < 50
    shoot(dot, "list")
    dot.get_by_role("button", name="Open: Boy, kinship care").click()
    differences = dot.locator(".nmt-differences li")
    differences.first.wait_for()
    count = differences.count()
    assert count >= 4
    assert dot.get_by_text(f"0 of {count} settled").is_visible()
    shoot(dot, "pair")
    dot.locator(".nmt-differences [aria-current]").focus()
    dot.keyboard.press("ArrowDown")
    dot.keyboard.press("ArrowUp")
    dot.keyboard.press("Enter")
    dot.wait_for_function("document.activeElement.closest('.nmt-difference h2') !== null")
    for key in ("Tab", "Tab"):
        dot.keyboard.press(key)
    dot.keyboard.press("Space")
    dot.keyboard.press("ArrowDown")  # the second's answer
    assert dot.get_by_role("radio", name="Bo").is_checked()
    dot.get_by_label("Why").focus()
    dot.keyboard.type("Both were shown the <b>film</b>")
    dot.keyboard.press("Control+Enter")
    dot.get_by_text(f"Kept. 1 of {count} settled.").wait_for()
    assert dot.evaluate("document.activeElement.closest('.nmt-difference') !== null")
    (settled,) = [record for record in clinic.store.records() if f"{first}/1" in record.settles]
    assert (settled.owner, settled.statuses[1]) == ("Dot", "in-progress")

    # the tab is closed: what was settled is there; another answer than both
    dot.close()
    dot = open_page("Dot", f"?first={first}/1&second={second}/1")
    dot.get_by_text(f"1 of {count} settled").wait_for()
    other = open_page("Dot", f"?first={first}/1&second={second}/1")
    other.get_by_text(f"1 of {count} settled").wait_for()
    dot.get_by_label("Answer", exact=True).select_option("6")
    assert dot.get_by_role("radio", name="Another answer").is_checked()
    dot.get_by_label("How sure").select_option(index=1)
    dot.get_by_label("Why").fill("Between both, says the diary")
    shoot(dot, "settling")
    picture(dot, "adjudicate-settling", dot.locator(".nmt-pair-columns"), width=1000)

    # a second tab settles the same meanwhile: the first is told, and keeps what was typed
    dot.evaluate("window.nmtBefore = 1")
    other.get_by_role("radio", name="Cleo").check()
    other.get_by_label("Why").fill("From the other tab")
    other.get_by_role("button", name="Keep and go on").click()
    other.get_by_text(f"Kept. 2 of {count} settled.").wait_for()
    dot.get_by_role("button", name="Keep and go on").click()
    dot.get_by_text("What they settled is shown now").wait_for()
    assert not dot.get_by_text("or somebody else saved").is_visible(), "it is told once"
    assert dot.get_by_text("From the other tab").is_visible()
    assert dot.get_by_label("Why").input_value() == "Between both, says the diary"
    shoot(dot, "stale")
    dot.get_by_role("button", name="Keep and go on").click()
    dot.get_by_text(f"Kept. 2 of {count} settled.").wait_for()
    finish = dot.get_by_role("button", name="Finish")
    for at in range(3, count + 1):
        assert finish.is_disabled()
        dot.get_by_role("radio", name="Cleo").check()
        dot.get_by_label("Why").fill("As the first saw it")
        dot.get_by_role("button", name="Keep and go on").click()
        dot.get_by_text(f"Kept. {at} of {count} settled.").wait_for()
    finish.click()
    dot.get_by_text("Settled and completed as").wait_for()
    assert dot.locator(".nmt-pair-settled tbody tr").count() == count
    assert dot.get_by_text("Both were shown the <b>film</b>").is_visible()
    dot.locator(".nmt-agreed summary").click()
    shoot(dot, "done")

    # the result is a case like any other, for everybody
    scores = clinic.store.case(settled.case_id).assessment(1).functions.scores
    assert 6 in {score.score for score in scores.values()}
    assert "Between both, says the diary" in {score.note for score in scores.values()}
    dot.get_by_role("link", name="Open the result").click()
    dot.locator(".nmt-map, .nmt-brain-map, svg").first.wait_for()
    assert settled.case_id in dot.url
    cleo.goto(clinic.screen.replace("assess.ipynb", f"consult.ipynb?case={settled.case_id}"))
    cleo.get_by_role("heading", name="Boy, kinship care").wait_for()
    clinic.check(settled.case_id)
    clinic.check(second)


def test_a_trainer_settles_two_attempts(clinic, open_page):
    """Two trainees submitted the same practice case; they see nothing to settle, the trainer settles by keyboard."""
    engine = open_engine(clinic._url)
    for name, role in (("Tia", "trainee"), ("Rhea", "trainer")):
        add_person(engine, name, role, PASSPHRASE)
    for name, apart in (("Tom", {}), ("Tia", {"sleep": 9, "reward": 2})):
        submit(engine, name, **apart)

    page = open_page("Rhea")
    page.get_by_label("First rating").wait_for()
    for at, label in enumerate(("First rating", "Second rating")):
        options = page.get_by_label(label).locator("option")
        named = [
            option.get_attribute("value")
            for option in options.all()
            if (("Tom", "Tia")[at]) in option.inner_text()
        ]
        page.get_by_label(label).select_option(named[0])
    page.get_by_role("button", name="See how far they agree").click()
    page.get_by_text("0 of 2 settled").wait_for()
    shoot(page, "attempts")

    # what is written and not kept outlives another difference looked at, and a reload
    page.get_by_label("Why").fill("Half a reason")
    page.locator(".nmt-differences button", has_text="Reward").click()
    assert page.get_by_label("Why").input_value() == ""
    page.reload()
    page.get_by_text("0 of 2 settled").wait_for()
    page.locator(".nmt-differences button", has_text="Sleep").click()
    assert page.get_by_label("Why").input_value() == "Half a reason"
    for at, name in enumerate(("Tom", "Tia"), 1):
        page.get_by_role("radio", name=name).focus()
        page.keyboard.press("Space")
        page.get_by_label("Why").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("Paragraph 7 says it")
        page.keyboard.press("Control+Enter")
        page.get_by_text(f"Kept. {at} of 2 settled.").wait_for()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('nmt-settle'))") == []
    page.get_by_role("button", name="Finish").click()
    page.get_by_text("Settled and completed as").wait_for()
    [settled] = [record for record in clinic.store.records() if record.owner == "Rhea"]
    scores = clinic.store.case(settled.case_id).assessment(1).functions.scores
    attempts = {record.owner: clinic.store.case(record.case_id) for record in clinic.store.records()}
    submitted = {name: attempts[name].assessment(1).functions.scores for name in ("Tom", "Tia")}
    chosen = {scores[id].score for id in ("sleep", "reward")}
    assert chosen in (
        {submitted["Tom"]["sleep"].score, submitted["Tia"]["reward"].score},
        {submitted["Tia"]["sleep"].score, submitted["Tom"]["reward"].score},
    )
    assert scores["sleep"].note == "Paragraph 7 says it"
    assert settled.kind == "practice"

    page = open_page("Tom")
    page.get_by_role("heading", name="“Compare ratings” is not open to you").wait_for()
    assert settled.case_id not in page.content()


class TestManyClients:
    """Apart from the others: they count who is there."""

    @pytest.fixture
    def clinic(self, tmp_path_factory):
        clinic = Clinic(tmp_path_factory.mktemp("many"))
        clinic.add("Bo", "clinician")
        yield clinic
        clinic.close()

    def test_a_client_of_many_is_found_and_rated_a_second_time(self, clinic, open_page):
        for number in range(102):
            answers = {
                "title": f"Client {number}",
                "assessments/1/label": "First",
                "assessments/1/age": "9 years",
            }
            clinic.store.create(f"many-{number}", answers, kind="clinical")
        bo = open_page("Bo")
        field = bo.get_by_role("searchbox", name="Title or code")
        field.wait_for()
        shoot(bo, "find")
        chosen = bo.get_by_role("combobox", name="Assessment")
        assert chosen.locator("option").count() == 100
        field.fill("MANY-0")
        field.press("Enter")
        bo.wait_for_function("document.querySelectorAll('select[name=of] option').length === 1")
        assert field.evaluate("field => field === document.activeElement")
        bo.get_by_role("button", name="Begin a blind rating").click()
        bo.wait_for_url(re.compile(r"assess\.ipynb\?case="))
        [second] = [record for record in clinic.store.records() if record.second_of]
        assert second.second_of == "many-0/1"
