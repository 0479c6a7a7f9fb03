"""The command about two raters and a third who settles where they differ."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmt_widgets.cli.telling import say
from nmt_widgets.ground.errors import InputError, one_line

if TYPE_CHECKING:
    from nmt_widgets.cases import Case
    from nmt_widgets.instrument import Instrument
    from nmt_widgets.training.adjudication import Adjudication

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("first", metavar="FIRST")
@click.argument("second", metavar="SECOND")
@click.option("--form", type=_FILE, help="Write the differences as CSV, for the third rater to fill in.")
@click.option("--settled", type=_FILE, help="The form, filled in.")
@click.option("--keep", is_flag=True, help="Keep what stands as an assessment of its own in the store.")
def adjudicate(first: str, second: str, form: Path | None, settled: Path | None, keep: bool) -> None:
    """Compare two raters' completed assessments of one client; a third settles where they differ."""
    from nmt_widgets.cases.answers import to_answers
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store import open_case
    from nmt_widgets.store.private_files import private_file
    from nmt_widgets.training.adjudication import adjudicate as compare
    from nmt_widgets.training.adjudication_form import read_form, write_form

    instrument = load_instrument()
    try:
        one, other = open_case(first, instrument), open_case(second, instrument)
        _check(one, other, first, second)
        found = compare(
            to_answers(one),
            to_answers(other),
            instrument,
            number=one.latest,
            second_number=other.latest,
            settled=read_form(settled, instrument) if settled else None,
        )
        if keep and found.open:
            raise InputError(
                f"{len(found.open)} differences are not settled yet",
                remedy="write them with --form, fill it in, and give it with --settled",
            )
        if form is not None and form.exists():
            raise InputError("is there already", file=form, remedy="name another file")
    except InputError as error:
        for problem in error.problems:
            say(str(problem), 2)
        sys.exit(2)
    _tell(found, instrument)
    if form is not None:
        with private_file(form) as file:  # it tells what both wrote
            file.write(write_form(found).encode("utf-8-sig"))
        click.echo(f"{form}: {len(found.differing)} differences")
    if keep:
        click.echo(f"kept as {_keep(found, one, (first, second), instrument)}")


def _check(one: Case, other: Case, first: str, second: str) -> None:
    """Refuse what are not two blind and finished ratings of the same."""
    if first == second:
        raise InputError("both are the same assessment", remedy="name the assessments of two raters")
    for name, case in ((first, one), (second, other)):
        if case.assessment(case.latest).status not in ("completed", "amended"):
            raise InputError(
                "is not completed", file=f"case {name}", remedy="complete it before the other is seen"
            )
    if one.practice_of != other.practice_of:
        raise InputError("they are of different practice cases", remedy="name two of the same")
    ages = [case.assessment(case.latest).age_years for case in (one, other)]
    if abs(ages[0] - ages[1]) > 0.1:
        raise InputError(
            "the ages at the assessments differ",
            remedy="name two of the same client and time, or correct the age",
        )
    owner = _owner(first)
    if owner and owner == _owner(second):
        raise InputError(f"both are of {owner}", remedy="name the assessments of two raters")


def _owner(name: str) -> str:
    """Return whose record it is; empty for a file."""
    from nmt_widgets.store import NoRecord, open_store, operator

    try:
        return open_store(operator()).read(name).owner
    except NoRecord:
        return ""


def _tell(found: Adjudication, instrument: Instrument) -> None:
    count, differing = len(found.items), found.differing
    share = found.share_agreed()
    said = f"{count - len(differing)} of {count} rated questions alike"
    click.echo(said + (f" ({100 * share:.0f} %)" if share is not None else ""))
    for item in differing:
        sides = f"{item.first or 'not answered'} / {item.second or 'not answered'}"
        stands = f" → {item.answer}: {item.reason}" if item.state == "settled" else ""
        click.echo(one_line(f"  {item.name}: {sides}{stands}", 200))


def _keep(found: Adjudication, one: Case, names: tuple[str, str], instrument: Instrument) -> str:
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.training.adjudication import settled_answers

    asked = one.assessment(one.latest)
    begun: dict[str, Any] = {
        "age": asked.age,
        "label": f"Settled: {asked.label}"[:80],
        "norms": asked.norms,
        "status": "completed",
    }
    answers = {
        "title": one.title,
        **{f"assessments/1/{name}": value for name, value in begun.items() if value is not None},
        **settled_answers(found, instrument),
    }
    reason = (
        f"{len(found.items)} ratings of {names[0]} and {names[1]}, {len(found.differing)} of them settled"
    )
    return open_store(operator()).create(None, answers, kind=one.kind, reason=reason).case_id
