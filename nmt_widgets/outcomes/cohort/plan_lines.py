"""The lines of a plan that a team agreed, and whether each was carried out."""

from __future__ import annotations

from typing import NamedTuple

from nmt_widgets.case_files import Assessment, Case
from nmt_widgets.instrument import Instrument
from nmt_widgets.outcomes.cohort.columns import COUNTS
from nmt_widgets.planning import agreed, is_counted, plan, team_adherence

SEVERAL = "several"
"""The setting of a line that is carried out in more than one."""

_DONE = {True: "yes", False: "no", None: "not known"}


class AgreedRow(NamedTuple):
    """A line that counts for adherence, without a word of the team's.

    Attributes
    ----------
    time : int
        The number of the assessment.
    line : str
        Its id in the book of plans.
    kind : {"essential", "therapeutic"}
    setting : {"home", "school", "clinic", "community", "several"} or None
    done : {"yes", "no", "not known"}
        Whether it was carried out by majority; without any weekly entry, nobody knows.
    """

    time: int
    line: str
    kind: str
    setting: str | None
    done: str


def agreed_rows(case: Case, assessment: Assessment, instrument: Instrument) -> list[AgreedRow] | None:
    """Return the lines that a team accepted or changed; None where it has decided on none.

    A line that the team added itself is of no kind, and is no part of it.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.instrument import load_instrument
    >>> james = load_case("james")
    >>> agreed_rows(james, james.assessments[0], load_instrument()) is None
    True
    """
    team = assessment.plan
    if not team.decisions or not assessment.scored:
        return None
    plan_of_team = agreed(plan(case, assessment.number, instrument), team.decisions)
    if not plan_of_team.decided:
        return None
    carried_out = team_adherence(plan_of_team, team)
    rows = []
    for entry in plan_of_team.agreed:
        line = entry.line
        if is_counted(line):
            fidelity = carried_out.fidelity.get(line.id)
            setting = line.where[0] if len(line.where) == 1 else SEVERAL if line.where else None
            done = _DONE[fidelity.majority if fidelity else None]
            rows.append(AgreedRow(assessment.number, line.id, str(line.category), setting, done))
    return rows


def plan_counts(rows: list[AgreedRow] | None, *, is_followed: bool) -> list[int | None]:
    """Return how many lines of each category were agreed, and how many of them were carried out by majority.

    Nothing is known of a plan without a decision, nor of what was carried out without any weekly entry.
    """
    if rows is None:
        return [None] * (2 * len(COUNTS))
    counts: list[int | None] = []
    for category in COUNTS:
        done = [row.done for row in rows if row.kind == category]
        counts += [len(done), done.count("yes") if is_followed else None]
    return counts
