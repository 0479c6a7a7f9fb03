"""`nmt outcomes change`: how clients changed between two times."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError, one_line
from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts

if TYPE_CHECKING:
    import pandas as pd

    from nmt_widgets.outcomes.change.groups import GroupComparison
    from nmt_widgets.outcomes.change.paired import PairedChange
    from nmt_widgets.outcomes.change.reliable import ReliableChange
    from nmt_widgets.outcomes.cohort import Cohort
    from nmt_widgets.training import Statistic

_NO_NUMBERS = ("_category", "gate_open")
"""Ends of the names of figures that are words."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--measure", default="value", show_default=True, help="The column of the values.")
@click.option("--times", nargs=2, metavar="FIRST SECOND", help="The two times, where there are more.")
@click.option("--reliability", type=float, metavar="R", help="The reliability that your site measured.")
@click.option("--reliability-n", type=click.IntRange(2), metavar="N", help="From how many clients it is.")
@click.option("--reliability-date", default="", metavar="DATE", help="When it was measured.")
@click.option(
    "--maassen", is_flag=True, help="Reliable change by Maassen: the spread may differ between times."
)
@click.option(
    "--normal", type=float, nargs=2, metavar="MEAN SD", help="Of people who need no help, for cut-offs."
)
@click.option("--lower-is-better", is_flag=True, help="Which way is better; otherwise higher.")
@click.option("--by", metavar="COLUMN", help="Compare the groups in a column.")
@click.option(
    "--ratings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Double ratings, for the error of those who rated: client, time, rater, and the measure.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def change(
    files: tuple[Path, ...],
    measure: str,
    times: tuple[str, str] | None,
    reliability: float | None,
    reliability_n: int | None,
    reliability_date: str,
    maassen: bool,
    normal: tuple[float, float] | None,
    lower_is_better: bool,
    by: str | None,
    ratings: Path | None,
    as_json: bool,
) -> None:
    """Describe the change of the same clients between two times, from tables with the columns client, time, value.

    A table of assessments works too: name what is derived of it, such as `--measure total`. All FILEs together are one
    table. Who has one of the two values is counted and left out.
    """
    from nmt_widgets.outcomes.change.flow import lost_against_stayed
    from nmt_widgets.outcomes.change.groups import compare_groups
    from nmt_widgets.outcomes.change.paired import paired_change
    from nmt_widgets.outcomes.change.reliable import Normal, Reliability
    from nmt_widgets.outcomes.change.values import two_times

    if reliability is None and (reliability_n is not None or reliability_date):
        raise click.UsageError("--reliability-n and --reliability-date belong to --reliability R.")
    try:
        table, cohort = _read(files, measure, by)
        is_synthetic = _is_synthetic(files, ratings, cohort)
        pair = two_times(list(table["time"].unique()), times, complete=True)
        options: dict[str, Any] = {
            "measure": measure,
            "times": pair,
            "direction": "lower" if lower_is_better else "higher",
            "variant": "maassen" if maassen else "jacobson_truax",
            "normal": Normal(*normal) if normal else None,
            "ratings": None if ratings is None else _ratings(ratings, measure, cohort),
        }
        if reliability is not None:
            options["reliability"] = Reliability(reliability, reliability_n, reliability_date)
        names = sorted(set(table[by])) if by else []
        whole = paired_change(table, **options)
        groups = {name: paired_change(table[table[by] == name], like=whole, **options) for name in names}
        result = None if by else whole
        left = [] if by else [*_left_lines(lost_against_stayed(table, measure, pair))]
        comparison = compare_groups(table, by, measure=measure, times=pair) if by else None
    except InputError as error:
        sys.exit(say_error(error))
    if as_json:
        data = result.to_dict() if result else _groups_json(by, groups, comparison)
        marked = {"synthetic": is_synthetic, **data}
        click.echo(json.dumps(marked, indent=2, ensure_ascii=False, allow_nan=False))
        return
    if is_synthetic:
        click.echo(texts("cohort")["command"]["synthetic"])
    for line in _lines(result, left) if result else _group_lines(by, groups, comparison):
        click.echo(line)


def _read(files: tuple[Path, ...], measure: str, by: str | None) -> tuple[pd.DataFrame, Cohort | None]:
    """Return the values of tables that have the measure as a column, or of a cohort that derives it, and the cohort."""
    from nmt_widgets.core.tables import column_key
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.outcomes.change.values import cohort_values, has_column, read_values
    from nmt_widgets.outcomes.cohort import read_cohort
    from nmt_widgets.outcomes.cohort.columns import figure_columns

    derived = measure in figure_columns(load_instrument()) and not measure.endswith(_NO_NUMBERS)
    if derived and not all(has_column(file, measure) for file in files):
        cohort = read_cohort(*files)
        column = None if by is None else column_key(by)
        return cohort_values(cohort, measure, column).rename(columns={column: by}), cohort
    return read_values(files, measure, by), None


def _is_synthetic(files: tuple[Path, ...], ratings: Path | None, cohort: Cohort | None) -> bool:
    from nmt_widgets.outcomes.marks import holds_synthetic

    others = [] if ratings is None else [ratings]
    return (
        holds_synthetic(*others, *files) if cohort is None else cohort.synthetic or holds_synthetic(*others)
    )


def _ratings(file: Path, measure: str, cohort: Cohort | None) -> pd.DataFrame:
    from nmt_widgets.outcomes.change.values import derive_ratings, has_column, read_ratings

    if cohort is None or has_column(file, measure):
        return read_ratings(file, measure)
    return derive_ratings(file, measure, cohort)


def _groups_json(
    by: str | None, groups: dict[str, PairedChange], comparison: GroupComparison | None
) -> dict[str, Any]:
    return {
        "by": by,
        "comparison": comparison and comparison.to_dict(),
        "groups": {name: part.to_dict() for name, part in groups.items()},
    }


def _group_lines(
    by: str | None, groups: dict[str, PairedChange], comparison: GroupComparison | None
) -> Iterator[str]:
    """Yield the comparison by assigned group first, then each group, and what has to be read with them last."""
    words, notes = texts("change")["command"], dict[str, None]()
    if comparison:
        titles = comparison.titles
        for analysis, part in comparison.rows.groupby("analysis", sort=False):
            yield titles[analysis]
            yield from (f"  {_compared(row)}" for row in part.to_dict("records"))
        notes[comparison.notes[0]] = None
    for name, group_change in groups.items():
        yield ""
        yield one_line(words["group"].format(column=by, group=name), 200)
        yield from _figures(group_change)
        notes |= dict.fromkeys(group_change.notes[1:])
    yield ""
    yield _level()
    yield from notes


def _compared(row: dict[str, Any]) -> str:
    """Return the line of two groups."""
    words = texts("change")["command"]
    if isinstance(row["reason"], str):
        return str(words["compared_nothing"].format(**{**row, "reason": _reason(row["reason"])}))
    figures = {"value": row["difference"], "low": row["low"], "high": row["high"]}
    return str(
        words["compared"].format(**{**row, **{name: _number(figure) for name, figure in figures.items()}})
    )


def _lines(change: PairedChange, left: list[str]) -> Iterator[str]:
    yield from _figures(change)
    yield from left
    yield ""
    yield _level()
    yield from change.notes[1:]


def _left_lines(lost: pd.DataFrame) -> Iterator[str]:
    """Yield how those who were lost began, beside those who stayed."""
    row = lost.to_dict("records")[0]
    if row["n_lost"] and not isinstance(row["reason"], str):
        figures = {
            name: _number(row[name]) for name in ("mean_lost", "mean_stayed", "difference", "low", "high")
        }
        yield texts("change")["command"]["lost"].format(**{**row, **figures})


def _level() -> str:
    from nmt_widgets.outcomes.rules import load_outcome_rules

    level = f"{load_outcome_rules().resampling.level * 100:g}"
    return str(texts("change")["command"]["level"].format(level=level))


def _figures(change: PairedChange) -> Iterator[str]:
    words = texts("change")["command"]
    mean = change.mean_difference
    lead = "lead" if mean.low is not None else "lead_alone" if mean.value is not None else "lead_nothing"
    yield words[lead].format(
        n=change.n,
        mean=_number(mean.value),
        low=_number(mean.low),
        high=_number(mean.high),
        first=change.times[0],
        second=change.times[1],
        reason=_reason(mean.reason),
    )
    yield change.notes[0]
    sizes = {"d_av": change.sizes.d_av, "d_z": change.sizes.d_z, "d_b": change.sizes.d_b, "r": change.r}
    for name, size in sizes.items():
        yield "  " + _figure(words["figures"][name], size)
    if change.t is not None and change.p is not None:
        p = say_number(change.p, 3) if change.p >= 0.0005 else "< 0.001"
        yield "  " + words["test"].format(df=change.df, t=_number(change.t), p=p).replace("= <", "<")
    for result in change.reliable:
        yield from _reliable(result)


def _reliable(result: ReliableChange) -> Iterator[str]:
    words, reliability = texts("change")["command"], result.reliability
    origin = ""
    if reliability.n or reliability.date:
        known = {"n": reliability.n or words["open"], "date": reliability.date or words["open"]}
        origin = words["measured"].format(**known)
    value, threshold = _number(reliability.value), _number(result.threshold)
    yield words["reliable"].format(value=value, origin=origin, threshold=threshold)
    yield "  " + ", ".join(f"{words['groups'][group]} {count}" for group, count in result.groups.items())


def _figure(name: str, figure: Statistic) -> str:
    words = texts("change")["command"]
    form = (
        "figure"
        if figure.low is not None
        else "figure_alone"
        if figure.value is not None
        else "figure_nothing"
    )
    values = {"value": _number(figure.value), "low": _number(figure.low), "high": _number(figure.high)}
    return str(words[form].format(name=name, **values, reason=_reason(figure.reason)))


def _number(value: float | None) -> str:
    return "–" if value is None else say_number(value, 2)


def _reason(reason: str | None) -> str:
    return "" if reason is None else str(texts("agreement")["reasons"][reason])
