"""`nmt handout`: print the hand-out of a presentation."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts


@click.command()
@click.argument("case")
@click.option(
    "--answers", is_flag=True, help="With every score and answer; without it there is space to write them."
)
@click.option("--notes", is_flag=True, help="For the speaker: with every answer and the speaker's notes.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.pdf",
    help="Where to write; by default outputs/CASE/hand-out-….pdf.",
)
@click.option("--palette", default="standard", show_default=True, help="The map's colours.")
@click.option(
    "--deck", "is_deck", is_flag=True, hidden=True, help="Read the presentation from stdin, as JSON."
)
def handout(case: str, answers: bool, notes: bool, out: Path | None, palette: str, is_deck: bool) -> None:
    """Make the hand-out of a CASE's presentation as a PDF, one scene a page (needs a Chromium).

    The hand-out of a practice case uses the maps of its reference. With answers it is for trainers only.
    """
    from nmt_widgets.core.places import outputs
    from nmt_widgets.presenting.hand_outs import hand_out_name
    from nmt_widgets.reporting.hand_out import print_hand_out
    from nmt_widgets.reporting.runner.publishing import tighten

    kind = "notes" if notes else "answers" if answers else "questions"
    deck = _read_deck() if is_deck else _deck(case)
    if out is None:
        tighten(outputs())
        out = outputs() / deck["id"] / hand_out_name(kind)
    print_hand_out(deck, kind, out, palette)
    click.echo(f"{deck['title']}: {deck['words']['page']['hand_outs'][kind]}, {out}")


def _deck(case: str) -> dict[str, Any]:
    from nmt_widgets.reporting.hand_out import hand_out_deck
    from nmt_widgets.store import open_case

    return hand_out_deck(open_case(case))


def _read_deck() -> dict[str, Any]:
    try:
        deck: dict[str, Any] = json.load(
            getattr(sys.stdin, "buffer", sys.stdin)
        )  # the bytes are UTF-8 in every locale
    except (ValueError, AttributeError) as error:  # AttributeError: there is no stdin
        words = texts("command")["hand_out"]
        raise InputError(words["no_deck"], remedy=words["no_deck_remedy"]) from error
    return deck
