"""What the documents say of the house is true: its floors, and every file they name."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.documentation.written_pages import pages

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "nmt_widgets"
PAGES = [*pages(), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
# a name in backticks that ends like a file of ours, with the folder it lies in
FILE = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|js|mjs|css|yaml|svg|toml))(?:::\w+)?`")
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")


def layers():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = next(contract for contract in contracts if contract["type"] == "layers")["layers"]
    return [floor.removeprefix("nmt_widgets.") for floor in floors]


def test_the_picture_shows_the_floors_in_their_order():
    picture = (ROOT / "docs" / "pictures" / "floors.svg").read_text()
    assert re.findall(r'class="n"[^>]*>([^<]+)<', picture) == layers()


def test_every_floor_is_described():
    text = (ROOT / "docs" / "architecture.md").read_text()
    assert re.findall(r"^\| `(\w+)/` \|", text, re.MULTILINE) == layers()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_it_names_is_there(page):
    text = page.read_text()
    missing = [
        name
        for name in FILE.findall(text)
        if not any(
            (start / name).exists()
            for start in (
                ROOT,
                ROOT / "nmt_widgets",
                ROOT / "nmt_widgets" / "texts",
                ROOT / "nmt_widgets" / page.stem,
                page.parent,
            )
        )
    ]
    missing += [
        name for name in PICTURE.findall(text) if "//" not in name and not (page.parent / name).is_file()
    ]
    assert missing == []
