"""A trainer makes a case in the browser by keyboard: check, export, import, template."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from nmt_widgets import load_case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import Person, open_store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people.accounts import add_person
from nmt_widgets.training.references.reading import load_reference
from tests.apps.assessing import PASSPHRASE, Clinic
from tests.apps.pictures import take_pictures
from tests.conftest import JAMES_YAML
from tests.readability import assert_readable

pytestmark = pytest.mark.browser


class Workshop(Clinic):
    """The workbook with a trainer, and a folder of templates of its own."""

    def __init__(self, folder) -> None:
        self.cases, self.references = folder / "cases", folder / "references"
        for place, source, id in (
            (self.cases, JAMES_YAML.parent, "james"),
            (self.cases, JAMES_YAML.parent, "practice-girl-8"),
            (self.references, JAMES_YAML.parent / "references", "practice-girl-8"),
        ):
            place.mkdir(exist_ok=True)
            shutil.copy(source / f"{id}.yaml", place)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NMT_CASES", str(self.cases))
            patch.setenv("NMT_REFERENCES", str(self.references))
            super().__init__(folder)
        for name, role in {"Rhea": "trainer", "Tia": "trainee"}.items():
            add_person(open_engine(self._url), name, role, PASSPHRASE)

    def at(self, screen: str) -> str:
        return self.screen.replace("assess", screen)

    def score(self, case: str) -> None:
        """Fill in James's first scores, as the assessment screen would."""
        store = open_store(Person("Rhea", "trainer"), url=self._url)
        start = "assessments/1/functions/scores/"
        scores = {
            path: value for path, value in to_answers(load_case("james")).items() if path.startswith(start)
        }
        store.save(case, scores, base=store.latest(case).number, edit=f"scores-{case}")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    workshop = Workshop(tmp_path_factory.mktemp("workshop"))
    yield workshop
    workshop.close()


@pytest.fixture
def page(chromium, workshop):
    context = workshop.context(chromium, "Rhea", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: context.troubles.append(str(error)))
    page.goto(workshop.at("author"))
    yield page
    context.close()
    assert context.troubles == []


def shoot(page, name: str) -> None:
    """Look whether all can be read, and take pictures where they are wanted."""
    assert_readable(page, name)
    take_pictures(page, f"author-{name}")


def saved(page) -> None:
    page.locator('.nmt-save[data-state="saved"]').wait_for()


def names(page, panel: str) -> list[str]:
    return page.locator(f'[data-panel="{panel}"] .nmt-row-name').all_inner_texts()


def choose_tab(page, words: str) -> None:
    """Go to a tab by arrow keys from the one that is chosen."""
    page.locator('[role="tab"][aria-selected="true"]').focus()
    for _ in range(page.locator("[role=tab]").count()):
        if page.evaluate("document.activeElement.textContent").startswith(words):
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(words)


def test_a_trainer_makes_a_case(page, workshop, picture, tmp_path):
    keys = page.keyboard
    page.get_by_label("Working title").wait_for()
    assert page.get_by_role("banner").bounding_box()["height"] < 50  # all screens, and who it is, in one line
    shoot(page, "list")
    page.get_by_label("Working title").fill("Girl, kinship care")
    page.get_by_label("Age at the first assessment").fill("9 years")
    keys.press("Enter")
    page.locator('[role="tab"]').first.wait_for()
    page.get_by_label("Summary").fill("A girl who lives with her grandmother.")
    page.get_by_label("Difficulty").select_option("intermediate")
    page.get_by_label("Working title").fill("")
    expect(page.locator(".nmt-field-problem").first).to_have_text(
        "A case needs a title; the last one is kept."
    )
    page.get_by_label("Working title").fill("Girl in kinship care")
    saved(page)
    expect(page.locator("h1")).to_have_text("Girl in kinship care")
    shoot(page, "about")

    # three events by keyboard alone
    choose_tab(page, "Story")
    shoot(page, "story-empty")
    keys.press("Tab")
    keys.press("Enter")
    for at, (title, age) in enumerate(
        [("Moved to her grandmother", "4 years"), ("Born early", "0 months"), ("School", "6 years")]
    ):
        keys.type(title)
        expect(page.locator(".nmt-row-note").last).to_have_text("Not kept yet: the age is missing")
        keys.press("Tab")
        keys.type(age)
        if at < 2:
            keys.press("Control+Enter")
    expect(page.locator('[data-panel="story"] .nmt-row-note').last).to_be_empty()
    assert names(page, "story") == ["Moved to her grandmother", "Born early", "School"]
    keys.press("Alt+ArrowUp")
    assert names(page, "story") == ["Moved to her grandmother", "School", "Born early"]
    expect(page.locator('[data-panel="story"] .nmt-rows-line [role=status]')).to_have_text(
        "School, now 2 of 3"
    )
    saved(page)
    shoot(page, "story-open")
    page.get_by_role("button", name="Put in order of age").focus()
    keys.press("Enter")
    assert names(page, "story") == ["Born early", "Moved to her grandmother", "School"]
    saved(page)
    picture(page, "author-story", page.locator('[data-panel="story"]'), width=1000)

    # removed, and taken back
    page.get_by_role("button", name="Remove: Born early").focus()
    keys.press("Enter")
    expect(page.locator('[data-panel="story"] .nmt-rows-line [role=status]')).to_have_text(
        "Removed: Born early."
    )
    assert page.evaluate("document.activeElement.textContent").startswith("4 years")
    keys.press("Control+z")
    assert names(page, "story") == ["Born early", "Moved to her grandmother", "School"]
    saved(page)

    # the usual scenes become the case's own, with one more
    choose_tab(page, "Scenes")
    expect(page.locator(".nmt-usual li")).to_have_text(
        [
            "Opening: who this is",
            "The story, by chapters",
            "Questions to the room",
            "What is known and what is not",
        ]
    )
    shoot(page, "scenes-usual")
    page.get_by_role("button", name="Make this order the case's own").click()
    page.get_by_role("button", name="Add a scene").click()
    row = page.locator('[data-panel="scenes"] .nmt-row-item').last
    row.get_by_label("Scene", exact=True).select_option("panel")
    row.get_by_label("Panel", exact=True).select_option("six_rs")
    row.get_by_label("For the speaker only").fill("First note.\n\nSecond note.")
    row.get_by_label("Minutes").fill("4")
    saved(page)
    shoot(page, "scenes-own")

    # the check leads to what is missing
    choose_tab(page, "Check")
    page.get_by_role("button", name="Check the case").click()
    expect(page.locator(".nmt-problems li")).to_have_count(1)
    expect(page.locator(".nmt-problems").first).to_contain_text(
        "Not one of the functions is scored; score them on"
    )
    shoot(page, "finish-problem")
    page.get_by_role("link", name="Go there").click()
    page.locator(".nmt-assessment").wait_for()
    case = re.search(r"case=([\w-]+)", page.url)[1]
    workshop.score(case)
    page.goto(workshop.at("author") + f"?case={case}")
    choose_tab(page, "Assessments")
    expect(page.locator(".nmt-assessments")).to_contain_text("32 of 32 functions scored")
    shoot(page, "assessments")
    choose_tab(page, "Check")
    page.get_by_role("button", name="Check the case").click()
    expect(page.locator(".nmt-finish-told").first).to_have_text(
        "Nothing is wrong. The case can be saved as a template."
    )

    # out as a file, and in again as another record
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == f"{case}.yaml"
    page.get_by_role("button", name="All cases being made").click()
    page.locator('input[type="file"]').set_input_files(file)
    page.locator('[role="tab"]').first.wait_for()
    expect(page.locator(".nmt-subtitle")).not_to_contain_text(case)
    other = re.search(r"case=([\w-]+)", page.url)[1]
    exported, imported = (workshop.store.case(id).model_copy(update={"id": "x"}) for id in (case, other))
    assert exported == imported
    assert [event.title for event in imported.story] == ["Born early", "Moved to her grandmother", "School"]
    assert imported.presentation.scenes[-1].notes == ("First note.", "Second note.")

    # a template, which is on the home screen; another under the same name only when that is said
    choose_tab(page, "Check")
    name = page.get_by_label("Name of the template")
    expect(name).to_have_value("girl-in-kinship-care")
    name.press("Enter")
    expect(page.locator(".nmt-finish-told").nth(2)).to_have_text(
        "Saved as the template 'girl-in-kinship-care'."
    )
    name.fill("james")
    name.press("Enter")
    expect(page.locator(".nmt-finish-confirm")).to_contain_text(
        "already a template 'james': James. Replace it"
    )
    expect(page.get_by_role("button", name="No, keep it")).to_be_focused()
    shoot(page, "finish-replace")
    keys.press("Enter")
    assert "title: James" in (workshop.cases / "james.yaml").read_text(encoding="utf-8")
    page.goto(workshop.at("home"))
    expect(page.locator(".nmt-case-title", has_text="Girl in kinship care")).to_have_count(3)


def test_a_file_with_mistakes_is_refused_line_by_line(page, workshop, tmp_path):
    before = len(workshop.store.records())
    bad = tmp_path / "theirs.yaml"
    text = JAMES_YAML.read_text(encoding="utf-8")
    bad.write_text(text.replace("arousal: 2", "arousal: 13").replace("sleep: 4", "slep: 4"), encoding="utf-8")
    chosen = page.locator('input[type="file"]')
    chosen.set_input_files(bad)
    expect(page.locator(".nmt-case-report h3")).to_have_text(
        "2 problems in theirs.yaml; nothing was imported"
    )
    expect(page.locator(".nmt-case-report tbody tr").first).to_contain_text("did you mean 'sleep'?")
    expect(page.locator(".nmt-case-report")).to_be_focused()
    shoot(page, "report")
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a" * 1_000_001)
    chosen.set_input_files(large)
    expect(page.locator(".nmt-import-told")).to_contain_text("larger than 1 MB")
    deep = tmp_path / "deep.yaml"
    deep.write_bytes(b"[" * 500_000)
    chosen.set_input_files(deep)
    expect(page.locator(".nmt-case-report")).to_contain_text("nested too deeply")
    assert len(workshop.store.records()) == before


def test_a_copy_of_james_is_edited(page, workshop):
    page.get_by_role("button", name="Take a copy: James").click()
    page.locator('[role="tab"]').first.wait_for()
    choose_tab(page, "Story")
    shoot(page, "james-story")
    choose_tab(page, "Between")
    page.locator('[data-panel="between"] .nmt-row-open').first.click()
    page.locator('[data-panel="between"] .nmt-field-rows .nmt-row-open').first.click()
    shoot(page, "james-between")
    choose_tab(page, "Scenes")
    for at in (1, 5):
        page.locator('[data-panel="scenes"] .nmt-rows > li > .nmt-row-head .nmt-row-open').nth(at).click()
    shoot(page, "james-scenes")
    expect(page.locator('.nmt-save[data-state="saved"]')).to_be_visible()
    case = re.search(r"case=([\w-]+)", page.url)[1]
    assert workshop.store.latest(case).number == 1  # looking changes nothing

    # what a tab of each screen did not save: offered back where it belongs
    page.evaluate(
        """(start) => {
          const write = (changes) => JSON.stringify({ at: Date.now(), revision: 1, changes });
          const keep = (tab, changes) => localStorage.setItem(start + tab, write(changes));
          keep("one", { "assessments/1/functions/scores/sleep": { score: 3 } });
          keep("two", { summary: "Typed and not saved" });
        }""",
        f"nmt-draft:Rhea:{case}:",
    )
    page.reload()
    offer = page.locator(".nmt-save-offer")
    expect(offer).to_contain_text("Typed and not saved")
    expect(offer).to_have_count(1)
    page.get_by_role("button", name="Put back").click()
    saved(page)
    expect(page.get_by_label("Summary")).to_have_value("Typed and not saved")
    page.wait_for_function(
        "(left) => Object.keys(localStorage).join() === left", arg=f"nmt-draft:Rhea:{case}:one"
    )
    assert workshop.store.case(case).summary == "Typed and not saved"


def test_a_practice_case_gets_its_reference(page, chromium, workshop, monkeypatch):
    """A trainer copies a case, adds a trap by keyboard and saves; a trainee then scores it and sees the comparison."""
    keys = page.keyboard
    page.get_by_role("button", name=f"Take a copy: {load_case('practice-girl-8').title}").click()
    page.locator('[role="tab"]').first.wait_for()
    choose_tab(page, "Reference")
    expect(page.locator(".nmt-reference-progress")).to_contain_text("32 of 32 functions scored")
    part = page.locator(".nmt-reference-part", has=page.get_by_role("heading", name="Traps"))
    before = part.locator(".nmt-row-item").count()
    assert before
    part.get_by_role("button", name="Add a trap").focus()
    keys.press("Enter")
    keys.type("The tidy desk")
    keys.press("Tab")
    keys.type("Order that others keep for her is not her own.")
    expect(part.locator(".nmt-row-note").last).to_be_empty()
    saved(page)
    shoot(page, "reference")
    choose_tab(page, "Check and save")
    page.get_by_role("button", name="Check the case").click()
    page.get_by_text("Its reference is whole.").wait_for()
    page.get_by_label("Name of the template").fill("practice-girl-desk")
    keys.press("Enter")
    page.get_by_text("Saved as the template 'practice-girl-desk', with its reference.").wait_for()
    shoot(page, "reference-saved")
    assert "tidy desk" not in (workshop.cases / "practice-girl-desk.yaml").read_text(encoding="utf-8")
    monkeypatch.setenv("NMT_CASES", str(workshop.cases))
    monkeypatch.setenv("NMT_REFERENCES", str(workshop.references))
    reference = load_reference("practice-girl-desk")
    assert len(reference.traps) == before + 1
    assert reference.traps[-1].title == "The tidy desk"
    assert reference.functions == load_reference("practice-girl-8").functions

    context = workshop.context(chromium, "Tia")
    trainee = context.new_page()
    trainee.goto(workshop.at("practice"))
    trainee.locator('[data-begin="practice-girl-desk"]').click()
    trainee.locator(".nmt-sheet-row[data-current] [tabindex='0']").focus()
    trainee.keyboard.press("Home")
    for _ in reference.functions:
        trainee.keyboard.press("7")
        trainee.keyboard.press("Enter")
    expect(trainee.locator(".nmt-submit-progress")).to_have_text("32 of 32 scored")
    assert "tidy desk" not in trainee.content()
    trainee.get_by_role("button", name="Submit").click()
    trainee.get_by_role("button", name="Submit").last.click()
    trainee.locator(".nmt-practice-comparison").wait_for()
    trainee.get_by_text("The tidy desk").first.wait_for()
    assert context.troubles == []
    context.close()


def test_people_who_are_no_trainers_read_why_they_make_no_cases(chromium, workshop):
    context = workshop.context(chromium, "Tom")
    page = context.new_page()
    page.goto(workshop.at("author"))
    expect(page.locator("main")).to_contain_text("This screen is for the role Trainer.")
    context.close()
