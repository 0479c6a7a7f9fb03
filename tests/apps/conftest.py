"""The real workbook, served for the browser tests, with a broken case among its cases."""

import os
import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.apps.pictures import take_picture
from tests.cheap_hashing import hashed_cheaply
from tests.conftest import JAMES_YAML
from tests.patience import LIMIT
from tests.readability import assert_readable


@pytest.fixture(scope="package", autouse=True)
def _cheap_passphrases():
    with hashed_cheaply():
        yield


@pytest.fixture(scope="session")
def workbook(tmp_path_factory):
    """`nmt serve` on a free port; gives its address, the folder of its cases and of its reports."""
    home = tmp_path_factory.mktemp("workbook")
    cases, outputs = home / "cases", home / "outputs"
    cases.mkdir()
    shutil.copy(JAMES_YAML, cases)
    (cases / "broken.yaml").write_text(
        JAMES_YAML.read_text(encoding="utf-8")
        .replace("arousal: 2", "arousal: 13")
        .replace("id: james", "id: broken"),
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "NMT_CASES": str(cases),
        "NMT_OUTPUTS": str(outputs),
        "NMT_DATA": str(home / "data"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "nmt_widgets", "serve", "--no-browser", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    match = re.search(r"http://\S+", line)
    assert match, process.stderr.read()
    yield SimpleNamespace(url=match[0], cases=cases, outputs=outputs, process=process)
    process.terminate()
    try:
        assert process.wait(LIMIT) == 0
    finally:
        process.kill()


@pytest.fixture
def page(chromium, workbook):
    """A new page, with the access code entered, that notes errors and every request beyond this machine."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.troubles, page.strangers = [], []
    page.on(
        "console", lambda message: page.troubles.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    context.on("request", lambda request: None if _local(request.url) else page.strangers.append(request.url))
    # the code, without a screen that nobody looks at
    assert context.request.get(workbook.url, max_redirects=0).status == 302
    page.screen = f"{workbook.url.partition('?')[0]}voila/render/"
    yield page
    context.close()
    assert page.troubles == []
    assert page.strangers == []


def _local(url):
    return url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "file:"))


@pytest.fixture
def keep():
    """Look whether all texts of a page can be read, and take a picture where pictures are wanted."""

    def shoot(page, name):
        assert_readable(page, name)
        take_picture(page, name)

    return shoot
