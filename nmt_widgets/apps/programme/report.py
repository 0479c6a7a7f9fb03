"""The report of what the programme screen shows: all clients, those who are chosen, or several sites together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.report_files import FinishedReport, finish_time, read_manifest
from nmt_widgets.apps.shared.report_making import ReportMaking, ReportRequest
from nmt_widgets.core.places import outputs
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.programme.folders import folder_name
from nmt_widgets.store import Store
from nmt_widgets.store.records.outcome_state import outcome_state


class ReportSubject(NamedTuple):
    """Whom a report is about: the clients of the store with a level of some filters, or the sites of some files."""

    selection: Mapping[str, str] = {}
    files: Mapping[str, bytes] = {}


def programme_report(
    instrument: Instrument, store: Store, subject: Callable[[], ReportSubject]
) -> ReportMaking:
    """Return the button that makes the report of what is shown.

    Of the store a report is offered that is there already, where nothing has changed since for the same person.

    Parameters
    ----------
    instrument : Instrument
    store : Store
        Opened for the person in front.
    subject : callable
        Returns whom the report is about now.
    """
    words = texts("report_button", instrument.language)

    def order() -> ReportRequest:
        selection, files = subject()
        out = outputs() / _own_folder(store, selection, files)
        chosen = [part for name, level in selection.items() for part in ("--filter", f"{name}={level}")]
        arguments = ["outcomes", "report", "--pooled" if files else "--store", *chosen]
        return ReportRequest(
            [*arguments, "--pdf", "--out", str(out)], out / folder_name(selection, pooled=bool(files)), files
        )

    def finished(folder: Path, is_new: bool) -> FinishedReport | None:
        files, inputs = read_manifest(folder, words["files"])
        if not files or not (is_new or inputs.get("tables") == outcome_state(store.access)):
            return None
        return FinishedReport(files, finish_time(folder), None)

    return ReportMaking(words, DownloadPermission(store, right="outcomes"), order, finished)


def _own_folder(store: Store, selection: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    """Return the name of a folder that only one person and subject have: people may see different clients."""
    person = store.person.name if store.person else ""
    contents = sorted(hashlib.sha256(content).hexdigest() for content in files.values())
    subject = json.dumps([person, sorted(selection.items()), contents])
    return f"programme-{hashlib.sha256(subject.encode()).hexdigest()[:16]}"
