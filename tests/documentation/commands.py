"""The commands on a page: each is one that there is, and where the page shows what it prints, it prints that."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click

from nmt_widgets.cli import nmt
from nmt_widgets.core.settings import variables
from tests.conftest import ROOT
from tests.patience import LIMIT

OTHERS = {
    "cd",
    "conda",
    "configurable-http-proxy",
    "cp",
    "createdb",
    "dropdb",
    "createuser",
    "dask",
    "export",
    "git",
    "keyring",
    "mkdir",
    "npm",
    "pip",
    "pre-commit",
    "py",
    "pytest",
    "python",
    "python3",
    "sudo",
    "uv",
}
"""Programs of others, whose words are not checked."""

PROMPT = "$ "
SAME = doctest.OutputChecker()


def check_commands(block, folder):
    """Check a block of commands; those with a prompt are run in `folder`, and print the lines below them."""
    lines = joined(block)
    if not any(line.startswith(PROMPT) for line in lines):
        for line in lines:
            check_command(line)
        return
    for command, expected in prompts(lines):
        program, words, environment = check_command(command)
        if expected and program == "nmt":
            compare(run(words, environment, folder), expected, command)


def joined(block):
    """Return the lines, those that end in a backslash as one with the next; empty ones and remarks are left out."""
    lines = block.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def prompts(lines):
    """Yield each command with the lines that it prints."""
    command, printed = None, []
    for line in lines:
        if line.startswith(PROMPT):
            if command:
                yield command, printed
            command, printed = line.removeprefix(PROMPT), []
        else:
            assert command, f"a line before the first prompt: {line}"
            printed.append(line)
    yield command, printed


def check_command(line):
    """Return the program of a line, its words and its variables; each part is checked to be there."""
    program, environment = "", {}
    for part in re.split(r" (?:&&|\||;) ", line):
        part = re.sub(r"(?<=\w)\\(?=\w)", "/", part)  # a path of Windows
        words = shlex.split(re.sub(r"[\[\]]|\.\.\.(?= |$)", " ", part), comments=True)
        while words and re.match(r"\w+=", words[0]):
            name, _, value = words.pop(0).partition("=")
            assert name in NAMES, f"no setting: {name}"
            environment[name] = value
        program = Path(words[0]).name
        words = words[1 : words.index(">")] if ">" in words else words[1:]
        if program == "nmt":
            check_words(words)
        elif program == "make":
            check_targets(words)
        else:
            assert program in OTHERS, f"a program nobody told of: {line}"
    return program, words, environment


NAMES = {variable.name for variable in variables()} | {"HTTPS_PROXY", "PGPASSWORD"}


def check_words(words):
    """Check that the command `nmt` knows a subcommand and its options."""
    command, context = nmt, click.Context(nmt, info_name="nmt")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, *words = words
        subcommand = command.get_command(context, name)
        assert subcommand, f"nmt has no command {name}"
        command, context = subcommand, click.Context(subcommand, parent=context, info_name=name)
    command.make_parser(context).parse_args(args=list(words))


def check_targets(words):
    """Check that the Makefile has what `make` is called for."""
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    unknown = {word for word in words if "=" not in word} - targets
    assert not unknown, f"make has no {unknown}"


def run(words, environment, folder):
    """Return what `nmt` prints, both outputs."""
    done = subprocess.run(
        [sys.executable, "-m", "nmt_widgets", *words],
        env={**os.environ, **environment, "NO_COLOR": "1"},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=LIMIT,
    )
    return done.stdout


def compare(printed, expected, command):
    """Compare what was printed with the page's lines; `...` stands for anything, and empty lines do not count."""
    printed = "\n".join(line.rstrip() for line in printed.splitlines() if line.strip()) + "\n"
    text = "\n".join(line.rstrip() for line in expected) + "\n"
    assert SAME.check_output(text, printed, doctest.ELLIPSIS), f"{command} prints:\n{printed}"
