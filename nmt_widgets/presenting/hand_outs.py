"""The kinds of hand-outs of a presentation, and the names of their files."""

from __future__ import annotations

HAND_OUTS = {"questions": "without-answers", "answers": "with-answers", "notes": "with-notes"}
"""The end of the file name of each kind. The words for people are in `texts/<language>/present.yaml`."""


def hand_out_name(kind: str, case: str = "") -> str:
    """Return the file name of a hand-out.

    Parameters
    ----------
    kind : {"questions", "answers", "notes"}
        For the room without answers, for the room with answers, for the speaker with answers and notes.
    case : str, optional
        The id of the presentation, to begin the name with.

    Examples
    --------
    >>> hand_out_name("questions", "james")
    'james-hand-out-without-answers.pdf'
    """
    return "-".join([*([case] if case else []), "hand-out", f"{HAND_OUTS[kind]}.pdf"])
