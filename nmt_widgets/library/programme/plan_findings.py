"""Whether the plan is carried out, and how that goes with change afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.charts.outcomes import plot_adherence
from nmt_widgets.charts.outcomes.phrases import count, with_limits
from nmt_widgets.charts.wording import percent
from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme.clients_of import Rows
from nmt_widgets.library.programme.count_book import Cells
from nmt_widgets.library.programme.topics import Finding
from nmt_widgets.library.programme.view import ProgrammeSource, View
from nmt_widgets.outcomes.change.adherence import (
    COUNTED,
    KIND,
    KINDS,
    SETTING,
    adherence_and_change,
    count_lines,
    shares_of_counts,
)

if TYPE_CHECKING:
    import pandas as pd

_TOTAL = "total"


class PlanFindings:
    """The topic `plan`.

    Parameters
    ----------
    source : ProgrammeSource
    """

    def __init__(self, source: ProgrammeSource) -> None:
        self._source = source

    def tell(self, view: View) -> Iterator[Finding]:
        """Yield the findings."""
        say = texts("programme")["adherence"]
        if self._counts is None:
            yield Finding("adherence", say["title"], None, say["nothing"], "", 0, view.n)
            return
        yield self._adherence(view)
        if view.everybody and self._source.data.lines is not None:
            yield self._landmark(view)

    @cached_property
    def _by(self) -> list[str]:
        return [KIND] if self._source.data.lines is None else [KIND, SETTING]

    @cached_property
    def _counts(self) -> pd.DataFrame | None:
        """Return the lines of each client by kind and setting, `place` of the client; None where there are none."""
        import pandas as pd

        clients, lines = self._source.clients, self._source.data.lines
        if lines is None:
            counts = self._counts_of_cohort()
        else:
            counts = count_lines(lines, self._by)
            codes = pd.Index(clients.frame["client"].iloc[clients.begins].astype(str))
            counts["place"] = codes.get_indexer(counts["client"].astype(str))
            counts = counts[counts["place"] >= 0]
        return counts if len(counts) else None

    def _counts_of_cohort(self) -> pd.DataFrame:
        """Return the lines that a cohort counts; those of a client's last assessment wait until something is noted."""
        import pandas as pd

        clients, parts = self._source.clients, []
        is_last = np.append(np.diff(clients.of_row) > 0, True)
        for kind in KINDS:
            if not clients.has(f"{kind}_agreed"):
                continue
            agreed = np.nan_to_num(clients.frame[f"{kind}_agreed"].to_numpy(dtype=float, na_value=np.nan))
            done = np.full(len(agreed), np.nan)
            if clients.has(f"{kind}_done"):
                done = clients.frame[f"{kind}_done"].to_numpy(dtype=float, na_value=np.nan)
            is_open = np.isnan(done)
            columns = {
                "done": np.nan_to_num(done),
                "not_done": np.where(is_open, 0, agreed - np.nan_to_num(done)),
                "not_known": np.where(is_open & ~is_last, agreed, 0),
                "waiting": np.where(is_open & is_last, agreed, 0),
            }
            sums = {name: np.bincount(clients.of_row, values).astype(int) for name, values in columns.items()}
            part = pd.DataFrame(
                {"place": np.arange(len(clients)), "client": np.arange(len(clients)), KIND: kind, **sums}
            )
            parts.append(part[part[list(COUNTED)].any(axis=1)])
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"place": []})

    @cached_property
    def _states(self) -> dict[tuple[Any, ...], Rows]:
        """Return, by kind and setting, whether each client has no line, lines that wait, or lines that count."""
        assert self._counts is not None
        states = {}
        for names, part in self._counts.groupby(self._by, dropna=False, sort=True):
            state, counted = (
                np.zeros(len(self._source.clients), dtype=np.intp),
                part[list(COUNTED[:3])].any(axis=1),
            )
            state[part["place"]] = np.where(counted, 2, 1)
            states[tuple(names)] = state
        return states

    @cached_property
    def _clients_of_answers(self) -> dict[tuple[Any, ...], tuple[int, int]]:
        """Return, by kind and setting, of how many clients the rarest answer is: of everybody, and in any one group.

        A count of lines may be that of one client. Where an answer is of few clients in any group that filters tell
        apart, it would follow from others by subtraction.
        """
        assert self._counts is not None
        fewest = {}
        for names, part in self._counts.groupby(self._by, dropna=False, sort=True):
            sizes = []
            for answer in COUNTED[:3]:
                clients = np.zeros(len(self._source.clients), dtype=bool)
                clients[part.loc[part[answer] > 0, "place"]] = True
                if clients.any():
                    sizes.append((int(clients.sum()), self._source.public.fewest(clients)))
            fewest[tuple(names)] = (
                min((size for size, _ in sizes), default=0),
                min((size for _, size in sizes), default=0),
            )
        return fewest

    def _tells_lines(self, view: View, names: tuple[Any, ...]) -> bool:
        """Return whether the lines of a kind and setting are of clients enough, whatever else is told."""
        of_everybody, in_a_group = self._clients_of_answers[names]
        fewest = of_everybody if view.everybody else in_a_group
        return fewest == 0 or fewest >= self._source.smallest

    def _adherence(self, view: View) -> Finding:
        assert self._counts is not None
        source, say = self._source, texts("programme")["adherence"]
        public = [
            None not in view.counts(f"plan:{names}", partial(_three, state))
            and self._tells_lines(view, names)
            for names, state in self._states.items()
        ]
        chosen = self._counts[view.chosen[self._counts["place"].to_numpy()]]
        rows = shares_of_counts(chosen, self._by, source.outcome_rules)
        names = list(
            map(tuple, rows[self._by].astype(object).where(rows[self._by].notna(), None).values.tolist())
        )
        known = {_key(name): is_public for name, is_public in zip(self._states, public, strict=True)}
        is_public = np.array([known[_key(name)] for name in names], dtype=bool)
        rows, left_out = rows[is_public], int((~is_public).sum())
        if rows.empty:
            return Finding("adherence", say["title"], None, say["hidden"])
        figure = plot_adherence(
            rows,
            left_out=left_out,
            synthetic=source.synthetic,
            rules=source.outcome_rules,
            theme=source.theme,
        )
        parts = []
        for kind, part in rows.groupby(KIND):
            lines, done = int(part["lines"].sum()), int(part["done"].sum())
            if lines:
                name = texts("outcomes")["adherence"]["kinds"].get(kind, kind)
                parts.append(
                    say["part"].format(
                        kind=name, done=count(done), lines=count(lines), share=percent(100 * done / lines)
                    )
                )
        if left_out:
            parts.append(say["left_out"])
        n = self._n(view)
        missing = None if n is None else view.n - n
        return Finding(
            "adherence", say["title"], figure, " ".join(parts) or say["waiting"], say["caveat"], n, missing
        )

    def _n(self, view: View) -> int | None:
        """Return how many clients have lines that count."""
        state = np.max(list(self._states.values()), axis=0)
        return view.counts("plan", lambda: Cells((state < 2).astype(np.intp), 2))[0]

    def _landmark(self, view: View) -> Finding:
        source, say = self._source, texts("programme")["landmark"]
        times = source.clients.all_times
        if len(times) < 3 or not source.clients.has(_TOTAL):
            return Finding("landmark", say["title"], None, say["two_times"])
        frame = source.clients.frame[["client", "time", _TOTAL]]
        result = adherence_and_change(
            source.data.lines,
            frame,
            measure=_TOTAL,
            landmark=times[1],
            later=times[2],
            rules=source.outcome_rules,
        )
        missing = view.n - result.n
        if result.slope.value is None or min(result.n, missing or result.n) < source.smallest:
            return Finding("landmark", say["title"], None, say["too_few"])
        slope = with_limits(result.slope.value, result.slope.low, result.slope.high, 1)
        sentence = say["sentence"].format(n=count(result.n), slope=slope, landmark=times[1], later=times[2])
        title = f"{say['title']}: {result.title}"
        return Finding("landmark", title, None, sentence, say["caveat"], result.n, missing)


def _key(names: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(name if isinstance(name, str) else "" for name in names)


def _three(state: Rows) -> Cells:
    return Cells(state, 3)
