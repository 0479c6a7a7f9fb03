"""Commands about the store: what leaves it, what comes in, and whether it is as it was written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.output import exit_code, say, say_each
from nmt_widgets.cli.progress import stages
from nmt_widgets.core.errors import MOST_PROBLEMS, InputError
from nmt_widgets.core.texts import texts

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
    from nmt_widgets.store.transfer.export import export as write

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
@click.option("--mapping", type=_FILE, help="A YAML file that says what the columns mean.")
@click.option("--draft-mapping", is_flag=True, help="Print a mapping to begin from, and do nothing else.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--amend", is_flag=True, help="Amend completed assessments, too.")
@click.option("--sure", is_flag=True, help="What is asked about the table is right.")
def import_(
    file: Path, mapping: Path | None, draft_mapping: bool, dry_run: bool, amend: bool, sure: bool
) -> None:
    """Bring scores from a table (CSV, .xlsx, .ods) into the store; nothing is written unless all is understood."""
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.transfer.importing import carry_out, plan_import

    if draft_mapping:
        click.echo(_draft(file), nl=False)
        return
    if mapping is None:
        raise click.UsageError("Missing option '--mapping'; --draft-mapping prints one to begin from.")
    shown, store = stages(), open_store(operator())
    try:
        plan = plan_import(store, file, mapping, amend=amend, sure=sure, progress=shown)
    except InputError as error:
        sys.exit(_refuse(error))
    for question in plan.questions:
        click.echo(f"taken as right: {question}", err=True)
    if not dry_run:
        carry_out(store, plan, shown)
    for case in plan.cases:
        answers = _count(len(case.changes), "answer") or "nothing new"
        click.echo(f"{case.case_id}: {'new, ' if case.base == 0 else ''}{answers}")
    if plan.passed_over:
        click.echo(f"columns passed over: {', '.join(plan.passed_over)}")
    new = sum(case.base == 0 for case in plan.cases)
    same = sum(not case.changes for case in plan.cases)
    counts = f"{new} new, {len(plan.cases) - new - same} changed, {same} as before"
    click.echo(f"{file.name}: {plan.how}")
    click.echo(
        f"{_count(len(plan.cases), 'case') or 'no cases'}: {counts}{'; nothing was written' if dry_run else ''}"
    )


def _draft(file: Path) -> str:
    from nmt_widgets.core.tables import read_table
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store.transfer.importing.drafting import draft_mapping

    return draft_mapping(read_table(file), load_instrument())


def _refuse(error: InputError) -> int:
    """Say what is wrong with a table and what is asked about it; return the exit code."""
    questions = getattr(error, "questions", ())
    problems = getattr(error, "faults", error.problems)
    code = exit_code(error)
    say_each(problems, code)
    say_each(questions, code)
    counts = [_count(len(problems), "problem"), _count(len(questions), "question")]
    said = " and ".join(count for count in counts if count)
    if questions and not problems:
        say(f"{said}, nothing was written; if all of this is right, add --sure", code)
    elif len(problems) + len(questions) > 1:
        say(f"{said}, nothing was written", code)
    return code


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}" if number else ""


@click.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--plain", is_flag=True, help="Although the database is encrypted: the backup is not.")
def backup(file: Path, force: bool, plain: bool) -> None:
    """Write people and records into one FILE, from which 'nmt restore' fills any database."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.transfer.backup import back_up

    verdict = back_up(open_engine(), file, force=force, plain=plain, progress=stages())
    click.echo(f"{file}: {_counted(verdict)}")
    _tell(verdict, "this backup cannot be restored as it is")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace what is in the store; a copy is kept aside first.")
def restore(file: Path, force: bool) -> None:
    """Fill the store from a backup: all of it or nothing. Everybody signs in anew."""
    from nmt_widgets.store.transfer.restoring import restore as fill

    restored = fill(file, force=force, progress=stages())
    click.echo(f"restored {_counted(restored.verdict)}")
    for problem in restored.contradictions[:MOST_TOLD]:
        say(problem, 0)
    if restored.contradictions:
        say(texts("store")["backup"]["told"].format(count=len(restored.contradictions)), 0)
    if restored.previous:
        click.echo(f"what was there before: {restored.previous}")


@click.command()
def verify() -> None:
    """Look for rows that were changed, removed or added past the store; exit code 1 if there are any."""
    from nmt_widgets.store.checking.verifying import verify_database

    verdict = verify_database(progress=stages())
    if not verdict.is_damaged:
        click.echo(_counted(verdict))
    _tell(verdict, "restore a backup, or ask who changed the database")


def _counted(verdict: Verdict) -> str:
    return f"{verdict.records} records, {verdict.revisions} revisions, seal {verdict.seal}"


def _tell(verdict: Verdict, remedy: str) -> None:
    """Say what was found, if anything was, and leave with exit code 1."""
    for problem in verdict.problems[:MOST_PROBLEMS]:
        say(problem, 1)
    if verdict.is_damaged:
        remedy = texts("store")["damage"]["remedy"]
    if verdict.problems:
        sys.exit(say(f"{_count(len(verdict.problems), 'problem')}; {remedy}", 1))
