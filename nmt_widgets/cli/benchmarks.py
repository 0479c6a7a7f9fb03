"""`nmt bench`: measurements, and hostile input at every entry."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts


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
            "lists",
            "tables",
            "cohort",
            "doors",
        ]
    ),
    metavar="[NAME]...",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--seconds", type=click.FloatRange(0), help="How long to test the doors.")
@click.option("--seed", type=int, help="The seed of the random input for the doors.")
@click.option("--case", help="Repeat one case, by the name that an earlier run with the same seed printed.")
def bench(
    names: tuple[str, ...], as_json: bool, seconds: float | None, seed: int | None, case: str | None
) -> None:
    """Measure, as ratios within one run; by default everything.

    `doors` sends hostile input to every entry. A fault is printed with its seed and case, and the exit code is 1.
    """
    from nmt_widgets.bench import MEASURES

    words = texts("command")["bench"]
    values = {"seconds": seconds, "seed": seed, "case": case}
    options = {name: value for name, value in values.items() if value is not None}
    if options and names != ("doors",):
        raise InputError(words["doors_only"], remedy=words["doors_remedy"])
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
    """Return nested figures as one line."""
    parts = []
    for name, value in figures.items():
        if isinstance(value, dict):
            parts.append(f"{name} ({_flat(value)})")
        else:
            parts.append(f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}")
    return ", ".join(parts)
