"""Reports: their pages, isolated and fast papermill runs, and their files."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nmt_widgets.reporting.ordering import make_reports, request_reports
    from nmt_widgets.reporting.pages.programme import PROGRAMME, open_programme_report
    from nmt_widgets.reporting.pages.report import Report, open_report
    from nmt_widgets.reporting.programme import programme_report
    from nmt_widgets.reporting.runner.fingerprint import finish_time
    from nmt_widgets.reporting.runner.jobs import ReportJob, ReportResult, refuse_unknown

_HOMES = {
    "PROGRAMME": "pages.programme",
    "Report": "pages.report",
    "ReportJob": "runner.jobs",
    "ReportResult": "runner.jobs",
    "finish_time": "runner.fingerprint",
    "make_reports": "ordering",
    "open_programme_report": "pages.programme",
    "open_report": "pages.report",
    "programme_report": "programme",
    "refuse_unknown": "runner.jobs",
    "request_reports": "ordering",
}

__all__ = [
    "PROGRAMME",
    "Report",
    "ReportJob",
    "ReportResult",
    "finish_time",
    "make_reports",
    "open_programme_report",
    "open_report",
    "programme_report",
    "refuse_unknown",
    "request_reports",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"nmt_widgets.reporting.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'nmt_widgets.reporting' has no attribute '{name}'")
