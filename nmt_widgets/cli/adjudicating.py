"""`nmt adjudicate`: compare two raters; a third person settles their differences."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError, one_line
from nmt_widgets.core.local import say_percent
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

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

    instrument, words = load_instrument(), texts("command")["adjudicate"]
    try:
        filled = read_form(settled, instrument) if settled else None
        for note in filled.notes if filled else ():
            click.echo(f"{settled}: {note}", err=True)
        pair = _pair(first, second, instrument, filled.settled if filled else {})
        if keep and pair.is_finished and pair.record:
            message = words["settled_already"].format(case=pair.record.case_id)
            raise InputError(message, remedy=words["leave_out_keep"])
        if keep and pair.ratings.open:
            count = len(pair.ratings.open)
            raise InputError(refused("open", count=count).message, remedy=words["open_remedy"])
        if form is not None and form.exists():
            raise InputError(words["file_exists"], file=form, remedy=words["file_remedy"])
        case_id = _keep(pair, instrument) if keep else ""
    except InputError as error:
        sys.exit(say_error(error))
    _print(pair)
    if form is not None:
        with private_file(form) as file:  # it holds the answers of both raters
            file.write(write_form(pair.ratings).encode("utf-8-sig"))
        click.echo(plural(words, "differences", len(pair.ratings.differing), file=form))
    if case_id:
        click.echo(words["saved"].format(case=case_id))


def _pair(first: str, second: str, instrument: Instrument, settled: dict[str, Settled]) -> RatingPair:
    """Return two ratings side by side, with the settled differences of the form and of the store."""
    from nmt_widgets.case_files.answers import to_answers
    from nmt_widgets.store import open_case, open_store, operator
    from nmt_widgets.store.learning.adjudications import Adjudications, RatingPair
    from nmt_widgets.training.adjudication.pairs import Rater, check_pair, paired_numbers, refused
    from nmt_widgets.training.adjudication.settled import adjudicate

    if first == second:
        raise refused("same")
    first_case, second_case = open_case(first, instrument), open_case(second, instrument)
    number, second_number = paired_numbers(first_case, second_case)
    raters = Rater(first_case, number, _owner(first)), Rater(second_case, second_number, _owner(second))
    if all(rater.owner for rater in raters):
        store = Adjudications(open_store(operator()).access)
        return store.read_pair(raters[0].id, raters[1].id, instrument, settled)
    check_pair(*raters)
    answers = to_answers(first_case)
    adjudication = adjudicate(
        answers,
        to_answers(second_case),
        instrument,
        number=number,
        second_number=second_number,
        settled=settled,
    )
    return RatingPair(*raters, adjudication, None, answers)


def _owner(name: str) -> str:
    """Return the owner of a record; empty for a file."""
    from nmt_widgets.store import NoRecord, open_store, operator

    try:
        return open_store(operator()).read(name).owner
    except NoRecord:
        return ""


def _print(pair: RatingPair) -> None:
    words = texts("command")["adjudicate"]
    total, differing = len(pair.ratings.items), pair.ratings.differing
    share = pair.ratings.share_agreed()
    counts = {"same": total - len(differing), "total": total}
    if share is None:
        click.echo(words["alike"].format(**counts))
    else:
        click.echo(words["alike_share"].format(**counts, share=say_percent(share)))
    for item in differing:
        sides = f"{item.first or words['not_answered']} / {item.second or words['not_answered']}"
        answer = f" → {item.answer}: {item.reason}" if item.state == "settled" else ""
        click.echo(one_line(f"  {item.name}: {sides}{answer}", 200))
    if pair.record:
        form = words["settled_in" if pair.is_finished else "being_settled_in"]
        click.echo(form.format(case=pair.record.case_id, owner=one_line(pair.record.owner, 100)))


def _keep(pair: RatingPair, instrument: Instrument) -> str:
    import secrets

    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.learning.adjudications import Adjudications
    from nmt_widgets.training.adjudication.pairs import begin_settled
    from nmt_widgets.training.adjudication.settled import settled_answers

    reason = texts("command")["adjudicate"]["reason"].format(
        total=len(pair.ratings.items),
        first=pair.first.case.id,
        second=pair.second.case.id,
        differing=len(pair.ratings.differing),
    )
    store = Adjudications(open_store(operator()).access)
    if pair.first.owner and pair.second.owner:
        edit = secrets.token_hex(12)
        return store.finish(pair, instrument, base=pair.revision, edit=edit, reason=reason)
    begun = begin_settled(pair.answers, pair.first.id, pair.second.id, instrument)
    begun["assessments/1/status"] = "completed"
    del begun["settles"]  # a file has no record to name
    answers = {**begun, **settled_answers(pair.ratings, instrument)}
    return store.store.create(None, answers, kind=pair.first.case.kind, reason=reason).case_id
