"""`nmt cases`, `score`, `validate` and `schema`."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.output import say, say_error
from nmt_widgets.core.errors import InputError, one_line
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

if TYPE_CHECKING:
    from nmt_widgets.metrics import Figure, Profile


@dataclass(frozen=True)
class CaseRow:
    """One case of the list; `problem` says why a template cannot be read."""

    case: str
    place: str
    title: str = ""
    kind: str = ""
    ages: tuple[str, ...] = ()
    problem: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the row as `--json` prints it."""
        row: dict[str, object] = {"case": self.case, "kept": self.place}
        if self.problem:
            return {**row, "problem": self.problem}
        return {**row, "title": self.title, "kind": self.kind, "assessments": list(self.ages)}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def cases(as_json: bool) -> None:
    """List the cases, templates and stored ones, and what is wrong with those that cannot be read."""
    from nmt_widgets.core.places import case_templates

    folder, code = case_templates(), 0
    rows = _templates()
    if not rows:
        say(texts("command")["cases"]["no_templates"].format(folder=folder), 0)
    try:
        rows += _stored()
    except InputError as error:
        code = say_error(error)
    if as_json:
        click.echo(json.dumps([row.to_json() for row in rows], indent=2, ensure_ascii=False))
    else:
        width = max((len(row.case) for row in rows), default=0)
        for row in rows:
            click.echo(f"{row.case:<{width}}  {row.problem or _about(row)}")
    sys.exit(code)


def _templates() -> list[CaseRow]:
    from nmt_widgets.case_files import list_cases, load_case

    rows: list[CaseRow] = []
    for id in list_cases():
        try:
            case = load_case(id)
            ages = tuple(assessment.age for assessment in case.assessments)
            rows.append(CaseRow(id, "template", case.title, case.kind, ages))
        except InputError as error:
            rows.append(CaseRow(id, "template", problem=str(error)))
    return rows


def _stored() -> list[CaseRow]:
    from nmt_widgets.store import stored_cases

    return [
        CaseRow(
            summary.case_id,
            "store",
            summary.title,
            summary.kind,
            tuple(summary.ages.get(number, "?") for number in summary.statuses),
        )
        for summary in stored_cases()
    ]


def _about(row: CaseRow) -> str:
    words = texts("command")["cases"]
    form = words["kind_stored" if row.place == "store" else "kind"]
    ages = words["assessed"].format(ages=", ".join(row.ages)) if row.ages else words["not_assessed"]
    return one_line(form.format(title=row.title, kind=row.kind, ages=ages), 300)


@click.command()
@click.argument("case")
@click.option("--assessment", type=int, help="The assessment's number; by default the latest.")
@click.option("--json", "as_json", is_flag=True, help="Print everything, percents unrounded.")
def score(case: str, assessment: int | None, as_json: bool) -> None:
    """Print the numbers of one assessment: totals, domains, regions, CMR, risk, relational health."""
    from nmt_widgets.metrics import profile
    from nmt_widgets.store import open_case

    opened = open_case(case)
    result = profile(opened, opened.latest if assessment is None else assessment)
    if as_json:
        click.echo(json.dumps(result.to_dict(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for line in _summary(result):
            click.echo(line)


def _summary(result: Profile) -> list[str]:
    from nmt_widgets.charts import wording
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.metrics.rounding import decimals_beside

    words, instrument = texts("command")["score"], load_instrument()

    def ranged(figure: Figure, form: str = ".0f", unit: str = "", after: str = "") -> str:
        if figure.value is None:
            return str(words["not_shown"].format(n=figure.n, total=figure.of))
        text = words["range" if figure.complete else "range_of"].format(
            value=f"{figure.value:{form}}",
            low=f"{figure.low:{form}}",
            high=f"{figure.high:{form}}",
            n=figure.n,
            total=figure.of,
        )
        return f"{text}{unit}{after}"

    def settled(is_settled: bool) -> str:
        return "" if is_settled else str(words["not_settled"])

    definition = words["definition"].format(mark=instrument.cmr.source)
    typical = words["typical"].format(typical=f"{result.cmr.typical:.1f}")
    typical_cmr = f"{typical}{settled(result.cmr.settled)} {definition}"
    typical_total = words["typical"].format(typical=f"{result.typical_total:g}")
    age = wording.age(result.age)
    lines = [
        words["title"].format(title=result.title, number=result.assessment, age=age),
        f"{words['total']:<20} {ranged(result.total)}{typical_total}",
        f"{'CMR':<20} {ranged(result.cmr.figure, '.2f', after=typical_cmr)}",
    ]
    percent = words["percent"]
    for id, domain in result.domains.items():
        category = f"; {domain.category}{settled(domain.settled)}"
        beside = decimals_beside(domain.percent.value or 0, instrument.domains.limits)
        lines.append(f"{id:<20} {ranged(domain.percent, f'.{beside}f', unit=percent, after=category)}")
    lines.append(f"{words['relational_health']:<20} {ranged(result.relational_health, unit=percent)}")
    for id, risk in result.risk.items():
        band = f"; {risk.band.replace('_', ' ')}{settled(risk.settled)}" if risk.band else ""
        label = words["risk"].format(period=id)
        lines.append(f"{label:<20} {ranged(risk.risk, '.1f', unit=words['of_twelve'], after=band)}")
    return lines


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def validate(paths: tuple[str, ...]) -> None:
    """Check case files, folders of them, or case ids: one line for each problem, and exit code 2.

    A value that is allowed but unusual, such as an age over 100 years, gets a question on its own line and exit code
    0. References of practice cases are checked too.
    """
    words = texts("command")["cases"]
    names: list[str] = []
    for path in paths:
        folder = Path(path)
        if not path or not folder.is_dir():
            names.append(path)
            continue
        files = sorted(str(file) for file in [*folder.glob("*.y*ml"), *folder.glob("references/*.y*ml")])
        if not files:
            raise InputError(words["no_files"], file=path, remedy=words["no_files_remedy"])
        names.extend(files)
    problems = 0
    for name in names:
        try:
            content, questions = _checked(name)
            click.echo(words["good"].format(name=name, content=content))
            for question in questions:
                say(question, 0)
        except InputError as error:
            for problem in error.problems:
                problems += 1
                say(str(problem), 2)
    if problems:
        sys.exit(2)


def _checked(name: str) -> tuple[str, list[str]]:
    """Check a file, and return what it holds (a case or a reference) and the questions about unusual values."""
    from nmt_widgets.case_files import checked_case, find_case
    from nmt_widgets.case_files.checking import remarks
    from nmt_widgets.core.documents import read_document
    from nmt_widgets.training.references.reading import checked_reference, is_reference

    words = texts("command")["cases"]
    document = read_document(find_case(name))
    if is_reference(document):
        return words["reference_of"].format(case=checked_reference(document).case), []
    case = checked_case(document)
    return plural(words, "assessments", len(case.assessments)), remarks(case, document)


@click.command()
def schema() -> None:
    """Print the JSON Schema of a case file, for editors that complete and check YAML."""
    from nmt_widgets.case_files import case_schema

    click.echo(json.dumps(case_schema(), indent=2, ensure_ascii=False))
