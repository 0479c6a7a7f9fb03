"""The command about two raters and a third who settles where they differ."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError, one_line

if TYPE_CHECKING:
    from nmt_widgets.instrument import Instrument
    from nmt_widgets.store.learning.adjudications import RatingPair
    from nmt_widgets.training.adjudication.settled import Settled

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("first", metavar="FIRST")
@click.argument("second", metavar="SECOND")
@click.option("--form", type=_FILE, help="Write the differences as CSV, for the third rater to fill in.")
@click.option("--settled", type=_FILE, help="The form, filled in (CSV, .xlsx or .ods).")
@click.option("--keep", is_flag=True, help="Keep what stands as an assessment of its own in the store.")
def adjudicate(first: str, second: str, form: Path | None, settled: Path | None, keep: bool) -> None:
    """Compare two raters' completed assessments of one client; a third settles where they differ."""
    from nmt_widgets.core.private_files import private_file
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.training.adjudication.form import read_form, write_form
    from nmt_widgets.training.adjudication.pairs import refused

    instrument = load_instrument()
    try:
        filled = read_form(settled, instrument) if settled else None
        for note in filled.notes if filled else ():
            click.echo(f"{settled}: {note}", err=True)
        pair = _pair(first, second, instrument, filled.settled if filled else {})
        if keep and pair.is_finished and pair.record:
            raise InputError(
                f"these two are settled already, as {pair.record.case_id}", remedy="leave out --keep"
            )
        if keep and pair.ratings.open:
            count = len(pair.ratings.open)
            remedy = "write them with --form, fill it in, and give it with --settled"
            raise InputError(refused("open", count=count).message, remedy=remedy)
        if form is not None and form.exists():
            raise InputError("is there already", file=form, remedy="name another file")
        kept = _keep(pair, instrument) if keep else ""
    except InputError as error:
        sys.exit(say_error(error))
    _tell(pair)
    if form is not None:
        with private_file(form) as file:  # it tells what both wrote
            file.write(write_form(pair.ratings).encode("utf-8-sig"))
        click.echo(f"{form}: {len(pair.ratings.differing)} differences")
    if kept:
        click.echo(f"kept as {kept}")


def _pair(first: str, second: str, instrument: Instrument, settled: dict[str, Settled]) -> RatingPair:
    """Return two ratings side by side, with what the form settles and what is settled in the store already."""
    from nmt_widgets.cases.answers import to_answers
    from nmt_widgets.store import open_case, open_store, operator
    from nmt_widgets.store.learning.adjudications import Adjudications, RatingPair
    from nmt_widgets.training.adjudication.pairs import Rater, check_pair, paired_numbers, refused
    from nmt_widgets.training.adjudication.settled import adjudicate

    if first == second:
        raise refused("same")
    one, other = open_case(first, instrument), open_case(second, instrument)
    number, second_number = paired_numbers(one, other)
    raters = Rater(one, number, _owner(first)), Rater(other, second_number, _owner(second))
    if all(rater.owner for rater in raters):
        store = Adjudications(open_store(operator()).access)
        return store.read_pair(raters[0].id, raters[1].id, instrument, settled)
    check_pair(*raters)
    answers = to_answers(one)
    found = adjudicate(
        answers,
        to_answers(other),
        instrument,
        number=number,
        second_number=second_number,
        settled=settled,
    )
    return RatingPair(*raters, found, None, answers)


def _owner(name: str) -> str:
    """Return whose record it is; empty for a file."""
    from nmt_widgets.store import NoRecord, open_store, operator

    try:
        return open_store(operator()).read(name).owner
    except NoRecord:
        return ""


def _tell(pair: RatingPair) -> None:
    found = pair.ratings
    count, differing = len(found.items), found.differing
    share = found.share_agreed()
    said = f"{count - len(differing)} of {count} rated questions alike"
    click.echo(said + (f" ({100 * share:.0f} %)" if share is not None else ""))
    for item in differing:
        sides = f"{item.first or 'not answered'} / {item.second or 'not answered'}"
        stands = f" → {item.answer}: {item.reason}" if item.state == "settled" else ""
        click.echo(one_line(f"  {item.name}: {sides}{stands}", 200))
    if pair.record:
        state = "settled" if pair.is_finished else "being settled"
        click.echo(f"{state} in {pair.record.case_id}, of {one_line(pair.record.owner, 100)}")


def _keep(pair: RatingPair, instrument: Instrument) -> str:
    import secrets

    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.learning.adjudications import Adjudications
    from nmt_widgets.training.adjudication.pairs import begin_settled
    from nmt_widgets.training.adjudication.settled import settled_answers

    names = pair.first.case.id, pair.second.case.id
    differing = len(pair.ratings.differing)
    reason = f"{len(pair.ratings.items)} ratings of {names[0]} and {names[1]}, {differing} of them settled"
    store = Adjudications(open_store(operator()).access)
    if pair.first.owner and pair.second.owner:
        edit = secrets.token_hex(12)
        return store.finish(pair, instrument, base=pair.revision, edit=edit, reason=reason)
    begun = begin_settled(pair.answers, pair.first.id, pair.second.id, instrument)
    begun["assessments/1/status"] = "completed"
    del begun["settles"]  # a file has no record to name
    answers = {**begun, **settled_answers(pair.ratings, instrument)}
    return store.store.create(None, answers, kind=pair.first.case.kind, reason=reason).case_id
