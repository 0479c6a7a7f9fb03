"""Makes the report of one assessment: whether there is one already, and whether its record has changed since."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.report_files import FinishedReport, finish_time, read_manifest
from nmt_widgets.apps.shared.report_making import ReportMaking, ReportRequest
from nmt_widgets.case_files import find_case, list_cases
from nmt_widgets.core.options import options
from nmt_widgets.core.places import outputs
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument


def case_report(assessment: int, instrument: Instrument, permission: DownloadPermission) -> ReportMaking:
    """Return the button that makes the report of one assessment; the permission names the case.

    Raises nothing where the case cannot be read any more: that is said when somebody asks for the report.
    """
    words = texts("report_button", instrument.language)
    folder = outputs() / permission.case / f"assessment-{assessment}"

    def order() -> ReportRequest:
        arguments = ["report", permission.case, "--assessment", str(assessment), "--palette", options.palette]
        return ReportRequest([*arguments, "--out", str(outputs()), "--light", "--pdf"], folder)

    def finished(folder: Path, is_new: bool) -> FinishedReport | None:
        files, inputs = read_manifest(folder, words["files"])
        if not files or "case" not in inputs:
            return None
        version, changed = _version(permission)
        return FinishedReport(files, finish_time(folder), changed if version != inputs["case"] else None)

    return ReportMaking(words, permission, order, finished)


def _version(permission: DownloadPermission) -> tuple[str, datetime]:
    """Return what shows whether a case has changed, as the manifest of a report has it, and when it last did."""
    if permission.store is not None and permission.case not in list_cases():
        latest = permission.store.latest(permission.case)
        return latest.hash, datetime.fromisoformat(latest.at).astimezone()
    path = find_case(permission.case)
    changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return hashlib.sha256(path.read_bytes()).hexdigest(), changed
