"""The page on threats names tests that exist, and every promise of the other pages stands on it."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
PAGES = ("store", "audience", "class", "architecture")
# words by which a page promises something about the safety of what is kept
PROMISES = re.compile(r"\b(never|trusted|refused|refuses|only its owner|formula|mode 0600)\b", re.IGNORECASE)
# sentences with such a word that promise nothing about data
OTHERWISE = {
    "`make test` refuses an import that climbs": "floors of the code",
}


def folded(text):
    return re.sub(r"\s+", " ", text.replace("**", ""))


def text_of(page):
    return folded((ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8"))


def rows():
    """The cells of each row that names a test, or should."""
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("|") and len(cells) == 3 and set(line) - set("|-"):
            yield [cell.strip(" |") for cell in cells]


@cache
def names_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def named():
    return sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("path", "name"), named(), ids=[name for _, name in named()])
def test_a_named_test_exists(path, name):
    assert (ROOT / path).is_file()
    assert name.startswith("test_")
    assert name in names_in(path)


def test_every_row_has_a_test():
    test_rows = [row for row in rows() if row[2] != "test"]
    assert len(test_rows) > 60
    assert [row for row in test_rows if "`tests/" not in row[2]] == []
    assert len(re.findall(r"`tests/", PAGE)) == len(
        re.findall(r"`tests/[\w/]+\.py::\w+`", PAGE)
    ) + PAGE.count("`tests/fuzz/`")


def promised():
    """What other pages promise, as the page on threats quotes it."""
    by_page = {page: [] for page in PAGES}
    for row in rows():
        if page := re.match(r"\[(\w+)\]\(\1\.md\)", row[0]):
            by_page[page[1]].append(row[1])
    return by_page


@pytest.mark.parametrize("page", PAGES)
def test_a_promise_is_quoted_as_it_stands(page):
    text = text_of(page)
    assert promised()[page]
    assert [quote for quote in promised()[page] if folded(quote) not in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_promise_is_without_a_row(page):
    """A sentence that says "never", "refused" and the like stands on the page on threats, or here with a reason."""
    quotes = [folded(quote) for quote in promised()[page]] + [folded(text) for text in OTHERWISE]
    sentences = [
        sentence for sentence in re.split(r"(?<=[.:;|]) ", text_of(page)) if PROMISES.search(sentence)
    ]
    assert sentences
    lonely = [
        sentence
        for sentence in sentences
        if not any(quote in sentence or sentence.strip(" .:;|") in quote for quote in quotes)
    ]
    assert lonely == []


def test_who_could_try_has_what_is_not_held():
    for section in re.split(r"\n## ", PAGE)[1:]:
        title = section.partition("\n")[0]
        if title not in ("Accidents", "What other pages promise"):
            assert "Not held:" in section, title


def test_it_is_found_from_the_front_page():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "docs/threats.md" in readme
    assert "SECURITY.md" in readme
    assert "docs/threats.md" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
