"""Sites together on the programme screen: the own file, files that are refused, and five sites as one programme."""

import json
import re

import pytest
from playwright.sync_api import expect

import nmt_widgets as nmt
from nmt_widgets.bench.many_clients import fill
from nmt_widgets.outcomes.pooling import write_aggregate
from nmt_widgets.store.database.engine import open_engine
from tests.apps.assessing import Clinic
from tests.axe import assert_axe_clean
from tests.patience import LIMIT

pytestmark = pytest.mark.browser

CLIENTS = 60


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clinic")
    clinic = Clinic(folder, app="programme", disk="128m", NMT_OUTPUTS=str(folder / "outputs"))
    fill(open_engine(f"sqlite:///{clinic.database}"), CLIENTS)
    yield clinic
    clinic.close()


@pytest.fixture
def page(clinic, chromium):
    context = clinic.context(chromium, "Petra")
    page = context.new_page()
    page.on("pageerror", lambda error: context.troubles.append(str(error)))
    yield page
    context.close()
    assert context.troubles == []


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of five sites with invented clients."""
    folder = tmp_path_factory.mktemp("sites")
    frame = nmt.cohort(nmt.synthetic_cohort(n=400, seed=5, sites=5).frame).frame
    paths = []
    for site, rows in frame.groupby("site", observed=True):
        paths.append(folder / f"{site}.json")
        write_aggregate(rows, site=str(site), out=paths[-1])
    return paths


def open_part(page, clinic, part=""):
    """Open the screen, and wait until the clients are read."""
    query = f"?part={part}" if part else ""
    page.goto(f"{clinic.origin}/voila/render/programme.ipynb{query}")
    page.locator("body:not(.nmt-is-opening) .nmt-programme").wait_for()
    page.locator(".nmt-programme-reading").wait_for(state="hidden")


def choose(page, paths):
    page.set_input_files(".nmt-sites input[type=file]", paths)


def test_the_files_of_five_sites_are_one_programme(page, clinic, files, tmp_path, keep, picture):
    open_part(page, clinic)
    page.get_by_role("link", name="Sites together").click()
    page.get_by_label("Code of your site").fill("our site")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code of your site")).to_be_focused()
    expect(page.get_by_role("alert").filter(has_text="Write the code with")).to_be_visible()
    page.get_by_label("Code of your site").fill("ours")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    own = tmp_path / download.value.suggested_filename
    download.value.save_as(own)
    assert json.loads(own.read_text())["site"] == "ours"
    expect(page.get_by_text("ours.json is with your downloads.")).to_be_visible()
    expect(page.get_by_text("no count from 1 to 4")).to_be_visible()

    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    choose(page, [*files, broken, own])
    problems = page.locator(".nmt-sites-problems tbody tr")
    expect(problems).to_have_count(1)
    expect(problems).to_contain_text(["broken.json"])
    choose(page, [*files, own])
    expect(problems).to_contain_text(["ours.json"])
    expect(page.locator(".nmt-programme-sites")).to_be_hidden()
    assert_axe_clean(page)
    keep(page, "programme-sites")

    choose(page, files)
    banner = page.locator(".nmt-programme-sites")
    expect(banner).to_contain_text("5 sites together: ")
    expect(page.get_by_role("heading", level=2, name="Who our clients are")).to_be_focused()
    expect(page.locator(".nmt-subtitle")).to_contain_text("SYNTHETIC")
    page.get_by_role("link", name="Who gains", exact=True).click()
    page.wait_for_url(re.compile("part=gains"))
    page.locator(".nmt-chart[data-drawn]").first.wait_for()
    picture(page, "programme-sites")
    assert_axe_clean(page)
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_role("button", name="Make it again")).to_be_visible(timeout=LIMIT * 1000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download: Report").click()
    assert download.value.path().read_bytes().startswith(b"<!DOCTYPE html>")
    banner.get_by_role("button", name="Back to our own clients").click()
    expect(banner).to_be_hidden()
    expect(page.locator(".nmt-subtitle")).not_to_contain_text("SYNTHETIC")
