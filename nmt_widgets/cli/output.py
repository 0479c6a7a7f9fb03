"""The command's messages on stderr: one line for each problem, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence

import click

from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, one_line
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural


def say(message: str, code: int) -> int:
    """Write one line on stderr and return the exit code."""
    click.echo(one_line(f"nmt: {message}", 2000), err=True)
    return code


def say_each(problems: Sequence[InputError], code: int) -> None:
    """Write a line for each problem, at most a hundred."""
    for problem in problems[:MOST_PROBLEMS]:
        say(str(problem), code)
    if len(problems) > MOST_PROBLEMS:
        say(plural(texts("command"), "and_more", len(problems) - MOST_PROBLEMS), code)


def say_error(error: InputError) -> int:
    """Write a line for each problem of an error and return the exit code: 2 for bad input, 1 for a failure."""
    code = exit_code(error)
    for problem in error.problems:  # the list is limited already
        say(str(problem), code)
    return code


def exit_code(error: InputError) -> int:
    """Return the exit code for an error."""
    return 1 if error.is_failure else 2


def say_doubts(error: InputError) -> int:
    """Write a line for each problem of what was entered and for each question about it; return the exit code."""
    questions = getattr(error, "questions", ())
    problems = getattr(error, "faults", error.problems)
    code = exit_code(error)
    say_each(problems, code)
    say_each(questions, code)
    words = texts("command")
    counts = _counts(len(problems), len(questions))
    if questions and not problems:
        say(words["import"]["add_sure"].format(counts=counts), code)
    elif len(problems) + len(questions) > 1:
        say(words["import"]["nothing_written"].format(counts=counts), code)
    return code


def _counts(problems: int, questions: int) -> str:
    words = texts("command")
    if not questions:
        return plural(words, "problems", problems)
    if not problems:
        return plural(words, "questions", questions)
    first, second = plural(words, "problems", problems), plural(words, "questions", questions)
    return str(words["both"].format(first=first, second=second))
