"""Write an export: all answers in a long table, the assessments with their figures, a codebook and the versions."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypedDict

from nmt_widgets._version import __version__
from nmt_widgets.case_files import list_cases
from nmt_widgets.core.errors import Failures, InputError, refusal
from nmt_widgets.core.private_files import part_folder, private_file, private_folder
from nmt_widgets.core.spelling import closest_code
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.incidents.site_incidents import SiteIncidents
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.transfer.answer_shapes import misfits
from nmt_widgets.store.transfer.codebook import CODEBOOK, codebook_rows
from nmt_widgets.store.transfer.deidentifying import deidentified, study_numbers
from nmt_widgets.store.transfer.export_rows import (
    ANSWERS,
    answer_rows,
    assessment_columns,
    assessment_rows,
    whole_row,
)
from nmt_widgets.store.transfer.export_sources import read_sources
from nmt_widgets.store.transfer.incident_rows import INCIDENTS, PHASES, Disguise, incident_rows, phase_rows
from nmt_widgets.store.transfer.tabular import table

FORMAT = "nmt-export-1"
FILES = {
    "answers.csv",
    "answers.parquet",
    "assessments.csv",
    "incidents.csv",
    "phases.csv",
    "codebook.csv",
    "versions.json",
    "README.txt",
}


class ExportCounts(TypedDict):
    """How many cases, assessments and rows of answers an export has; open questions are rows, too."""

    cases: int
    assessments: int
    answers: int


def export(
    store: Store,
    out: Path,
    *,
    cases: Iterable[str] = (),
    with_templates: bool = False,
    deidentify: bool = False,
    force: bool = False,
    progress: Progress = untold,
) -> ExportCounts:
    """Write an export into a folder, completely or not at all.

    Parameters
    ----------
    store : Store
        Opened for the person who exports: only what they may see is exported.
    out : pathlib.Path
        A new or empty folder.
    cases : iterable of str
        Codes of the cases to export; by default every one, and the incidents and phases of the site, if the person may
        read them.
    with_templates : bool
        Export the case templates, too.
    deidentify : bool
        Drop typed texts, people and times; cases get study numbers.
    force : bool
        Replace an earlier export in the folder.
    progress : Progress
        Counts the cases.

    Returns
    -------
    ExportCounts

    Raises
    ------
    InputError
        When the folder has other files, or a case does not exist or cannot be read.
    Failures
        When answers are none that the workbook can have written, as in a damaged database: each by its place.
    OSError
        When it cannot be written.
    """
    out = out.resolve()  # a link to a folder stays a link
    _check_place(out, force)
    instrument = load_instrument()
    ids = _chosen(store, list(cases), with_templates)
    names = study_numbers(ids) if deidentify else {id: id for id in ids}
    faults: list[InputError] = []
    filtered = partial(deidentified, numbers=names, instrument=instrument) if deidentify else whole_row
    with part_folder(out) as part:
        draft = part / "export"
        private_folder(draft)
        with (
            table(draft, "answers", ANSWERS, parquet=True) as answers,
            table(draft, "assessments", assessment_columns(instrument)) as assessments,
            table(draft, "codebook", CODEBOOK) as codebook,
            progress(texts("store")["progress"]["exported"], len(names)) as step,
        ):
            for sources in read_sources(store.access, ids):
                faults += (fault for source in sources for fault in misfits(source, instrument))
                if faults:
                    continue  # nothing is exported, but all that is wrong is said
                assessments.write(filtered(row, None) for row in assessment_rows(sources, instrument))
                for source in sources:
                    answers.write_cells(answer_rows(source, instrument, filtered))
                    step()
            codebook.write(codebook_rows(instrument))
        if faults:
            raise Failures(faults)
        if not cases and (incidents := SiteIncidents(store.access)).may_count():
            _write_incidents(draft, incidents, names, deidentify=deidentify)
        counts = ExportCounts(cases=len(ids), assessments=assessments.rows, answers=answers.rows)
        versions: dict[str, object] = {"format": FORMAT, "deidentified": deidentify, **counts}
        versions |= {"software": __version__, "instrument": instrument.versions}
        if not deidentify:
            versions["exported"] = datetime.now(UTC).isoformat(timespec="seconds")
        _write(draft / "versions.json", json.dumps(versions, indent=2) + "\n")
        words = texts("export")["readme"]
        _write(draft / "README.txt", words["deidentified" if deidentify else "plain"] + words["reading"])
        _put(draft, out, part)
    return counts


def _chosen(store: Store, cases: list[str], with_templates: bool) -> list[str]:
    available = [*(list_cases() if with_templates else ()), *store.codes()]
    for case in cases:
        if case not in available:
            near = closest_code(case, available)
            key = "template_not_taken" if case in list_cases() else "near_case" if near else "no_case"
            raise refusal("store", key, case=case[:60], near=near)
    chosen = list(dict.fromkeys(cases)) or available
    if not chosen:
        raise refusal("store", "nothing_to_export")
    return chosen


def _write_incidents(draft: Path, site: SiteIncidents, names: Mapping[str, str], *, deidentify: bool) -> None:
    """Write the incidents and phases of the site, which belong to no case."""
    counts, phases = site.everything()
    with (
        table(draft, "incidents", INCIDENTS) as incident_table,
        table(draft, "phases", PHASES) as phase_table,
    ):
        if deidentify:
            disguise = Disguise(counts, phases)
            incident_table.write(disguise.incidents(incident_rows(counts, phases), names))
            phase_table.write(disguise.phases(phase_rows(phases)))
        else:
            incident_table.write(incident_rows(counts, phases))
            phase_table.write(phase_rows(phases))


def _write(path: Path, text: str) -> None:
    with private_file(path) as file:
        file.write(text.encode("utf-8"))


def _check_place(out: Path, force: bool) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise refusal("store", "is_a_file", file=out)
    names = {path.name for path in out.iterdir()}
    if not names:
        return
    if not names <= FILES or not _is_export(out):
        raise refusal("store", "other_files", file=out)
    if not force:
        raise refusal("store", "export_exists", file=out)


def _is_export(folder: Path) -> bool:
    try:
        versions = json.loads((folder / "versions.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(versions, dict) and str(versions.get("format", "")).startswith("nmt-export-")


def _put(draft: Path, out: Path, part: Path) -> None:
    """Move the finished folder into place; restore the earlier folder if that fails."""
    before = part / "before"
    if out.exists():
        draft.chmod(
            stat.S_IMODE(out.stat().st_mode)
        )  # a folder that is there keeps the mode somebody gave it
        out.rename(before)
    try:
        draft.rename(out)
    except OSError:
        if before.exists():
            before.rename(out)
        raise
