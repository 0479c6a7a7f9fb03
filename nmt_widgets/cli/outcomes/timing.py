"""`nmt outcomes timing`: adversity and relational poverty by period, beside current relational health."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts

if TYPE_CHECKING:
    from nmt_widgets.instrument import Instrument
    from nmt_widgets.outcomes.timing import AdversityTiming, Factors


@click.command()
@click.argument("files", type=click.Path(path_type=Path), metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--outcome", metavar="DOMAIN", help="A domain, or a column of numbers; by default every domain."
)
@click.option(
    "--factors", "with_factors", is_flag=True, help="Compare factors of the functions with the domains."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def timing(files: Sequence[Path], outcome: str | None, with_factors: bool, as_json: bool) -> None:
    """Relate domains to adversity and relational poverty by period, current relational health first.

    FILE is a cohort: a row an assessment, with client, time, the functions, adversity and relational health by
    period, and current relational health. The first assessment of each client counts.
    """
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.outcomes.cohort import read_cohort
    from nmt_widgets.outcomes.timing import factors
    from nmt_widgets.outcomes.timing import timing as relate

    instrument = load_instrument()
    try:
        table = read_cohort(*files).frame
        domains = [domain.id for domain in instrument.domains.domains]
        results = [relate(table, name, instrument=instrument) for name in ([outcome] if outcome else domains)]
        compared = factors(table, instrument=instrument) if with_factors else None
    except InputError as error:
        sys.exit(say_error(error))
    if as_json:
        data: dict[str, Any] = {"outcomes": {result.outcome: result.to_dict() for result in results}}
        if compared:
            data["factors"] = compared.to_dict()
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
        return
    words = texts("timing")
    if results[0].is_synthetic:
        click.echo(words["synthetic"])
    for result in results:
        for line in _timing_lines(result, instrument, words):
            click.echo(line)
    if compared:
        for line in _factor_lines(compared, instrument, words):
            click.echo(line)
    click.echo(words["caveat"])


def _timing_lines(result: AdversityTiming, instrument: Instrument, words: dict[str, Any]) -> Iterator[str]:
    names = {"outcome": _domain(result.outcome)}
    health = result.predictors[0]
    if result.reason or health.coefficient.value is None:
        reason = words["reasons"][result.reason or health.coefficient.reason]
        yield words["no_lead"].format(**names, reason=reason)
        yield from _missing(result, words)
        yield ""
        return
    value, low, high = (_points(getattr(health.coefficient, end)) for end in ("value", "low", "high"))
    ranked = sum(predictor.rank is not None for predictor in result.predictors)
    yield words["lead"].format(**names, value=value, low=low, high=high, rank=health.rank, of=ranked)
    assert result.r2 is not None
    assert result.p is not None
    assert result.alpha is not None
    yield words["model"].format(
        n=_count(result.n), clients=_count(result.clients), r2=say_number(100 * result.r2), p=_p(result.p)
    )
    yield from _missing(result, words)
    rows = [("", *words["heads"])]
    for predictor in result.predictors:
        name = words["kinds"][predictor.kind].format(period=_period(predictor.period, instrument))
        figure = predictor.coefficient
        severe = "" if predictor.severe is None else _count(predictor.severe)
        if figure.value is None:
            rows.append((name, severe, words["reasons"][figure.reason], "", "", "", ""))
            continue
        rows.append(
            (
                name,
                severe,
                _points(figure.value),
                _range(figure.low, figure.high, words),
                str(predictor.rank),
                f"{say_number(100 * (predictor.same_sign or 0))} %",
                _range(predictor.null_low, predictor.null_high, words),
            )
        )
    yield from _columns(rows)
    rows = [(words["blocks"], *words["block_heads"])]
    for block in result.blocks:
        name = words["current"] if block.period == "current" else _period(block.period, instrument)
        if block.added is None or block.p is None:
            rows.append((name, words["reasons"][block.reason], ""))
        else:
            rows.append((name, f"{say_number(100 * block.added, 1)} %", _p(block.p)))
    yield from _columns(rows)
    yield words["method"].format(
        alpha=say_number(result.alpha, 2),
        level=say_number(100 * result.level, 1, shortest=True),
        replicates=_count(result.replicates),
        permutations=_count(result.permutations),
        adversity=say_number(result.severe["adversity"], 1, shortest=True),
        poverty=say_number(result.severe["poverty"], 1, shortest=True),
    )
    yield ""


def _factor_lines(result: Factors, instrument: Instrument, words: dict[str, Any]) -> Iterator[str]:
    from nmt_widgets.outcomes.rules import load_outcome_rules

    labels = words["factors"]
    if result.reason:
        yield labels["no_lead"].format(reason=words["reasons"][result.reason])
        return
    yield labels["lead"].format(
        alike=sum(factor.is_alike for factor in result.factors),
        count=len(result.factors),
        key=result.key,
        limit=say_number(load_outcome_rules().factors.alike, 2),
        elsewhere=len(result.elsewhere),
        functions=len(result.functions),
    )
    counts = {name: _count(getattr(result, name)) for name in ("n", "clients", "fitted")}
    yield labels["missing"].format(**counts)
    rows = [("", *(head.format(seeds=result.seeds) for head in labels["heads"]))]
    for factor in result.factors:
        ends = _range(factor.lowest, factor.highest, words)
        rows.append((_domain(factor.domain), say_number(factor.congruence, 2), ends))
    yield from _columns(rows)
    for loading in result.functions:
        if loading.is_elsewhere:
            yield labels["elsewhere"].format(
                function=instrument.function(loading.function).name,
                domains=", ".join(map(_domain, loading.domains)) or "–",
                factor=_domain(loading.factor),
                share=say_number(100 * loading.share),
                stable=say_number(100 * loading.stable),
            )
    yield labels["caveat"]
    yield ""


def _missing(result: AdversityTiming, words: dict[str, Any]) -> Iterator[str]:
    if result.missing:
        columns = (words["missing_column"].format(column=name, count=n) for name, n in result.missing.items())
        yield words["missing"].format(columns=", ".join(columns))


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows as columns, the first to the left, and an empty line."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join(("  " + row[0].ljust(widths[0]), *cells)).rstrip()


def _domain(id: str) -> str:
    names: dict[str, str] = texts("charts")["domains"]
    return names.get(id, id)


def _period(id: str, instrument: Instrument) -> str:
    return str(instrument.history_words["periods"].get(id, {}).get("name", id)).lower()


def _points(value: float) -> str:
    return say_number(round(value, 2) + 0.0, 2)


def _range(low: float | None, high: float | None, words: dict[str, Any]) -> str:
    assert low is not None
    assert high is not None
    return str(words["range"].format(low=_points(low), high=_points(high)))


def _count(value: float) -> str:
    return say_number(value, grouped=True)


def _p(value: float) -> str:
    return say_number(value, 3) if value >= 0.0005 else f"< {say_number(0.001, 3)}"
