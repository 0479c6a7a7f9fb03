"""A hand-out of a presentation as a PDF: a page with the scripts and styles of the presenter, without a kernel."""

from __future__ import annotations

import html
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nmt_widgets.case_files import Case
from nmt_widgets.core.errors import InputError, as_failure, is_full
from nmt_widgets.core.page_files import base_sheet, script, sheet
from nmt_widgets.core.private_files import private_folder, write_private
from nmt_widgets.core.texts import language, texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.printing.browser import Browser
from nmt_widgets.presenting.deck import deck
from nmt_widgets.presenting.hand_outs import HAND_OUTS
from nmt_widgets.presenting.pathways import pathways
from nmt_widgets.training.references.files import read_references
from nmt_widgets.training.references.reading import answered_case
from nmt_widgets.widgets.present.presenter import Presenter


def hand_out_deck(case: Case, instrument: Instrument | None = None) -> dict[str, Any]:
    """Return the presentation of a case for a trainer: a practice case has the answers of its reference.

    Raises
    ------
    InputErrors
        When the reference of a practice case cannot be read.
    """
    instrument = use_instrument(instrument)
    references = {id: entry.reference for id, entry in read_references(instrument).items()}
    return deck(answered_case(case, instrument), instrument, pathways(references, instrument))


def hand_out_html(deck: Mapping[str, Any], kind: str, palette: str = "standard") -> str:
    """Return the page of a hand-out, without other files.

    Parameters
    ----------
    deck : mapping
        See :func:`nmt_widgets.presenting.deck.deck`.
    kind : {"questions", "answers", "notes"}
        For the room without answers, for the room with answers, for the speaker with answers and notes.
    palette : str
        The colours of the map.

    Raises
    ------
    InputError
        When the kind or the palette is unknown.
    """
    for name, value, known in (("kind", kind, HAND_OUTS), ("palette", palette, deck["palettes"])):
        if value not in known:
            raise refusal("report", "no_kind", what=name, value=value[:40], known=", ".join(known))
    lang = html.escape(language())
    name = deck["words"]["page"]["hand_outs"][kind]
    data = json.dumps({"deck": deck, "kind": kind, "palette": palette}).replace("<", "\\u003c")
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}" class="nmt-is-printing" data-theme="light" data-unfinished>\n'
        f'<head>\n<meta charset="utf-8">\n<title>{html.escape(deck["title"])}: {html.escape(name)}</title>\n'
        f"<style>{base_sheet()}{sheet(*Presenter.styles)}\nbody {{ margin: 0; }}</style>\n"
        f"</head>\n<body>\n<main></main>\n"
        f'<script type="application/json" id="hand-out">{data}</script>\n'
        f'<script type="module">\n{script("present/hand_out_page")}</script>\n</body>\n</html>\n'
    )


def print_hand_out(
    deck: Mapping[str, Any], kind: str, pdf_path: str | Path, palette: str = "standard"
) -> None:
    """Write a hand-out as a PDF, with a page for each scene; only notes may need more pages. It uses no network.

    Parameters
    ----------
    deck, kind, palette
        See :func:`hand_out_html`.
    pdf_path : path
        The file to write. It appears only when it is complete; its folder is created if needed.

    Raises
    ------
    InputError
        When there is no Chromium, or the file cannot be written.
    """
    target = Path(pdf_path)
    page = hand_out_html(deck, kind, palette)
    if target.is_dir():
        raise refusal("report", "folder_named", file=target)
    try:
        private_folder(target.parent)
        with tempfile.TemporaryDirectory(prefix="nmt-hand-out-") as folder, Browser() as browser:
            source, printed = Path(folder, "hand-out.html"), Path(folder, "hand-out.pdf")
            write_private(source, page)
            _print(browser, source, printed)
            write_private(target, printed.read_bytes())
    except OSError as error:
        if is_full(error):
            raise as_failure(error) from None
        reason = os.strerror(error.errno).lower() if error.errno else texts("report")["cannot_write"]
        raise refusal("report", "unwritable", file=target, reason=reason) from None


def _print(browser: Browser, source: Path, printed: Path) -> None:
    try:
        browser.pdf(source, printed)
    except InputError as error:
        if error.file != source:
            raise
        raise InputError(
            error.message, remedy=error.remedy
        ) from error  # people do not know the temporary file
