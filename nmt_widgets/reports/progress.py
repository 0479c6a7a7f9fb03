"""A progress bar for a batch of reports."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, TextIO

from nmt_widgets.reports.jobs import ReportResult


class ProgressBar:
    """Shows on stderr how many reports are done; give it as `progress` to `run_reports`.

    On a terminal it is a bar that moves; elsewhere nothing but the failures is written, a line each.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._bar: Any = None
        self._counts = {"made": 0, "skipped": 0, "failed": 0}

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, result: ReportResult, done: int, total: int) -> None:
        """Show one more result."""
        from tqdm import tqdm

        if self._bar is None:
            tqdm.monitor_interval = 0  # no thread for a bar
            self._bar = tqdm(
                total=total,
                unit="report",
                file=self._stream,
                disable=not self._stream.isatty(),
                bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt} reports{postfix} [{elapsed}<{remaining}]",
            )
        self._counts[result.status] += 1
        if result.status == "failed":
            tqdm.write(f"{result.job.title}: {result.reason}", file=self._stream)
        told = [f"{count} {word}" for word, count in self._counts.items() if count and word != "made"]
        self._bar.set_postfix_str(", ".join(told), refresh=False)
        self._bar.update(1)
