"""`nmt outcomes cohort`: what is in the tables of assessments of many clients."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError, one_line
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

if TYPE_CHECKING:
    from nmt_widgets.outcomes.cohort import Cohort

_MOST_COUNTED = 12
_ABOUT_COLUMNS = ("personal", "unused")


def chosen_words(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return the rows to choose, `COLUMN=WORD` each, as a mapping."""
    pairs = [value.partition("=") for value in values]
    if not all(equals and column and word for column, equals, word in pairs):
        raise click.BadParameter("write COLUMN=WORD, such as version=functions-1.", param=option)
    return {column: word for column, _, word in pairs}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--only",
    multiple=True,
    metavar="COLUMN=WORD",
    callback=chosen_words,
    help="Only rows of one version, instrument, group, site, unit, phase or rater.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Save the cohort, as .csv or .parquet.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def cohort(files: tuple[Path, ...], only: Mapping[str, str], out: Path | None, as_json: bool) -> None:
    """Check tables of assessments and tell what is in them: clients, times, sites, what is missing, what was left out.

    A row is an assessment: client, time, age, the scores by the functions' ids, and more where there is more. If
    anything is wrong, it prints a line for each problem and ends with exit code 2: nothing is read in part.
    """
    from nmt_widgets.outcomes.cohort import read_cohort

    try:
        result = read_cohort(*files, only=only)
        if out:
            result.save(out)
    except InputError as error:
        sys.exit(say_error(error))
    if as_json:
        click.echo(json.dumps(result.describe(), indent=2, ensure_ascii=False, allow_nan=False))
        return
    for line in _lines(result):
        click.echo(one_line(line, 1000))
    if out:
        click.echo(texts("cohort")["command"]["saved"].format(file=out))


def _lines(result: Cohort) -> Iterator[str]:
    about, words = result.describe(), texts("cohort")["command"]
    if result.synthetic:
        yield words["synthetic"]
    clients = plural(words, "clients", about["clients"])
    names = name_some(result.sources, 3)
    yield words["lead"].format(
        assessments=plural(words, "assessments", about["assessments"], clients=clients),
        sources=plural(words, "files", len(result.sources), names=names),
    )
    yield words["per_time"].format(counts=_counts(about["per_time"]))
    yield words["per_client"].format(counts=_counts(about["per_client"]))
    for name in ("ages", "dates"):
        if about[name]:
            low, high = about[name]
            yield words[name].format(low=_end(low), high=_end(high))
    for column, counts in about["groups"].items():
        yield words["groups"].format(column=column, counts=_counts(counts) or words["none"])
    missing = _counts(dict(sorted(about["missing"].items(), key=lambda item: -item[1])))
    yield words["missing"].format(counts=missing) if missing else words["nothing_missing"]
    yield from _left_out(result)
    for note in result.notes:
        yield words["note"].format(note=note)
    versions = ", ".join(f"{name} {version}" for name, version in result.versions.items())
    yield words["versions"].format(versions=versions)
    yield words["caveat"]


def _left_out(result: Cohort) -> Iterator[str]:
    words = texts("cohort")
    for reason in _ABOUT_COLUMNS:
        columns = dict.fromkeys(part.column for part in result.dropped if part.reason == reason)
        if columns:
            text = words["dropped"][reason].format(column=name_some(columns, _MOST_COUNTED))
            yield words["command"]["dropped_column"].format(reason=text)
    for part in result.dropped:
        if part.reason not in _ABOUT_COLUMNS:
            text = words["dropped"][part.reason].format(column=part.column)
            places = words["dropped"]["where"].format(places=name_some(part.places))
            yield words["command"]["dropped"].format(reason=text, count=f"{part.count:,} {places}")


def _counts(counts: Mapping[str, Any]) -> str:
    form = texts("cohort")["command"]["count"]
    return name_some(
        (form.format(name=name, count=f"{count:,}") for name, count in counts.items()), _MOST_COUNTED
    )


def _end(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
