"""What an entry of the log `feedback` does."""

from __future__ import annotations

from typing import Literal, get_args

FeedbackAct = Literal["dispute", "kept", "changed", "comment", "read"]
FEEDBACK_ACTS: tuple[str, ...] = get_args(FeedbackAct)

ANSWERS = ("kept", "changed")
"""What answers a dispute."""
