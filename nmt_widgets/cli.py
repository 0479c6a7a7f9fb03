"""The command `nmt`. Errors are one line on stderr: exit code 2 for bad input, 1 for a failure."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import nmt_widgets
from nmt_widgets.ground.errors import InputError, one_line

if TYPE_CHECKING:
    from nmt_widgets.metrics import Figure, Profile


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
    def ranged(figure: Figure, form: str = ".0f") -> str:
        if figure.value is None:
            return f"not shown ({figure.n} of {figure.of})"
        note = "" if figure.complete else f", {figure.n} of {figure.of}"
        return f"{figure.value:{form}} ({figure.low:{form}} to {figure.high:{form}}{note})"

    lines = [
        f"{result.title}, assessment {result.assessment}, {result.age:g} years",
        f"total                {ranged(result.total)}; typical {result.typical_total:g}",
        f"CMR                  {ranged(result.cmr.figure, '.2f')}; typical {result.cmr.typical:.1f}"
        f"{'' if result.cmr.settled else '; not settled'} [reconstructed definition]",
    ]
    for id, domain in result.domains.items():
        unsettled = "" if domain.settled or domain.category is None else "; not settled"
        lines.append(f"{id:<20} {ranged(domain.percent)} % of typical; {domain.category or '-'}{unsettled}")
    lines.append(f"relational health    {ranged(result.relational_health)} % of typical")
    for id, risk in result.risk.items():
        lines.append(
            f"risk {id:<15} {ranged(risk.risk, '.1f')} of 12; {(risk.band or '-').replace('_', ' ')}"
        )
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
