"""`nmt lab`: JupyterLab on the notebooks of the workbook."""

from __future__ import annotations

from pathlib import Path

import click

from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--port", type=click.IntRange(1, 65535), help="By default the first free one from 8888.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def lab(folder: Path | None, port: int | None, no_browser: bool) -> None:
    """Open JupyterLab on your own copies of the workbook's notebooks, in FOLDER; by default nmt-notebooks in your home.

    Your changes stay: a copy that you changed is never replaced by a newer version. One that you only ran is; what it
    showed is kept in the folder older.
    """
    from nmt_widgets.core.extras import require
    from nmt_widgets.server.lab.own_folder import lay_out
    from nmt_widgets.server.lab.starting import start_lab

    require("jupyterlab")
    own = folder or Path.home() / "nmt-notebooks"
    words = texts("lab")
    changed = lay_out(own)
    click.echo(words["folder"].format(folder=own))
    if changed:
        click.echo(plural(words, "changed", len(changed), names=", ".join(changed)))
    start_lab(own, port=port, open_browser=not no_browser)
