"""`nmt outcomes`: what happens to many clients."""

from __future__ import annotations

import click

from nmt_widgets.cli.outcomes import change, incidents


@click.group()
def outcomes() -> None:
    """Compute what happens to many clients, from tables (CSV, Excel, OpenDocument)."""


for command in (change.change, incidents.incidents):
    outcomes.add_command(command)
