"""`nmt pool`: many sites' aggregate files as one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError, one_line
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

if TYPE_CHECKING:
    from nmt_widgets.outcomes.pooling import Pooled

_WIDTHS = (44, 8, 8, 7, 16, 15, 16)


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
    yield ""
    yield _row(words["heads"])
    for (measure, first, second), change in pooled.change.items():
        difference, d = change.mean_difference, change.d_av
        meta = pooled.meta.get((measure, str(first), str(second), "d_av"))
        yield _row((
            words["measure"].format(measure=measure, first=first, second=second),
            str(change.n),
            f"{difference.value:.2f}",
            f"{d.value:.2f}",
            _range(d.low, d.high),
            "–" if meta is None else f"{meta.mean:.2f}",
            "–" if meta is None or meta.prediction_low is None else _range(meta.prediction_low, meta.prediction_high),
        ))  # fmt: skip
    if len(pooled.incidents):
        yield ""
        for row in pooled.incidents.to_dict("records"):
            if not row["sites"]:
                yield words["incidents_hidden"].format_map(row)
                continue
            numbers = {"days": f"{row['days']:g}", "rate": f"{row['rate']:.2f}"}
            yield words["incidents"].format_map({**row, **numbers, "range": _range(row["low"], row["high"])})
            if row["hidden_at"]:
                yield plural(words, "incidents_left_out", row["hidden_at"])
    yield ""
    yield words["caveat"]


def _range(low: Any, high: Any) -> str:
    return str(texts("pooling")["command"]["range"].format(low=f"{low:.2f}", high=f"{high:.2f}"))


def _row(cells: Any) -> str:
    first, *others = zip(cells, _WIDTHS, strict=True)
    return str(first[0]).ljust(first[1]) + "".join(str(cell).rjust(width) for cell, width in others)
