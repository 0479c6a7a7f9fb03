"""`nmt desktop`: the workbook by a double click, in a window of its own."""

from __future__ import annotations

import click

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal


@click.command()
@click.option(
    "--open", "is_opening", is_flag=True, help="Open the workbook in its window, as a double click does."
)
@click.option("--remove", "is_removing", is_flag=True, help="Remove the launcher; what was entered stays.")
def desktop(is_opening: bool, is_removing: bool) -> None:
    """Make a launcher, so that a double click opens the workbook in a window of its own.

    The window belongs to a Chromium, Chrome or Edge. When it is closed, the workbook stops. A second double click
    brings it up again.
    """
    from nmt_widgets.server.desktop.launchers import make_launchers, remove_launchers

    words = texts("desktop")
    if is_opening and is_removing:
        raise refusal("desktop", "one_of_two")
    if is_opening:
        _open()
    elif is_removing:
        files = remove_launchers()
        click.echo(words["removed"].format(files=", ".join(map(str, files))) if files else words["nothing"])
    else:
        launchers = make_launchers()
        click.echo(words["ready"].format(files=", ".join(map(str, launchers.files))))
        for name in launchers.left_out:
            click.echo(words["secret"].format(name=name))
        click.echo(words["trust" if launchers.is_tried else "not_tried"])


def _open() -> None:
    from nmt_widgets.server.desktop.opening import open_workbook, show_refusal

    try:
        open_workbook()
    except InputError as error:
        show_refusal(error)
        raise
