"""What is entered is never lost: killed kernels, servers and tabs, a database in trouble, two tabs at once."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing

import psutil
import pytest
from playwright.sync_api import expect

from tests.apps.assessing import IS_ROOT, SCORES, SETPRIV, Clinic, Form, move
from tests.patience import wait_for
from tests.server.running import own_rules

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    # a silent server is started again sooner than on a person's computer
    site = own_rules(folder / "site", "doors", "restarted_after: 24", "restarted_after: 8")
    clinic = Clinic(folder, NMT_SITE=str(site))
    yield clinic
    clinic.close()


@pytest.fixture
def cleo(chromium, clinic):
    """The browser of a clinician who has signed in."""
    context = clinic.context(chromium, "Cleo")
    yield context
    context.close()
    assert context.troubles == []


@pytest.fixture
def case(clinic):
    return clinic.begin()


def open_scores(clinic, context, case):
    form = Form(clinic, context, case)
    form.section("functions")
    return form


def put_back(form, *words):
    """Take back what is offered of an earlier tab."""
    offers = form.page.locator(".nmt-offers")
    for word in words:
        expect(offers).to_contain_text(word)
    offers.get_by_role("button", name="Put back").click()
    goes_on(form)


def goes_on(form):
    """What was typed is saved; in the tab in which it was typed nobody has to do anything for it."""
    form.page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('nmt-draft:'))")
    form.saved()


def is_stored(clinic, case, **scores):
    answers = clinic.answers(case)
    assert {name: answers.get(SCORES + name, {}).get("score") for name in scores} == scores
    clinic.check(case)


# ---- kill -9 ----


def test_the_kernel_is_killed(clinic, cleo, case):
    form = open_scores(clinic, cleo, case)
    form.score("sleep", "4")
    form.saved()
    clinic.kernel(form).kill()
    form.score("arousal", "2")
    expect(form.bar).to_contain_text("1 answer not saved yet – kept in this browser")
    expect(form.bar).to_contain_text("The connection to the workbook is gone")
    expect(
        form.page.get_by_text("nothing you do here is kept")
    ).to_be_hidden()  # as a page without answers says
    form.score("reward", "5")  # goes on typing all the same
    form.page.reload()
    form.wait()
    goes_on(form)
    is_stored(clinic, case, sleep=4, arousal=2, reward=5)


def test_a_kernel_that_goes_while_nobody_types_is_told(clinic, cleo, case):
    form = open_scores(clinic, cleo, case)
    clinic.kernel(form).kill()
    expect(form.bar.get_by_role("alert")).to_contain_text("The connection to the workbook is gone")


def test_the_server_is_killed(clinic, cleo, case):
    form = open_scores(clinic, cleo, case)
    form.score("sleep", "4")
    form.saved()
    clinic.stop(signal.SIGKILL)
    form.score("arousal", "2")
    expect(form.bar).to_contain_text("kept in this browser")
    clinic.start()
    cleo.request.get(clinic.door)  # the access code is another one
    form.page.goto(f"{clinic.screen}?case={case}")
    clinic.sign_in(form.page, "Cleo")
    form.wait()
    goes_on(form)
    is_stored(clinic, case, sleep=4, arousal=2)


def test_the_tab_is_killed(clinic, cleo, case, chromium):
    system = chromium.new_browser_cdp_session()

    def renderers():
        processes = system.send("SystemInfo.getProcessInfo")["processInfo"]
        return {process["id"] for process in processes if process["type"] == "renderer"}

    before = renderers()
    form = open_scores(clinic, cleo, case)
    form.score("sleep", "4")
    form.saved()
    form.score("arousal", "2")  # not saved yet: that takes half a second
    with form.page.expect_event("crash"):
        killed = renderers() - before
        for process in killed:
            os.kill(process, signal.SIGKILL)
    wait_for(lambda: not killed & renderers())
    again = Form(clinic, cleo, case)
    again.page.wait_for_function("document.querySelector('.nmt-offers:not([hidden])')")
    put_back(again, "1 answer typed on", "Arousal Continuum")
    is_stored(clinic, case, sleep=4, arousal=2)
    system.detach()


def test_a_tab_that_is_closed_has_saved(clinic, cleo, case):
    form = open_scores(clinic, cleo, case)
    form.score("sleep", "4")
    form.page.close()
    again = open_scores(clinic, cleo, case)
    if again.page.locator(".nmt-offers:not([hidden])").count():
        put_back(again, "Sleep")
    assert again.chosen_step("sleep") == "4"
    again.saved()
    is_stored(clinic, case, sleep=4)


# ---- the database ----


def trouble(form, words, digits="3"):
    """Answer while the database is in trouble: the person is told, and goes on."""
    form.score("sleep", digits)
    form.box("sleep", digits)
    expect(form.bar.get_by_role("alert")).to_contain_text(words)
    expect(form.bar).to_contain_text("kept in this browser")
    assert form.chosen_step("sleep") == digits
    assert len(form.drafts()) == 1


def test_the_database_is_locked(clinic, cleo, case):
    form = open_scores(clinic, cleo, case)
    with closing(sqlite3.connect(clinic.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        trouble(form, "the database is busy")
        other.execute("ROLLBACK")
    form.saved()
    is_stored(clinic, case, sleep=3)


def test_the_database_goes_and_comes_back(clinic, cleo, case, tmp_path):
    form = open_scores(clinic, cleo, case)
    form.score("arousal", "2")
    form.saved()
    move(clinic.data, tmp_path / "away")
    trouble(form, "the database cannot be reached")
    move(tmp_path / "away", clinic.data)
    form.saved()
    is_stored(clinic, case, sleep=3, arousal=2)


@pytest.mark.skipif(IS_ROOT and not SETPRIV, reason="root may always write")
def test_the_database_may_only_be_read(clinic, cleo, case):
    form = open_scores(clinic, cleo, case)
    with closing(sqlite3.connect(clinic.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = clinic.data / "copy"
    shutil.copy(clinic.database, copy)
    copy.chmod(0o400)
    copy.replace(clinic.database)  # as a folder that was brought back from a backup without its permissions
    trouble(form, "the database may not be written to")
    for _ in range(4):  # the server reads it meanwhile
        assert cleo.request.get(f"{clinic.origin}/passphrase").ok
    clinic.database.chmod(0o600)
    form.saved()
    is_stored(clinic, case, sleep=3)
    form.page.get_by_role("button", name="Signed in as").click()
    form.page.get_by_role("button", name="Sign out").click()  # and writes as soon as it may
    form.page.get_by_role("heading", name="Sign in").wait_for()
    clinic.forget("Cleo")


def test_the_disk_is_full(clinic, cleo, case):
    if not clinic.is_small:
        pytest.skip("needs a small disk of its own")
    form = open_scores(clinic, cleo, case)
    filler = clinic.data / "filler"
    with closing(sqlite3.connect(clinic.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nothing left to write over
    subprocess.run(
        ["dd", "if=/dev/zero", f"of={filler}", "bs=4k"], capture_output=True
    )  # until there is no room
    trouble(form, "the disk is full")
    filler.unlink()
    form.saved()
    is_stored(clinic, case, sleep=3)


# ---- two tabs ----


def test_two_tabs_change_the_same_answer_and_merge(clinic, cleo, case):
    first, two = open_scores(clinic, cleo, case), open_scores(clinic, cleo, case)
    first.score("sleep", "4")
    two.score("sleep", "6")
    two.score("arousal", "3")
    first.saved()
    expect(two.bar).to_contain_text("Changed elsewhere")
    expect(two.bar).to_contain_text("You both changed 1 of them")
    row = two.page.locator(".nmt-save-table tbody tr")
    assert [cell.split("\n")[0] for cell in row.locator("td").all_inner_texts()] == ["6", "4"]
    two.bar.get_by_role("radio").first.check()
    two.bar.get_by_role("button", name="Merge").click()
    two.saved()
    first.box("sleep", "6")  # the other tab is shown it without a reload
    assert first.chosen_step("arousal") == "3"
    is_stored(clinic, case, sleep=6, arousal=3)


def test_a_stale_tab_keeps_its_own_copy(clinic, cleo, case):
    first, two = open_scores(clinic, cleo, case), open_scores(clinic, cleo, case)
    first.score("sleep", "4")
    two.score("sleep", "6")
    first.saved()
    with two.page.expect_download() as download:
        two.bar.get_by_role("button", name="Keep my copy").click()
    copy = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert copy["answers"] == [{"question": "Sleep", "path": SCORES + "sleep", "answer": {"score": 6}}]
    two.bar.get_by_role("button", name="Yes, go on with theirs").click()
    two.saved()
    assert two.chosen_step("sleep") == "4"
    two.score("sleep", "5")
    two.saved()
    is_stored(clinic, case, sleep=5)


SETTLED = """document.querySelector('.nmt-save').dataset.state === 'saved'
  && !Object.keys(localStorage).some((key) => key.startsWith('nmt-draft:'))"""


def test_two_tabs_in_turn_lose_and_double_nothing(clinic, cleo, case):
    tabs = [open_scores(clinic, cleo, case) for _ in range(2)]
    functions = ["sleep", "arousal", "reward", "empathy"]
    for turn, function in enumerate(functions):
        tab = tabs[turn % 2]
        tab.score(function, str(turn + 2))
        stale = tab.bar.get_by_role("button", name="Merge")
        while not tab.page.evaluate(SETTLED):
            if stale.is_visible():
                stale.click()
            tab.page.wait_for_timeout(100)
    for tab in tabs:
        for turn, function in enumerate(functions):
            tab.box(function, str(turn + 2))
    is_stored(clinic, case, **{function: turn + 2 for turn, function in enumerate(functions)})


# ---- drafts ----


def test_drafts_of_others_and_old_ones_are_not_offered_and_completion_clears_them(clinic, cleo, case):
    form = open_scores(clinic, cleo, case)
    form.page.evaluate(
        """([sleep, id]) => {
          const put = (person, days, tab) => localStorage.setItem(`nmt-draft:${person}:${id}:${tab}`,
            JSON.stringify({ at: Date.now() - days * 86400000, revision: 1, changes: { [sleep]: { score: 9 } } }));
          put("Cleo", 15, "old");
          put("Tom", 1, "another");
        }""",
        [SCORES + "sleep", case],
    )
    form.page.reload()
    form.wait()
    assert all(":another" in key for key in form.drafts())
    assert form.page.locator(".nmt-offers:not([hidden])").count() == 0
    form.section("functions")
    form.score("sleep", "4")
    form.saved()
    form.section("review")
    form.page.get_by_label("I have looked at what is open").check()
    form.page.get_by_role("button", name="Complete the assessment").click()
    expect(form.bar).to_contain_text(re.compile("Completed on"))
    form.page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('nmt-draft:'))")
    assert clinic.answers(case)["assessments/1/status"] == "completed"


def test_a_sign_in_that_ended_is_told_and_nothing_is_lost(clinic, cleo, case):
    form = open_scores(clinic, cleo, case)
    other = cleo.new_page()
    other.goto(clinic.screen.replace("/voila/render/assess.ipynb", "/passphrase"))
    other.get_by_role("button", name="Signed in as").click()
    other.get_by_role("button", name="Sign out").click()
    other.get_by_role("heading", name="Sign in").wait_for()
    form.score("sleep", "4")
    expect(form.bar).to_contain_text("1 answer not saved yet – kept in this browser")
    expect(form.bar.get_by_role("alert")).to_contain_text("You have been signed out")
    form.page.goto(f"{clinic.screen}?case={case}")
    clinic.sign_in(form.page, "Cleo")
    form.wait()
    goes_on(form)
    is_stored(clinic, case, sleep=4)
    clinic.forget("Cleo")


def test_the_server_hangs_and_is_started_again(clinic, cleo, case):
    """Nobody restarts anything: the address, the access code and the sign-in stay as they are."""
    form = open_scores(clinic, cleo, case)
    form.score("sleep", "4")
    form.saved()
    psutil.Process(clinic.process.pid).children()[0].suspend()
    form.score("arousal", "2")
    expect(form.bar).to_contain_text("kept in this browser")
    expect(form.bar).to_contain_text("The connection to the workbook is gone")
    form.page.reload()
    form.wait()
    goes_on(form)
    is_stored(clinic, case, sleep=4, arousal=2)
