"""`nmt error`: how far off one rater's scores are, from the blind ratings in the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from nmt_widgets.core.texts import texts

if TYPE_CHECKING:
    from nmt_widgets.training.raters.error_words import ErrorTable


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option(
    "--save", is_flag=True, help="Make the ranges of this site from it: writes its confidence.yaml."
)
def error(as_json: bool, save: bool) -> None:
    """Estimate how far off one rater's scores are, by function, and how many raters it takes.

    It uses what several people scored blind of one case: first attempts at practice cases, also those of classes, and
    two ratings of one client. No names are printed.
    """
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.site.measured_ranges import own_site, save_measured
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.learning.rated_maps import read_rated_maps
    from nmt_widgets.training.raters.error_words import error_json, error_table
    from nmt_widgets.training.raters.rater_error import measure_error

    if save:
        own_site()  # refused before anything is worked out
    instrument = load_instrument()
    result = measure_error(read_rated_maps(open_store(operator()).access, instrument), instrument)
    if as_json:
        click.echo(json.dumps(error_json(result), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for line in _lines(error_table(result, instrument)):
            click.echo(line)
    if save:
        saved = save_measured(result, instrument)
        click.echo(texts("agreement")["error"]["saved"].format_map(saved._asdict()), err=as_json)


def _lines(table: ErrorTable) -> Iterator[str]:
    yield from table.lead
    if table.rows:
        rows = [table.heads, *table.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(len(table.heads))]
        yield ""
        for row in rows:
            cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
            yield "  ".join((row[0].ljust(widths[0]), *cells))
        yield ""
    if table.rule:
        yield table.rule
    yield from table.notes
    if table.preview:
        yield ""
        yield texts("agreement")["error"]["preview"]["title"]
        yield from (f"  {line}" for line in table.preview)
