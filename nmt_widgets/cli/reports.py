"""`nmt report`: make reports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.output import exit_code, say
from nmt_widgets.cli.report_steps import for_screens, report_progress, work_as_asker

if TYPE_CHECKING:
    from nmt_widgets.reporting import ReportResult


@click.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@click.option("--assessment", type=int, help="The assessment's number; by default each case's latest.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; by default outputs/.")
@click.option("--light", is_flag=True, help="Also a small HTML with still charts (needs a Chromium).")
@click.option("--pdf", is_flag=True, help="Also a PDF (needs a Chromium).")
@click.option(
    "--appendix/--no-appendix",
    default=True,
    help="With story, answers and method at the end; by default with.",
)
@click.option("--palette", default="standard", show_default=True, help="The map's colours.")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many at once; by default one a processor.")
@click.option("--force", is_flag=True, help="Also make finished reports again.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Make them with Dask: tls://HOST:PORT of a scheduler, or local:N for N workers here.",
)
@click.option(
    "--plain-tcp", is_flag=True, help="Let cases go unencrypted to another computer, by an address with tcp."
)
@for_screens
def report(
    cases: tuple[str, ...],
    assessment: int | None,
    out: Path | None,
    light: bool,
    pdf: bool,
    appendix: bool,
    palette: str,
    jobs: int | None,
    force: bool,
    cluster: str | None,
    plain_tcp: bool,
    steps: bool,
    is_asked: bool,
) -> None:
    """Make the metric report of each CASE: executed notebook, HTML and, if asked for, a light HTML and a PDF.

    Finished reports are skipped unless the case, the data or the software has changed.
    """
    from nmt_widgets.core.places import outputs
    from nmt_widgets.reporting import make_reports, request_reports
    from nmt_widgets.reporting.cluster.address import read_address

    if is_asked:
        work_as_asker()
    address = read_address(cluster, allows_plain=plain_tcp) if cluster else None
    extras = [name for name, is_on in (("light", light), ("pdf", pdf)) if is_on]
    jobs_to_do, refused = request_reports(
        cases,
        out or outputs(),
        assessment=assessment,
        extras=extras,
        parameters={"palette": palette, "appendix": appendix},
    )
    code = 0
    for error in refused.values():
        code = max(code, say(str(error), exit_code(error)))
    with report_progress(len(jobs_to_do), steps, [error.brief for error in refused.values()]) as step:
        results = make_reports(jobs_to_do, workers=jobs, progress=step, force=force, cluster=address)
    for result in results:
        if result.status == "failed":
            code = max(code, say(result.reason, 2 if result.bad_input else 1))
        elif result.lacking:
            code = max(code, say(result.lacking, 2))
        if not steps:
            click.echo(f"{result.job.title}: {result.status}, {_shorter(result.job.out)}{_age(result)}")
    sys.exit(code)


def _age(result: ReportResult) -> str:
    """Return why a report was made, or of what time the one is that stays where it could not be made again."""
    from nmt_widgets.core.local import say_moment
    from nmt_widgets.core.texts import texts
    from nmt_widgets.reporting import finish_time

    earlier = finish_time(result.job.out)
    if result.status == "failed" and earlier:
        return f" ({texts('report')['older'].format(time=say_moment(earlier))})"
    return f" ({result.reason})" if result.status == "made" else ""


def _shorter(path: Path) -> str:
    """Return a path relative to the current folder, if it is inside."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
