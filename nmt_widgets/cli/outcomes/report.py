"""`nmt outcomes report`: the report of a programme."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from nmt_widgets.cli.output import say, say_error
from nmt_widgets.cli.report_steps import for_screens, report_progress, work_as_asker
from nmt_widgets.core.errors import InputError

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=_FILE, metavar="[FILE]...")
@click.option(
    "--incidents", multiple=True, type=_FILE, metavar="FILE", help="A table of incidents, one a kind."
)
@click.option("--lines", type=_FILE, metavar="FILE", help="A table of the lines of plans.")
@click.option("--ratings", type=_FILE, metavar="FILE", help="A table of double ratings.")
@click.option("--pooled", is_flag=True, help="Each FILE is the aggregate file of a site.")
@click.option("--store", is_flag=True, help="Take the clients and incidents of the store instead of files.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="NAME=LEVEL",
    help="Only these clients, such as site=north; several choose together.",
)
@click.option("--public", is_flag=True, help="Hide what a published report may not have.")
@click.option("--out", type=_FILE, help="Where to write; by default outputs/.")
@click.option("--pdf", is_flag=True, help="Also a PDF (needs a Chromium).")
@click.option(
    "--slides", is_flag=True, help="Also each picture as a slide of 1920 x 1080 (.svg without a Chromium)."
)
@click.option("--force", is_flag=True, help="Also make a finished report again.")
@click.option("--json", "as_json", is_flag=True, help="Print the files of the report as JSON.")
@for_screens
def report(
    files: tuple[Path, ...],
    incidents: tuple[Path, ...],
    lines: Path | None,
    ratings: Path | None,
    pooled: bool,
    store: bool,
    filters: tuple[str, ...],
    public: bool,
    out: Path | None,
    pdf: bool,
    slides: bool,
    force: bool,
    as_json: bool,
    steps: bool,
    is_asked: bool,
) -> None:
    """Make the report of a programme from tables of assessments: who its clients are, who gains, plans, incidents.

    It writes a page for a browser and the notebook that made it. A finished report is not made again unless a table,
    the store, the request or the software has changed. If anything is wrong, it prints a line for each problem and
    ends with exit code 2; nothing is written.
    """
    from nmt_widgets.core.places import outputs
    from nmt_widgets.reporting.programme import make_programme_report, request_programme

    if is_asked:
        work_as_asker()
    try:
        job = request_programme(
            files,
            out or outputs(),
            incidents=incidents,
            lines=lines,
            ratings=ratings,
            pooled=pooled,
            store=store,
            filters=filters,
            public=public,
            extras=[name for name, is_on in (("pdf", pdf), ("slides", slides)) if is_on],
        )
    except InputError as error:
        with report_progress(0, steps, [error.brief] if steps else []):
            sys.exit(say_error(error))
    try:
        with report_progress(1, steps, []) as step:
            result = make_programme_report(job, progress=step, force=force)
    except InputError as error:
        sys.exit(say_error(error))
    if as_json:
        names = {
            "status": result.status,
            "folder": str(job.out),
            "files": [file.name for file in result.files],
        }
        click.echo(json.dumps({**names, "lacking": result.lacking}, indent=2, ensure_ascii=False))
    elif not steps:
        reason = f" ({result.reason})" if result.reason else ""
        click.echo(f"{job.title}: {result.status}, {job.out}{reason}")
    sys.exit(say(result.lacking, 2) if result.lacking else 0)
