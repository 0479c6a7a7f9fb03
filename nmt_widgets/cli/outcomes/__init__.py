"""`nmt outcomes`: what happens to many clients."""

from __future__ import annotations

import click

from nmt_widgets.cli.outcomes import timing


@click.group()
def outcomes() -> None:
    """Figures of many clients, from tables."""


for command in (timing.timing,):
    outcomes.add_command(command)
