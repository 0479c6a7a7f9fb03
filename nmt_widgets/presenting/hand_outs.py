"""The kinds of hand-out a presentation has on paper, and what their files are called."""

from __future__ import annotations

HAND_OUTS = {"questions": "without-answers", "answers": "with-answers", "notes": "with-notes"}
"""What each kind adds to the name of its file; their words stand in `texts/<language>/present.yaml`."""


def hand_out_name(kind: str, case: str = "") -> str:
    """Return what a hand-out's file is called.

    Parameters
    ----------
    kind : {"questions", "answers", "notes"}
        For the room without answers, for the room with answers, for the speaker with answers and notes.
    case : str, optional
        The presentation's id, where the folder does not tell it.

    Examples
    --------
    >>> hand_out_name("questions", "james")
    'james-hand-out-without-answers.pdf'
    """
    return "-".join([*([case] if case else []), "hand-out", f"{HAND_OUTS[kind]}.pdf"])
