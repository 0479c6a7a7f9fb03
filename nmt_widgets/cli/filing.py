"""`nmt file`: the archive, assignments and sharing of stored cases."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import click

from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts

if TYPE_CHECKING:
    from nmt_widgets.store import Store


@click.command()
@click.argument("case")
@click.option("--archive/--restore", default=None, help="Put it into the archive, or take it out again.")
@click.option("--assign", metavar="NAME", help="Assign it to somebody; an empty name to nobody.")
@click.option("--share", metavar="NAME", help="Let somebody read it.")
@click.option("--unshare", metavar="NAME", help="Share it with somebody no more.")
def file(case: str, archive: bool | None, assign: str | None, share: str | None, unshare: str | None) -> None:
    """Say where a stored case belongs: in the archive, to whom it is assigned, with whom it is shared.

    Without options it only prints who filed it how, and to whom it may be assigned.
    """
    from nmt_widgets.store import open_store, operator

    store = open_store(operator())
    if archive is not None:
        (store.archive if archive else store.restore_from_archive)(case, edit=secrets.token_hex(16))
    for act, name in ((store.assign, assign), (store.share, share), (store.unshare, unshare)):
        if name is not None:
            act(case, name, edit=secrets.token_hex(16))
    for line in _lines(store, case):
        click.echo(line)


def _lines(store: Store, case: str) -> list[str]:
    words, summary = texts("command")["file"], store.summary(case)
    form = (
        "assigned_retired" if summary.assigned_retired else "assigned" if summary.assigned else "unassigned"
    )
    readers = store.readers(case)
    lines = [f"{case}: {words[form].format(name=summary.assigned)}"]
    if readers:
        lines.append(words["shared"].format(names=", ".join(readers)))
    if summary.archived:
        lines.append(words["archived"].format(date=say_date(summary.archived[:10])))
    lines += [
        words["entry"].format(
            date=say_date(entry.at[:10]),
            author=entry.author,
            act=words["acts"][entry.act].format(name=entry.person or words["nobody"]),
        )
        for entry in store.filings(case)
    ]
    colleagues = store.colleagues(case)
    return [*lines, words["colleagues"].format(names=", ".join(colleagues) or words["nobody"])]
