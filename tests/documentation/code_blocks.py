"""The code blocks of a page, and what is checked of each: Python is run, commands are looked up, data is read.

A block may have the name of a file as its caption (```` ```{code-block} yaml ````, `:caption: our-site/norms.yaml`):
then the blocks below it find that file. Python of a file is only compiled, and a `diff` changes the file.
"""

import doctest
import json
import re
import tomllib
from dataclasses import dataclass

import yaml
from markdown_it import MarkdownIt

from tests.documentation.commands import check_commands

UNCHECKED = {"css", "diff", "html", "ini", "javascript", "nginx", "text"}
READERS = {"json": json.loads, "toml": tomllib.loads, "yaml": lambda text: list(yaml.safe_load_all(text))}
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
DIRECTIVE = re.compile(r"\{([\w-]+)\}\s*(.*)")
CAPTION = re.compile(r":caption: *(\S+)\n")
OPTIONS = re.compile(r"(?::[\w-]+:.*\n)*\n?")


@dataclass(frozen=True)
class CodeBlock:
    """A block of code: its language, its text, the line of the page it begins on, and its file's name, if any."""

    language: str
    text: str
    line: int
    file: str = ""


def code_blocks(page, first=0):
    """Yield the code blocks of a page in its order, those inside notes and the like too."""
    for token in MarkdownIt().parse(page):
        if token.type not in {"fence", "code_block"}:
            continue
        line, directive = first + token.map[0] + 1, DIRECTIVE.match(token.info)
        if token.type == "code_block":
            yield CodeBlock("", token.content, line)
        elif not directive:
            yield CodeBlock(token.info.strip(), token.content, line)
        elif directive[1] == "code-block":
            options = OPTIONS.match(token.content)[0]
            caption = CAPTION.search(options)
            text = token.content.removeprefix(options)
            yield CodeBlock(directive[2], text, line, caption[1] if caption else "")
        elif directive[1] != "eval-rst":
            yield from code_blocks(token.content, line)


def check_block(block, folder, names):
    """Check one block.

    Parameters
    ----------
    block : CodeBlock
    folder : Path
        What the blocks of the page write and read is here.
    names : dict
        The variables of the page's Python so far.
    """
    if block.file:
        write_file(block, folder)
    if block.language == "python" and block.file:
        compile(block.text, block.file, "exec")
    elif block.language == "python":
        check_python(block, names)
    elif block.language == "console":
        check_commands(block.text, folder)
    elif block.language in READERS:
        READERS[block.language](block.text)
    else:
        assert block.language in UNCHECKED, f"say which language this is: {block.text[:60]}"


def write_file(block, folder):
    """Write the file of a block, or change it as a block of the language `diff` says; each stands for one place."""
    path = folder / block.file
    text = block.text
    if block.language == "diff":
        lines = [line if line.strip() else " \n" for line in text.splitlines(keepends=True)]
        before, after = ("".join(line[1:] for line in lines if line[0] != sign) for sign in "+-")
        whole = path.read_text(encoding="utf-8")
        assert whole.count(before) == 1, f"{block.file} has this {whole.count(before)} times: {before}"
        text = whole.replace(before, after)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def check_python(block, names):
    if not block.text.startswith(">>>"):
        exec(compile(block.text, f"line {block.line}", "exec"), names)
        return
    test = doctest.DocTestParser().get_doctest(block.text, names, f"line {block.line}", None, block.line)
    test.globs = names  # a doctest begins with a copy
    failures = []
    doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test, out=failures.append, clear_globs=False)
    assert not failures, "".join(failures)
