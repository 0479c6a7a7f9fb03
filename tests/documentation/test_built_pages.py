"""What reads the built pages finds what is wrong with them, and the page on the command has every command."""

import importlib
import re
import sys

import pytest

from nmt_widgets.cli import nmt
from tests.conftest import ROOT
from tests.documentation.commands import check_words

sys.path.insert(0, str(ROOT / "scripts"))
links = importlib.import_module("check_links")

GOOD = '<img src="map.svg" alt="A map"><a href="other.html#part">on</a><a href="https://example.org">away</a>'
OTHER = '<h1 id="part">Other</h1><a href="index.html">back</a>'


@pytest.fixture
def built(tmp_path):
    (tmp_path / "map.svg").write_text("<svg/>")
    (tmp_path / "other.html").write_text(OTHER)

    def problems(page):
        (tmp_path / "index.html").write_text(page)
        return links.problems(tmp_path)

    return problems


def test_good_pages_have_no_problem(built):
    assert built(GOOD) == []


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ('<a href="nowhere.html">on</a>', "a link to nowhere: nowhere.html"),
        ('<a href="other.html#gone">on</a>', "no such place on the page: other.html#gone"),
        ('<a href="#gone">up</a>', "no such place on the page: #gone"),
        ('<a href="file:///home/me/x.html">on</a>', "a link that no reader can follow"),
        ('<img src="map.svg">', "a picture without words: map.svg"),
        ('<img src="gone.svg" alt="A map">', "no such file: gone.svg"),
        ('<script src="https://example.org/x.js"></script>', "fetched from elsewhere"),
        ('<link rel="stylesheet" href="//example.org/x.css">', "fetched from elsewhere"),
        (
            '<img src="map.svg" alt="A map" srcset="map.svg 1x, https://example.org/x.png 2x">',
            "fetched from elsewhere",
        ),
        ('<img src="map.svg" alt="A map" srcset="gone.svg 2x">', "no such file: gone.svg"),
        ('<video poster="https://example.org/x.png"></video>', "fetched from elsewhere"),
        ('<object data="https://example.org/x.svg"></object>', "fetched from elsewhere"),
        (
            '<style>@import "https://example.org/x.css";</style>',
            "fetched from elsewhere: https://example.org/x.css",
        ),
        (
            '<p style="background: url(//example.org/x.png)">x</p>',
            "fetched from elsewhere: //example.org/x.png",
        ),
        ('<script type="module">import "https://example.org/x.js"</script>', "fetched from elsewhere"),
        ('<script>import("https://example.org/x.js")</script>', "fetched from elsewhere"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(built, page, problem):
    (line,) = built(page)
    assert line.startswith(f"index.html: {problem}")


def test_a_style_sheet_that_fetches_from_elsewhere_is_found(built, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "x.css").write_text(
        "a { background: url('https://example.org/x.woff2') } b { x: url(data:,) }"
    )
    assert built(GOOD) == ["static/x.css: fetched from elsewhere: https://example.org/x.woff2"]


def test_the_page_on_the_command_has_every_command():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE)
    commands = [command.removeprefix("nmt ") for row in rows for command in re.findall(r"`([^`]+)`", row)]
    for command in commands:
        check_words(re.sub(r"[\[\]]|\.\.\.", " ", command).split())
    assert {command.split()[0] for command in commands} == set(nmt.commands)
