"""The command that measures."""

from __future__ import annotations

import json
from typing import Any

import click


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
        ]
    ),
    metavar="[WHAT]...",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def bench(names: tuple[str, ...], as_json: bool) -> None:
    """Measure, as ratios taken in one run; by default everything there is to measure."""
    from nmt_widgets.bench import MEASURES

    results: dict[str, Any] = {}
    for name in names or tuple(MEASURES):
        results[name] = MEASURES[name]()
        if not as_json:
            click.echo(f"{name}: {_flat(results[name])}")
    if as_json:
        click.echo(json.dumps(results, indent=2))


def _flat(figures: dict[str, Any]) -> str:
    """Write nested figures in one line."""
    parts = []
    for name, value in figures.items():
        if isinstance(value, dict):
            parts.append(f"{name} ({_flat(value)})")
        else:
            parts.append(f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}")
    return ", ".join(parts)
