"""`nmt plan`: print a plan."""

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
    """Print the plan of one assessment: safety first, then now, next, and what to expect."""
    from nmt_widgets.planning import plan, plan_text
    from nmt_widgets.store import open_case

    opened = open_case(case)
    proposal = plan(opened, opened.latest if assessment is None else assessment)
    if as_json:
        click.echo(json.dumps(proposal.to_dict(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(plan_text(proposal), nl=False)
