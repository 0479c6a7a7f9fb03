"""The command that measures."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from nmt_widgets.core.errors import InputError


@click.command()
@click.argument(
    "names",
    nargs=-1,
    type=click.Choice(
        [
            "scoring",
            "plan",
            "imports",
            "reports",
            "pages",
            "memory",
            "audience",
            "assess",
            "consult",
            "class",
            "store",
            "tables",
            "doors",
        ]
    ),
    metavar="[WHAT]...",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--seconds", type=click.FloatRange(0), help="For how long the doors are tried.")
@click.option("--seed", type=int, help="What is tried at the doors is drawn from it.")
@click.option("--case", help="One case of the doors, as an earlier run with the same seed named it.")
def bench(
    names: tuple[str, ...], as_json: bool, seconds: float | None, seed: int | None, case: str | None
) -> None:
    """Measure, as ratios taken in one run; by default everything there is to measure.

    What does not hold at a door is told with the seed and the case, and the exit code is 1.
    """
    from nmt_widgets.bench import MEASURES

    given = {"seconds": seconds, "seed": seed, "case": case}
    options = {name: value for name, value in given.items() if value is not None}
    if options and names != ("doors",):
        raise InputError("--seconds, --seed and --case are for the doors", remedy="write: nmt bench doors")
    results: dict[str, Any] = {}
    for name in names or tuple(MEASURES):
        results[name] = MEASURES[name](**options)
        if not as_json:
            click.echo(f"{name}: {_flat(results[name])}")
    if as_json:
        click.echo(json.dumps(results, indent=2))
    if results.get("doors", {}).get("faults"):
        sys.exit(1)


def _flat(figures: dict[str, Any]) -> str:
    """Write nested figures in one line."""
    parts = []
    for name, value in figures.items():
        if isinstance(value, dict):
            parts.append(f"{name} ({_flat(value)})")
        else:
            parts.append(f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}")
    return ", ".join(parts)
