"""`nmt outcomes`: what happens to many clients, from tables of assessments."""

from __future__ import annotations

import click

from nmt_widgets.cli.outcomes.cohort import cohort


@click.group()
def outcomes() -> None:
    """Describe and compare many clients, from tables (CSV, Excel, OpenDocument, Parquet)."""


for command in (cohort,):
    outcomes.add_command(command)
