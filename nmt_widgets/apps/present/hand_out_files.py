"""The file of a hand-out, made by `nmt handout` in a process of its own.

It is given the presentation that is shown, not the name of the case: so it has what this person may see, and no more.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from nmt_widgets.apps.shared.permission import CheckPermission
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.presenting.hand_outs import hand_out_name
from nmt_widgets.widgets.present.messages import Deck

_LONGEST = 150  # seconds


class HandOutFiles:
    """Makes the hand-outs of one presentation as PDF.

    Parameters
    ----------
    deck : dict
        See :func:`nmt_widgets.presenting.deck.deck`.
    instrument : Instrument
    check : callable
        Called before one is made, and again before it is handed over.
    """

    def __init__(self, deck: Deck, instrument: Instrument, check: CheckPermission) -> None:
        self._check = check
        self._id, self._deck = deck["id"], json.dumps(deck)
        self._words = texts("present", instrument.language)["files"]

    def make(self, kind: str, palette: str) -> tuple[str, bytes]:
        """Return the name of a hand-out's file and what it holds.

        Parameters
        ----------
        kind : {"questions", "answers", "notes"}
        palette : str
            The map's colours.

        Raises
        ------
        InputError
            When it cannot be made, or may not be handed out; the reason is fit for a screen.
        """
        self._check()
        with tempfile.TemporaryDirectory(prefix="nmt-hand-out-") as folder:
            pdf = Path(folder, "hand-out.pdf")
            command = [
                sys.executable,
                "-P",
                "-m",
                "nmt_widgets",
                "handout",
                self._id,
                "--deck",
                "--palette",
                palette,
            ]
            command += {"answers": ["--answers"], "notes": ["--notes"]}.get(kind, [])
            try:
                done = subprocess.run(
                    [*command, "--out", str(pdf)],
                    input=self._deck,
                    capture_output=True,
                    text=True,
                    encoding="utf-8",
                    timeout=_LONGEST,
                    check=False,
                )
                if done.returncode == 0:
                    self._check()
                    return hand_out_name(kind, self._id), pdf.read_bytes()
            except subprocess.TimeoutExpired:
                raise InputError(self._words["slow"]) from None
            except OSError as error:
                raise InputError(self._words["not_run"]) from error
        raise InputError(self._reason(done.stderr, folder))

    def _reason(self, output: str, folder: str) -> str:
        """Return what the command said last, without a folder of this computer."""
        lines = [line.removeprefix("nmt: ") for line in output.splitlines() if line.startswith("nmt: ")]
        return lines[-1].replace(folder, "") if lines else str(self._words["not_run"])
