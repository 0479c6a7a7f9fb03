"""What a programme lead is told: topics of a few findings, each a picture with one sentence and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

TOPICS = ("clients", "gains", "plan", "incidents", "adversity")
"""The topics, in the order in which they are read."""


@dataclass(frozen=True)
class Filter:
    """What clients can be chosen by.

    Attributes
    ----------
    id, title : str
    levels : tuple of (str, str, int or None)
        Id, title and number of clients of each level; None where the number is hidden.
    """

    id: str
    title: str
    levels: tuple[tuple[str, str, int | None], ...]


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that is told.

    Attributes
    ----------
    id : str
        The same in each programme, such as `flow`.
    title : str
    figure : plotly.graph_objects.Figure or None
        The picture; None where there is nothing to draw, and `sentence` says why and what to do.
    sentence : str
        What it comes to, in plain words.
    caveat : str
        What it cannot say; empty where there is nothing to add.
    n : int or None
        The clients behind it; None where their number is hidden, or not known, as for incidents without clients.
    missing : int or None
        The clients who are left out of it because something is not known; None where their number is hidden.
    """

    id: str
    title: str
    figure: go.Figure | None
    sentence: str
    caveat: str = ""
    n: int | None = None
    missing: int | None = None


@dataclass(frozen=True, eq=False)
class Topic:
    """One topic under one selection.

    Attributes
    ----------
    id, title : str
    lead : str
        A sentence that says what it is about; where nothing is answered, why.
    findings : tuple of Finding
        None where the selection is not answered.
    n : int or None
        The clients of the selection; None where their number is hidden.
    selection_words : str
        The selection in words; empty for everybody.
    """

    id: str
    title: str
    lead: str
    findings: tuple[Finding, ...] = field(repr=False)
    n: int | None = None
    selection_words: str = ""
