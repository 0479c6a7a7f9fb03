"""`nmt outcomes`: what happens to many clients, from tables."""

from __future__ import annotations

import click

from nmt_widgets.cli.outcomes.change import change


@click.group()
def outcomes() -> None:
    """Figures of many clients: how they changed, and how sure that is."""


outcomes.add_command(change)
