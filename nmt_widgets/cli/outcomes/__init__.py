"""`nmt outcomes`: what happens to many clients, from tables."""

from __future__ import annotations

import click

from nmt_widgets.cli.outcomes.aggregate import aggregate


@click.group()
def outcomes() -> None:
    """Figures of many clients."""


for command in (aggregate,):
    outcomes.add_command(command)
