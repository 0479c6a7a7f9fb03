"""The synthetic cohort: invented clients in the form of a real cohort, with what was built in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics.estimate import Bools, Floats
from nmt_widgets.outcomes.marks import MARK
from nmt_widgets.outcomes.synthetic.calendar import draw_ages, draw_days, phase_positions
from nmt_widgets.outcomes.synthetic.design import ADVERSITY, HEALTH, POVERTY, CohortDesign, make_design
from nmt_widgets.outcomes.synthetic.double_ratings import draw_ratings, rater_names, severities
from nmt_widgets.outcomes.synthetic.incidents import draw_incidents, site_names
from nmt_widgets.outcomes.synthetic.people import People, draw_people, draw_scores
from nmt_widgets.outcomes.synthetic.plans import draw_lines, draw_plans, shares_done
from nmt_widgets.outcomes.synthetic.rules import load_synthetic_rules

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class SyntheticCohort:
    """Invented clients, made by :func:`synthetic_cohort`. Nobody in it exists.

    Attributes
    ----------
    frame : pandas.DataFrame
        The cohort, a row an assessment, with the columns of a real one. The column `synthetic` is "yes" in every row.
    truth : dict
        What was built in, as plain data.
    lines : pandas.DataFrame
        The lines of the plans, a row each.
    incidents : pandas.DataFrame
        Incidents, a row for each unit and month.
    ratings : pandas.DataFrame
        Double ratings, a row each.
    """

    frame: pd.DataFrame
    truth: dict[str, Any]
    _design: CohortDesign = field(repr=False)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """The lines of the plans."""
        return draw_lines(self._design, self.frame).assign(**{MARK: "yes"})

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """Incidents by unit and month."""
        return draw_incidents(self._design).assign(**{MARK: "yes"})

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """Double ratings."""
        return draw_ratings(self._design, self.frame).assign(**{MARK: "yes"})

    def __repr__(self) -> str:
        words = texts("synthetic")
        clients = plural(words, "clients", self._design.n)
        assessments = plural(words, "assessments", len(self.frame))
        return str(
            words["cohort"].format(
                clients=clients,
                assessments=assessments,
                effect=self._design.effect,
                seed=self._design.seed,
            )
        )


def synthetic_cohort(
    n: int = 500,
    seed: int = 1,
    *,
    effect: str = "published",
    times: int = 2,
    sites: int = 1,
    noise: float | None = None,
    change: float | None = None,
    dropout: float | None = None,
    selection: float | None = None,
    incident_ratio: float | None = None,
    incident_trend: float | None = None,
    instrument: Instrument | None = None,
) -> SyntheticCohort:
    """Make invented clients for teaching, and for tests of an analysis: what was built in is known.

    Adversity and relational poverty of each period, and current relational health, act on a factor behind each
    domain, in the directions that studies have published. How each part is made is in
    `nmt_widgets.outcomes.synthetic`; the numbers are in `synthetic.yaml`. The same seed gives the same cohort, and
    changing one part leaves what the others draw as it is.

    Parameters
    ----------
    n : int
        Clients, 1 to 2,000,000.
    seed : int
        From 0.
    effect : {"published", "none"}
        What is built in; "none": neither history nor health acts on scores, nothing changes, incidents do not fall.
    times : int
        Planned assessments of each client, 1 to 20. Clients who leave have fewer.
    sites : int
        1 to 200.
    noise : float, optional
        Standard deviation of what the factors do not explain. The other defaults are those of `synthetic.yaml`, too.
    change : float, optional
        Points that each function truly gains from one assessment to the next.
    dropout : float, optional
        Share of the clients who leave after each assessment, 0 to 0.95.
    selection : float, optional
        How much more often clients with low scores leave: log odds for a standard deviation. 0: the scores play no
        part.
    incident_ratio, incident_trend : float, optional
        Rate of incidents while the model is in use, divided by that before; rate of one year, divided by that of the
        year before.
    instrument : Instrument, optional

    Returns
    -------
    SyntheticCohort
        With `frame`, `lines`, `incidents`, `ratings`, and `truth`. Every table has the column `synthetic`.

    Raises
    ------
    InputError
        When a number is outside its limits, or there is no such effect.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> cohort = nmt.synthetic_cohort(n=200, seed=1)
    >>> cohort
    <synthetic cohort: 200 clients, ... assessments; built in: published; seed 1. Nobody in it exists.>
    >>> cohort.frame["synthetic"].unique().tolist(), cohort.truth["change"]
    (['yes'], 0.3)
    """
    instrument = use_instrument(instrument)
    design = make_design(
        {"n": n, "seed": seed, "times": times, "sites": sites},
        {
            "noise": noise,
            "change": change,
            "dropout": dropout,
            "selection": selection,
            "incident_ratio": incident_ratio,
            "incident_trend": incident_trend,
        },
        effect,
        load_synthetic_rules(),
        instrument,
    )
    truth = {**design.truth, "seed": design.seed, "rater_severity": severities(design)}
    return SyntheticCohort(_draw_frame(design), truth, design)


def _draw_frame(design: CohortDesign) -> pd.DataFrame:
    """Draw the cohort, and take out what comes after a client has left."""
    import pandas as pd

    random = design.stream("course")
    people = draw_people(design)
    days, ages = draw_days(design, random), draw_ages(design, random)
    phases = phase_positions(design, days)
    plans = draw_plans(design)
    gain = _gain(design, random, phases, shares_done(plans, design.rules.plan.carried_out))
    scores = draw_scores(design, people, gain)
    last = _last_times(design, random, np.mean([*scores.values()], axis=0))
    present = np.arange(design.times) <= last[:, None]
    rows, times = np.nonzero(present)
    leaves = (times == last[rows]) & (times < design.times - 1)
    site = random.integers(design.sites, size=design.n)
    unit = random.integers(1, design.rules.incidents.units + 1, design.n)
    raters = np.array(rater_names(design))
    reasons = design.rules.leaving.reasons
    shares = np.array([*reasons.values()]) / sum(reasons.values())
    reason = np.array([*reasons])[random.choice(len(reasons), design.n, p=shares)]
    names = np.array(site_names(design))[site]
    done = {
        name: np.where(times < last[rows], counts[present], np.nan)
        if name.endswith("_done")
        else counts[present]
        for name, counts in plans.items()
    }
    number = np.arange(1, design.n + 1).astype(str)
    frame = {
        "client": np.strings.add("syn-", np.strings.zfill(number, 7))[rows],
        "time": times + 1,
        "date": days[present].astype("datetime64[s]"),
        "age": ages[present],
        "site": names[rows],
        "unit": np.strings.add(np.strings.add(names, "-"), unit.astype(str))[rows],
        "phase": np.array([phase.id for phase in design.rules.phases])[phases[present]],
        "rater": raters[site[rows], random.integers(raters.shape[1], size=design.n)[rows]],
        "instrument": "nmt",
        "version": design.instrument.versions["functions"],
        "left": pd.Series(reason[rows]).where(leaves, None),
        MARK: "yes",
        **{id: values[present] for id, values in scores.items()},
        **_ratings(design, people, ages[present], rows),
        HEALTH: _percent(design, people.health[present]),
        **done,
    }
    return pd.DataFrame(frame)


def _gain(design: CohortDesign, random: np.random.Generator, phases: Any, done: Floats) -> Floats:
    """Return what each client has truly gained by each assessment, in points, shape (n, times)."""
    built_in = design.built_in
    in_use = phases == len(design.rules.phases) - 1
    more = built_in.adherence * (done - design.rules.plan.carried_out)
    own = design.rules.scores.change_spread * random.standard_normal((design.n, 1))
    gained = np.cumsum(built_in.change + built_in.phase_change * in_use + more + own, axis=1)
    return np.concatenate([np.zeros((design.n, 1)), gained[:, :-1]], axis=1)


def _last_times(design: CohortDesign, random: np.random.Generator, means: Floats) -> Any:
    """Return the position of each client's last assessment.

    The log odds of leaving after an assessment are those of `share`, plus `selection` for each standard deviation that
    the mean score is below that of all clients at the first assessment.
    """
    rules = design.rules.leaving
    if rules.share == 0:
        return np.full(design.n, design.times - 1)
    spread = means[:, 0].std()
    below = (means[:, 0].mean() - means) / spread if spread else np.zeros_like(means)
    log_odds = np.log(rules.share / (1 - rules.share)) + rules.selection * below
    leaves: Bools = random.logistic(size=(design.n, design.times)) < log_odds
    leaves[:, -1] = True
    return leaves.argmax(axis=1)


def _ratings(design: CohortDesign, people: People, ages: Floats, rows: Any) -> dict[str, Floats]:
    """Return Parts A and B by period; missing where the period has not begun at the age of the assessment."""
    rules, severity = design.rules.history, design.instrument.history.severity
    columns = {}
    for column, kind, sign in ((ADVERSITY, ADVERSITY, 1), ("relational", POVERTY, -1)):
        for period in design.instrument.history.periods:
            latent = sign * people.history[f"{kind}_{period.id}"]
            rating = np.clip(rules.centre + rules.spread * latent, severity.low, severity.high).round(2)
            columns[f"{column}_{period.id}"] = np.where(ages >= period.from_, rating[rows], np.nan)
    return columns


def _percent(design: CohortDesign, health: Floats) -> Floats:
    """Return current relational health as a percent of typical, within what its scale allows."""
    rules, scale = design.rules.health, design.instrument.current_relational
    low, high = (100 * end / scale.typical for end in (scale.scale.low, scale.scale.high))
    return np.clip(rules.centre + rules.spread * health, low, high).round(1)
