"""`nmt incidents`: the incidents and the phases of the site, in the store."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.output import say_doubts
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date, say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

if TYPE_CHECKING:
    from nmt_widgets.store.incidents.reading import CountEntry
    from nmt_widgets.store.incidents.site_incidents import SiteIncidents

_REASON = "Why: mistyped, recounted, counted_twice or wrong_place, or one of your site's."
_SURE = click.option("--sure", is_flag=True, help="Confirm that so many incidents are right.")


@click.group()
def incidents() -> None:
    """Keep how many incidents and restraints there were, by month, and the phases of the site."""


@incidents.command()
@click.argument("kind")
@click.argument("date")
@click.argument("count")
@click.argument("days")
@click.option("--unit", default="", metavar="NAME", help="The unit; without it, the whole site.")
@click.option("--client", default="", metavar="CODE", help="The client; without it, the whole unit.")
@click.option("--until", default="", metavar="DATE", help="The last day, if DATE is a day.")
@_SURE
def add(kind: str, date: str, count: str, days: str, unit: str, client: str, until: str, sure: bool) -> None:
    """Enter a COUNT of incidents of a KIND (such as restraint) in DAYS that clients were there.

    DATE is a month (2026-03), or the first day (2026-03-09).
    """
    values = {"date": date, "count": count, "days": days, "unit": unit, "client": client, "until": until}
    try:
        number = _site().enter(kind, **values, sure=sure, edit=_edit())
    except InputError as error:
        sys.exit(say_doubts(error))
    click.echo(texts("command")["incidents"]["entered"].format(number=number))


@incidents.command()
@click.argument("number", type=int)
@click.argument("count")
@click.argument("days")
@click.option("--reason", required=True, help=_REASON)
@_SURE
def correct(number: int, count: str, days: str, reason: str, sure: bool) -> None:
    """Correct COUNT and DAYS of the entry with a NUMBER; both entries stay in the log."""
    try:
        corrected = _site().correct(number, count=count, days=days, reason=reason, sure=sure, edit=_edit())
    except InputError as error:
        sys.exit(say_doubts(error))
    click.echo(texts("command")["incidents"]["corrected"].format(number=number, corrected=corrected))


@incidents.command()
@click.argument("number", type=int)
@click.option("--reason", required=True, help=_REASON)
def withdraw(number: int, reason: str) -> None:
    """Withdraw the entry with a NUMBER; it stays in the log, and counts no longer."""
    _site().withdraw(number, reason=reason, edit=_edit())
    click.echo(texts("command")["incidents"]["withdrawn"].format(number=number))


@incidents.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", default="", help="Of rows that name none.")
@_SURE
def import_(file: Path, kind: str, sure: bool) -> None:
    """Enter the counts of a table (CSV, .xlsx, .ods), all or none.

    Its columns are date, count and days, and if known kind, unit, client and until.
    """
    try:
        imported = _site().import_table(file, kind=kind, sure=sure, edit=_edit())
    except InputError as error:
        sys.exit(say_doubts(error))
    for note in imported.notes:
        click.echo(note, err=True)
    words = texts("command")["incidents"]
    added, present = plural(words, "added", imported.added), plural(words, "present", imported.present)
    click.echo(f"{file.name}: {added}, {present}")


@incidents.command("list")
@click.option("--kind", help="Only of this kind.")
@click.option("--unit", metavar="NAME", help="Only of this unit.")
@click.option("--month", metavar="2026-03", help="Only of this month.")
@click.option("--withdrawn", is_flag=True, help="What was withdrawn instead.")
@click.option("--page", type=int, default=1, show_default=True, help="24 counts a page, the newest first.")
def list_(kind: str | None, unit: str | None, month: str | None, withdrawn: bool, page: int) -> None:
    """List what was entered and counts, with the number of each entry."""
    from nmt_widgets.store.incidents.reading import CountListing

    listing = CountListing(kind=kind, unit=unit, month=month, withdrawn=withdrawn, page=page)
    counts, words = _site().page(listing), texts("command")["incidents"]
    for entry in counts.entries:
        click.echo(_line(entry))
    pages = max(1, -(-counts.total // counts.size))
    total = plural(words, "total", counts.total)
    click.echo(words["page"].format(total=total, page=counts.page, pages=pages))


@incidents.command()
@click.option("--begin", metavar="NAME", help="Enter a phase, such as 'model in use'.")
@click.option("--on", "date", default="", metavar="DATE", help="With --begin: its first day, or a month.")
@click.option(
    "--unit", default="", metavar="NAME", help="With --begin: the unit; without it, the whole site."
)
@click.option("--change", type=int, metavar="NUMBER", help="With --begin: instead of this entry.")
@click.option("--withdraw", type=int, metavar="NUMBER", help="Withdraw an entry.")
@click.option("--reason", default="", help=f"With --change and --withdraw. {_REASON}")
def phases(
    begin: str | None, date: str, unit: str, change: int | None, withdraw: int | None, reason: str
) -> None:
    """List the phases of the site, and enter, change or withdraw one."""
    site, words = _site(), texts("command")["incidents"]
    if begin is not None:
        site.set_phase(begin, date, unit=unit, changes=change, reason=reason, edit=_edit())
    if withdraw is not None:
        site.withdraw_phase(withdraw, reason=reason, edit=_edit())
    entries = site.phases()
    for entry in entries:
        form = words["phase"].format(name=entry.name, date=say_date(entry.begins), author=entry.author)
        click.echo(f"{entry.number:>5}  {entry.unit or texts('incidents')['whole_site']}: {form}")
    if not entries:
        click.echo(words["no_phases"], err=True)


def _site() -> SiteIncidents:
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.incidents.site_incidents import SiteIncidents

    return SiteIncidents(open_store(operator()).access)


def _edit() -> str:
    return secrets.token_hex(16)


def _line(entry: CountEntry) -> str:
    from nmt_widgets.store.database.counted_months import is_month

    words = texts("incidents")
    days = say_number(entry.days, 1, shortest=True, grouped=True)
    whole = is_month(entry)
    span = entry.begins[:7] if whole else f"{say_date(entry.begins)} – {say_date(entry.ends)}"
    count = texts("command")["incidents"]["count"].format(
        kind=words["kinds"].get(entry.kind, entry.kind), count=entry.incidents, days=days
    )
    where = ", ".join(filter(None, (entry.unit, entry.client))) or words["whole_site"]
    number = "" if entry.number is None else str(entry.number)
    return f"{number:>5}  {span}  {where}: {count} ({entry.author})"
