"""`nmt serve`: open the workbook in the browser."""

from __future__ import annotations

import click

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts


@click.command()
@click.option("--app", default="home", show_default=True, help="The screen to start with.")
@click.option("--port", type=int, help="By default the first free one from 8866.")
@click.option(
    "--class-size", type=click.IntRange(1, 60), default=1, show_default=True, help="Pages kept ready."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--audience", is_flag=True, help="Let an audience answer questions on their own devices.")
@click.option(
    "--audience-host",
    metavar="ADDRESS",
    help="The address of this computer on the local network; found by default.",
)
@click.option("--audience-port", type=int, help="By default the first free one from 8080.")
def serve(
    app: str,
    port: int | None,
    class_size: int,
    no_browser: bool,
    audience: bool,
    audience_host: str | None,
    audience_port: int | None,
) -> None:
    """Open the workbook in the browser: on this computer only, behind an access code, without the network.

    With --audience, one more page is open to the local network: there an audience answers the trainer's questions.
    """
    from nmt_widgets import server
    from nmt_widgets.core.places import notebooks

    if not audience and (audience_host is not None or audience_port is not None):
        words = texts("audience")
        raise InputError(words["option_alone"], remedy=words["option_alone_remedy"])
    door = None
    if audience:
        from nmt_widgets.server.audience.listener import open_door

        door = open_door(audience_host, audience_port)
    server.serve(notebooks(), app, port, class_size, open_browser=not no_browser, audience=door)
