"""`nmt outcomes incidents`: rates of incidents and restraints by phase."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmt_widgets.cli.output import say_each, say_error
from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

if TYPE_CHECKING:
    import pandas as pd

    from nmt_widgets.outcomes.incidents import Incidents, InterruptedSeries, RateModel, RateRatio
    from nmt_widgets.training import Statistic


@click.command()
@click.argument("files", type=click.Path(path_type=Path), metavar="[FILE]...", nargs=-1)
@click.option("--store", "from_store", is_flag=True, help="Take the incidents of the store, with its phases.")
@click.option("--kind", default="", help="With --store: of this kind, such as restraint.")
@click.option("--before", default="", metavar="PHASE", help="The phase to compare with.")
@click.option("--after", default="", metavar="PHASE", help="The phase that is compared.")
@click.option(
    "--by",
    type=click.Choice(["unit", "client", "month"]),
    multiple=True,
    help="Rates within each of them, too.",
)
@click.option("--model", "modelled", is_flag=True, help="Compare phases by a regression of counts, too.")
@click.option("--series", "as_series", is_flag=True, help="Fit an interrupted time series of the months.")
@click.option("--slope", is_flag=True, help="With --series: let the trend change, too.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def incidents(
    files: Sequence[Path],
    from_store: bool,
    kind: str,
    before: str,
    after: str,
    by: Sequence[str],
    modelled: bool,
    as_series: bool,
    slope: bool,
    as_json: bool,
) -> None:
    """Count incidents per 1,000 days in each phase, and compare two phases.

    FILE is a table with the columns phase, count (of incidents) and days (that clients were there), and if known
    client (a code), unit and date (2026-03, or 2026-03-09). Several files are one table. --store takes what was
    entered in the store instead.
    """
    from nmt_widgets.outcomes.incidents import (
        interrupted_series,
        rate_model,
        rate_ratio,
        rates,
        read_incidents,
        scatter,
    )
    from nmt_widgets.outcomes.incidents.rates import has_dates
    from nmt_widgets.outcomes.marks import holds_synthetic

    if slope and not as_series:
        raise click.UsageError("--slope needs --series.")
    if from_store == bool(files) or from_store != bool(kind):
        raise click.UsageError("Name files, or --store with --kind.")
    try:
        table = _stored(kind) if from_store else read_incidents(*files)
        is_synthetic = not from_store and holds_synthetic(*files)
        frame = rates(table)
        phases = frame["phase"].tolist()
        compared = rate_ratio(table, before, after) if before or after or len(phases) == 2 else None
        pair = (compared.before, compared.after) if compared else ()
        dispersion = scatter(table)
        splits = {name: rates(table, name) for name in by}
        model = rate_model(table, order=pair) if modelled else None
        series = interrupted_series(table, *pair, slope=slope) if as_series else None
    except InputError as error:
        sys.exit(say_error(error))
    notes = list(table.notes)
    if compared and not (before or after) and not has_dates(table.frame):
        notes.append(texts("incidents")["no_dates"].format(before=compared.before))
    for note in notes:
        click.echo(note, err=True)
    say_each(table.questions, 0)
    if not as_json:
        if is_synthetic:
            click.echo(texts("cohort")["command"]["synthetic"])
        for line in _lines(frame, compared, dispersion, splits, model, series):
            click.echo(line)
        return
    from nmt_widgets.outcomes.rules import load_outcome_rules

    rules = load_outcome_rules()
    data = {
        "synthetic": is_synthetic,
        "per_days": rules.incidents.per_days,
        "level": rules.resampling.level,
        "phases": {record.pop("phase"): record for record in _records(frame)},
        "dispersion": dispersion,
        "ratio": compared and compared.to_dict(),
        **({"by": {name: _records(split) for name, split in splits.items()}} if splits else {}),
        **({"model": model.to_dict()} if model else {}),
        **({"series": series.to_dict()} if series else {}),
        "questions": [str(question) for question in table.questions],
        "notes": notes,
        "version": rules.version,
    }
    click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))


def _stored(kind: str) -> Incidents:
    """Return the incidents of the store; its notes say what is left out."""
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.incidents.site_incidents import SiteIncidents

    stored = SiteIncidents(open_store(operator()).access).incidents(kind)
    words = texts("command")["incidents"]
    left_out = {"left_out_mixed": stored.mixed, "left_out_none": stored.without_phase}
    notes = tuple(plural(words, key, count) for key, count in left_out.items() if count)
    if stored.incidents.frame.empty:
        raise refusal("incidents", "none_stored", kind=kind, notes="; ".join(notes) or words["none_entered"])
    return replace(stored.incidents, notes=notes)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain data, without NaN."""
    records: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return records


def _lines(
    frame: pd.DataFrame,
    compared: RateRatio | None,
    dispersion: float | None,
    splits: dict[str, pd.DataFrame],
    model: RateModel | None,
    series: InterruptedSeries | None,
) -> Iterator[str]:
    from nmt_widgets.outcomes.rules import load_outcome_rules

    words = texts("incidents")
    lead = _lead(compared, len(frame), model, words)
    yield from _series_lines(series, words["series"], lead) if series else (lead,)
    yield from _table(frame, [], words)
    for name, split in splits.items():
        yield from _table(split, [name], words)
    if model:
        yield from ("", *_model_lines(model, words["model"]))
    yield ""
    if not model:
        if dispersion is not None and dispersion > load_outcome_rules().incidents.overdispersed:
            yield words["scatter"].format(dispersion=say_number(dispersion, 2))
        else:
            yield words["exact"]
    yield words["caveat"]


def _lead(compared: RateRatio | None, phases: int, model: RateModel | None, words: dict[str, Any]) -> str:
    if compared is None:
        return plural(words["lead"], "alone", phases)
    names = {"before": compared.before, "after": compared.after}
    ratio, p, form = compared.ratio, compared.p, "ratio" if compared.ratio.value is not None else "more_than"
    if model and model.ratios[0].ratio.value is not None:
        ratio, p, form = model.ratios[0].ratio, model.ratios[0].p, "by_model"
    if ratio.value is None and ratio.low is None:
        reason = texts("agreement")["reasons"][ratio.reason]
        return str(words["lead"]["no_ratio"].format(**names, reason=reason))
    return str(words["lead"][form].format(**names, **_figures(ratio), p=_p(p)))


def _table(frame: pd.DataFrame, keys: list[str], words: dict[str, Any]) -> Iterator[str]:
    """Yield lines of a table; columns of numbers are flush right."""
    from nmt_widgets.outcomes.rules import load_outcome_rules

    rules = load_outcome_rules()
    level, per = f"{rules.resampling.level * 100:g}", say_number(rules.incidents.per_days, grouped=True)
    heads = [head.format(level=level, per=per) for head in words["heads"].values()]
    rows = [[*(words["split"][key] for key in keys), *heads]]
    for record in _records(frame):
        reason = record["reason"] and texts("agreement")["reasons"][record["reason"]]
        rate = "–" if reason else say_number(record["rate"], 2)
        limits = reason or words["range"].format(
            low=say_number(record["low"], 2), high=say_number(record["high"], 2)
        )
        days = say_number(record["days"], 1, shortest=True, grouped=True)
        labels = [record[key] or words["not_named"] for key in keys]
        rows.append([*labels, record["phase"], say_number(record["count"], grouped=True), days, rate, limits])
    texts_first = len(keys) + 1
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    yield ""
    for row in rows:
        cells = [
            cell.ljust(width) if at < texts_first else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _model_lines(model: RateModel, words: dict[str, Any]) -> Iterator[str]:
    yield words["title"].format(phase=model.reference)
    for compared in model.ratios:
        ratio = compared.ratio
        if ratio.reason:
            reason = texts("agreement")["reasons"][ratio.reason]
            yield "  " + words["undefined"].format(phase=compared.phase, reason=reason)
        else:
            line = words["line"].format(phase=compared.phase, **_figures(ratio), p=_p(compared.p))
            yield f"  {line}"
    yield words["why"][model.why].format(
        family=words["family"][model.family],
        dispersion=say_number(model.dispersion, 2),
        alpha=say_number(model.alpha or 0, 4, shortest=True),
    )
    yield words["errors"][model.errors].format(count=model.groups)


def _series_lines(series: InterruptedSeries, words: dict[str, Any], lead: str) -> Iterator[str]:
    """Yield the change beside the trend, then the plain comparison, which contains the trend."""
    step = words["step" if series.harmonics else "step_no_season"]
    yield step.format(**_figures(series.step), p=_p(series.p), change=series.change)
    yield words["plain"].format(comparison=lead)
    before, after = series.means[series.before], series.means[series.after]
    yield words["means"].format(
        before_count=say_number(before.count, 1),
        after_count=say_number(after.count, 1),
        before_rate=say_number(before.rate, 2),
        after_rate=say_number(after.rate, 2),
    )
    if series.opposite:
        yield words["opposite"]
    if series.slope:
        yield words["trend_before"].format(**_figures(series.trend))
        yield words["slope"].format(**_figures(series.slope))
    else:
        yield words["trend"].format(**_figures(series.trend))
    yield words["serial"].format(**_figures(series.errors["serial"]))
    for key, count in (("mixed", series.mixed), ("absent", series.absent)):
        if count:
            yield plural(words, key, count)


def _figures(statistic: Statistic) -> dict[str, str]:
    """Return a ratio and its limits in words."""
    return {
        name: "–" if value is None else say_number(value, 3)
        for name, value in (("value", statistic.value), ("low", statistic.low), ("high", statistic.high))
    }


def _p(p: float | None) -> str:
    if p is None:
        return "–"
    return f"= {say_number(p, 3)}" if p >= 0.001 else f"< {say_number(0.001, 3)}"
