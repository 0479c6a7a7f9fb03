"""The command that prints a plan."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument("case")
@click.option("--assessment", type=int, help="The assessment's number; by default the latest.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print it as data: safety, now, next, expect, levels, reserve."
)
def plan(case: str, assessment: int | None, as_json: bool) -> None:
    """Print the plan of one assessment: safety first, what is for now, what stands next, what can be expected."""
    from nmt_widgets.planning import plan, plan_document, plan_text
    from nmt_widgets.store import open_case

    found = open_case(case)
    made = plan(found, found.latest if assessment is None else assessment)
    if as_json:
        click.echo(json.dumps(plan_document(made), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(plan_text(made), nl=False)
