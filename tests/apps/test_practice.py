"""A trainee practises, another one looks on, a trainer looks after both; and nobody sees a reference too early."""

import json
import re
import shutil
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from nmt_widgets import load_instrument
from nmt_widgets.bench.kernels import kernel_id, kernel_processes
from nmt_widgets.store import Locked, Person, open_store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.feedback import Feedback
from nmt_widgets.store.people.accounts import add_person
from nmt_widgets.training.references.reading import load_reference
from tests.apps.assessing import PASSPHRASE, SCORES, Clinic
from tests.apps.practising import Practising, go_by_tab
from tests.axe import assert_axe_clean
from tests.conftest import ROOT
from tests.patience import LIMIT

pytestmark = pytest.mark.browser

BOY, GIRL = "practice-boy-8", "practice-girl-10-months"
INSTRUMENT = load_instrument()


class School(Clinic):
    """The workbook with two trainees and a trainer; its references are where no kernel looks for them."""

    def __init__(self, folder: Path) -> None:
        self.references = folder / "references"
        cases = folder / "cases"
        shutil.copytree(ROOT / "case_templates" / "references", self.references)
        shutil.copytree(ROOT / "case_templates", cases, ignore=shutil.ignore_patterns("references"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NMT_CASES", str(cases))
            patch.setenv("NMT_REFERENCES", str(self.references))
            super().__init__(folder)
        for name, role in {"Tia": "trainee", "Rhea": "trainer"}.items():
            add_person(open_engine(self._url), name, role, PASSPHRASE)

    def submit(self, name: str, case: str, score: int = 6) -> str:
        """Submit an attempt of somebody's from here, and return its code."""
        id = self.begin_attempt(name, case, score)
        store = open_store(Person(name, "trainee"), url=self._url)
        base = store.latest(id).number
        store.save(id, {"assessments/1/status": "completed"}, base=base, edit=f"submit-{id}")
        return id

    def begin_attempt(self, name: str, case: str, score: int | None = None) -> str:
        first = {"title": case, "practice_of": case, "assessments/1/age": "8 years"}
        scores = {SCORES + id: {"score": score} for id in INSTRUMENT.ids if score}
        store = open_store(Person(name, "trainee"), url=self._url)
        answers = {
            **first,
            "assessments/1/label": "Attempt 1",
            "assessments/1/status": "in-progress",
            **scores,
        }
        return store.create(None, answers, kind="practice").case_id

    def dispute(self, name: str, case: str, function: str, reason: str) -> None:
        """Submit an attempt of somebody's from here, and disagree with the reference."""
        id = self.submit(name, case)
        store = open_store(Person(name, "trainee"), url=self._url)
        Feedback(store.access).dispute(id, function, reason, edit=f"dispute-{id}")

    def attempts(self, case: str) -> list:
        attempts = [record for record in self.store.records() if record.practice_of == case]
        return sorted(attempts, key=lambda record: (record.owner, record.labels[1]))

    def page_kernel(self, page) -> psutil.Process:
        id = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
        return next(kernel for kernel in kernel_processes(self.process.pid) if kernel_id(kernel) == id)


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    school = School(tmp_path_factory.mktemp("school"))
    yield school
    school.close()


@pytest.fixture
def browser(chromium, school):
    """Open browsers of people who have signed in; errors in any of their pages fail the test."""
    opened = []

    def open_(name="Tom", **settings):
        opened.append(school.context(chromium, name, viewport={"width": 1280, "height": 900}, **settings))
        return opened[-1]

    yield open_
    troubles = [trouble for context in opened for trouble in context.troubles]
    for context in opened:
        context.close()
    assert troubles == []


def reasons(case: str) -> list[bytes]:
    """Return what only the reference of a case says: its reasons, those that any encoding leaves as they are."""
    reference = load_reference(case, INSTRUMENT)
    texts = [entry.rationale for entry in reference.functions.values()] + [
        trap.text for trap in reference.traps
    ]
    texts += [sign.source for sign in reference.safety.values()]
    return [text.encode() for text in texts if text.isascii() and not set(text) & set("\"'\\<>&")]


def memory(process: psutil.Process) -> bytes:
    """Return what a process can write to in its memory; skip where this may not be looked at."""
    parts = []
    try:
        with Path(f"/proc/{process.pid}/mem").open("rb", 0) as memory_file:
            for line in Path(f"/proc/{process.pid}/maps").read_text().splitlines():
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                if "rw" not in line.split()[1] or "[v" in line:
                    continue
                memory_file.seek(start)
                try:
                    parts.append(memory_file.read(end - start))
                except (OSError, ValueError):
                    continue
    except (PermissionError, FileNotFoundError):
        pytest.skip("the memory of another process may not be looked at here")
    return b"\n".join(parts)


def matches(texts: list[bytes], where: bytes) -> list[bytes]:
    return [text for text in texts if text in where]


def ask(school: School, kernel: psutil.Process, attempt: str, id: str = "", key: str = "") -> int:
    """Ask the server for a reference as a kernel does, and return the status of its answer."""
    return request(kernel, "GET", "reference", f"?attempt={attempt}", id=id, key=key)[0]


def request(
    kernel: psutil.Process,
    method: str,
    resource: str,
    query: str = "",
    body: str | None = None,
    id="",
    key="",
) -> tuple[int, str]:
    """Send the server what a kernel could send it; return the status and the body of its answer."""
    environment = kernel.environ()
    place = f"/visit/{key}/" if key else environment["VOILA_WS_BASE_URL"]
    host = f"127.0.0.1:{environment['VOILA_APP_PORT']}"
    line = HTTPConnection(host, timeout=LIMIT)
    address = f"{place}{resource}/{id or kernel_id(kernel)}{query}"
    line.request(method, address, body, {"Origin": f"http://{host}"})
    answer = line.getresponse()
    reply = answer.status, answer.read().decode()
    line.close()
    return reply


def test_a_trainee_practises_by_keyboard(browser, school, picture):
    screen = Practising(school, browser(reduced_motion="no-preference"))
    page, keys = screen.page, screen.page.keyboard
    page.locator(f'[data-begin="{BOY}"]').wait_for()
    screen.shoot("list")
    page.locator(f'[data-begin="{BOY}"]').focus()
    keys.press("Enter")
    page.locator(".nmt-practice-attempt .nmt-sheet-row[data-current]").wait_for()

    # a sentence is attached to the function at hand, by keys alone
    first = INSTRUMENT.ids[0]
    page.locator(".nmt-sheet-row[data-current] [tabindex='0']").focus()
    keys.press("v")
    for key in ("ArrowDown",) * 5 + ("ArrowRight",):
        keys.press(key)
    sentence = page.evaluate("document.activeElement.textContent")
    assert sentence.startswith("The school nurse and a paediatrician")
    keys.press("Enter")
    expect(page.locator(".nmt-attach [role=status]")).to_contain_text("paragraph 6")
    expect(page.locator(".nmt-sentence[data-own]")).to_have_count(1)
    keys.press("Enter")  # once more takes it away, and again attaches it
    expect(page.locator(".nmt-sentence[data-own]")).to_have_count(0)
    keys.press("Enter")
    keys.press("Escape")
    assert page.evaluate("document.activeElement.closest('.nmt-sheet-row').dataset.path").endswith(first)

    # too early: the open functions are told, nothing is submitted
    page.get_by_role("button", name="Submit …").click()
    expect(page.locator(".nmt-submit [role=alert]")).to_contain_text("32 functions are still open")
    screen.score_all()
    expect(page.locator(".nmt-submit-progress")).to_have_text("32 of 32 scored")

    # another sentence by pointer
    page.locator(f'.nmt-sheet-row[data-path$="/{INSTRUMENT.ids[1]}"] .nmt-sheet-name').click()
    page.locator('.nmt-paragraph[data-number="6"] .nmt-sentence').nth(1).click()
    screen.shoot("attempt")
    picture(page, "practice-attempt")
    page.locator(".nmt-attach button").click()
    expect(page.locator(".nmt-sheet-row[data-current] :focus")).to_have_count(1)  # attached, now to be scored
    screen.drag(8, 0, 1)
    expect(page.locator(".nmt-chosen")).to_have_count(2)
    page.locator(".nmt-attach button").click()
    expect(page.locator(".nmt-sentence[data-own]")).to_have_count(3)
    page.locator('.nmt-save[data-state="saved"]').wait_for()
    [attempt] = school.attempts(BOY)
    answers = school.answers(attempt.case_id)
    assert answers[SCORES + first] == {
        "score": 5,
        "evidence": [{"instrument": "Vignette", "value": f"¶6: “{sentence}”"}],
    }
    assert (attempt.owner, attempt.kind, attempt.labels[1], attempt.ages[1]) == (
        "Tom",
        "practice",
        "Attempt 1",
        answers["assessments/1/age"],
    )

    # submitted: beside the reference, and locked for good
    page.locator(".nmt-paragraph[tabindex='0']").focus()
    screen.tab_to("Submit")
    keys.press("Enter")
    page.get_by_role("dialog").get_by_text("can no longer be changed").wait_for()
    keys.press("Enter")
    page.locator(".nmt-practice-comparison").wait_for()
    store = open_store(Person("Tom", "trainee"), url=school._url)
    change = {SCORES + first: {"score": 9}}
    with pytest.raises(Locked):
        store.save(
            attempt.case_id, change, base=store.latest(attempt.case_id).number, edit="x", reason="because"
        )
    check_comparison(page, sentence)
    page.evaluate("scrollTo(0, 0)")
    screen.shoot("readings")
    picture(page, "practice-figures", page.locator(".nmt-readings"), width=1000)
    page.locator(".nmt-brain-map").evaluate("element => element.scrollIntoView()")
    screen.shoot("maps")
    page.locator(".nmt-dangers").evaluate("element => element.scrollIntoView()")
    screen.shoot("dangers")
    page.locator(".nmt-traps").evaluate("element => element.scrollIntoView()")
    screen.shoot("traps")
    row = page.locator(f'.nmt-row-difference[data-function="{INSTRUMENT.ids[1]}"]')
    row.locator(".nmt-compared-name").click()
    row.evaluate("element => element.scrollIntoView({block: 'center'})")
    screen.shoot("comparison")
    picture(page, "practice-comparison", row)

    # once more: both attempts are kept
    page.get_by_role("button", name="Try again").click()
    page.locator(".nmt-practice-attempt .nmt-sheet-row[data-current]").wait_for()
    expect(page.locator(".nmt-submit-progress")).to_have_text("0 of 32 scored")
    page.get_by_role("button", name="All practice cases").click()
    card = page.locator(f'.nmt-practice-case[data-case="{BOY}"]')
    expect(card.locator(".nmt-practice-attempt-line")).to_have_count(2)
    expect(card.locator(".nmt-practice-near").first).to_contain_text("of 32 within a point")
    assert [attempt.statuses[1] for attempt in school.attempts(BOY)] == ["completed", "in-progress"]
    screen.shoot("list-after")

    # the second one submitted: progress from one to the other
    card.get_by_role("button", name=re.compile("^Go on")).click()
    screen.score_all((6, 7, 8))
    page.get_by_role("button", name="Submit …").click()
    page.get_by_role("dialog").get_by_text("You have attached no sentence yet").wait_for()
    screen.shoot("dialog")
    page.get_by_role("button", name="Submit and compare").click()
    expect(page.locator(".nmt-readings-progress li")).to_have_count(2)
    assert [attempt.statuses[1] for attempt in school.attempts(BOY)] == ["completed", "completed"]
    screen.shoot("second")


def check_comparison(page, sentence: str) -> None:
    """Maps side by side, the largest difference first, the paragraphs behind it, one's own evidence."""
    expect(page.locator('.nmt-column[data-column="own"] .nmt-box')).to_have_count(32)
    expect(page.locator('.nmt-column[data-column="reference"] .nmt-box')).to_have_count(32)
    reference = load_reference(BOY, INSTRUMENT)
    first = reference.functions["cardiovascular"]
    sizes = [abs(int(text.replace("−", "-"))) for text in page.locator(".nmt-compared b").all_inner_texts()]
    assert len(sizes) == 32
    assert sizes == sorted(sizes, reverse=True)
    assert page.locator(".nmt-readings-first").inner_text().startswith("You rank")
    row = page.locator('.nmt-row-difference[data-function="cardiovascular"]')
    expect(row.locator(".nmt-compared-why")).to_contain_text(first.rationale)
    expect(row.locator(".nmt-compared-evidence")).to_contain_text(sentence)
    expect(row.locator(".nmt-compared-why [data-shared]")).to_have_text("¶6")
    row.get_by_role("button", name="Show paragraph 8 of the vignette").click()
    lit = page.locator(".nmt-paragraph[data-reference]")
    assert [int(paragraph.get_attribute("data-number")) for paragraph in lit.all()] == list(first.paragraphs)
    expect(page.locator('.nmt-paragraph[data-gone-to][data-number="8"]')).to_be_in_viewport()
    expect(page.locator(".nmt-sentence[data-own]")).to_have_text([sentence])
    danger = page.locator(".nmt-dangers li", has_text="Going missing")
    expect(danger).to_have_attribute("data-known", "")
    danger.get_by_role("button", name="Show paragraph 1 of the vignette").click()
    expect(page.locator('.nmt-paragraph[data-gone-to][data-number="1"]')).to_be_in_viewport()
    expect(lit).to_have_count(1)
    page.locator('.nmt-column[data-column="reference"] .nmt-box[data-function="arousal"]').click()
    expect(page.locator('.nmt-row-difference[data-function="arousal"]')).to_have_attribute("data-chosen", "")


def test_blind_until_submission(browser, school):
    """Neither page nor kernel holds a word of the reference; after submission both do, so that the search counts."""
    only_there = reasons(GIRL)
    assert len(only_there) > 15
    screen = Practising(school, browser("Tia"))
    screen.begin(GIRL)
    screen.score_all()
    screen.page.locator('.nmt-save[data-state="saved"]').wait_for()
    [attempt] = school.attempts(GIRL)
    kernel = school.page_kernel(screen.page)

    sentence = "heart rate" if b"heart rate" in screen.bodies() else "She"
    assert sentence.encode() in screen.bodies()  # what it was given is found
    assert matches(only_there, screen.bodies()) == []
    for other_kernel in kernel_processes(school.process.pid):  # the pages made ready for others too
        assert not any("references" in file.path for file in other_kernel.open_files())
        assert "NMT_REFERENCES" not in other_kernel.environ()
        assert matches(only_there[::4], memory(other_kernel)) == []
    assert ask(school, kernel, attempt.case_id) == 404
    key = kernel.environ()["VOILA_WS_BASE_URL"].split("/")[2]
    assert key.encode() not in screen.bodies()  # the page could not ask either

    screen.page.get_by_role("button", name="Submit …").click()
    screen.page.get_by_role("button", name="Submit and compare").click()
    screen.page.locator(".nmt-practice-comparison").wait_for()
    assert len(matches(only_there, screen.bodies())) > 15
    assert matches(only_there[::4], memory(kernel)) == only_there[::4]
    assert ask(school, kernel, attempt.case_id) == 200
    assert ask(school, kernel, attempt.case_id, id="00000000-0000-0000-0000-000000000000") == 404
    assert ask(school, kernel, attempt.case_id, key="guessed") in (403, 404)


def test_no_code_of_the_screen_reads_references():
    """All that the screen imports, and what that imports in turn: the reader of references is not among it."""
    code = (
        "import sys; from nmt_widgets.apps import practice; "
        "print(sorted(name for name in sys.modules if name == 'nmt_widgets.training.references.reading'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_its_owner_and_trainers_see_an_attempt(browser, school):
    submitted, begun = school.submit("Tom", "practice-boy-2"), school.begin_attempt("Tom", "practice-girl-8")
    other = Practising(school, browser("Tia"), f"?attempt={submitted}")
    expect(other.page.locator(".nmt-practice-cases > [role=alert]")).to_contain_text("none you may open")
    expect(other.page.locator('[data-case="practice-boy-2"] .nmt-practice-attempt-line')).to_have_count(0)
    kernel = school.page_kernel(other.page)
    assert [ask(school, kernel, id) for id in (submitted, begun)] == [404, 404]

    trainer = Practising(school, browser("Rhea"))
    card = trainer.page.locator('[data-case="practice-boy-2"]')
    card.get_by_text("1 attempt by somebody else").click()
    card.get_by_role("button", name=re.compile("^Open")).click()
    trainer.page.locator(".nmt-practice-comparison").wait_for()
    expect(trainer.page.locator(".nmt-subtitle")).to_contain_text("Attempt 1 of Tom")
    assert trainer.page.get_by_role("button", name="Try again").count() == 0
    own = school.page_kernel(trainer.page)
    assert ask(school, own, begun) == 404

    # all references at once are a trainer's, and so is writing one
    assert request(kernel, "GET", "references") == (404, "")
    assert request(kernel, "PUT", "references", body="{}") == (404, "")
    status, body = request(own, "GET", "references")
    references = json.loads(body)
    assert (status, len(references)) == (200, 10)
    sent = {"reference": {**references[BOY]["reference"], "stance": "Mine."}, "replaces": None}
    file = school.references / f"{BOY}.yaml"
    before = file.read_text(encoding="utf-8")
    for spoilt in ("", "{}", "[]", json.dumps(sent), json.dumps({**sent, "replaces": "x"})):
        status, body = request(own, "PUT", "references", body=spoilt)
        assert status == 422, spoilt
        assert set(json.loads(body)) == {"message", "remedy"}
    for name, value in (("case", "../james"), ("case", "nobody"), ("functions", {})):
        wrong = {**sent, "reference": {**sent["reference"], name: value}}
        assert request(own, "PUT", "references", body=json.dumps(wrong))[0] == 422
    assert file.read_text(encoding="utf-8") == before
    sent["replaces"] = references[BOY]["fingerprint"]
    assert request(own, "PUT", "references", body=json.dumps(sent)) == (204, "")
    assert "stance: Mine." in file.read_text(encoding="utf-8")
    file.write_text(before, encoding="utf-8")


def test_a_trainer_tells_pathways_though_no_kernel_knows_where_references_are(browser, school):
    figures = {}
    for name in ("Rhea", "Tom"):
        page = browser(name).new_page()
        page.goto(school.screen.replace("assess", "present") + "?panel=pathways")
        page.get_by_role("button", name="Start").click()
        page.get_by_text("Illustration").first.wait_for()
        figures[name] = page.locator("figure").count()
    assert figures["Tom"] == 0
    assert figures["Rhea"] >= 4


def test_submitted_in_another_tab(browser, school):
    """A tab that still shows the score sheet goes on to the comparison by itself, and nothing there can be amended."""
    context = browser("Tia")
    code = school.begin_attempt("Tia", "practice-mother-31", 7)
    practising = Practising(school, context, f"?attempt={code}")
    expect(practising.page.locator(".nmt-submit-progress")).to_have_text("32 of 32 scored")
    store = open_store(Person("Tia", "trainee"), url=school._url)
    store.save(code, {"assessments/1/status": "completed"}, base=store.latest(code).number, edit="elsewhere")
    practising.page.locator(".nmt-practice-comparison").wait_for()
    practising.page.reload()
    practising.page.locator(".nmt-practice-comparison").wait_for()
    assert practising.page.get_by_text("Change an answer").count() == 0


def test_a_trainee_disputes_a_reference_and_the_trainer_settles(browser, school):
    """From the trainee's reason to the trainer's answer, and back: who wrote, why, and what the reference was."""
    code = school.submit("Tom", "practice-girl-8")
    tom = Practising(school, browser(), f"?attempt={code}")
    row = tom.page.locator('.nmt-row-difference[data-function="sleep"]')
    row.get_by_role("button", name="I disagree with the reference: Sleep").press("Enter")
    reason = tom.page.get_by_label("I disagree with the reference, because …")
    expect(reason).to_be_focused()
    tom.page.keyboard.type("She wakes at three.")
    tom.page.reload()
    expect(reason).to_have_value("She wakes at three.")  # what was typed is not lost
    row.get_by_role("button", name="¶2: Cite paragraph 2").press("Enter")
    expect(reason).to_have_value("She wakes at three. ¶2 ")
    expect(reason).to_be_focused()
    tom.shoot("dispute")
    go_by_tab(tom.page, row.get_by_role("button", name="Send"))
    tom.page.keyboard.press("Enter")
    expect(row.locator('[data-kind="dispute"]')).to_contain_text("You disagreed")
    expect(row.get_by_role("status")).to_have_text("Sent.")
    expect(reason).to_have_count(0)
    expect(row.locator(":focus")).to_have_count(1)

    school.dispute("Tia", "practice-girl-8", "sleep", "She sleeps through, ¶3. " * 20)
    rhea = Practising(school, browser("Rhea"), screen="certification")
    disputed = rhea.page.get_by_role("region", name="Disputed scores")
    expect(disputed).to_contain_text("not answered yet")
    rhea.shoot("disputes")
    disputed.get_by_role("link", name=re.compile("^Tom, ")).press("Enter")
    row = rhea.page.locator('.nmt-row-difference[data-function="sleep"]')
    expect(row.locator(".nmt-compared-name")).to_be_focused()
    expect(row).to_contain_text("2 of 2 who submitted this case dispute this score.")
    expect(row.get_by_role("link", name=re.compile("^Tia disagreed"))).to_be_visible()
    row.get_by_role("button", name="Answer").focus()
    rhea.page.keyboard.press("Enter")
    was = load_reference("practice-girl-8").functions["sleep"].score
    expect(row.get_by_role("radio").first).to_be_focused()
    rhea.page.keyboard.press("ArrowDown")
    new_score = row.get_by_label(re.compile(f"^Change the score from {was} to")).last
    go_by_tab(rhea.page, row.get_by_label("Why"))
    rhea.page.keyboard.type("It weighs more.")
    row.get_by_role("button", name="Send").press("Enter")
    expect(new_score).to_be_focused()  # no score is sent that nobody chose
    row.get_by_role("radio").first.press("Space")
    new_score.press("1")
    expect(row.get_by_role("radio").last).to_be_checked()
    row.get_by_role("button", name="Send").press("Enter")
    refusal = row.get_by_role("alert")
    expect(refusal).to_contain_text("needs paragraphs of the vignette")
    row.get_by_label("Why").fill("¶2 weighs more.")
    expect(refusal).to_be_hidden()
    row.get_by_role("checkbox", name=re.compile("^Tia disagreed")).check()
    rhea.shoot("answer")
    row.get_by_role("button", name="Send").press("Enter")
    expect(row.get_by_role("link", name=re.compile("^Tia disagreed"))).to_have_count(0)
    expect(row.locator('[data-kind="answer"]')).to_contain_text(f"Rhea changed the reference from {was} to 1")
    row.get_by_role("button", name="Comment: Sleep").press("Enter")
    expect(rhea.page.get_by_label("Comment on Sleep")).to_be_focused()
    rhea.page.keyboard.type("Well seen.")
    row.get_by_role("button", name="Send").press("Enter")
    expect(row.locator('[data-kind="comment"]')).to_contain_text("not read yet")
    assert_axe_clean(rhea.page)

    tom.page.get_by_role("button", name="All practice cases").click()
    news = tom.page.locator(".nmt-practice-news li")
    expect(news).to_have_count(2)
    tom.shoot("news")
    news.first.get_by_role("button").click()
    row = tom.page.locator('.nmt-row-difference[data-function="sleep"]')
    expect(row).to_contain_text(f"Changed since this attempt was submitted: {was}, now 1.")
    expect(row.locator('[data-kind="answer"]')).to_contain_text("Rhea changed the reference")
    expect(row.locator('[data-kind="answer"]')).to_contain_text("¶2 weighs more.")
    expect(row.locator('[data-kind="comment"]')).to_contain_text("Well seen.")
    expect(row.locator(".nmt-compared-theirs")).to_contain_text(str(was))  # as it was
