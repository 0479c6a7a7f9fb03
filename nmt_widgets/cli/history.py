"""`nmt history`: who changed a stored case, when and why, and the way back to a state."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_moment
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

if TYPE_CHECKING:
    from nmt_widgets.widgets.shared.answers.messages import RevisionChange, RevisionRow


@click.command()
@click.argument("case")
@click.option("--assessment", type=int, default=1, show_default=True, help="The assessment's number.")
@click.option("--section", default="", help="Only changes in a section, such as functions or adversity.")
@click.option("--page", type=int, default=1, show_default=True, help="20 changes a page, the newest first.")
@click.option(
    "--put-back", type=int, metavar="NUMBER", help="Say what the state after a change would change."
)
@click.option("--reason", default="", help="With --put-back: put that state back, for this reason.")
def history(case: str, assessment: int, section: str, page: int, put_back: int | None, reason: str) -> None:
    """Print who changed a stored case, when, what and why; put a state back as one new change.

    What is put back are the answers of the assessment and of the case. Nothing is removed from the history.
    """
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.library.form_history import FormHistory
    from nmt_widgets.library.form_sections import section_starts
    from nmt_widgets.store import open_store, operator

    words, instrument, store = texts("command")["history"], load_instrument(), open_store(operator())
    if section and section not in (known := section_starts(assessment, instrument)):
        raise InputError(words["section"].format(section=section[:40]), remedy=", ".join(known))
    form_history = FormHistory(store, case, assessment, instrument)
    if put_back is None:
        reply = form_history.page({"type": "revisions", "section": section, "page": page})
        _refuse(reply["problem"])
        for row in reply["rows"]:
            _print(_row_lines(row))
        total = plural(texts("revisions"), "total", reply["total"])
        click.echo(words["page"].format(total=total, page=reply["page"], pages=reply["pages"]))
        return
    state = form_history.state(put_back)
    _refuse(state["problem"])
    _print(_change_lines(state["changes"]))
    if not reason or not state["changes"]:
        click.echo(plural(texts("revisions"), "back_changes", len(state["changes"])))
        return
    done = store.put_back(
        case, put_back, assessment, base=state["base"], edit=secrets.token_hex(16), reason=reason
    )
    click.echo(words["done"].format(number=put_back, new=done.number))


def _refuse(problem: str) -> None:
    if problem:
        raise InputError(problem)


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _row_lines(row: RevisionRow) -> Iterator[str]:
    words, at = texts("command")["history"], datetime.fromisoformat(row["at"])
    head = words["change"].format(number=row["number"], moment=say_moment(at), by=row["by"], role=row["role"])
    yield f"{head}: {row['reason']}" if row["reason"] else head
    yield from _change_lines(row["changes"])
    if row["more"]:
        yield "  " + plural(texts("revisions"), "more", row["more"])


def _change_lines(changes: list[RevisionChange]) -> Iterator[str]:
    for change in changes:
        old, new = (" / ".join(change[side].splitlines()) for side in ("old", "new"))
        yield f"  {change['section']}, {change['name']}: {old} -> {new}"
