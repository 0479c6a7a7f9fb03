"""`nmt site`: list what a site's folder replaces."""

from __future__ import annotations

import json

import click

from nmt_widgets.site import overview


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def site(as_json: bool) -> None:
    """List what the folder in NMT_SITE replaces, with versions, and the languages it adds.

    A folder with a fault is refused, as by every other command: a line for each fault, and exit code 2.
    """
    now = overview()
    if as_json:
        click.echo(json.dumps(now.to_json(), indent=2, ensure_ascii=False))
    else:
        for line in now.lines():
            click.echo(line)
