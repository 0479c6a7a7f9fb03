"""The plan of a team as a case keeps it: decisions, follow-up and outcomes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt, StringConstraints

from nmt_widgets.case_files.dates import Day
from nmt_widgets.case_files.parts import CasePart, Line
from nmt_widgets.core import spelling

LineId = Annotated[str, StringConstraints(pattern=spelling.LINE)]
"""Names a line of the plan, such as ``client:suspend:tutoring``; the team's own lines begin with ``own:``."""


class Decision(CasePart):
    """The team's decision on one line of the plan; the team's own lines have a `title`, a `part` and places (`where`).

    `minutes` and `times` are the dose: the length of each time, and the number of times a day, week or month (`per`).
    `text` is the line in the team's words, `title` its title at the time of the decision.
    """

    verdict: Literal["accepted", "changed", "rejected"]
    reason: str = ""
    who: str = ""
    minutes: StrictInt | None = Field(None, ge=0, le=1440)
    times: StrictInt | None = Field(None, ge=0, le=100)
    per: Literal["day", "week", "month"] = "week"
    start: Day | None = None
    note: str = ""
    text: str = ""
    title: str = ""
    part: Literal["safety", "web", "family", "client"] | None = None
    where: tuple[Literal["home", "school", "clinic", "community"], ...] = ()


class FollowUpEntry(CasePart):
    """The work on one line in one week; `estimated` where nobody counted."""

    minutes: StrictInt | None = Field(None, ge=0, le=10080)
    times: StrictInt | None = Field(None, ge=0, le=500)
    estimated: bool = False
    note: str = ""


class TeamPlan(CasePart):
    """The plan that a team agreed after an assessment, and the work on it.

    `decisions` and `outcomes` are by line, `entries` by line and by the Monday of the week. `recipients` names the
    person who receives a printed page: {reader: person}.
    """

    agreed: Day | None = None
    next_meeting: Day | None = None
    present: tuple[Line, ...] = ()
    decisions: dict[LineId, Decision] = Field({})
    entries: dict[LineId, dict[Day, FollowUpEntry]] = Field({})
    outcomes: dict[LineId, str] = Field({})
    recipients: dict[Literal["family", "school"], str] = Field({})
