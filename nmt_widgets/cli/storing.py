"""`nmt export`, `import`, `backup`, `restore` and `verify`: the commands for the store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.output import say, say_doubts, say_error
from nmt_widgets.cli.progress import stages
from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, refusal
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

if TYPE_CHECKING:
    from nmt_widgets.store import Verdict

LINES_AT_MOST = 20

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--out", type=_FILE, required=True, help="A folder that is new or empty.")
@click.option("--deidentify", is_flag=True, help="Drop names, free text and dates; keep ages.")
@click.option("--templates", is_flag=True, help="Also export the case templates.")
@click.option("--force", is_flag=True, help="Replace an earlier export.")
@click.option("--asker", "is_asked", is_flag=True, hidden=True, help="Read the session token from the input.")
def export(
    cases: tuple[str, ...], out: Path, deidentify: bool, templates: bool, force: bool, is_asked: bool
) -> None:
    """Write every answer as one long table (CSV and Parquet), with figures, a codebook and all versions."""
    from nmt_widgets.store import work_for
    from nmt_widgets.store.opening import askers_store
    from nmt_widgets.store.transfer.export import export as write

    if is_asked:
        work_for(sys.stdin.readline().strip())
    try:
        counts = write(
            askers_store(),
            out,
            cases=cases,
            with_templates=templates,
            deidentify=deidentify,
            force=force,
            progress=stages(),
        )
    except InputError as error:
        sys.exit(say_error(error))
    words = texts("command")["export"]
    sizes = [
        plural(words, "cases", counts["cases"]),
        plural(words, "assessments", counts["assessments"]),
        plural(words, "answers", counts["answers"]),
    ]
    click.echo(f"{out}: {', '.join(sizes)}")
    if not deidentify:
        click.echo(words["names_people"], err=True)


@click.command("import")
@click.argument("file", type=_FILE)
@click.option("--mapping", type=_FILE, help="A YAML file that says what the columns mean.")
@click.option("--draft-mapping", is_flag=True, help="Print a first mapping, and do nothing else.")
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@click.option("--amend", is_flag=True, help="Also amend completed assessments.")
@click.option("--sure", is_flag=True, help="Confirm that everything the import asks about is right.")
def import_(
    file: Path, mapping: Path | None, draft_mapping: bool, dry_run: bool, amend: bool, sure: bool
) -> None:
    """Bring scores from a table (CSV, .xlsx, .ods) into the store; nothing is written unless all is understood."""
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.transfer.importing import carry_out, plan_import

    words = texts("command")["import"]
    if draft_mapping:
        click.echo(_draft(file), nl=False)
        return
    if mapping is None:
        raise click.UsageError(words["no_mapping"])
    display, store = stages(), open_store(operator())
    try:
        plan = plan_import(store, file, mapping, amend=amend, sure=sure, progress=display)
    except InputError as error:
        sys.exit(say_doubts(error))
    for question in plan.questions:
        click.echo(words["accepted"].format(question=question), err=True)
    if not dry_run:
        carry_out(store, plan, display)
    for case in plan.cases:
        answers = plural(words, "answers", len(case.changes)) if case.changes else words["nothing_new"]
        form = words["case_new" if case.base == 0 else "case"]
        click.echo(form.format(case=case.case_id, answers=answers))
    if plan.passed_over:
        click.echo(words["columns"].format(columns=", ".join(plan.passed_over)))
    new = sum(case.base == 0 for case in plan.cases)
    same = sum(not case.changes for case in plan.cases)
    click.echo(f"{file.name}: {plan.how}")
    count = plural(words, "cases", len(plan.cases)) if plan.cases else words["no_cases"]
    form = words["counts_dry" if dry_run else "counts"]
    click.echo(form.format(cases=count, new=new, changed=len(plan.cases) - new - same, same=same))


def _draft(file: Path) -> str:
    from nmt_widgets.core.tables import read_table
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store.transfer.importing.drafting import draft_mapping

    return draft_mapping(read_table(file), load_instrument())


@click.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--force", is_flag=True, help="Replace an existing FILE.")
@click.option(
    "--plain", is_flag=True, help="Confirm that the backup of an encrypted database is not encrypted."
)
@click.option(
    "--keep",
    type=click.IntRange(1),
    metavar="N",
    help="Of the backups that are named by their time, keep the newest N.",
)
def backup(file: Path | None, force: bool, plain: bool, keep: int | None) -> None:
    """Write people and records into one FILE, from which 'nmt restore' fills any database.

    Without FILE, the backup is named by its time, lies in NMT_BACKUPS, and is read to its end.
    """
    from nmt_widgets.core.settings import settings
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.transfer.backup import back_up
    from nmt_widgets.store.transfer.dated_backups import remove_earlier, write_dated

    folder, progress = settings().backups, stages()
    if file is not None and keep is not None:
        raise refusal("store", "backup_keep")
    if file is None and folder is None:
        raise refusal("store", "backup_nowhere")
    engine = open_engine(progress=progress)
    if file is not None:
        verdict = back_up(engine, file, force=force, plain=plain, progress=progress)
    else:
        assert folder is not None
        file, verdict = write_dated(engine, folder, plain=plain, progress=progress)
    click.echo(f"{file}: {_summary(verdict)}")
    _report(verdict, "not_restorable")
    if keep is not None:
        remove_earlier(file, keep)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace the content of the store; a copy is saved first.")
def restore(file: Path, force: bool) -> None:
    """Fill the store from a backup, completely or not at all. Everybody has to sign in again."""
    from nmt_widgets.store.transfer.restoring import restore as fill

    restored = fill(file, force=force, progress=stages())
    words = texts("command")["store"]
    click.echo(words["restored"].format(counts=_summary(restored.verdict)))
    for problem in restored.contradictions[:LINES_AT_MOST]:
        say(problem, 0)
    if restored.contradictions:
        say(texts("store")["backup"]["told"].format(count=len(restored.contradictions)), 0)
    if restored.previous:
        click.echo(words["before"].format(path=restored.previous))


@click.command()
def verify() -> None:
    """Look for rows that were changed, removed or added outside the workbook; exit code 1 if there are any."""
    from nmt_widgets.store.checking.verifying import verify_database

    verdict = verify_database(progress=stages())
    if not verdict.is_damaged:
        click.echo(_summary(verdict))
    _report(verdict, "changed_remedy")


def _summary(verdict: Verdict) -> str:
    words = texts("command")["store"]
    records = plural(words, "records", verdict.records)
    revisions = plural(words, "revisions", verdict.revisions)
    return str(words["counts"].format(records=records, revisions=revisions, seal=verdict.seal))


def _report(verdict: Verdict, remedy_key: str) -> None:
    """Print the problems, if there are any, and exit with code 1."""
    for problem in verdict.problems[:MOST_PROBLEMS]:
        say(problem, 1)
    if verdict.problems:
        words = texts("command")
        remedy = texts("store")["damage"]["remedy"] if verdict.is_damaged else words["store"][remedy_key]
        count = plural(words, "problems", len(verdict.problems))
        sys.exit(say(words["store"]["problem"].format(count=count, remedy=remedy), 1))
