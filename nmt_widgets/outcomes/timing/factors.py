"""Factors of the functions, compared with the domain key in use."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.extras import require
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.rules import FactorRules, OutcomeRules, load_outcome_rules
from nmt_widgets.outcomes.timing.first_assessments import first_assessments
from nmt_widgets.training.statistics.statistic import Reason

if TYPE_CHECKING:
    import pandas as pd

END = "_factor"
"""The end of the name of a column that holds the weights of a factor."""


@dataclass(frozen=True)
class DomainFactor:
    """The factor that was matched to a domain.

    Attributes
    ----------
    domain : str
    congruence : float
        Tucker's congruence of its loadings with the domain's functions (1 for those of the domain, 0 for the others).
    lowest, highest : float
        The same over all seeds, each matched on its own.
    is_alike : bool
        Whether the congruence reaches the limit of `outcomes.yaml`.
    """

    domain: str
    congruence: float
    lowest: float
    highest: float
    is_alike: bool


@dataclass(frozen=True)
class FunctionLoading:
    """Where one function loads.

    Attributes
    ----------
    function : str
    domains : tuple of str
        Of the key in use.
    factor : str
        The domain whose factor it loads on most.
    share : float
        The share of its loadings that is on that factor.
    stable : float
        The share of seeds in which it loads most on the same factor.
    is_elsewhere : bool
        Whether that factor is of none of its domains.
    """

    function: str
    domains: tuple[str, ...]
    factor: str
    share: float
    stable: float
    is_elsewhere: bool


@dataclass(frozen=True)
class Factors:
    """Factors beside domains. Get it by :func:`factors`.

    Attributes
    ----------
    n, clients : int
        Clients of whom every score is known, and clients in the table.
    fitted : int
        Clients, taken at random of the `n`, that the factors were found with.
    missing : dict of str to int
        Clients without a score, by function. They are left out.
    factors : tuple of DomainFactor
    functions : tuple of FunctionLoading
    seeds : int
    key : str
        The version of the domain key.
    is_synthetic : bool
    version : str
        Of the rules.
    weights : pandas.DataFrame or None
        The factors of each client: `client`, and `<domain>_factor`.
    reason : str or None
        Why nothing is computed.
    """

    n: int
    clients: int
    fitted: int
    missing: Mapping[str, int]
    factors: tuple[DomainFactor, ...]
    functions: tuple[FunctionLoading, ...]
    seeds: int
    key: str
    is_synthetic: bool
    version: str
    weights: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    reason: Reason | None = None

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The functions that load elsewhere than the key says."""
        return tuple(loading.function for loading in self.functions if loading.is_elsewhere)

    def to_frame(self) -> pd.DataFrame:
        """Return the functions, a row each: `function`, `domains`, `factor`, `share`, `stable`, `is_elsewhere`."""
        import pandas as pd

        names = [*FunctionLoading.__dataclass_fields__]
        rows = [{**asdict(loading), "domains": ", ".join(loading.domains)} for loading in self.functions]
        return pd.DataFrame(rows, columns=names)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the weights as plain data, ready for JSON."""
        names = ("n", "clients", "fitted", "missing", "seeds", "key", "version", "reason")
        data = {name: getattr(self, name) for name in names}
        parts = {name: [asdict(part) for part in getattr(self, name)] for name in ("factors", "functions")}
        return {**data, **parts, "elsewhere": list(self.elsewhere), "synthetic": self.is_synthetic}


def factors(
    table: Any, *, instrument: Instrument | None = None, rules: OutcomeRules | None = None
) -> Factors:
    """Extract factors from the functions, as many as there are domains, and compare them with the domains.

    Non-negative matrix factorisation (Lee and Seung 1999) of the scores, counted from the foot of the scale: `S ~ W
    H`, both at least 0. It is started from many seeds; the solution that fits best is reported, and over how far the
    others agree. Factors are matched to domains so that the sum of Tucker's congruences (1951), `sum(a b) /
    sqrt(sum(a^2) sum(b^2))`, is largest (the Hungarian method). A factorisation is not unique, and cannot have
    missing values: clients with a missing score are left out.

    Parameters
    ----------
    table : table
        A cohort of any kind that narwhals reads: `client`, `time`, and every function. The first assessment of each
        client is taken.
    instrument : Instrument, optional
    rules : OutcomeRules, optional

    Returns
    -------
    Factors
        With too few clients, the reason instead of figures.

    Raises
    ------
    InputErrors
        When a function is missing, or a cell is no score.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> result = factors(nmt.synthetic_cohort(n=200, seed=1).frame)
    >>> len(result.factors), result.elsewhere
    (4, ())
    """
    require("sklearn", "scipy")
    instrument, rules = use_instrument(instrument), rules or load_outcome_rules()
    data = first_assessments(table)
    scores = data.scores(instrument.ids, instrument)
    unknown = np.isnan(scores)
    complete = ~unknown.any(axis=1)
    counts = unknown.sum(axis=0)
    n = int(complete.sum())
    about: dict[str, Any] = {
        "n": n,
        "clients": len(scores),
        "fitted": min(n, rules.factors.most_clients),
        "missing": {id: int(count) for id, count in zip(instrument.ids, counts, strict=True) if count},
        "seeds": rules.factors.seeds,
        "key": instrument.domains.version,
        "is_synthetic": data.is_synthetic,
        "version": rules.version,
    }
    if n < rules.factors.least_clients:
        return Factors(factors=(), functions=(), reason="too_few_clients", **about)
    domains = [domain.id for domain in instrument.domains.domains]
    key = np.array(
        [[id in instrument.domain_functions(domain) for id in instrument.ids] for domain in domains]
    )
    points = scores[complete] - instrument.scale.low
    fits = _fits(_sample(points, rules), key.astype(float), rules.factors)
    best = fits[int(np.argmin([fit.error for fit in fits]))]
    congruences = np.array([fit.congruences for fit in fits])
    matched = tuple(
        DomainFactor(
            domain,
            congruence=float(best.congruences[at]),
            lowest=float(congruences[:, at].min()),
            highest=float(congruences[:, at].max()),
            is_alike=bool(best.congruences[at] >= rules.factors.alike),
        )
        for at, domain in enumerate(domains)
    )
    homes = np.array([fit.loadings.argmax(axis=0) for fit in fits])
    shares = best.loadings / np.maximum(best.loadings.sum(axis=0), 1e-12)
    chosen = best.loadings.argmax(axis=0)
    functions = tuple(
        FunctionLoading(
            id,
            domains=tuple(domain for domain in domains if id in instrument.domain_functions(domain)),
            factor=domains[chosen[at]],
            share=float(shares[chosen[at], at]),
            stable=float((homes[:, at] == chosen[at]).mean()),
            is_elsewhere=not key[chosen[at], at],
        )
        for at, id in enumerate(instrument.ids)
    )
    return Factors(
        factors=matched,
        functions=functions,
        weights=_weights(data.clients[complete], points, best, domains),
        **about,
    )


@dataclass(frozen=True, eq=False)
class _Fit:
    """One factorisation; its factors are in the order of the domains."""

    model: Any
    order: Any
    error: float
    loadings: Floats
    congruences: Floats


def _sample(points: Floats, rules: OutcomeRules) -> Floats:
    """Return the rows that factors are found with, in an order that depends on nothing but their values."""
    rows = points[np.lexsort(points.T)]
    if len(rows) <= rules.factors.most_clients:
        return rows
    random = np.random.default_rng(rules.resampling.seed)
    return rows[np.sort(random.choice(len(rows), rules.factors.most_clients, replace=False))]


def _fits(points: Floats, key: Floats, rules: FactorRules) -> list[_Fit]:
    """Return a factorisation for each seed. Factors are scaled to weights of length 1, so that loadings compare."""
    from scipy.optimize import linear_sum_assignment
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    fits = []
    for seed in range(rules.seeds):
        model = NMF(len(key), init="random", random_state=seed, max_iter=rules.iterations)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the best of many starts is taken
            weights = model.fit_transform(points)
        length = np.linalg.norm(weights, axis=0)
        loadings = model.components_ * length[:, None]
        products = loadings @ key.T
        sizes = np.outer(np.linalg.norm(loadings, axis=1), np.linalg.norm(key, axis=1))
        congruences = products / np.maximum(sizes, 1e-12)
        factor, domain = linear_sum_assignment(congruences, maximize=True)
        factor = factor[np.argsort(domain)]
        matched = congruences[factor, np.arange(len(key))]
        fits.append(_Fit(model, factor, model.reconstruction_err_, loadings[factor], matched))
    return fits


def _weights(clients: Any, points: Floats, fit: _Fit, domains: list[str]) -> pd.DataFrame:
    """Return the weights of each client, scaled to a mean of 1."""
    import pandas as pd

    weights = fit.model.transform(points)[:, fit.order]
    weights = weights / np.maximum(weights.mean(axis=0), 1e-12)
    columns = {f"{domain}{END}": weights[:, at] for at, domain in enumerate(domains)}
    return pd.DataFrame({"client": clients, **columns})
