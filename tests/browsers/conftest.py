"""One workbook with a class, and one window of each browser, for all errands."""

import os
from contextlib import ExitStack

import pytest

from scripts.bring_browser import find_firefox, find_webkit
from tests.browsers.firefox import Firefox
from tests.browsers.page import Page
from tests.browsers.school import open_school
from tests.browsers.webkit import WebKit
from tests.server.running import stop


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    school = open_school(tmp_path_factory.mktemp("school"))
    yield school
    stop(school.server)


@pytest.fixture(scope="module")
def pages(school, tmp_path_factory):
    """The pages of both browsers, by name, with the access code entered.

    Where the browsers are missing, and nobody insists on them, the tests are passed over.
    """
    if not (find_firefox() and find_webkit()) and not os.environ.get("CI"):
        pytest.skip("run make browser")
    with ExitStack() as stack:
        pages = {}
        for browser in (Firefox, WebKit):
            page = Page(stack.enter_context(browser(tmp_path_factory.mktemp("browser"))))
            page.go(f"{school.server.url}/?token={school.server.token}")
            pages[browser.__name__] = page
        yield pages


@pytest.fixture(autouse=True)
def _no_errors(pages):
    yield
    assert {name: page.troubles() for name, page in pages.items() if page.troubles()} == {}
