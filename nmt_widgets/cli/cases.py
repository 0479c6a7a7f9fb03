"""Commands about cases: list them, score one, check files, print the schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmt_widgets.cli.output import say, say_error
from nmt_widgets.core.errors import InputError, one_line

if TYPE_CHECKING:
    from nmt_widgets.metrics import Figure, Profile


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def cases(as_json: bool) -> None:
    """List the cases, templates and stored ones, and what is wrong with those that cannot be read."""
    from nmt_widgets.core.places import case_templates

    folder, code = case_templates(), 0
    rows = _templates()
    if not rows:
        say(f"{folder}: the folder has no case templates; NMT_CASES names another", 0)
    try:
        rows += _stored()
    except InputError as error:
        code = say_error(error)
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        width = max((len(row["case"]) for row in rows), default=0)
        for row in rows:
            click.echo(f"{row['case']:<{width}}  {row.get('problem') or _about(row)}")
    sys.exit(code)


def _templates() -> list[dict[str, Any]]:
    from nmt_widgets.cases import list_cases, load_case

    rows: list[dict[str, Any]] = []
    for id in list_cases():
        row = {"case": id, "kept": "template"}
        try:
            case = load_case(id)
            ages = [assessment.age for assessment in case.assessments]
            rows.append({**row, "title": case.title, "kind": case.kind, "assessments": ages})
        except InputError as error:
            rows.append({**row, "problem": str(error)})
    return rows


def _stored() -> list[dict[str, Any]]:
    from nmt_widgets.store import stored_cases

    return [
        {
            "case": found.case_id,
            "kept": "store",
            "title": found.title,
            "kind": found.kind,
            "assessments": [found.ages.get(number, "?") for number in found.statuses],
        }
        for found in stored_cases()
    ]


def _about(row: dict[str, Any]) -> str:
    ages = f"assessed at {', '.join(row['assessments'])}" if row["assessments"] else "not yet assessed"
    where = ", in the store" if row["kept"] == "store" else ""
    return one_line(f"{row['title']} ({row['kind']}{where}), {ages}", 300)


@click.command()
@click.argument("case")
@click.option("--assessment", type=int, help="The assessment's number; by default the latest.")
@click.option("--json", "as_json", is_flag=True, help="Print everything, percents unrounded.")
def score(case: str, assessment: int | None, as_json: bool) -> None:
    """Print the numbers of one assessment: totals, domains, regions, CMR, risk, relational health."""
    from nmt_widgets.metrics import profile, profile_json
    from nmt_widgets.store import open_case

    found = open_case(case)
    result = profile(found, found.latest if assessment is None else assessment)
    if as_json:
        click.echo(json.dumps(profile_json(result), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for line in _summary(result):
            click.echo(line)


def _summary(result: Profile) -> list[str]:
    from nmt_widgets.charts import wording
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
        f"{result.title}, assessment {result.assessment}, {wording.age(result.age)}",
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


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def validate(paths: tuple[str, ...]) -> None:
    """Check case files (or folders of them, or case ids): one line a problem, exit code 2 if there is any.

    What is good and odd, such as an age over 100 years, is asked about in a line of its own, with exit code 0.
    References of practice cases are checked too.
    """
    names: list[str] = []
    for path in paths:
        folder = Path(path)
        if not path or not folder.is_dir():
            names.append(path)
            continue
        found = sorted(str(file) for file in [*folder.glob("*.y*ml"), *folder.glob("references/*.y*ml")])
        if not found:
            raise InputError("the folder has no .yaml files", file=path, remedy="name another")
        names.extend(found)
    problems = 0
    for name in names:
        try:
            held, questions = _checked(name)
            click.echo(f"{name}: good, {held}")
            for question in questions:
                say(question, 0)
        except InputError as error:
            for problem in error.problems:
                problems += 1
                say(str(problem), 2)
    if problems:
        sys.exit(2)


def _checked(name: str) -> tuple[str, list[str]]:
    """Return what a file holds, once it is found good: a case, or the reference of one; and what may be asked of it."""
    from nmt_widgets.cases import checked_case, find_case
    from nmt_widgets.cases.checking import remarks
    from nmt_widgets.core.documents import read_document
    from nmt_widgets.training.references.reading import checked_reference, is_reference

    document = read_document(find_case(name))
    if is_reference(document):
        return f"the reference of {checked_reference(document).case}", []
    case = checked_case(document)
    count = len(case.assessments)
    return f"{count} assessment{'' if count == 1 else 's'}", remarks(case, document)


@click.command()
def schema() -> None:
    """Print the JSON Schema of a case file, for editors that complete and check YAML."""
    from nmt_widgets.cases import case_schema

    click.echo(json.dumps(case_schema(), indent=2, ensure_ascii=False))
