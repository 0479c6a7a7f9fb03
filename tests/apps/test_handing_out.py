"""An open page hands out nothing once its person is signed out, is retired or has become a second rater."""

import itertools
import os
import re
import subprocess
import sys

import pytest

from tests.apps.assessing import SCORES, Clinic
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

LATER = "written after the page was opened"
NUMBERS = itertools.count(1)
SIGNED_OUT = re.compile(
    "you are signed out", re.IGNORECASE
)  # the store's words, or the page's once its line is closed


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """One server for all tests here: each has a clinician of its own, whose session it ends."""
    folder = tmp_path_factory.mktemp("handing-out")
    clinic = Clinic(folder, app="home", NMT_OUTPUTS=str(folder / "outputs"))
    clinic.outputs = folder / "outputs"
    yield clinic
    clinic.close()


@pytest.fixture(scope="module")
def finished_reports(clinic):
    """The codes of cases whose reports are finished: one command made them, and a page need not make them again."""
    cases = [clinic.begin_james() for _ in range(3)]
    run_nmt(clinic, "report", *cases, "--out", clinic.outputs, "--light", "--pdf")
    return cases


@pytest.fixture
def case(finished_reports, clinic):
    """A case that no other test has changed."""
    return finished_reports.pop() if finished_reports else clinic.begin_james()


def run_nmt(clinic, *arguments):
    """Run a command beside the server."""
    command = [sys.executable, "-m", "nmt_widgets", *map(str, arguments)]
    environment = {**os.environ, "NMT_DATA": str(clinic.data)}
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)


@pytest.fixture
def new_browser(chromium, clinic):
    """Open a browser for a new clinician; errors in any of its pages fail the test."""
    contexts = []

    def give():
        name = f"Ana {next(NUMBERS)}"
        clinic.add(name, "clinician")
        context = clinic.context(chromium, name)
        context.person = name
        context.on(
            "page", lambda page: page.on("pageerror", lambda error: context.troubles.append(str(error)))
        )
        contexts.append(context)
        return context

    yield give
    for context in contexts:
        assert context.troubles == []
        context.close()


def open_screen(context, clinic, name, case):
    page = context.new_page()
    page.goto(clinic.screen.replace("assess.ipynb", f"{name}.ipynb?case={case}"))
    return page


def make_report(context, clinic, case):
    """Open a case and make its report where none is offered, while the person may."""
    page = open_screen(context, clinic, "home", case)
    done = page.locator(".nmt-report-maker[data-state=done]")
    make = page.get_by_role("button", name="Make the report")
    done.or_(make).wait_for()
    if make.is_visible():
        make.click()
        done.wait_for(timeout=90_000)
    with page.expect_download() as download:
        page.locator(".nmt-file[data-file$='-light.html']").click()
    assert "James" not in download.value.suggested_filename
    return page


def sign_out(context, clinic):
    """Send the form of another tab's button, without the screen that follows and that nobody looks at."""
    address = clinic.screen.partition("/voila/")[0]
    answer = context.request.post(f"{address}/sign-out", headers={"Origin": address}, max_redirects=0)
    assert answer.status == 303


def write_later(clinic, case):
    """Save another score after the report was made."""
    base = clinic.store.latest(case).number
    clinic.store.save(
        case, {f"{SCORES}arousal": {"score": 5, "note": LATER}}, base=base, edit=f"later-{case}"
    )


def output_files(clinic):
    """Return the content of every file under the outputs."""
    return {path: path.read_bytes() for path in clinic.outputs.rglob("*") if path.is_file()}


def assert_nothing_is_handed_out(page, clinic, reason):
    """Request all downloads of an open page: it gives the reason, makes no file and hands over none."""
    before, downloads = output_files(clinic), []
    page.on("download", lambda download: downloads.append(download))
    status = page.locator(".nmt-report-maker .nmt-status")
    known_pages = list(page.context.pages)
    page.evaluate(
        "document.querySelector('.nmt-open')?.click()"
    )  # where the offer has not gone by itself yet
    status.get_by_text(reason).wait_for()
    for opened in page.context.pages:
        if opened not in known_pages and not opened.is_closed():
            opened.wait_for_event("close")
    assert page.locator(".nmt-file").count() == 0
    page.get_by_role("button", name="Make it again").dispatch_event("click")  # whether or not it still can
    status.get_by_text(reason).wait_for()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.locator(".nmt-report-maker").get_attribute("data-state") == "failed"
    assert downloads == []
    assert output_files(clinic) == before
    assert not any(LATER.encode() in content for content in before.values())


def test_signed_out_in_another_tab(clinic, new_browser, case):
    context = new_browser()
    page = make_report(context, clinic, case)
    sign_out(context, clinic)
    write_later(clinic, case)
    assert_nothing_is_handed_out(page, clinic, SIGNED_OUT)


def test_retired_by_command(clinic, new_browser, case):
    context = new_browser()
    page = make_report(context, clinic, case)
    run_nmt(clinic, "user", "retire", context.person)
    write_later(clinic, case)
    assert_nothing_is_handed_out(page, clinic, SIGNED_OUT)


def test_a_paper_and_a_hand_out_are_not_given_to_somebody_who_has_signed_out(clinic, new_browser):
    case, context = clinic.begin_james(), new_browser()
    paper = open_screen(context, clinic, "consult", case)
    paper.get_by_role("radio", name="Papers", exact=True).check(force=True)
    paper.get_by_role("radio", name="The agreed plan").check(force=True)
    paper.frame_locator(".nmt-print-page iframe").locator("h1").wait_for()
    with paper.expect_download():
        paper.get_by_role("button", name="Save as a file").click()
    with paper.expect_console_message(lambda message: message.text == "printed"):
        frame = "document.querySelector('.nmt-print-page iframe').contentWindow"
        paper.evaluate(f"{frame}.print = () => console.log('printed')")
        paper.get_by_role("button", name="Print", exact=True).click()
    presentation = open_screen(context, clinic, "present", case)
    pdf = presentation.locator(".nmt-hand-outs").get_by_role("button", name="PDF").first
    pdf.wait_for()
    downloads = []
    for page in (paper, presentation):
        page.on("download", lambda download: downloads.append(download))
    sign_out(context, clinic)
    paper.get_by_role("button", name="Print", exact=True).dispatch_event(
        "click"
    )  # whether or not it still can
    paper.locator(".nmt-print-notice").get_by_text(SIGNED_OUT).wait_for()
    assert paper.locator(".nmt-print-page iframe").get_attribute("srcdoc") == ""
    pdf.click()
    presentation.locator(".nmt-hand-outs [role=status]").get_by_text(SIGNED_OUT).wait_for()
    assert downloads == []
