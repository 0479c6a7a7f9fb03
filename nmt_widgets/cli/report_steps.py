"""What commands that make reports have in common: their progress, and the way in which a screen runs them."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from nmt_widgets.reporting import ReportResult

Command = TypeVar("Command", bound=Callable[..., None])


def for_screens(command: Command) -> Command:
    """Add the hidden options with which a screen runs a command for the person who is signed in."""
    asker = click.option(
        "--asker",
        "is_asked",
        is_flag=True,
        hidden=True,
        help="Read the session token from the input; an empty line is a guest.",
    )
    steps = click.option("--steps", is_flag=True, hidden=True, help="Print each step as a line of JSON.")
    return steps(asker(command))


def work_as_asker() -> None:
    """Open the store as the person whose session token is the first line of the input."""
    from nmt_widgets.store import work_for

    work_for(sys.stdin.readline().strip())


@contextlib.contextmanager
def report_progress(
    total: int, steps: bool, refused: list[str]
) -> Iterator[Callable[[ReportResult, int, int], None]]:
    """Show the progress of a batch: a bar for a person, or lines of JSON with the errors for a screen."""
    if steps:
        from nmt_widgets.core.texts import texts

        words = texts("report")["steps"]

        def step(share: float, name: str, reason: str = "") -> None:
            click.echo(
                json.dumps(
                    {"share": share, "step": words[name], "reason": reason, "failed": name == "failed"}
                )
            )
            sys.stdout.flush()

        for reason in refused:
            step(1.0, "failed", reason)
        if total:
            step(0.2, "running")
        yield lambda result, done, total: step(
            done / total, result.status, result.reason if result.status == "failed" else result.lacking
        )
        return
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its thread would make a fork unsafe
    with tqdm(total=total, unit="report", disable=total < 2 or None, leave=False) as bar:

        def advance(result: ReportResult, _done: int, _total: int) -> None:
            bar.set_postfix_str(result.job.title)
            bar.update()

        yield advance
