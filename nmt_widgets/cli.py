"""The command `nmt`. Errors are one line on stderr: exit code 2 for bad input, 1 for a failure."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import nmt_widgets
from nmt_widgets.ground.errors import InputError, one_line

if TYPE_CHECKING:
    from nmt_widgets.metrics import Figure, Profile
    from nmt_widgets.reports import ReportResult


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(nmt_widgets.__version__, prog_name="nmt")
def nmt() -> None:
    """Assessment forms, brain maps and metric reports. CASE is a template's id or a path that ends in .yaml."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code; no traceback reaches a person (set NMT_DEBUG=1 for one)."""
    try:
        code = nmt.main(args=arguments, prog_name="nmt", standalone_mode=False)
        sys.stdout.flush()
    except InputError as error:
        code = _say(str(error), 2)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = 2
    except click.ClickException as error:
        code = _say(f"{error.format_message()} See 'nmt --help'.", error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = _say("stopped", 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:
        if os.environ.get("NMT_DEBUG"):
            raise
        code = _say(f"something went wrong ({type(error).__name__}: {error}); NMT_DEBUG=1 shows where", 1)
    sys.exit(code if isinstance(code, int) else 0)


def _say(message: str, code: int) -> int:
    click.echo(one_line(f"nmt: {message}", 2000), err=True)
    return code


@nmt.command()
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def cases(as_json: bool) -> None:
    """List the cases, and what is wrong with those that cannot be read."""
    from nmt_widgets.cases import list_cases, load_case

    rows: list[dict[str, Any]] = []
    for id in list_cases():
        try:
            case = load_case(id)
            ages = [assessment.age for assessment in case.assessments]
            rows.append({"case": id, "title": case.title, "kind": case.kind, "assessments": ages})
        except InputError as error:
            rows.append({"case": id, "problem": str(error)})
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        rest = (
            row.get("problem")
            or f"{row['title']} ({row['kind']}), assessed at {', '.join(row['assessments'])}"
        )
        click.echo(f"{row['case']:<16} {rest}")


@nmt.command()
@click.argument("case")
@click.option("--assessment", type=int, help="The assessment's number; by default the latest.")
@click.option("--json", "as_json", is_flag=True, help="Print everything, percents unrounded.")
def score(case: str, assessment: int | None, as_json: bool) -> None:
    """Print the numbers of one assessment: totals, domains, regions, CMR, risk, relational health."""
    from nmt_widgets.cases import load_case
    from nmt_widgets.metrics import profile, profile_json

    found = load_case(case)
    result = profile(found, found.latest if assessment is None else assessment)
    if as_json:
        click.echo(json.dumps(profile_json(result), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for line in _summary(result):
            click.echo(line)


def _summary(result: Profile) -> list[str]:
    from nmt_widgets.instrument import load_instrument

    def ranged(figure: Figure, form: str = ".0f", unit: str = "", after: str = "") -> str:
        if figure.value is None:
            return f"not shown, {figure.n} of {figure.of} answered"
        note = "" if figure.complete else f", {figure.n} of {figure.of}"
        return f"{figure.value:{form}} ({figure.low:{form}} to {figure.high:{form}}{note}){unit}{after}"

    mark = load_instrument().cmr.source
    unsettled = "" if result.cmr.settled else "; not settled"
    typical_cmr = f"; typical {result.cmr.typical:.1f}{unsettled} [{mark} definition]"
    lines = [
        f"{result.title}, assessment {result.assessment}, {result.age:g} years",
        f"total                {ranged(result.total)}; typical {result.typical_total:g}",
        f"CMR                  {ranged(result.cmr.figure, '.2f', after=typical_cmr)}",
    ]
    percent = " % of typical"
    for id, domain in result.domains.items():
        category = f"; {domain.category}{'' if domain.settled else '; not settled'}"
        lines.append(f"{id:<20} {ranged(domain.percent, unit=percent, after=category)}")
    lines.append(f"relational health    {ranged(result.relational_health, unit=percent)}")
    for id, risk in result.risk.items():
        band = (
            f"; {risk.band.replace('_', ' ')}{'' if risk.settled else '; not settled'}" if risk.band else ""
        )
        lines.append(f"risk {id:<15} {ranged(risk.risk, '.1f', unit=' of 12', after=band)}")
    return lines


@nmt.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def validate(paths: tuple[str, ...]) -> None:
    """Check case files (or folders of them, or case ids): one line a problem, exit code 2 if there is any."""
    from nmt_widgets.cases import load_case

    names: list[str] = []
    for path in paths:
        folder = Path(path)
        if not folder.is_dir():
            names.append(path)
            continue
        found = sorted(str(file) for file in folder.glob("*.y*ml"))
        if not found:
            raise InputError("the folder has no .yaml files", file=path, remedy="name another")
        names.extend(found)
    problems = 0
    for name in names:
        try:
            case = load_case(name)
            click.echo(f"{name}: good, {len(case.assessments)} assessment(s)")
        except InputError as error:
            for problem in error.problems:
                problems += 1
                _say(str(problem), 2)
    if problems:
        sys.exit(2)


@nmt.command()
def schema() -> None:
    """Print the JSON Schema of a case file, for editors that complete and check YAML."""
    from nmt_widgets.cases import case_schema

    click.echo(json.dumps(case_schema(), indent=2, ensure_ascii=False))


@nmt.command()
@click.argument("cases", nargs=-1, required=True, metavar="CASE...")
@click.option("--assessment", type=int, help="The assessment's number; by default each case's latest.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; by default outputs/.")
@click.option("--light", is_flag=True, help="Also a small HTML with still charts (needs a Chromium).")
@click.option("--pdf", is_flag=True, help="Also a PDF (needs a Chromium).")
@click.option("--palette", default="standard", show_default=True, help="The map's colours.")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many at once; by default one a processor.")
@click.option("--force", is_flag=True, help="Make the finished ones again, too.")
@click.option("--steps", is_flag=True, hidden=True, help="Print each step as a line of JSON.")
def report(
    cases: tuple[str, ...],
    assessment: int | None,
    out: Path | None,
    light: bool,
    pdf: bool,
    palette: str,
    jobs: int | None,
    force: bool,
    steps: bool,
) -> None:
    """Make the metric report of each CASE: executed notebook, HTML and, if asked for, a light HTML and a PDF.

    Finished reports are passed over unless the case, the data or the software has changed.
    """
    from nmt_widgets.ground.places import outputs
    from nmt_widgets.reports import make_reports, request_reports

    extras = [name for name, wanted in (("light", light), ("pdf", pdf)) if wanted]
    wanted, refused = request_reports(
        cases, out or outputs(), assessment=assessment, extras=extras, parameters={"palette": palette}
    )
    for error in refused:
        _say(str(error), 2)
    with _shown(len(wanted), steps) as tell:
        results = make_reports(wanted, workers=jobs or os.cpu_count() or 1, progress=tell, force=force)
    code = 2 if refused else 0
    for result in results:
        if result.status == "failed":
            code = max(code, _say(result.reason, 2 if result.bad_input else 1))
        elif result.lacking:
            code = max(code, _say(result.lacking, 2))
        if not steps:
            click.echo(f"{result.job.title}: {result.status}, {_shorter(result.job.out)}")
    sys.exit(code)


@contextlib.contextmanager
def _shown(total: int, steps: bool) -> Iterator[Callable[[ReportResult, int, int], None]]:
    """Show how far a batch is: a bar for a person, lines of JSON for a screen."""
    if steps:
        from nmt_widgets.ground.texts import texts

        words = texts("report")["steps"]

        def step(share: float, name: str, reason: str = "") -> None:
            click.echo(
                json.dumps(
                    {"share": share, "step": words[name], "reason": reason, "failed": name == "failed"}
                )
            )
            sys.stdout.flush()

        step(0.2, "running")
        yield lambda result, done, total: step(
            done / total, result.status, result.reason if result.status == "failed" else result.lacking
        )
        return
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its watching thread would forbid forking
    with tqdm(total=total, unit="report", disable=total < 2 or None, leave=False) as bar:

        def tell(result: ReportResult, _done: int, _total: int) -> None:
            bar.set_postfix_str(result.job.title)
            bar.update()

        yield tell


def _shorter(path: Path) -> str:
    """Return a path as seen from here, if it is below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


@nmt.command()
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


@nmt.command()
@click.argument(
    "names", nargs=-1, type=click.Choice(["scoring", "imports", "reports", "pages"]), metavar="[WHAT]..."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def bench(names: tuple[str, ...], as_json: bool) -> None:
    """Measure, as ratios taken in one run: scoring, imports, reports, pages. By default all of them."""
    from nmt_widgets.bench import MEASURES

    results: dict[str, Any] = {}
    for name in names or tuple(MEASURES):
        results[name] = MEASURES[name]()
        if not as_json:
            click.echo(f"{name}: {_flat(results[name])}")
    if as_json:
        click.echo(json.dumps(results, indent=2))


def _flat(figures: dict[str, Any]) -> str:
    """Write nested figures in one line."""
    parts = []
    for name, value in figures.items():
        if isinstance(value, dict):
            parts.append(f"{name} ({_flat(value)})")
        else:
            parts.append(f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}")
    return ", ".join(parts)
