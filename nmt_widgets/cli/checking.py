"""`nmt check`: what is wrong with this installation."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.progress import stages
from nmt_widgets.core.errors import one_line
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

if TYPE_CHECKING:
    from nmt_widgets.site.installation.results import CheckResult


@click.command()
@click.option(
    "--backups",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of backups; by default NMT_BACKUPS.",
)
@click.option(
    "--quick", is_flag=True, help="Leave out the chains of the records, and the rows of the backup."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def check(backups: Path | None, quick: bool, as_json: bool) -> None:
    """Say what is wrong with this installation; exit code 1 if anything is.

    Looked at are the software, the rights of files, the disks, the database with every chain, the clock and the
    newest backup. Nothing is changed.
    """
    from nmt_widgets.site.installation.checkup import check_installation

    results = []
    for result in check_installation(backups, is_quick=quick, progress=stages()):
        results.append(result)
        if not as_json:
            _print(result)
    if as_json:
        click.echo(json.dumps([asdict(result) for result in results], indent=2, ensure_ascii=False))
    else:
        click.echo(_summary(results))
    if any(result.state == "fault" for result in results):
        sys.exit(1)


def _print(result: CheckResult) -> None:
    words = texts("installation")
    state, message = words["states"][result.state], one_line(result.message, 1000)
    click.echo(words["line"].format(state=state, title=result.title, message=message))
    if result.remedy:
        click.echo(words["remedy"].format(remedy=one_line(result.remedy, 1000)))


def _summary(results: list[CheckResult]) -> str:
    words, states = texts("installation"), [result.state for result in results]
    if faults := states.count("fault"):
        return plural(words, "wrong", faults)
    if notices := states.count("notice"):
        return plural(words, "to_look_at", notices)
    return str(words["all_good"])
