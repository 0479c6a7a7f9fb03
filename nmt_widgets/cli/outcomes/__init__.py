"""`nmt outcomes`: what happens to many clients."""

from __future__ import annotations

import click

from nmt_widgets.cli.outcomes import change


@click.group()
def outcomes() -> None:
    """Describe and compare many clients, from tables (CSV, Excel, OpenDocument)."""


for command in (change.change,):
    outcomes.add_command(command)
