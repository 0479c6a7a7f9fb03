"""Commands about the store: what leaves it, what comes in, and whether it is as it was written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.progress import stages
from nmt_widgets.cli.telling import say
from nmt_widgets.ground.errors import InputError
from nmt_widgets.ground.texts import texts

if TYPE_CHECKING:
    from nmt_widgets.store import Verdict

MOST_TOLD = 20

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--out", type=_FILE, required=True, help="A folder that is new or empty.")
@click.option("--deidentify", is_flag=True, help="Drop names, free text and dates; keep ages.")
@click.option("--templates", is_flag=True, help="Take the case templates, too.")
@click.option("--force", is_flag=True, help="Replace an earlier export.")
def export(cases: tuple[str, ...], out: Path, deidentify: bool, templates: bool, force: bool) -> None:
    """Write every answer as one long table (CSV and Parquet), with figures, a codebook and all versions."""
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.export import export as write

    counts = write(
        open_store(operator()),
        out,
        cases=cases,
        with_templates=templates,
        deidentify=deidentify,
        force=force,
        progress=stages(),
    )
    click.echo(f"{out}: {', '.join(f'{count} {name}' for name, count in counts.items())}")
    if not deidentify:
        click.echo("these files name people and dates; --deidentify drops them", err=True)


@click.command("import")
@click.argument("file", type=_FILE)
@click.option("--mapping", type=_FILE, required=True, help="A YAML file that says what the columns mean.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--amend", is_flag=True, help="Amend completed assessments, too.")
def import_(file: Path, mapping: Path, dry_run: bool, amend: bool) -> None:
    """Bring scores from a CSV FILE into the store; nothing is written unless all of it is understood."""
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.importing import carry_out, plan_import

    store = open_store(operator())
    try:
        plan = plan_import(store, file, mapping, amend=amend)
    except InputError as error:
        for problem in error.problems:
            say(str(problem), 2)
        if len(error.problems) > 1:
            say(f"{len(error.problems)} problems, nothing was written", 2)
        sys.exit(2)
    if not dry_run:
        carry_out(store, plan)
    for case in plan.cases:
        answers = f"{len(case.changes)} answers" if case.changes else "nothing new"
        click.echo(f"{case.case_id}: {'new, ' if case.base == 0 else ''}{answers}")
    if plan.passed_over:
        click.echo(f"columns passed over: {', '.join(plan.passed_over)}")
    changed = sum(bool(case.changes) for case in plan.cases)
    click.echo(f"{changed} of {len(plan.cases)} cases {'would change' if dry_run else 'changed'}")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--plain", is_flag=True, help="Although the database is encrypted: the backup is not.")
def backup(file: Path, force: bool, plain: bool) -> None:
    """Write people and records into one FILE, from which 'nmt restore' fills any database."""
    from nmt_widgets.store.backup import back_up
    from nmt_widgets.store.engine import open_engine

    verdict = back_up(open_engine(), file, force=force, plain=plain, progress=stages())
    click.echo(f"{file}: {_counted(verdict)}")
    _tell(verdict, "this backup cannot be restored as it is")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace what is in the store; a copy is kept aside first.")
def restore(file: Path, force: bool) -> None:
    """Fill the store from a backup: all of it or nothing. Everybody signs in anew."""
    from nmt_widgets.store.restoring import restore as fill

    restored = fill(file, force=force, progress=stages())
    click.echo(f"restored {_counted(restored.verdict)}")
    for problem in restored.told[:MOST_TOLD]:
        say(problem, 0)
    if restored.told:
        say(texts("store")["backup"]["told"].format(count=len(restored.told)), 0)
    if restored.kept:
        click.echo(f"what was there before: {restored.kept}")


@click.command()
def verify() -> None:
    """Look for rows that were changed, removed or added past the store; exit code 1 if there are any."""
    from nmt_widgets.store import verify as look
    from nmt_widgets.store.engine import open_engine

    verdict = look(open_engine(), progress=stages())
    click.echo(_counted(verdict))
    _tell(verdict, "restore a backup, or ask who changed the database")


def _counted(verdict: Verdict) -> str:
    return f"{verdict.records} records, {verdict.revisions} revisions, seal {verdict.seal}"


def _tell(verdict: Verdict, remedy: str) -> None:
    """Say what was found, if anything was, and leave with exit code 1."""
    for problem in verdict.problems:
        say(problem, 1)
    if verdict.problems:
        sys.exit(say(f"{len(verdict.problems)} problems; {remedy}", 1))
