"""`nmt synthesize`: an invented cohort as files, for teaching and for tests of an analysis."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural, refusal

_FILE = click.Path(path_type=Path)


@click.command()
@click.option("--n", "n", type=int, required=True, help="How many clients.")
@click.option("--seed", type=int, required=True, help="The same seed gives the same files.")
@click.option("--out", type=_FILE, required=True, metavar="FILE", help="The cohort: .csv or .parquet.")
@click.option("--effect", default="published", help="What is built in: published, or none.")
@click.option(
    "--noise", type=float, metavar="X", help="Standard deviation of what the factors do not explain."
)
@click.option(
    "--change", type=float, metavar="X", help="Points truly gained from one assessment to the next."
)
@click.option("--dropout", type=float, metavar="X", help="Share of the clients who leave each time.")
@click.option("--selection", type=float, metavar="X", help="How much more often low scores leave (log odds).")
@click.option("--sites", type=int, default=1, metavar="K", help="How many sites.")
@click.option("--times", type=int, default=2, metavar="T", help="How many assessments are planned.")
@click.option("--incidents", type=_FILE, metavar="FILE", help="Also write incidents by unit and month.")
@click.option("--lines", type=_FILE, metavar="FILE", help="Also write the lines of the plans.")
@click.option("--ratings", type=_FILE, metavar="FILE", help="Also write double ratings.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
def synthesize(
    n: int,
    seed: int,
    out: Path,
    effect: str,
    noise: float | None,
    change: float | None,
    dropout: float | None,
    selection: float | None,
    sites: int,
    times: int,
    incidents: Path | None,
    lines: Path | None,
    ratings: Path | None,
    force: bool,
) -> None:
    """Write invented clients as a table. Nobody in it exists, and every row says so."""
    from nmt_widgets.outcomes.synthetic import synthetic_cohort
    from nmt_widgets.outcomes.synthetic.saving import check_place, write_table

    tables = {"frame": out, "incidents": incidents, "lines": lines, "ratings": ratings}
    files = {name: file for name, file in tables.items() if file is not None}
    try:
        if len({file.absolute() for file in files.values()}) < len(files):
            raise refusal("synthetic", "same_file", file=out)
        for file in files.values():
            check_place(file, force)
        cohort = synthetic_cohort(
            n,
            seed,
            effect=effect,
            times=times,
            sites=sites,
            noise=noise,
            change=change,
            dropout=dropout,
            selection=selection,
        )
    except InputError as error:
        sys.exit(say_error(error))
    words = texts("synthetic")
    for name, file in files.items():
        table = getattr(cohort, name)
        write_table(table, file, cohort.truth)
        click.echo(words["saved"].format(file=file, rows=plural(words, "rows", len(table))))
