"""`nmt serve`: open the workbook in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal

if TYPE_CHECKING:
    from nmt_widgets.server.audience.listener import AudienceDoor
    from nmt_widgets.server.class_door.door import MembersDoor

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--app", default="home", show_default=True, help="The screen to start with.")
@click.option("--port", type=int, help="By default the first free one from 8866.")
@click.option(
    "--class-size", type=click.IntRange(1, 60), default=1, show_default=True, help="Pages kept ready."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--hub", is_flag=True, help="Let a JupyterHub sign people in and say where to listen.")
@click.option("--class", "with_class", is_flag=True, help="Let classes join from laptops of their own.")
@click.option(
    "--host",
    metavar="ADDRESS",
    help="Where classes join: a name or an address of this computer on the local network; found by default.",
)
@click.option("--class-port", type=int, help="By default the first free one from 8080.")
@click.option("--certificate", type=_FILE, metavar="FILE", help="Encrypts what classes send: PEM.")
@click.option("--key", type=_FILE, metavar="FILE", help="The private key of the certificate: PEM.")
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
    hub: bool,
    with_class: bool,
    host: str | None,
    class_port: int | None,
    certificate: Path | None,
    key: Path | None,
    audience: bool,
    audience_host: str | None,
    audience_port: int | None,
) -> None:
    """Open the workbook in the browser: on this computer only, behind an access code, without the network.

    With --class, the practice screen is open to the local network, for members of a class who have its code. With
    --audience, one more page is: there an audience answers the trainer's questions. With --class the audience has the
    same address. With --hub, the workbook is a service of a JupyterHub, or the server that it starts for a person.
    """
    from nmt_widgets import server
    from nmt_widgets.core.places import notebooks

    if hub and (port is not None or with_class or audience):
        raise refusal("server", "hub_option")
    door = _audience_door(audience, audience_host, audience_port, is_with_class=with_class)
    class_door = _class_door(with_class, host, class_port, certificate, key)
    server.serve(
        notebooks(),
        app,
        port,
        class_size,
        open_browser=not no_browser,
        audience=door,
        class_door=class_door,
        hub=hub,
    )


def _class_door(
    is_asked: bool, host: str | None, port: int | None, certificate: Path | None, key: Path | None
) -> MembersDoor | None:
    if is_asked:
        from nmt_widgets.server.class_door.door import open_class_door

        return open_class_door(host, port, certificate, key)
    if any(option is not None for option in (host, port, certificate, key)):
        raise _refusal("class_door", "option_alone")
    return None


def _audience_door(
    is_asked: bool, host: str | None, port: int | None, *, is_with_class: bool
) -> AudienceDoor | None:
    has_place = host is not None or port is not None
    if is_with_class:
        if has_place:
            raise _refusal("class_door", "one_door")
        return None
    if is_asked:
        from nmt_widgets.server.audience.listener import open_door

        return open_door(host, port)
    if has_place:
        raise _refusal("audience", "option_alone")
    return None


def _refusal(topic: str, key: str) -> InputError:
    words = texts(topic)
    return InputError(words[key], remedy=words[f"{key}_remedy"])
