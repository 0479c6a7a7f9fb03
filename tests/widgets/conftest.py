"""Pages for the tests of the form in the browser."""

from __future__ import annotations

import pytest

from tests.widgets.harness import page_text, serving, start


@pytest.fixture(scope="module")
def site():
    """A small server: `site.pages` by path, `site.url`."""
    from types import SimpleNamespace

    pages = {}
    with serving(pages) as url:
        yield SimpleNamespace(pages=pages, url=url)


@pytest.fixture
def browser(chromium):
    """One person's browser: its tabs share what is kept in it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.troubles = []
    yield context
    context.close()
    assert context.troubles == []


@pytest.fixture
def phone(chromium):
    """A phone's browser: small, and a finger points."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def open_form(browser, site):
    """Open the form in a new tab: `open_form(answers, status="completed", clock=True, before=script)`."""

    def open_(answers=None, *, clock=False, before="", at="/", **record):
        site.pages[at] = page_text(start(answers, **record))
        page = browser.new_page()
        page.on("pageerror", lambda error: browser.troubles.append(str(error)))
        page.on(
            "console",
            lambda message: browser.troubles.append(message.text) if message.type == "error" else None,
        )
        if clock:
            page.clock.install()
        if before:
            page.add_init_script(before)
        page.goto(site.url + at)
        page.wait_for_function("window.answers !== undefined")
        if clock:
            page.clock.pause_at(page.evaluate("Date.now() + 100"))
        return page

    return open_
