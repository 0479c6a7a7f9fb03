"""`nmt bench`: measurements, and hostile input at every entry."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts

_OPTIONS = {
    **dict.fromkeys(("seconds", "seed", "case"), "doors"),
    **dict.fromkeys(("people", "minutes", "database"), "service"),
}
_BY_NAME_ONLY = ("service", "store", "doors")
"""What takes more than a minute."""
_FAULTS = ("faults", "errors", "lost", "doubled", "problems", "log", "left_over")


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
            "service",
            "store",
            "lists",
            "transfers",
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
@click.option("--people", type=click.IntRange(6), help="How many work on one server.")
@click.option("--minutes", type=click.FloatRange(1), help="How long they work.")
@click.option("--database", metavar="URL", help="An empty database for them; by default an SQLite file.")
def bench(names: tuple[str, ...], as_json: bool, **values: Any) -> None:
    """Measure, as ratios within one run; by default whatever takes less than a minute.

    Only by name: `service` (ten minutes), `doors` (four) and `store` (one).

    `doors` sends hostile input to every entry. A fault is printed with its seed and case. `service` lets people work on
    one server, which is killed half-way, and counts their answers. Where something is wrong, the exit code is 1.
    """
    from nmt_widgets.bench import MEASURES

    options = {name: value for name, value in values.items() if value is not None}
    for option in options:
        if names != (_OPTIONS[option],):
            words, name = texts("command")["bench"], _OPTIONS[option]
            message = words["one_only"].format(option=f"--{option}", name=name)
            raise InputError(message, remedy=words["one_remedy"].format(name=name))
    results: dict[str, Any] = {}
    for name in names or [name for name in MEASURES if name not in _BY_NAME_ONLY]:
        results[name] = MEASURES[name](**options)
        if not as_json:
            click.echo(f"{name}: {_flat(results[name])}")
    if as_json:
        click.echo(json.dumps(results, indent=2))
    if not names:
        left_out = ", ".join(_BY_NAME_ONLY)
        click.echo(texts("command")["bench"]["by_name_only"].format(names=left_out), err=True)
    if any(figures.get(sign) for figures in results.values() for sign in _FAULTS):
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
