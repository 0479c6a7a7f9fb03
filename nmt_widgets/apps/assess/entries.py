"""A record as an entry of the list of assessments."""

from __future__ import annotations

from collections.abc import Iterable

from nmt_widgets.apps.shared.case_entries import CaseEntries
from nmt_widgets.case_files import Case
from nmt_widgets.core.texts import texts
from nmt_widgets.store import Summary
from nmt_widgets.store.rules.locking import OPEN
from nmt_widgets.widgets.cases.messages import AssessmentLine, CaseEntry


class RecordEntries(CaseEntries):
    """Writes entries that have their assessments in lines."""

    @property
    def _statuses(self) -> dict[str, str]:
        return dict(texts("assess", self._instrument.language)["statuses"])

    def entries(self, summaries: Iterable[Summary]) -> list[CaseEntry]:
        """Return the entries of a page; nothing of the cases themselves is read."""
        return [self.entry(summary, None) for summary in summaries]

    def entry(self, summary: Summary, case: Case | None) -> CaseEntry:
        """Return one entry, with its assessments."""
        may_write = self.may_write(summary)
        is_settled = all(status != OPEN for status in summary.statuses.values())
        lines = [self._line(summary, number, may_write) for number in sorted(summary.statuses)]
        return {**super().entry(summary, case), "assessments": lines, "again": may_write and is_settled}

    def facts(self, summary: Summary) -> list[str]:
        """Return whose it is; all else stands in the lines of its assessments."""
        return [self.holder(summary)]

    def _line(self, summary: Summary, number: int, may_write: bool) -> AssessmentLine:
        facts, status = self.words["facts"], summary.statuses[number]
        label = summary.labels.get(number) or facts["unnamed"].format(number=number)
        age = summary.ages.get(number) or facts["age_unknown"].lower()
        return {
            "number": number,
            "label": f"{label}, {age}",
            "status": self._statuses[status],
            "open": may_write and status == OPEN,
        }
