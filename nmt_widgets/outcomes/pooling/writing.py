"""A site's aggregate file: counts and sums of its clients, safe to send."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets._version import __version__
from nmt_widgets.core.frames import open_frame
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.outcomes.disclosure import suppress
from nmt_widgets.outcomes.marks import MARK, is_synthetic
from nmt_widgets.outcomes.pooling.groups import group_clients
from nmt_widgets.outcomes.pooling.model import FORMAT
from nmt_widgets.outcomes.pooling.reading import Aggregate, check_aggregate, fingerprint, to_text
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules

if TYPE_CHECKING:
    import pandas as pd

HEALTH, GATE = "relational_health", "gate"
_UNKNOWN, _OTHER = "not known", "other"
_KINDS = ("essential", "therapeutic")
_DONE = ("yes", "no", _UNKNOWN)
_ROUNDING = 1e-5  # relative to the largest value; what is nearer together is the same


def write_aggregate(
    data: Any,
    *,
    site: str,
    incidents: Any = None,
    lines: Any = None,
    period: tuple[int, int] | None = None,
    public: bool = False,
    instrument: Instrument | None = None,
    out: str | Path | None = None,
) -> Aggregate:
    """Make the aggregate file of a site: what other sites need to know of its clients, and none of them.

    Each client is in one group with others of whom the same is known (:func:`group_clients`), of at least k and of at
    least `moments_from` clients. All sums are over whole groups. All counts are of the same clients, and protected by
    :func:`~nmt_widgets.outcomes.disclosure.suppress`. What that leaves out is not in the file at all.

    Parameters
    ----------
    data : table
        The cohort: one row an assessment, with `client`, `time`, and the figures of :func:`nmt_widgets.profiles`.
    site : str
        The code of the site: letters, digits, `-` and `_`.
    incidents : table, optional
        `phase`, `count`, `days`, and perhaps `client`.
    lines : table, optional
        The lines of plans: `client`, `kind`, `done` (yes, no, not known).
    period : (int, int), optional
        First and last year; by default those of the column `date`, if there is one.
    public : bool
        Take the larger k, of what is published.
    instrument : Instrument, optional
    out : path, optional
        Where to write it; only its owner may read the file.

    Returns
    -------
    Aggregate

    Raises
    ------
    InputError
        When a column is missing, a client has a time twice, instruments or versions are mixed, or no group is large
        enough.

    Examples
    --------
    >>> rows = [{"client": f"c-{c}", "time": t, "total": 150 + 7 * c + t * (c % 5)} for c in range(12) for t in (1, 2)]
    >>> aggregate = write_aggregate(rows, site="north")
    >>> aggregate.file.clients, aggregate.file.groups[0].measures["total"].sums
    (12, (2283.0, 2304.0))
    """
    rules = load_outcome_rules()
    instrument = use_instrument(instrument)
    k = rules.disclosure.smallest_public if public else rules.disclosure.smallest
    frame = _cohort(data)
    site_cohort = _SiteCohort(frame, instrument, rules, k)
    everybody = int(frame["client"].nunique())
    left_out = everybody - site_cohort.clients
    content: dict[str, Any] = {
        "format": FORMAT,
        "site": site,
        "software": __version__,
        "rules": rules.version,
        "instrument": _single(frame, "instrument") or "nmt",
        "versions": dict(instrument.versions) | _row_version(frame),
        "period": list(period) if period else _years(frame),
        "synthetic": MARK in frame and any(map(is_synthetic, frame[MARK].unique())),
        "smallest": k,
        "clients": site_cohort.clients,
        "left_out": left_out if left_out == 0 or left_out >= k else None,
        "groups": site_cohort.groups(),
        "left": site_cohort.reasons_left(),
        "moved": site_cohort.moved(),
        "histograms": site_cohort.histograms(),
        "incidents": {} if incidents is None else _phases(incidents, k),
        "adherence": None if lines is None else _adherence(lines, k),
        "timing": site_cohort.timing(),
    }
    content["fingerprint"] = fingerprint(content)
    aggregate = check_aggregate(content, out or f"{site}.json")
    if out is not None:
        write_private(Path(out), to_text(content))
    return aggregate


def _cohort(data: Any) -> pd.DataFrame:
    frame: pd.DataFrame = open_frame(data).to_pandas()
    _need(frame, "client", "time")
    categories = frame.select_dtypes("category").columns
    frame = frame.astype(dict.fromkeys(categories, object))
    frame = frame.assign(client=frame["client"].astype(str), time=_numbers(frame, "time"))
    twice = frame.duplicated(["client", "time"])
    if twice.any():
        raise refusal("pooling", "time_twice", time=f"{frame.loc[twice, 'time'].iloc[0]:g}")
    return frame


def _need(frame: pd.DataFrame, *columns: str) -> None:
    for column in columns:
        if column not in frame:
            raise refusal("pooling", "no_column", column=column)


def _numbers(frame: pd.DataFrame, column: str) -> pd.Series[float]:
    import pandas as pd

    try:
        return pd.to_numeric(frame[column]).astype(float)
    except (TypeError, ValueError):
        raise refusal("pooling", "no_numbers", column=column) from None


def _single(frame: pd.DataFrame, column: str) -> str:
    """Return the only word of a column, or nothing where there is no such column."""
    if column not in frame:
        return ""
    words = sorted(frame[column].dropna().astype(str).unique())
    if len(words) > 1:
        raise refusal("pooling", "mixed", column=column, words=name_some(words))
    return words[0] if words else ""


def _row_version(frame: pd.DataFrame) -> dict[str, str]:
    version = _single(frame, "version")
    return {"rows": version} if version else {}


def _years(frame: pd.DataFrame) -> list[int] | None:
    import pandas as pd

    if "date" not in frame:
        return None
    years = pd.to_datetime(frame["date"], errors="coerce").dt.year.dropna()
    return [int(years.min()), int(years.max())] if len(years) else None


def _flags(column: pd.Series[Any]) -> pd.Series[bool]:
    return column.astype(str).str.lower().isin(("true", "yes", "1", "1.0"))


def _safe_table(cells: Any, names: tuple[str, ...], levels: Any, k: int) -> dict[str, Any] | None:
    """Return a table for the file, or nothing where even its total would have to be hidden: that is known otherwise."""
    table = suppress(cells, smallest=k, names=names, levels=levels)
    content = table.to_dict()
    del content["smallest"]
    return None if table.hidden.ravel()[-1] else content


@dataclass
class _Slots:
    """The values that may be known of a client: measures at times, and the predictors of timing."""

    names: list[tuple[str, int]]
    values: Any  # shape (clients, slots)
    flags: Any  # shape (clients, predictors)
    predictors: list[str]
    outcomes: list[str]


class _SiteCohort:
    """The clients of a site who are in a group, with what is used of them."""

    def __init__(self, frame: pd.DataFrame, instrument: Instrument, rules: OutcomeRules, k: int) -> None:
        self._frame, self._instrument, self._rules, self._k = frame, instrument, rules, k
        self._domains = [domain.id for domain in instrument.domains.domains]
        names = [
            *rules.pooling.measures,
            *(d + ending for ending in rules.pooling.endings for d in self._domains),
        ]
        self._measures = [name for name in names if name in frame]
        if not self._measures:
            raise refusal("pooling", "no_measures", known=name_some(names))
        self._order = sorted(frame["client"].unique())
        self._slots = self._read()
        least = max(k, rules.disclosure.moments_from)
        self._groups = [self._varied(*group) for group in group_clients(self._known(), least)]
        if not self._groups:
            raise refusal("pooling", "no_group", least=least)
        self._used = np.zeros_like(self._known())
        for clients, used in self._groups:
            self._used[np.ix_(clients, np.flatnonzero(used))] = True

    @property
    def clients(self) -> int:
        return sum(len(clients) for clients, _ in self._groups)

    def _wide(self, column: str, time: int) -> pd.Series[Any]:
        return self._of_clients(self._frame[column], time)

    def _of_clients(self, values: pd.Series[Any], time: int) -> pd.Series[Any]:
        """Return the values of the assessments of a time, a row a client."""
        rows = self._frame["time"] == time
        return values[rows].set_axis(self._frame.loc[rows, "client"]).reindex(self._order)

    def _read(self) -> _Slots:
        rules, timing = self._rules.pooling, self._rules.timing
        frame = self._frame.assign(**{name: _numbers(self._frame, name) for name in self._measures})
        self._frame = frame
        names = [(name, time) for name in self._measures for time in range(1, rules.times + 1)]
        values = np.column_stack([self._wide(*slot).to_numpy(dtype=float) for slot in names])
        outcomes = [name for d in self._domains if (name := f"{d}_percent") in self._measures]
        predictors, columns = [], []
        for kind, column in (("adversity", "adversity"), ("poverty", "relational")):
            for period in timing.periods:
                if (name := f"{column}_{period}") in frame:
                    rating = _numbers(frame, name)
                    severe = (
                        rating >= timing.severe_adversity
                        if kind == "adversity"
                        else rating <= timing.severe_poverty
                    )
                    severe = severe.astype(float).where(rating.notna())
                    predictors.append(f"{kind}_{period}")
                    columns.append(self._of_clients(severe, 1).to_numpy(dtype=float))
        flags = np.column_stack(columns) if columns else np.empty((len(self._order), 0))
        return _Slots(names, values, flags, predictors, outcomes)

    def _needed_for_timing(self) -> list[int]:
        names = [(name, 1) for name in self._slots.outcomes]
        if HEALTH in self._measures:
            names.append((HEALTH, 1))
        return [self._slots.names.index(name) for name in names]

    def _known(self) -> Any:
        """Return which values are known; last, whether the client can be part of timing."""
        known = ~np.isnan(self._slots.values)
        timing = known[:, self._needed_for_timing()].all(axis=1) & ~np.isnan(self._slots.flags).any(axis=1)
        if not self._slots.predictors or not self._slots.outcomes:
            timing[:] = False
        return np.column_stack([known, timing])

    def _varied(self, clients: Any, used: Any) -> tuple[Any, Any]:
        """Return a group without measures, or their changes, that are the same for all: their sums told each value."""
        used = used.copy()
        for name in self._measures:
            places = [place for place in np.flatnonzero(used[:-1]) if self._slots.names[place][0] == name]
            values = self._slots.values[np.ix_(clients, places)]
            pairs = [values[:, b] - values[:, a] for b in range(len(places)) for a in range(b)]
            rounding = _ROUNDING * np.abs(values).max(initial=0)
            if any(np.ptp(column) <= rounding for column in (*values.T, *pairs)):
                used[places] = False
        used[-1] &= used[self._needed_for_timing()].all()
        return clients, used

    def groups(self) -> list[dict[str, Any]]:
        result = []
        for clients, used in self._groups:
            measures = {}
            for name in self._measures:
                places = [place for place in np.flatnonzero(used[:-1]) if self._slots.names[place][0] == name]
                if places:
                    values = self._slots.values[np.ix_(clients, places)]
                    measures[name] = {
                        "times": [self._slots.names[place][1] for place in places],
                        "sums": values.sum(axis=0).tolist(),
                        "products": (values.T @ values).tolist(),
                    }
            result.append({"n": len(clients), "measures": measures})
        return result

    def _uses(self, name: str, *times: int) -> Any:
        places = [self._slots.names.index((name, time)) for time in times]
        return self._used[:, places].all(axis=1)

    def moved(self) -> dict[str, Any]:
        """Count clients by category at time 1 and at time 2, for each domain and for the gate of the CMR."""
        tables = {}
        categories = [category.id for category in self._instrument.domains.categories]
        sources = [(d, f"{d}_percent", f"{d}_category", categories) for d in self._domains]
        for id, measure, column, levels in (*sources, (GATE, "cmr", "gate_open", ["closed", "open"])):
            if measure not in self._measures or column not in self._frame:
                continue
            rows = self._uses(measure, 1, 2)
            words = [self._words(column, time, levels)[rows] for time in (1, 2)]
            levels = levels + [_UNKNOWN] * any(_UNKNOWN in column for column in words)
            cells = np.array([[((words[0] == a) & (words[1] == b)).sum() for b in levels] for a in levels])
            if cells.sum() and (table := _safe_table(cells, ("before", "after"), (levels, levels), self._k)):
                tables[id] = table
        return tables

    def _words(self, column: str, time: int, levels: list[str]) -> Any:
        words = self._wide(column, time).astype(object)
        if column == "gate_open":
            words = words.where(words.isna(), np.where(_flags(words), "open", "closed"))
        return words.where(words.isin(levels), _UNKNOWN).to_numpy(dtype=object)

    def histograms(self) -> dict[str, Any]:
        """Count clients in fixed bins: a measure at the first time, and its change from time 1 to time 2."""
        result = {}
        for name, edges in self._rules.pooling.bins.items():
            measure = name.removesuffix("_change")
            if measure not in self._measures:
                continue
            times = (1, 2) if name != measure else (1,)
            columns = [self._slots.values[:, self._slots.names.index((measure, time))] for time in times]
            values = (columns[-1] - columns[0] if len(times) == 2 else columns[0])[
                self._uses(measure, *times)
            ]
            cells = np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0]
            levels = [f"{low:g} to {high:g}" for low, high in pairwise(edges)]
            if len(values) and (table := _safe_table(cells, (name,), (levels,), self._k)):
                result[name] = {"edges": list(edges), "table": table}
        return result

    def reasons_left(self) -> dict[str, Any] | None:
        """Count why there is no second assessment, of clients of whom only the first is used.

        What a site wrote as a reason leaves it only if it is that of k clients.
        """
        if "left" not in self._frame:
            return None
        times = np.array([time for _, time in self._slots.names])
        used = self._used[:, :-1]
        first_only = used.any(axis=1) & ~used[:, times > 1].any(axis=1)
        known_later = ~np.isnan(self._slots.values[:, times > 1]).all(axis=1)
        words = (
            self._wide("left", 1).fillna(_UNKNOWN).astype(str).replace("", _UNKNOWN).to_numpy(dtype=object)
        )
        words[known_later] = _UNKNOWN
        words = words[first_only]
        rare = {word for word in set(words) if (words == word).sum() < self._k}
        words = np.array([_OTHER if word in rare else word for word in words], dtype=object)
        levels = sorted(set(words))
        cells = [int((words == level).sum()) for level in levels]
        return _safe_table(cells, ("left",), (levels,), self._k) if levels else None

    def timing(self) -> dict[str, Any] | None:
        """Return the cross-products of the timing design, without flags that would tell of few clients."""
        rows = self._used[:, -1]
        if not rows.any():
            return None
        flags = self._slots.flags[rows]
        safe_flags = _safe_flags(flags, self._k)
        if not safe_flags:
            return None
        health = [HEALTH] if HEALTH in self._measures else []
        values = [
            self._slots.values[rows, self._slots.names.index((name, 1))]
            for name in (*health, *self._slots.outcomes)
        ]
        matrix = np.column_stack([np.ones(len(flags)), flags[:, safe_flags], *values])
        return {
            "predictors": [*(self._slots.predictors[flag] for flag in safe_flags), *health],
            "outcomes": self._slots.outcomes,
            "gram": (matrix.T @ matrix).tolist(),
        }


def _safe_flags(flags: Any, k: int) -> list[int]:
    """Return the flags that differ among clients and of which no two together tell of fewer than k.

    The products of two flags count four kinds of clients: with both, with either, with none. The flag that is part of
    most small counts goes first.
    """
    n = len(flags)
    remaining = [flag for flag in range(flags.shape[1]) if 0 < flags[:, flag].sum() < n]
    while remaining:
        part = flags[:, remaining]
        overlap, single = part.T @ part, part.sum(axis=0)
        cells = np.stack(
            [
                overlap,
                single[:, None] - overlap,
                single[None] - overlap,
                n - single[:, None] - single[None] + overlap,
            ]
        )
        small = ((cells > 0) & (cells < k)).any(axis=0)
        if not small.any():
            break
        remaining.pop(int(small.sum(axis=0).argmax()))
    return remaining


def _phases(data: Any, k: int) -> dict[str, Any]:
    """Return incidents and days by phase; a phase of few clients is left out, a small count is hidden."""
    frame = open_frame(data).to_pandas()
    _need(frame, "phase", "count", "days")
    frame = frame.assign(count=_numbers(frame, "count"), days=_numbers(frame, "days"))
    if (
        (frame["count"] < 0).any()
        or (frame["days"] < 0).any()
        or frame[["count", "days"]].isna().any(axis=None)
    ):
        raise refusal("pooling", "negative_days")
    result: dict[str, Any] = {}
    for phase, rows in frame.groupby("phase", sort=False):
        count, clients = int(rows["count"].sum()), int(rows["client"].nunique()) if "client" in rows else None
        if clients is not None and clients < k:
            continue
        hidden = 0 < count < k
        if rows["days"].sum() > 0:
            result[str(phase)] = {
                "count": None if hidden else count,
                "days": float(rows["days"].sum()),
                "clients": clients,
            }
    return result


def _adherence(data: Any, k: int) -> dict[str, Any] | None:
    """Return how many lines of each kind were carried out, of kinds where each answer is from enough clients.

    A count of lines may be large and be that of one client.
    """
    frame = open_frame(data).to_pandas()
    _need(frame, "client", "kind", "done")
    done = frame["done"].astype(object).where(frame["done"].isin(_DONE), _UNKNOWN)
    cells = frame["client"].groupby([frame["kind"], done]).agg(["size", "nunique"])
    kinds = [kind for kind in _KINDS if (few := cells["nunique"].get(kind)) is not None and few.min() >= k]
    if not kinds:
        return None
    counts = [[int(cells["size"].get((kind, word), 0)) for word in _DONE] for kind in kinds]
    return _safe_table(np.array(counts), ("kind", "done"), (kinds, _DONE), k)
