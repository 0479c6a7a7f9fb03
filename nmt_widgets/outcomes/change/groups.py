"""Groups compared by how they were assigned, and beside it by how they were treated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.problems import name_some
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.outcomes.change.flow import mean_difference
from nmt_widgets.outcomes.change.values import CLIENT, TIME, VALUE, open_values, two_times
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules

if TYPE_CHECKING:
    import pandas as pd

ANALYSES = ("intent_to_treat", "intent_to_treat_no_change", "as_treated")
_COLUMNS = (
    "analysis",
    "group",
    "reference",
    "n",
    "n_reference",
    "missing",
    "missing_reference",
    "difference",
    "low",
    "high",
    "reason",
)


@dataclass(frozen=True, eq=False)
class GroupComparison:
    """Differences in change between groups; made by :func:`compare_groups`.

    Attributes
    ----------
    rows : pandas.DataFrame
        `analysis, group, reference, n, n_reference, missing, missing_reference, difference, low, high, reason`,
        intent to treat first. `n` are the clients behind the figure, `missing` those of the
        group without a second value.
    """

    rows: pd.DataFrame

    @property
    def titles(self) -> dict[str, str]:
        """The title of each analysis; that by treatment says that it is no effect."""
        return dict(texts("change")["groups"]["titles"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What was done with missing values, and what the figures are not, in sentences."""
        words = texts("change")["groups"]["notes"]
        return (words["missing"], *([words["treated"]] if ANALYSES[2] in set(self.rows["analysis"]) else []))

    def to_frame(self) -> pd.DataFrame:
        """Return the rows."""
        return self.rows.copy()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        rows = self.rows.astype(object).where(self.rows.notna(), None).to_dict("records")
        return {"rows": rows, "titles": self.titles, "notes": list(self.notes)}


def compare_groups(
    table: Any,
    group: str,
    *,
    measure: str = VALUE,
    times: Sequence[object] | None = None,
    treated: str | None = None,
    reference: str | None = None,
    rules: OutcomeRules | None = None,
) -> GroupComparison:
    """Compare the change of groups, by the group that clients were assigned to.

    Parameters
    ----------
    table : table
        One row an assessment: `client`, `time`, the measure, and the groups.
    group : str
        The column of the group that a client was assigned to, read at the first time.
    measure : str
    times : sequence of two, optional
    treated : str, optional
        The column of what a client got in the end, such as a majority of the plan or not; also read at the first time.
    reference : str, optional
        The group that the others are compared with; by default the first by its name.
    rules : OutcomeRules, optional

    Returns
    -------
    GroupComparison

    Notes
    -----
    Everybody with a value at the first time counts in the group of assignment, whatever came later.
    `intent_to_treat` is the difference of the mean changes with Welch's interval, of those with the two values: right
    where the others are missing at random. `intent_to_treat_no_change` is the same with nobody left out, as if those
    without a second value had not changed: where the two differ, drop-out matters. `as_treated` compares by what
    clients got. It is descriptive, not an effect: who gets more differs in other things as well.

    Raises
    ------
    InputErrors
        When a column is missing, a cell is wrong, or there is no such reference.

    Examples
    --------
    >>> rows = [{"client": f"{arm}{i}", "time": t, "value": i + gain * (t - 1) + i % 2 * t, "arm": arm}
    ...         for arm, gain in (("plan", 3), ("usual", 1)) for i in range(6) for t in (1, 2)]
    >>> compare_groups(rows, "arm").rows[["analysis", "group", "reference", "difference"]].values.tolist()
    [['intent_to_treat', 'usual', 'plan', -2.0], ['intent_to_treat_no_change', 'usual', 'plan', -2.0]]
    """
    import pandas as pd

    level = (rules or load_outcome_rules()).resampling.level
    columns = [group, *([treated] if treated else [])]
    values = open_values(table, numbers=[measure], words=[TIME, *columns])
    names = two_times(list(values[TIME].unique()), times)
    first, second = (values[values[TIME] == time].set_index(CLIENT) for time in names)
    first = first.dropna(subset=[measure])
    change = second[measure].reindex(first.index) - first[measure]
    rows: list[dict[str, Any]] = []

    def add(analysis: str, groups: pd.Series[Any], changes: pd.Series[Any], compared: str | None) -> None:
        present = sorted(set(groups.dropna()))
        if compared is not None and compared not in present:
            raise refusal("change", "unknown_group", group=compared, known=name_some(present))
        base = compared or next(iter(present), "")
        for name in present:
            if name == base:
                continue
            parts = [change[groups == label] for label in (name, base)]
            used = [np.sort(changes[part.index].dropna().to_numpy(dtype=float)) for part in parts]
            result = mean_difference(used[0], used[1], level)
            counts = [int(part.isna().sum()) for part in parts]
            cells = (analysis, name, base, len(used[0]), len(used[1]), *counts)
            figures = (result.value, result.low, result.high, result.reason)
            rows.append(dict(zip(_COLUMNS, (*cells, *figures), strict=True)))

    add(ANALYSES[0], first[group], change, reference)
    add(ANALYSES[1], first[group], change.fillna(0.0), reference)
    if treated:
        add(ANALYSES[2], first[treated], change, None)
    return GroupComparison(pd.DataFrame(rows, columns=list(_COLUMNS)))
