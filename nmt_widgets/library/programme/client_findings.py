"""Who the clients are: how old they were, where they started, and who came back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

import numpy as np

from nmt_widgets.charts.outcomes import plot_counts, plot_flow
from nmt_widgets.charts.outcomes.phrases import count, signed, with_limits
from nmt_widgets.charts.wording import named
from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme.clients_of import ProgrammeClients, Rows
from nmt_widgets.library.programme.count_book import Cells
from nmt_widgets.library.programme.filters import GATE, age_bands, age_title
from nmt_widgets.library.programme.moves import CategoryScale, CategoryScales
from nmt_widgets.library.programme.presence import is_absent, presence
from nmt_widgets.library.programme.topics import Finding
from nmt_widgets.library.programme.view import ProgrammeSource, View
from nmt_widgets.outcomes.change.flow import LEFT, NOT_RECORDED, mean_difference

_TOTAL = "total"


class ClientFindings:
    """The topic `clients`.

    Parameters
    ----------
    source : ProgrammeSource
    scales : CategoryScales
    """

    def __init__(self, source: ProgrammeSource, scales: CategoryScales) -> None:
        self._source, self._scales = source, scales

    def tell(self, view: View) -> Iterator[Finding]:
        """Yield the findings."""
        if self._source.clients.has("age"):
            yield self._ages(view)
        if self._scales.all:
            yield self._start(view)
        yield self._flow(view)

    def _ages(self, view: View) -> Finding:
        import pandas as pd

        source, say = self._source, texts("programme")["ages"]
        ages, bands = source.clients.numbers("age"), source.rules.age_bands
        cells = Cells(
            age_bands(ages, source.rules), len(bands) + 1, filter="age", values=np.arange(len(bands) + 1)
        )
        counts = view.counts("ages", lambda: cells)
        titles = [age_title(bands, at, at) for at in range(len(bands))] + [
            texts("programme")["levels"]["not_known"]
        ]
        rows = [(title, size) for title, size in zip(titles, counts, strict=True) if size != 0]
        missing = counts[-1]
        sentence = say["number"].format(n=count(view.n))
        if missing is not None and view.n > missing:
            known = ages[view.chosen & ~np.isnan(ages)]
            sentence += " " + say["mean"].format(n=count(len(known)), mean=signed(float(known.mean()), 1))
        figure = plot_counts(
            pd.DataFrame(
                [(title, say["group"], size) for title, size in rows], columns=["row", "group", "count"]
            ),
            {},
            title=say["title"],
            sentence=sentence,
            smallest=source.smallest,
            synthetic=source.synthetic,
            theme=source.theme,
        )
        n = None if missing is None else view.n - missing
        return Finding("ages", say["title"], figure, sentence, "", n, missing)

    def _start(self, view: View) -> Finding:
        import pandas as pd

        source, say = self._source, texts("programme")["start"]
        rows, parts = [], []
        for scale in self._scales.all:
            counts, names = scale.start(view), self._names(scale)
            rows += [(scale.title, name, size) for name, size in zip(names, counts, strict=True)]
            if counts[0] is not None:
                parts.append(say["part"].format(scale=scale.title, count=count(counts[0]), lowest=names[0]))
            else:
                parts.append(say["part_hidden"].format(scale=scale.title))
        first = next((scale for scale in self._scales.all if scale.id != GATE), None)
        categories = self._names(first)[:-1] if first else []
        known = dict.fromkeys(categories, "same")
        if categories:
            known |= {categories[-1]: "better", categories[0]: "worse"}
        gate = {say["closed"]: "worse", say["open"]: "better"}
        sentence = " ".join(parts)
        figure = plot_counts(
            pd.DataFrame(rows, columns=["row", "group", "count"]),
            {**known, **gate, say["not_known"]: "unknown"},
            title=say["title"],
            sentence=sentence,
            total=view.n,
            smallest=source.smallest,
            synthetic=source.synthetic,
            theme=source.theme,
        )
        total = self._scales.all[0].start(view)[-1]
        n = None if total is None else view.n - total
        return Finding("start", say["title"], figure, sentence, say["caveat"], n, total)

    def _names(self, scale: CategoryScale) -> list[str]:
        say = texts("programme")["start"]
        if scale.id == GATE:
            return [say["closed"], say["open"], say["not_known"]]
        instrument = self._source.instrument
        return [*(named("categories", name, instrument).lower() for name in scale.names), say["not_known"]]

    def _flow(self, view: View) -> Finding:
        import pandas as pd

        source, say = self._source, texts("programme")["flow"]
        counts = view.counts("flow", self._flow_cells)
        columns = ["time", "next_time", "state", "reason"]
        flow = pd.DataFrame(self._paths[2], columns=columns)
        flow["count"] = pd.array(counts, dtype="Int64")
        flow = flow[flow["count"].isna() | (flow["count"] > 0)]
        lost = flow.loc[flow["state"] == "lost", "count"]
        sentence = say["hidden"]
        if not lost.isna().any():
            sentence = say["sentence"].format(n=count(view.n), lost=say_number(int(lost.sum()), grouped=True))
        sentence = " ".join(filter(None, [sentence, self._lost(view)]))
        figure = plot_flow(flow, synthetic=source.synthetic, smallest=source.smallest, theme=source.theme)
        return Finding("flow", say["title"], figure, sentence, say["caveat"], view.n, 0)

    def _lost(self, view: View) -> str:
        """Say how those without a second total began, beside the others."""
        clients = self._source.clients
        if len(clients.times) < 2 or not clients.has(_TOTAL):
            return ""
        first = clients.numbers(_TOTAL, clients.two_rows[0])
        absent, known = is_absent(clients), ~np.isnan(first)
        state = absent + 2 * ~known
        stayed, lost, _ = view.counts("lost", partial(_lost_cells, clients, state))
        rules = self._source.outcome_rules
        if stayed is None or lost is None or min(stayed, lost) < rules.disclosure.moments_from:
            return ""
        groups = [np.sort(first[view.chosen & (state == place)]) for place in (1, 0)]
        difference = mean_difference(groups[0], groups[1], rules.resampling.level)
        say = texts("programme")["flow"]["lost"]
        return str(say).format(
            lost=count(lost),
            stayed=count(stayed),
            difference=with_limits(difference.value, difference.low, difference.high, 1),
        )

    def _flow_cells(self) -> Cells:
        codes, forms, rows = self._paths
        settled = []
        if len(self._source.clients.times) > 1:
            of_row = dict(zip(rows, forms, strict=True))
            times = map(str, self._source.clients.times)
            stayed = of_row.get((*times, "stayed", ""), np.zeros(forms.shape[1], dtype=np.int64))
            settled.append((presence(self._source.clients), np.array([stayed, 1 - stayed])))
        return Cells(codes, forms.shape[1], forms, tuple(settled))

    @cached_property
    def _paths(self) -> tuple[Any, Any, list[tuple[Any, ...]]]:
        """Return the course of each client, which courses each count adds up, and what is counted."""
        clients = self._source.clients
        present = np.column_stack([clients.rows_at(time) >= 0 for time in clients.all_times])
        reasons, places = self._reasons(present)
        courses, codes = np.unique(np.column_stack([present, places]), axis=0, return_inverse=True)
        came, of_reason = courses[:, :-1].astype(bool), courses[:, -1]
        first, last = came.argmax(axis=1), came.shape[1] - 1 - came[:, ::-1].argmax(axis=1)
        times = [str(time) for time in clients.all_times]
        rows: list[tuple[tuple[Any, ...], Any]] = [((None, times[0], "entered", ""), first == 0)]
        for at in range(len(times) - 1):
            present_now, later = came[:, at], came[:, at + 1]
            step = (times[at], times[at + 1])
            rows.append(((*step, "stayed", ""), present_now & later))
            rows.append(((*step, "skipped", ""), present_now & ~later & (last > at)))
            rows += [
                ((*step, "lost", name), present_now & (last == at) & (of_reason == place))
                for place, name in enumerate(reasons)
            ]
            rows.append(((*step, "entered", ""), first == at + 1))
            rows.append(((*step, "returned", ""), later & ~present_now & (first < at)))
        rows = [row for row in rows if row[1].any()]
        forms = np.array([row[1] for row in rows], dtype=np.int64)
        return codes.ravel(), forms, [row[0] for row in rows]

    def _reasons(self, present: Any) -> tuple[list[str], Any]:
        """Return the reasons for leaving, the most frequent ones, and that of each client."""
        clients = self._source.clients
        none = np.zeros(len(clients), dtype=np.intp)
        if not clients.has(LEFT):
            return [NOT_RECORDED], none
        ends = np.append(clients.begins[1:], len(clients.frame)) - 1
        names, codes = clients.words(LEFT, ends)
        counts = np.bincount(codes[codes >= 0], minlength=len(names))
        order = np.argsort(-counts, kind="stable")[: self._source.rules.most_levels - 1]
        places = np.zeros(len(names) + 1, dtype=np.intp)
        places[:-1] = len(order) + 1
        places[order] = np.arange(len(order)) + 1
        labels = [NOT_RECORDED, *(names[at] for at in order), texts("programme")["flow"]["other"]]
        return labels, places[codes]


def _lost_cells(clients: ProgrammeClients, state: Rows) -> Cells:
    """Return how many stayed and how many are lost of those whose first value is known, and the others."""
    forms = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]])
    return Cells(state, 4, forms, ((presence(clients), np.array([[1, 0, 1, 0], [0, 1, 0, 1]])),))
