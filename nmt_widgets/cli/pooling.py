"""`nmt pool`: many sites' aggregate files as one."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError, one_line
from nmt_widgets.core.local import say_number
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

if TYPE_CHECKING:
    from nmt_widgets.outcomes.pooling import Pooled


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Save everything as JSON.")
def pool(files: tuple[Path, ...], as_json: bool, out: Path | None) -> None:
    """Read the aggregate FILEs of sites together: the figures of all clients, and how much sites differ.

    If anything is wrong with a file, or files do not go together, it prints a line for each problem and ends with exit
    code 2.
    """
    from nmt_widgets.outcomes.pooling import pool as pool_files

    try:
        pooled = pool_files(*files)
    except InputError as error:
        sys.exit(say_error(error))
    text = json.dumps(pooled.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)
    if out:
        write_private(out, text + "\n")
    if as_json:
        click.echo(text)
        return
    for line in _lines(pooled):
        click.echo(one_line(line, 1000) if "  " not in line else line)


def _lines(pooled: Pooled) -> Iterator[str]:
    words = texts("pooling")["command"]
    if pooled.synthetic:
        yield words["synthetic"]
    clients = plural(words, "pooled_clients", sum(site.clients for site in pooled.sites))
    yield plural(words, "lead", len(pooled.sites), clients=clients)
    for site in pooled.sites:
        spoken = " ".join(site.fingerprint[at : at + 4] for at in range(0, 16, 4))
        left_out = words["few"].format(smallest=pooled.smallest) if site.left_out is None else site.left_out
        yield words["site"].format(site=site.site, clients=site.clients, left_out=left_out, spoken=spoken)
    for part in (_changes, _flow, _adherence, _incidents):
        if lines := list(part(pooled)):
            yield from ("", *lines)
    yield ""
    if len(pooled.sites) > 1:
        yield words["two_intervals"]
    if len(pooled.incidents):
        yield words["rates"]
    yield words["caveat"]


def _changes(pooled: Pooled) -> Iterator[str]:
    """Yield the table of changes: of all clients, then the mean of sites, each with its interval."""
    from nmt_widgets.outcomes.rules import load_outcome_rules

    words, level = texts("pooling")["command"], f"{load_outcome_rules().resampling.level * 100:g}"
    rows = [[head.format(level=level) for head in words["heads"]]]
    for (measure, first, second), change in pooled.change.items():
        difference, d = change.mean_difference, change.d_av
        meta = pooled.meta.get((measure, str(first), str(second), "d_av"))
        rows.append([
            words["measure"].format(measure=measure.replace("_", " "), first=first, second=second),
            f"{change.n:,}",
            _number(difference.value),
            _number(d.value),
            _range(d.low, d.high),
            "–" if meta is None else _number(meta.mean),
            "–" if meta is None else _range(meta.low, meta.high),
            "–" if meta is None else _range(meta.prediction_low, meta.prediction_high),
        ])  # fmt: skip
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for name, *cells in rows:
        flush = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        yield "  ".join([name.ljust(widths[0]), *flush])


def _flow(pooled: Pooled) -> Iterator[str]:
    """Yield how many clients have a value at which times."""
    words = texts("pooling")["command"]
    for row in pooled.tables["flow"].to_dict("records"):
        yield plural(words, "flow", row["clients"], times=row["times"])


def _adherence(pooled: Pooled) -> Iterator[str]:
    """Yield how many lines of each kind were carried out, where every site tells it."""
    from nmt_widgets.outcomes.disclosure.table import TOTAL

    words, table = texts("pooling")["command"], pooled.tables["adherence"]
    for kind, rows in table[table["first"] != TOTAL].groupby("first", sort=False):
        counts = rows.set_index("second")["count"]
        if counts.isna().any():
            yield words["adherence_hidden"].format(kind=kind)
            continue
        done, known = counts["yes"], counts["yes"] + counts["no"]
        numbers = {"done": f"{done:,}", "known": f"{known:,}", "unknown": f"{counts['not known']:,}"}
        share = say_number(100 * done / known, 0) if known else "–"
        yield words["adherence"].format(kind=kind, share=share, **numbers)


def _incidents(pooled: Pooled) -> Iterator[str]:
    """Yield the rate of each phase, and how much the rates of two phases differ."""
    from nmt_widgets.outcomes.pooling.pooled import RATIO

    words = texts("pooling")["command"]
    for row in pooled.incidents.to_dict("records"):
        if not row["sites"]:
            yield words["incidents_hidden"].format_map(row)
            continue
        numbers = {
            "days": f"{row['days']:,g}",
            "count": f"{row['count']:,}",
            "rate": _number(row["rate"]),
        }
        yield words["incidents"].format_map({**row, **numbers, "range": _range(row["low"], row["high"])})
        if row["hidden_at"]:
            yield plural(words, "incidents_left_out", row["hidden_at"])
    for (_, before, after, figure), meta in pooled.meta.items():
        if figure == RATIO:
            ratio, *limits = map(math.exp, (meta.mean, meta.low, meta.high))
            yield words["ratio"].format(
                before=before, after=after, ratio=_number(ratio), range=_range(*limits)
            )


def _range(low: float | None, high: float | None) -> str:
    return (
        "–"
        if low is None
        else str(texts("pooling")["command"]["range"].format(low=_number(low), high=_number(high)))
    )


def _number(value: float | None) -> str:
    return "–" if value is None else say_number(value, 2)
