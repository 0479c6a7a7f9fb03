"""Fixtures every floor's tests share."""

import copy
import os
from pathlib import Path

import pytest
import yaml
from _pytest.runner import runtestprotocol
from hypothesis import settings

from nmt_widgets import load_case, load_instrument
from nmt_widgets.core.settings import variables
from tests.patience import LIMIT

settings.register_profile("fast", max_examples=60, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

ROOT = Path(__file__).parent.parent
JAMES_YAML = ROOT / "case_templates" / "james.yaml"


_SECOND_TRIES = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """Give what drives a browser or a server a second try: a busy machine makes both late. In the end it is told."""
    if item.get_closest_marker("browser") is None and "tests/server/" not in item.nodeid:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    if failed := [report for report in reports if report.failed]:
        item._initrequest()
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        # goes with the report, which also comes from a process that runs a part of the tests
        reports[-1].first_try = str(failed[0].longrepr)[-1500:]
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_runtest_logreport(report):
    if why := getattr(report, "first_try", None):
        _SECOND_TRIES.append((report.nodeid, why))


def pytest_terminal_summary(terminalreporter):
    for nodeid, why in _SECOND_TRIES:
        terminalreporter.section(f"second try: {nodeid}")
        terminalreporter.write_line(why)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch, tmp_path):
    for variable in variables():
        if (
            variable.name != "NMT_BROWSER"
        ):  # which of this machine's draws pages is for whoever runs the tests to say
            monkeypatch.delenv(variable.name, raising=False)
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "data"))  # nobody's records


# Only the last flag of this kind counts, so playwright's own are said again. The last two are pages behind the address
# bar: nobody sees one, and they took more than half of what opening a window costs.
_WITHOUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)


@pytest.fixture(scope="session")
def chromium():
    """The one Chromium of all browser tests."""
    from playwright.sync_api import expect, sync_playwright

    from nmt_widgets.reports.printing.browser import find_browser

    found = find_browser()
    flags = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        f"--disable-features={','.join(_WITHOUT)}",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(found) if found else None, args=flags, chromium_sandbox=False
        )
        browser.new_context = _patient(browser.new_context)
        browser.new_page = _patient(browser.new_page)
        expect.set_options(timeout=1000 * LIMIT)
        yield browser
        browser.close()


def _patient(make):
    """Return what makes a window so that whatever is waited for there has the same, long time."""

    def made(**settings):
        window = make(**settings)
        window.set_default_timeout(1000 * LIMIT)
        return window

    return made


@pytest.fixture(scope="session")
def instrument():
    return load_instrument()


@pytest.fixture(scope="session")
def james():
    return load_case("james")


@pytest.fixture(scope="session")
def _james_data():
    return yaml.safe_load(JAMES_YAML.read_text(encoding="utf-8"))


@pytest.fixture
def james_data(_james_data):
    """James as plain data that a test may spoil."""
    return copy.deepcopy(_james_data)


@pytest.fixture
def write_case(tmp_path):
    """Write plain data (or raw text or bytes) as a case file and return its path as text."""

    def write(data, name="case.yaml"):
        path = tmp_path / name
        if isinstance(data, bytes):
            path.write_bytes(data)
        else:
            text = (
                data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
            )
            path.write_text(text, encoding="utf-8")
        return str(path)

    return write
