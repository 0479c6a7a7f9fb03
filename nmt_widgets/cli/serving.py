"""The command that opens the workbook in the browser."""

from __future__ import annotations

import click


@click.command()
@click.option("--app", default="home", show_default=True, help="The screen to start with.")
@click.option("--port", type=int, help="By default the first free one from 8866.")
@click.option(
    "--class-size", type=click.IntRange(1, 60), default=1, show_default=True, help="Pages made ready."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def serve(app: str, port: int | None, class_size: int, no_browser: bool) -> None:
    """Open the workbook in the browser: on this machine only, behind an access code, without the network."""
    from nmt_widgets import server
    from nmt_widgets.ground.places import notebooks

    server.serve(notebooks(), app, port, class_size, open_browser=not no_browser)
