"""`nmt outcomes aggregate`: a site's counts and sums as a file for other sites, without any client."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural, refusal


def _years(_context: click.Context, option: click.Parameter, text: str | None) -> tuple[int, int] | None:
    """Return the first and the last year of a period such as 2023-2024."""
    if text is None:
        return None
    match = re.fullmatch(r"([12]\d{3})(?:-([12]\d{3}))?", text)
    if not match:
        raise click.BadParameter("write years, such as 2023-2024.", param=option)
    return int(match[1]), int(match[2] or match[1])


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--site", required=True, metavar="CODE", help="The code of your site.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The file to write."
)
@click.option(
    "--incidents", type=click.Path(path_type=Path), metavar="FILE", help="Phase, count, days; perhaps client."
)
@click.option(
    "--lines", type=click.Path(path_type=Path), metavar="FILE", help="Lines of plans: client, kind, done."
)
@click.option(
    "--period", callback=_years, metavar="YEARS", help="Such as 2023-2024; by default those of the dates."
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option("--public", is_flag=True, help="Hide more: for a file that is published.")
def aggregate(
    file: Path,
    site: str,
    out: Path,
    incidents: Path | None,
    lines: Path | None,
    period: tuple[int, int] | None,
    force: bool,
    public: bool,
) -> None:
    """Write the counts and sums of a site's clients, so that several sites can be read together by `nmt pool`.

    FILE is a table of assessments, as `nmt outcomes cohort` checks it. The file that is written holds no client, and no
    count or sum of few.
    """
    from nmt_widgets.outcomes.cohort import read_cohort
    from nmt_widgets.outcomes.incidents.entries import read_incidents
    from nmt_widgets.outcomes.marks import holds_synthetic
    from nmt_widgets.outcomes.pooling import write_aggregate
    from nmt_widgets.outcomes.pooling.tables import read_rows

    try:
        if out.exists() and not force:
            raise refusal("pooling", "file_exists", file=out)
        cohort = read_cohort(file)
        for other in filter(None, (incidents, lines)):
            if holds_synthetic(other) and not cohort.synthetic:
                raise refusal("pooling", "synthetic_and_real", file=other, first=file)
        result = write_aggregate(
            cohort.frame,
            site=site,
            incidents=None if incidents is None else read_incidents(incidents).frame,
            lines=None if lines is None else read_rows(lines),
            period=period,
            public=public,
            out=out,
        )
    except InputError as error:
        sys.exit(say_error(error))
    words = texts("pooling")["command"]
    click.echo(plural(words, "clients", result.file.clients, file=out))
    if result.file.left_out != 0:
        left_out = result.file.left_out or words["few"].format(smallest=result.file.smallest)
        click.echo(words["left_out"].format(left_out=left_out))
    click.echo(words["fingerprint"].format(spoken=result.spoken))
    click.echo(words["look"])
