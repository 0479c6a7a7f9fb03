"""Invented plans: how many lines were agreed and carried out, and the same line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.synthetic.design import CohortDesign

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("essential", "therapeutic")


def draw_plans(design: CohortDesign) -> dict[str, NDArray[np.int64]]:
    """Draw lines agreed and carried out, shape (n, times) each.

    Agreed lines are Poisson. Each client has a share that is carried out, from a beta distribution with the mean
    `carried_out`; the lines carried out are binomial with it.
    """
    rules, random = design.rules.plan, design.stream("plan")
    most = rules.carried_out * rules.concentration
    share = random.beta(most, rules.concentration - most, (design.n, 1))
    plans = {}
    for kind, mean in zip(KINDS, (rules.essential, rules.therapeutic), strict=True):
        agreed = random.poisson(mean, (design.n, design.times))
        plans[f"{kind}_agreed"], plans[f"{kind}_done"] = agreed, random.binomial(agreed, share)
    return plans


def shares_done(plans: dict[str, NDArray[np.int64]], usual: float) -> Floats:
    """Return the share of all agreed lines that was carried out; the usual share where none was agreed."""
    agreed, done = (sum(plans[f"{kind}_{end}"] for kind in KINDS) for end in ("agreed", "done"))
    return np.where(agreed > 0, done / np.maximum(agreed, 1), usual)


def draw_lines(design: CohortDesign, frame: pd.DataFrame) -> pd.DataFrame:
    """Draw the lines behind the counts of a cohort frame, a row each.

    `done` is "yes", "no", or "not known"; the latter for a share of the lines not carried out, and for all lines of an
    assessment without a later one.
    """
    import pandas as pd

    rules, random = design.rules.plan, design.stream("lines")
    parts = []
    for kind in KINDS:
        agreed = frame[f"{kind}_agreed"].to_numpy(dtype=int)
        done = frame[f"{kind}_done"].to_numpy(dtype=float)
        row = np.repeat(np.arange(len(frame)), agreed)
        number = np.arange(len(row)) - np.repeat(np.cumsum(agreed) - agreed, agreed)
        unknown = np.isnan(done[row]) | (random.random(len(row)) < rules.not_known)
        answer = np.where(number < done[row], "yes", np.where(unknown, "not known", "no"))
        parts.append(
            pd.DataFrame(
                {
                    "client": frame["client"].to_numpy()[row],
                    "time": frame["time"].to_numpy()[row],
                    "line": np.strings.add(f"{kind}:", (number + 1).astype(str)),
                    "kind": kind,
                    "setting": np.array(rules.settings)[random.integers(len(rules.settings), size=len(row))],
                    "done": answer,
                }
            )
        )
    lines = pd.concat(parts, ignore_index=True)
    return lines.sort_values(["client", "time"], kind="stable", ignore_index=True)
