"""Every code block of every page is right: Python runs, commands and their options exist, data can be read."""

import pytest

from tests.conftest import ROOT
from tests.documentation.code_blocks import CodeBlock, check_block, code_blocks
from tests.documentation.project_copy import copy_project
from tests.documentation.written_pages import pages

PAGES = sorted([*ROOT.glob("*.md"), *pages()])


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_code_block_is_right(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path / "outputs"))
    names = {"__name__": "page"}
    wrong = []
    blocks = list(code_blocks(page.read_text(encoding="utf-8")))
    if any(block.file.startswith("nmt_widgets/") for block in blocks):
        copy_project(tmp_path)
    for block in blocks:
        try:
            check_block(block, tmp_path, names)
        except Exception as error:  # whatever it is, the page is wrong there
            wrong.append(f"line {block.line}: {type(error).__name__}: {error}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("language", "text", "problem"),
    [
        ("", "nmt score james\n", "say which language"),
        ("console", "nmt scores james\n", "no command scores"),
        ("console", "nmt score james --jason\n", "No such option"),
        ("console", "make everything\n", "make has no"),
        ("console", "NMT_SIDE=x nmt cases\n", "no setting"),
        ("console", "$ nmt score nobody\nJames\n", "prints:\nnmt: "),
        ("python", "1 / 0\n", "division by zero"),
        ("python", ">>> 1 + 1\n3\n", "Got:\n    2"),
        ("yaml", "a: b: c\n", "mapping values"),
    ],
)
def test_what_is_wrong_is_found(language, text, problem, tmp_path):
    with pytest.raises(Exception, match=f"(?s){problem}"):
        check_block(CodeBlock(language, text, 1), tmp_path, {})


def test_a_page_changes_one_place_of_a_file(tmp_path):
    (tmp_path / "list.yaml").write_text("names:\n  - a\n\n  - b\n", encoding="utf-8")
    block = CodeBlock("diff", "   - a\n+  - new\n\n-  - b\n", 1, "list.yaml")
    check_block(block, tmp_path, {})
    assert (tmp_path / "list.yaml").read_text(encoding="utf-8") == "names:\n  - a\n  - new\n\n"
    with pytest.raises(AssertionError, match=r"list\.yaml has this 0 times"):
        check_block(block, tmp_path, {})


def test_blocks_inside_a_note_and_with_a_file_are_found():
    page = "````{note}\n```python\n1\n```\n````\n\n```{code-block} yaml\n:caption: a/b.yaml\n\nc: 1\n```\n"
    assert list(code_blocks(page)) == [
        CodeBlock("python", "1\n", 2),
        CodeBlock("yaml", "c: 1\n", 7, "a/b.yaml"),
    ]
