"""Sites together: the site's own file for others, and the files of several sites as one programme."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import ipywidgets

from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.case_files.received import file_name
from nmt_widgets.charts.style import PAGE
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.local import say_number
from nmt_widgets.core.words import plural, refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.background import Background
from nmt_widgets.library.closing import close_widgets
from nmt_widgets.library.programme import PooledProgramme, ProgrammeData
from nmt_widgets.outcomes.pooling import Aggregate, pool, write_aggregate
from nmt_widgets.outcomes.pooling.model import is_site_code
from nmt_widgets.outcomes.pooling.reading import parse_aggregate
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.store import Store
from nmt_widgets.widgets.programme.messages import (
    ReadSiteFiles,
    SiteFile,
    SiteFileProblem,
    SitesMessage,
    WriteSiteFile,
)
from nmt_widgets.widgets.programme.sites import SitesView
from nmt_widgets.widgets.shared.messages import Words

MOST_FILES = 100


class SitesRead(NamedTuple):
    """The files of sites that were read: what they tell, a sentence that names the sites, and the files themselves."""

    programme: PooledProgramme
    sentence: str
    files: Mapping[str, bytes]


class SitesTogether:
    """The part "Sites together" of the screen.

    Parameters
    ----------
    store : Store
        Opened for the person in front: it is asked before the own file is handed over.
    instrument : Instrument
    words : mapping
        `programme_screen.yaml`.
    background : Background
    show_pooled : callable
        Called with the sites whose files were read.

    Attributes
    ----------
    parts : list of Widget
    """

    def __init__(
        self,
        store: Store,
        instrument: Instrument,
        words: Words,
        background: Background,
        show_pooled: Callable[[SitesRead], None],
    ) -> None:
        self._permission = DownloadPermission(store, right="outcomes")
        self._instrument, self._words, self._background = instrument, words, background
        self._show_pooled = show_pooled
        self._data: ProgrammeData | None = None
        disclosure = load_outcome_rules().disclosure
        own = {
            **words["own"],
            "public": words["own"]["public"].format(
                public=disclosure.smallest_public, smallest=disclosure.smallest
            ),
        }
        self._view = SitesView(self.receive, words={"own": own, "read": words["read"]})
        self.parts: list[ipywidgets.Widget] = [self._view]

    def offer(self, data: ProgrammeData) -> None:
        """Let the own file be written of these clients."""
        self._data = data
        self._view.kinds = [(kind, kind) for kind in data.incidents]
        self._view.own = True

    def receive(self, message: SitesMessage, buffers: Sequence[Any]) -> None:
        """Write the own file, or read files of sites; what is wrong is shown where it was asked for."""
        if message["type"] == "write":
            self._write(message)
        else:
            self._read(message, buffers)

    def close(self) -> None:
        """Close the widgets."""
        close_widgets(self.parts)

    # ---- the own file ----

    def _write(self, message: WriteSiteFile) -> None:
        data = self._data
        if data is None:
            return
        if not is_site_code(message["site"]):
            self._hand_over(InputError(self._words["own"]["site_refused"]))
            return

        def work() -> Aggregate | InputError:
            try:
                self._permission.check()
                return write_aggregate(
                    data.cohort.frame,
                    site=message["site"],
                    incidents=_incidents(data, message["incidents"]),
                    lines=data.lines,
                    public=message["public"],
                    instrument=self._instrument,
                )
            except InputError as error:
                return error

        self._background.do(work, self._hand_over)

    def _hand_over(self, result: Aggregate | InputError) -> None:
        view = self._view
        with view.hold_sync():
            view.refusal = result.brief if isinstance(result, InputError) else ""
            view.content = [] if isinstance(result, InputError) else [*self._content(result)]
        if isinstance(result, Aggregate):
            view.hand_over(f"{result.file.site}.json", result.text)

    def _content(self, aggregate: Aggregate) -> Iterator[str]:
        """Yield in words what a file holds, and what it does not."""
        file, words = aggregate.file, self._words["own"]["holds"]
        yield plural(words, "clients", file.clients, number=_number(file.clients))
        if file.left_out is None:
            yield words["left_out_hidden"]
        elif file.left_out:
            yield words["left_out"].format(count=_number(file.left_out))
        measures = {name for group in file.groups for name in group.measures}
        yield words["measures"].format(count=_number(len(measures)))
        tables = {
            "moved": file.moved,
            "left": file.left,
            "incidents": file.incidents,
            "adherence": file.adherence,
            "timing": file.timing,
        }
        names = [words["tables"][name] for name, table in tables.items() if table]
        if names:
            yield words["counts"].format(names=", ".join(names))
        yield words["hidden"].format(most=file.smallest - 1)

    # ---- files of sites ----

    def _read(self, message: ReadSiteFiles, buffers: Sequence[Any]) -> None:
        files = _named(message["names"], buffers)

        def work() -> tuple[SitesRead, list[SiteFile]] | InputError:
            try:
                self._permission.check()
                pooled = pool(*_aggregates(files))
            except InputError as error:
                return error
            programme = PooledProgramme(pooled, instrument=self._instrument, theme=PAGE)
            names = ", ".join(site.site for site in pooled.sites)
            sentence = plural(self._words, "sites_together", len(pooled.sites), names=names)
            lines = [self._file(site.site, site.clients, site.period) for site in pooled.sites]
            return SitesRead(programme, sentence, files), lines

        self._background.do(work, self._take)

    def _take(self, result: tuple[SitesRead, list[SiteFile]] | InputError) -> None:
        if isinstance(result, InputError):
            self._view.problems = [_problem(error) for error in result.problems]
            return
        sites, lines = result
        with self._view.hold_sync():
            self._view.problems, self._view.files = [], lines
        self._show_pooled(sites)

    def _file(self, site: str, clients: int, period: tuple[int, int] | None) -> SiteFile:
        years = "" if period is None else "–".join(map(str, sorted({*period})))
        count = plural(self._words["own"]["holds"], "clients", clients, number=_number(clients))
        return {"site": site, "clients": count, "period": years}


def _incidents(data: ProgrammeData, kind: str) -> Any:
    return data.incidents[kind].frame if kind in data.incidents else None


def _named(names: Sequence[str], buffers: Sequence[Any]) -> dict[str, bytes]:
    """Return the files of a page by the last part of their names; of two of one name the second has a number."""
    files: dict[str, bytes] = {}
    for name, buffer in [*zip(map(file_name, names), buffers, strict=False)][:MOST_FILES]:
        stem, dot, ending = name.rpartition(".")
        free = name if name not in files else f"{stem}-{len(files) + 1}{dot}{ending}"
        files[free] = bytes(buffer)
    return files


def _aggregates(files: Mapping[str, bytes]) -> list[Aggregate]:
    """Return the content of files; raises with the problems of all of them."""
    aggregates: list[Aggregate] = []
    problems: list[InputError] = []
    for name, raw in files.items():
        try:
            aggregates.append(parse_aggregate(raw, name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputErrors(problems)
    if not aggregates:
        raise refusal("pooling", "no_files")
    return aggregates


def _problem(error: InputError) -> SiteFileProblem:
    at = f"{error.place}: " if error.place else ""
    return {
        "file": "" if error.file is None else file_name(str(error.file)),
        "line": error.line,
        "problem": f"{at}{error.message}",
        "remedy": error.remedy or "",
    }


def _number(count: int) -> str:
    return say_number(count, grouped=True)
