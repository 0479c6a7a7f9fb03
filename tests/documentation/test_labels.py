"""What a guide prints in bold stands on a screen, word for word: it is a text of `texts/en/` or a title of a case."""

import re
from functools import cache

import pytest
import yaml
from markdown_it import MarkdownIt

from tests.conftest import ROOT
from tests.documentation.code_blocks import DIRECTIVE

PAGES = [ROOT / "docs" / "start.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
PLACEHOLDER = re.compile(r"\{\w*\}")
WORD = re.compile(r"[^\W\d_]{4}")
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every value as it is written: "No" is a text


@cache
def labels():
    """Return the texts that stand on screens, and patterns of those with a place to fill in."""
    texts, patterns = set(), []
    for text in (*texts_in(read("nmt_widgets/texts/en")), *names_in(read("case_templates"))):
        parts = PLACEHOLDER.split(text)
        if len(parts) == 1:
            texts.add(text)
        elif WORD.search(" ".join(parts)):  # "{first} and {last}" would fit anything
            patterns.append(re.compile(".+".join(map(re.escape, parts))))
    return texts, patterns


def read(folder):
    paths = sorted((ROOT / folder).glob("*.yaml"))
    return [yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) for path in paths]


def texts_in(branch):
    if isinstance(branch, str):
        yield one_line(branch)
    else:
        for part in branch.values() if isinstance(branch, dict) else branch:
            yield from texts_in(part)


def names_in(branch):
    if isinstance(branch, dict):
        yield from texts_in([text for key, text in branch.items() if key == "title"])
        branch = branch.values()
    if not isinstance(branch, str):
        for part in branch:
            yield from names_in(part)


def one_line(text):
    return " ".join(text.split())


def is_label(text):
    texts, patterns = labels()
    return "{" not in text and (text in texts or any(pattern.fullmatch(text) for pattern in patterns))


def bold_texts(page, first=0):
    """Yield what a page prints in bold, with its line; in tables, notes and below pictures too."""
    for token in MarkdownIt().enable("table").parse(page):
        directive = DIRECTIVE.match(token.info) if token.type == "fence" else None
        line = first + token.map[0] + 1 if token.map else first
        if directive and directive[1] != "code-block":
            yield from bold_texts(token.content, line)
        elif token.type == "inline":
            inside, text = 0, ""
            for part in token.children:
                inside += {"strong_open": 1, "strong_close": -1}.get(part.type, 0)
                text += part.content or " " if inside and part.type != "strong_open" else ""
                if part.type == "strong_close":
                    yield line, one_line(text)
                    text = ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_bold_text_stands_on_a_screen(page):
    wrong = [
        f"line {line}: {text}"
        for line, text in bold_texts(page.read_text(encoding="utf-8"))
        if not is_label(text)
    ]
    assert not wrong, "on no screen, so not in bold:\n" + "\n".join(wrong)


def test_texts_filled_in_names_and_texts_of_several_lines_are_labels():
    for text in ("Submit …", "3 functions are still open. Score them, or say that they are not known.", "Sleep",
                 "James", "Sign in to practise. Your attempts are kept under your name; only you and those who "
                 "train you see them."):  # fmt: skip
        assert is_label(text), text


@pytest.mark.parametrize(
    "text",
    ["Submit it", "submit …", "Practised", "salt and pepper", "32", "Submit … now", "Attach to {name}"],
)
def test_a_wrong_label_is_found(text):
    table = f"| a | b |\n|---|---|\n| **Submit …** | **{text}** |\n"
    page = f"# A guide\n\n{table}\n```{{screen}} x\nSee **{text}**.\n```\n"
    wrong = [(line, bold) for line, bold in bold_texts(page) if not is_label(bold)]
    assert wrong == [(5, text), (8, text)]
