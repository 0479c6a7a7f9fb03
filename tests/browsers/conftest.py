"""One workbook and one window of each browser for all errands."""

from contextlib import ExitStack

import pytest

from tests.apps.assessing import Clinic
from tests.browsers.firefox import Firefox
from tests.browsers.page import Page
from tests.browsers.webkit import WebKit
from tests.cheap_hashing import hashed_cheaply

BROWSERS = {"firefox": Firefox, "webkit": WebKit}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    with hashed_cheaply():
        clinic = Clinic(tmp_path_factory.mktemp("workbook"), app="practice")
    yield clinic
    clinic.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The page of each browser, which is started when a test first asks for it."""
    with ExitStack() as stack:
        yield Pages(stack, tmp_path_factory)


@pytest.fixture(params=BROWSERS)
def page(request, pages):
    page = pages[request.param]
    yield page
    assert page.troubles() == []


class Pages(dict):
    def __init__(self, stack, folders):
        self._stack, self._folders = stack, folders

    def __missing__(self, name):
        self[name] = Page(self._stack.enter_context(BROWSERS[name](self._folders.mktemp(name))))
        return self[name]
