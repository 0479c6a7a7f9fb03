"""`nmt outcomes`: what happens to many clients."""

from __future__ import annotations

import click

from nmt_widgets.cli.outcomes import aggregate, change, cohort, incidents, report, timing


@click.group()
def outcomes() -> None:
    """Describe and compare many clients, from tables (CSV, Excel, OpenDocument, Parquet)."""


for command in (
    aggregate.aggregate,
    change.change,
    cohort.cohort,
    incidents.incidents,
    report.report,
    timing.timing,
):
    outcomes.add_command(command)
