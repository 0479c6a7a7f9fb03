"""Fixtures every floor's tests share."""

import copy
import os
import signal
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from nmt_widgets import load_case, load_instrument
from nmt_widgets.core.lasting import lasting
from nmt_widgets.core.settings import variables
from tests.migrated_once import migrated_once
from tests.patience import LIMIT
from tests.store.postgres_server import PostgresServer

settings.register_profile("fast", max_examples=60, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

collect_ignore = ["wrong_clock"]  # a process imports it in its own way: it changes the clock

ROOT = Path(__file__).parent.parent
JAMES_YAML = ROOT / "case_templates" / "james.yaml"


# What a test uses tells what it drives: fixtures that start a process that serves, and helpers that do.
SERVING = {
    "clinic",
    "first_start",
    "fresh_server",
    "hub",
    "hurried",
    "postgres",
    "room",
    "school",
    "screens",
    "served",
    "served_door",
    "server",
    "vouching",
    "workbook",
}
STARTING = {
    "nmt_widgets.bench.fuzz.lines.Lines",
    "tests.apps.assessing.Clinic",
    "tests.server.audience_room.start_room",
    "tests.server.running.start",
    "tests.server.test_odd_places.served",
    "tests.store.postgres_server.PostgresServer",
}


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Collect no garbage among modules and tests: they last, and looking through them takes a second each time."""
    with lasting():
        return (yield)


def pytest_collection_modifyitems(items):
    """Mark what drives a browser or a process that serves; what a busy machine makes late gets a second try."""
    for item in items:
        if drives_a_browser(item):
            item.add_marker("browser")
        if "picture" in getattr(item, "fixturenames", ()):
            item.add_marker("picture")
        if drives_a_service(item):
            item.add_marker("service")
        if item.get_closest_marker("browser") or "tests/server/" in item.nodeid:
            item.add_marker(pytest.mark.flaky(reruns=1))
    # the files that take longest begin first: at the end of a run no worker is left alone with one
    long = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in long)


def drives_a_browser(item):
    return bool({"chromium", "pages"}.intersection(getattr(item, "fixturenames", ())))


def drives_a_service(item):
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return (
        bool(SERVING.intersection(getattr(item, "fixturenames", ())))
        or any(isinstance(value, str) and value == "postgresql" for value in parameters)
        or any(helper in STARTING for helper in helpers_of(item))
    )


def helpers_of(item):
    """Yield what the test calls by a plain name, as `module.name`."""
    test = getattr(item, "function", None)
    if code := getattr(test, "__code__", None):
        for name in code.co_names:
            helper = test.__globals__.get(name)
            yield f"{getattr(helper, '__module__', '')}.{name}"


def pytest_terminal_summary(terminalreporter):
    """List what needed its second try: it is to be mended."""
    for report in terminalreporter.stats.get("rerun", ()):
        terminalreporter.section(f"second try: {report.nodeid}")
        terminalreporter.write_line(str(report.longrepr)[-1500:])


@pytest.fixture(scope="session")
def postgres():
    """A running PostgreSQL; without one the tests fail in CI, and are passed over elsewhere."""
    try:
        server = PostgresServer()
    except FileNotFoundError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    yield server
    server.remove()


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch, tmp_path):
    for variable in variables():
        if (
            variable.name != "NMT_BROWSER"
        ):  # which of this machine's draws pages is for whoever runs the tests to say
            monkeypatch.delenv(variable.name, raising=False)
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "data"))  # nobody's records


@pytest.fixture(scope="session", autouse=True)
def _migrations_run_once():
    with migrated_once():
        yield


@pytest.fixture
def picture():
    """Take a picture of a page for the documentation: `picture(page, name)`."""
    from tests.apps.pictures import take_for_documentation

    return take_for_documentation


@pytest.fixture(scope="session", autouse=True)
def _signals_of_the_foreground():
    """Let what tests start obey Ctrl-C: a run in the background ignores it, and its processes would inherit that."""
    handlers = {signal.SIGINT: signal.default_int_handler, getattr(signal, "SIGHUP", None): signal.SIG_DFL}
    ignored = [number for number in handlers if number and signal.getsignal(number) == signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, handlers[number])
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


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

    from nmt_widgets.library.printing.browser import find_browser

    executable = find_browser()
    flags = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--process-per-site",  # the tabs of one person compile the scripts of the screens once
        f"--disable-features={','.join(_WITHOUT)}",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(executable) if executable else None, args=flags, chromium_sandbox=False
        )
        browser.new_context = _patient(browser.new_context)
        browser.new_page = _patient(browser.new_page)
        expect.set_options(timeout=1000 * LIMIT)
        yield browser
        browser.close()


def _patient(make):
    """Return what makes a window so that whatever is waited for there has the same, long time."""

    def patient(**settings):
        window = make(**settings)
        window.set_default_timeout(1000 * LIMIT)
        window.on("page", _goes_to_live_screens)
        return window

    return patient


def _goes_to_live_screens(page):
    """Let a page wait for the live screen at an address, unless it is told what to wait for: a picture comes first."""
    page.goto, page.reload = _alive(page, page.goto), _alive(page, page.reload)


def _alive(page, go):
    def go_and_wait(*address, **options):
        answer = go(*address, **options)
        if "/voila/render/" in page.url and "wait_until" not in options:
            page.wait_for_function("!document.body.classList.contains('nmt-is-opening')")
        return answer

    return go_and_wait


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
