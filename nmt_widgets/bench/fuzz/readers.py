"""Every reader of files from other people, with good files to spoil."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nmt_widgets.bench.fuzz import store_files
from nmt_widgets.bench.fuzz.mutations import BACKUP, BYTES, TABLE, WORKBOOK, YAML, Change
from nmt_widgets.core.places import case_templates


@dataclass(frozen=True)
class Reader:
    """One kind of file and its reader.

    Attributes
    ----------
    name : str
    modules : tuple of str
        The modules whose reading it tries: a module that reads files and stands in no reader is found by a test.
    good : callable
        Returns good files of this kind, each as it is called and what it holds.
    read : callable
        Reads the file at a path, as far as it goes; `folder` is a place of its own beside it.
    changes : tuple
        How a good file is spoiled.
    """

    name: str
    modules: tuple[str, ...]
    good: Callable[[], dict[str, bytes]]
    read: Callable[[Path, Path], Any]
    changes: tuple[Change, ...] = YAML


def _cases() -> dict[str, bytes]:
    return {
        name: (case_templates() / name).read_bytes()
        for name in ("james.yaml", "practice-girl-10-months.yaml")
    }


def _read_case(path: Path, _folder: Path) -> None:
    from nmt_widgets.library.case_file import FileCase
    from nmt_widgets.metrics import profile
    from nmt_widgets.planning import plan
    from nmt_widgets.store import open_case

    FileCase(path)
    case = open_case(str(path))
    for assessment in case.usable:
        profile(case, assessment.number).to_dict()
        plan(case, assessment.number)


def _read_colleagues(path: Path, _folder: Path) -> None:
    from nmt_widgets.apps.author.files import answers_of, check_template
    from nmt_widgets.case_files.received import received_case
    from nmt_widgets.instrument import load_instrument

    case = received_case(path.read_bytes(), path.name, load_instrument(), for_clients=False)
    answers_of(case)
    check_template(case, load_instrument())


def _references() -> dict[str, bytes]:
    name = "practice-boy-8.yaml"
    return {name: (case_templates() / "references" / name).read_bytes()}


def _read_reference(path: Path, _folder: Path) -> None:
    from nmt_widgets.core.documents import read_document
    from nmt_widgets.training.references.reading import checked_reference

    checked_reference(read_document(path))


def _data() -> dict[str, bytes]:
    from nmt_widgets.core.site_files import DATA

    return {file.name: file.read_bytes() for file in sorted(DATA.glob("*.yaml"))}


def _read_site(path: Path, folder: Path) -> None:
    """Check a site's folder as each command does, list its replacements, and use the data."""
    from nmt_widgets.case_files import load_case
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.metrics.plausibility import implausible
    from nmt_widgets.site import check_site, overview

    shutil.copy(path, folder)
    list(overview(folder).lines())
    check_site(folder)
    if path.name == "plausibility.yaml":
        with _setting("NMT_SITE", folder):
            implausible(load_case("james"), 2, load_instrument())


def _words() -> dict[str, bytes]:
    from nmt_widgets.core.languages import ENGLISH, TEXTS

    return {file.name: file.read_bytes() for file in sorted((TEXTS / ENGLISH).glob("*.yaml"))}


def _read_words(path: Path, folder: Path) -> None:
    from nmt_widgets.site import check_site, overview

    (folder / "texts" / "en").mkdir(parents=True)
    shutil.copy(path, folder / "texts" / "en")
    list(overview(folder).lines())
    check_site(folder)


def _read_new_language(path: Path, folder: Path) -> None:
    """Read a file of a new language."""
    from nmt_widgets.core.texts import text_document

    (folder / "texts" / "de").mkdir(parents=True)
    shutil.copy(path, folder / "texts" / "de")
    text_document(path.stem, "de", folder)


_RATINGS = b"rater,item,score\n" + b"".join(
    b"%s,%d,%d\n" % (rater, item, 3 + item % 7) for rater in (b"Ada", b"Ben", b"Cy") for item in range(1, 33)
)


def _read_ratings(path: Path, _folder: Path) -> None:
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.training.raters.agreement import agreement
    from nmt_widgets.training.raters.ratings import read_ratings

    instrument = load_instrument()
    ratings = read_ratings(path, instrument)
    agreement(ratings.scores, raters=ratings.raters, instrument=instrument)


_INCIDENTS = b"phase,count,days,unit,client,date\n" + b"".join(
    b"%s,%d,%d,Ward %d,c%d,2024-%02d\n"
    % (b"after" if month > 6 else b"before", month % 4, 28, unit, unit, month)
    for unit in (1, 2)
    for month in range(1, 13)
)


def _read_incidents(path: Path, _folder: Path) -> None:
    from nmt_widgets.outcomes.incidents.entries import read_incidents
    from nmt_widgets.outcomes.incidents.rates import rates
    from nmt_widgets.outcomes.marks import holds_synthetic

    holds_synthetic(path)
    incidents = read_incidents(path)
    rates(incidents)
    for column in {"unit", "month"} & set(incidents.frame.columns):
        rates(incidents, column)


_CHANGES = b"client,time,value,group\n" + b"".join(
    b"c%d,%d,%d.5,%s\n" % (client, time, 40 + client + time * 3, b"ab"[client % 2 :][:1])
    for client in range(12)
    for time in (1, 2)
)


def _read_changes(path: Path, _folder: Path) -> None:
    from nmt_widgets.outcomes.change import compare_groups, paired_change, read_values

    values = read_values([path], by="group")
    paired_change(values).to_dict()
    compare_groups(values, "group").to_dict()


def _clients() -> dict[str, bytes]:
    from nmt_widgets.bench.cohort import invented_rows

    rows, parquet = invented_rows(12), io.BytesIO()
    rows.to_parquet(parquet)
    return {"clients.csv": rows.to_csv(index=False).encode(), "clients.parquet": parquet.getvalue()}


def _read_clients(path: Path, _folder: Path) -> None:
    from nmt_widgets.outcomes.cohort import read_cohort

    read_cohort(path).describe()


def _forms() -> dict[str, bytes]:
    from nmt_widgets.case_files import load_case
    from nmt_widgets.case_files.answers import to_answers
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.training.adjudication.form import write_form
    from nmt_widgets.training.adjudication.settled import adjudicate

    answers = to_answers(load_case("james"))
    ratings = adjudicate(answers, answers, load_instrument(), number=1, second_number=2)
    rows = list(csv.DictReader(io.StringIO(write_form(ratings), newline="")))
    form = io.StringIO(newline="")
    writer = csv.DictWriter(form, list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, "settled": row["second"], "reason": "Seen again"} for row in rows)
    return {"form.csv": form.getvalue().encode()}


def _read_form(path: Path, _folder: Path) -> None:
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.training.adjudication.form import read_form

    read_form(path, load_instrument())


@contextmanager
def _setting(name: str, value: Path) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = str(value)
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


_STAMP = dict.fromkeys(("case", "data", "notebook", "software", "request"), "1")


def _manifests() -> dict[str, bytes]:
    from nmt_widgets.reporting.runner.fingerprint import MANIFEST, write_manifest

    with tempfile.TemporaryDirectory(prefix="nmt-doors-") as name:
        (Path(name) / "report.html").write_bytes(b"a report")
        write_manifest(Path(name), _STAMP, ["report.html"])
        return {MANIFEST: (Path(name) / MANIFEST).read_bytes()}


def _read_manifest(path: Path, folder: Path) -> None:
    from nmt_widgets.apps.shared.report_files import read_manifest
    from nmt_widgets.core.texts import texts
    from nmt_widgets.reporting.runner.fingerprint import reason_to_make

    (folder / "report.html").write_bytes(b"a report")
    shutil.copy(path, folder)
    reason_to_make(folder, _STAMP)
    read_manifest(folder, texts("report_button")["files"])


def _notebooks() -> dict[str, bytes]:
    from nmt_widgets.core.places import notebooks

    return {"report.ipynb": (notebooks() / "report.ipynb").read_bytes()}


def _read_notebook(path: Path, _folder: Path) -> None:
    from nmt_widgets.reporting.runner.jobs import parameter_names

    parameter_names(path.read_bytes(), path)


def _aggregates() -> dict[str, bytes]:
    from nmt_widgets.outcomes.pooling import write_aggregate
    from nmt_widgets.outcomes.pooling.reading import fingerprint, to_text

    rows = [
        {"client": f"c-{number}", "time": time, "total": 150 + 7 * number + time * (number % 5)}
        for number in range(24)
        for time in (1, 2)
    ]
    phases = [{"phase": phase, "count": 30, "days": 900} for phase in ("before", "after")]
    content = write_aggregate(rows, site="north", incidents=phases).file.model_dump(mode="json")
    content["fingerprint"] = fingerprint(content)
    return {"north.json": to_text(content).encode()}


_LINES = b"client,kind,done\n" + b"".join(b"c%d,essential,yes\n" % number for number in range(20))


def _read_lines(path: Path, _folder: Path) -> None:
    from nmt_widgets.outcomes.pooling.tables import read_rows

    read_rows(path)


def _read_aggregate(path: Path, _folder: Path) -> None:
    from nmt_widgets.outcomes.pooling import pool

    pool(path).to_dict()


READERS = {
    reader.name: reader
    for reader in (
        Reader(
            "case",
            ("core.documents", "case_files.reading", "cli.cases", "library.case_file", "store.case_sources"),
            _cases,
            _read_case,
        ),
        Reader("colleague's case", ("case_files.received", "apps.author.files"), _cases, _read_colleagues),
        Reader(
            "reference",
            ("training.references.reading", "training.references.drafts"),
            _references,
            _read_reference,
        ),
        Reader(
            "site's data",
            (
                "core.data",
                "core.options",
                "site.checking",
                "site.overview",
                "instrument.reading",
                "planning.reading",
                "metrics.plausibility",
                "library.programme.rules",
                "outcomes.rules",
                "outcomes.synthetic.rules",
                "outcomes.incidents.kinds",
                "presenting.teaching",
                "training.class_board",
                "training.certification.fidelity",
                "training.certification.programmes",
                "training.practice.rules",
                "training.raters.error_rules",
                "training.statistics.standards",
                "store.people.roles",
                "store.people.accounts",
                "store.people.rules",
                "server.shared.door_limits",
                "server.audience.limits",
                "server.class_door.limits",
                "site.installation.rules",
            ),
            _data,
            _read_site,
        ),
        Reader("site's words", ("core.texts",), _words, _read_words),
        Reader("site's language", ("core.texts",), _words, _read_new_language),
        Reader(
            "ratings", ("training.raters.ratings",), lambda: {"ratings.csv": _RATINGS}, _read_ratings, TABLE
        ),
        Reader(
            "incidents",
            ("outcomes.incidents.rows", "outcomes.marks"),
            lambda: {"incidents.csv": _INCIDENTS},
            _read_incidents,
            TABLE,
        ),
        Reader(
            "values over time",
            ("outcomes.change.values",),
            lambda: {"values.csv": _CHANGES},
            _read_changes,
            TABLE,
        ),
        Reader("clients", ("outcomes.cohort.sources",), _clients, _read_clients, TABLE),
        Reader("adjudication form", ("training.adjudication.form",), _forms, _read_form, TABLE),
        Reader(
            "scores",
            ("store.transfer.importing.rows", "cli.storing"),
            store_files.tables,
            store_files.read_scores,
            TABLE,
        ),
        Reader(
            "workbook",
            ("core.table_scan", "core.table_workbook"),
            store_files.workbooks,
            store_files.read_scores,
            WORKBOOK,
        ),
        Reader(
            "mapping", ("store.transfer.importing.mapping",), store_files.mappings, store_files.read_mapping
        ),
        Reader(
            "backup", ("store.transfer.backup_reading",), store_files.backups, store_files.read_backup, BACKUP
        ),
        Reader(
            "manifest",
            ("reporting.runner.fingerprint", "apps.shared.report_files"),
            _manifests,
            _read_manifest,
            BYTES,
        ),
        Reader("notebook", ("reporting.runner.jobs",), _notebooks, _read_notebook, BYTES),
        Reader("aggregate", ("outcomes.pooling.reading",), _aggregates, _read_aggregate),
        Reader(
            "lines of plans", ("outcomes.pooling.tables",), lambda: {"lines.csv": _LINES}, _read_lines, TABLE
        ),
        Reader("export", ("store.transfer.export",), store_files.exports, store_files.read_export, BYTES),
    )
}
