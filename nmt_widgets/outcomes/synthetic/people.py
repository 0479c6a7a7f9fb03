"""Invented clients: their history, their relational health, and their scores at each assessment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.synthetic.design import ADVERSITY, HEALTH, POVERTY, CohortDesign


@dataclass(frozen=True, eq=False)
class People:
    """Clients as they are before anybody leaves.

    Attributes
    ----------
    history : dict of str to ndarray, shape (n,)
        Latent severity by `<adversity|poverty>_<period>`, standard normal.
    health : ndarray, shape (n, times)
        Latent current relational health, standard normal.
    factors : dict of str to ndarray, shape (n, times)
        The factor behind each domain.
    """

    history: dict[str, Floats]
    health: Floats
    factors: dict[str, Floats]


def draw_people(design: CohortDesign) -> People:
    """Draw history, relational health and factors.

    Adversity is autoregressive over the periods: `A(p) = m A(p - 1) + sqrt(1 - m^2) e`. Relational poverty is
    `R(p) = l A(p) + sqrt(1 - l^2) B(p)`, where B is autoregressive like A. Health is
    `h R(period) + sqrt(1 - h^2) e`. The factor of a domain is the sum of its loadings times these, and noise. The
    noise of health and factors has a part that the client keeps (`stability`, of its variance) and one that is new at
    each assessment.
    """
    rules, random = design.rules, design.stream("people")
    periods = [period.id for period in design.instrument.history.periods]
    adversity = _autoregressive(random, design.n, len(periods), rules.history.memory)
    other = _autoregressive(random, design.n, len(periods), rules.history.memory)
    on_adversity = rules.history.poverty_on_adversity
    poverty = on_adversity * adversity + np.sqrt(1 - on_adversity**2) * other
    history = {f"{ADVERSITY}_{period}": adversity[position] for position, period in enumerate(periods)}
    history |= {f"{POVERTY}_{period}": poverty[position] for position, period in enumerate(periods)}

    def noise() -> Floats:
        return _lasting_noise(random, design.n, design.times, rules.scores.stability)

    by_history = rules.health.loading
    before = history[f"{POVERTY}_{rules.health.period}"][:, None]
    health = by_history * before + np.sqrt(1 - by_history**2) * noise()
    predictors = {**{name: values[:, None] for name, values in history.items()}, HEALTH: health}
    factors = {}
    for domain in design.instrument.domains.domains:
        factor = rules.scores.factor_noise * noise()
        for name, loading in design.built_in.factors.get(domain.id, {}).items():
            factor += loading * predictors[name]
        factors[domain.id] = factor
    return People(history, health, factors)


def draw_scores(design: CohortDesign, people: People, gain: Floats) -> dict[str, NDArray[np.int8]]:
    """Draw the scores of each function, shape (n, times): whole numbers within the scale.

    `score = centre + own F(domain) + shared mean(F) + gain + noise`, rounded. A function of several domains has the
    mean of their factors, a function of none only the shared part. `gain` is what a client has truly gained, in
    points.
    """
    rules, random, scale = design.rules.scores, design.stream("scores"), design.instrument.scale
    middle = rules.centre + gain + rules.shared * sum(people.factors.values()) / len(people.factors)
    domains = design.instrument.domains.domains
    scores = {}
    for function in design.instrument.ids:
        own = [people.factors[domain.id] for domain in domains if function in domain.functions]
        points = middle + rules.own * sum(own) / max(len(own), 1)
        points += rules.item_noise * _lasting_noise(random, design.n, design.times, rules.stability)
        scores[function] = np.clip(np.rint(points), scale.low, scale.high).astype(np.int8)
    return scores


def _autoregressive(random: np.random.Generator, n: int, periods: int, memory: float) -> Floats:
    """Return standard normal values, shape (periods, n), each period correlated with the one before."""
    values = random.standard_normal((periods, n))
    for period in range(1, periods):
        values[period] *= np.sqrt(1 - memory**2)
        values[period] += memory * values[period - 1]
    return values


def _lasting_noise(random: np.random.Generator, n: int, times: int, stability: float) -> Floats:
    """Return standard normal values, shape (n, times), of which `stability` of the variance is the client's own."""
    lasting = np.sqrt(stability) * random.standard_normal((n, 1))
    return np.asarray(lasting + np.sqrt(1 - stability) * random.standard_normal((n, times)))
