"""The pages of the report of a programme: what :class:`nmt_widgets.library.programme.Programme` tells, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nmt_widgets._version import __version__
from nmt_widgets.charts.outcomes.bare import BarePicture
from nmt_widgets.core.local import say_date, say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.library.programme import (
    Finding,
    PooledProgramme,
    Programme,
    Topic,
    read_programme,
    stored_programme,
)
from nmt_widgets.library.programme.folders import folder_name
from nmt_widgets.library.programme.rules import load_programme_rules
from nmt_widgets.outcomes.pooling import pool
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.reporting.templating import ReportPage, StillChart, fill, stylesheet

if TYPE_CHECKING:
    from nmt_widgets.charts.tables import ChartTable

_WIDE, _TALL = 746, 400
"""The size of a plot on two axes, in pixels; rows are at most twice as high, so that they fit on a sheet."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_MOST_ROWS, _MOST_COLUMNS = 14, 11
"""Of a table that is printed."""


@dataclass(frozen=True)
class PrintedFinding:
    """A finding as the report has it.

    Attributes
    ----------
    finding : Finding
    count : str
        The clients behind it, and those who are left out.
    notes, caveats : tuple of str
        What stands under the picture, and under that of its slide: sentences, each once.
    table : ChartTable or None
        The numbers of the picture.
    is_printed : bool
        Whether the table is on paper, too: where the picture has not all of its numbers.
    """

    finding: Finding
    count: str
    notes: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    table: ChartTable | None = None
    is_printed: bool = False

    @property
    def chart(self) -> str:
        """The name of its picture in the template."""
        return f"c-{self.finding.id}"


@dataclass(frozen=True, eq=False)
class ProgrammeReport:
    """The report of a programme under one selection; get it by :func:`open_programme_report`.

    Attributes
    ----------
    programme : Programme or PooledProgramme
    selection : mapping of str to str
        A level for each filter.
    public : bool
        Whether it is to be published.
    """

    programme: Programme | PooledProgramme
    selection: Mapping[str, str] = field(default_factory=dict)
    public: bool = False

    def cover(self) -> ReportPage:
        """Return page 1: of which day, of whom, the answers in short, and what was left out."""
        first = self.topic_of(self.programme.topics[0])
        say = self._words
        facts = {
            "day": self._day,
            "clients": _count(first.n),
            "selection": first.selection_words or say["everybody"],
            "use": say["use"]["public" if self.public else "own"],
            "smallest": say["smallest"].format(smallest=self.programme.smallest),
        }
        blocks = self._fill(
            "programme_cover",
            style=stylesheet(),
            facts=[(say["facts"][name], value) for name, value in facts.items()],
            topics=[self.topic_of(id) for id in self.programme.topics],
            left_out=_notes(self.programme),
        )
        return ReportPage(blocks, self.about)

    def topic(self, id: str) -> ReportPage:
        """Return the page of a topic; empty where the programme does not have it."""
        if id not in self.programme.topics:
            return ReportPage(())
        topic = self.topic_of(id)
        printed = [self._printed(finding) for finding in topic.findings]
        charts = {entry.chart: self._still(entry) for entry in printed if entry.finding.figure is not None}
        return ReportPage(self._fill("programme_topic", charts, topic=topic, findings=printed))

    def method(self) -> ReportPage:
        """Return the last page: how the numbers were made, what they do not say, versions."""
        rules, say = load_outcome_rules(), self._words["method"]
        values = {
            "level": f"{100 * rules.resampling.level:g} %",
            "replicates": say_number(rules.resampling.replicates, grouped=True),
            "seed": rules.resampling.seed,
            "days": say_number(rules.incidents.per_days, grouped=True),
            "smallest": self.programme.smallest,
        }
        own = {
            "outcomes": rules.version,
            "programme": load_programme_rules().version,
            "software": __version__,
        }
        names = {**texts("report")["version_names"], **say["version_names"]}
        versions = {**_versions(self.programme), **own}
        return ReportPage(
            self._fill(
                "programme_method",
                parts=[(part["title"], part["text"].format_map(values)) for part in say["parts"]],
                versions=[(names.get(name, name), version) for name, version in versions.items()],
            )
        )

    def pages(self) -> Iterator[ReportPage]:
        """Yield all pages in order."""
        yield self.cover()
        yield from map(self.topic, self.programme.topics)
        yield self.method()

    def topic_of(self, id: str) -> Topic:
        """Return a topic under the selection of this report."""
        if id not in self._topics:
            self._topics[id] = self.programme.topic(id, self.selection)
        return self._topics[id]

    @cached_property
    def about(self) -> dict[str, str]:
        """The names of the document: its title, what stands on every page, the start of its file names."""
        say, selection = self._words["document"], self.topic_of(self.programme.topics[0]).selection_words
        values = {"day": self._day, "selection": selection, "version": __version__}
        running = say["running_selected" if selection else "running"].format_map(values)
        if self.programme.synthetic:
            running = say["synthetic"].format(running=running)
        return {
            "title": self._words["title"].format_map(values),
            "running": running,
            "made": say["made"].format_map(values),
            "page": say["page"],
            "stem": f"{self._name}-{self.programme.as_of.isoformat()}",
        }

    @cached_property
    def _topics(self) -> dict[str, Topic]:
        return {}

    @property
    def _name(self) -> str:
        pooled = isinstance(self.programme, PooledProgramme)
        return folder_name(self.selection, public=self.public, pooled=pooled)

    @property
    def _day(self) -> str:
        return say_date(self.programme.as_of)

    @property
    def _words(self) -> dict[str, Any]:
        return texts("programme_report")

    def _printed(self, finding: Finding) -> PrintedFinding:
        if finding.figure is None:
            return PrintedFinding(finding, "", _sentences(finding, finding.caveat))
        table, picture = finding.figure.table, BarePicture(finding.figure.to_values())
        surround = picture.surround
        fits = len(table.rows) <= _MOST_ROWS and len(table.header) <= _MOST_COLUMNS
        return PrintedFinding(
            finding,
            _clients_behind(finding.n, finding.missing),
            _sentences(finding, finding.caveat, surround.sentence, *surround.notes),
            _sentences(finding, finding.caveat, *surround.notes),
            table,
            fits and picture.is_long(_WIDE, _TALL),
        )

    def _still(self, printed: PrintedFinding) -> StillChart:
        """Return the picture with its key and axis; heading, sentence and notes are on the page."""
        finding, say = printed.finding, self._words
        selection = self.topic_of(self.programme.topics[0]).selection_words
        day = self._day
        source = say["source"].format(day=day)
        slide = {
            "title": finding.sentence,
            "caveat": " ".join(printed.caveats),
            "source": " · ".join(filter(None, (source, selection, printed.count))),
        }
        assert finding.figure is not None
        figure = finding.figure.to_values()
        picture = BarePicture(figure)
        bare = replace(picture.surround, title="", sentence="", notes=(), synthetic=False)
        svg, _ = picture.draw(_WIDE, _TALL, bare)
        return StillChart(svg, figure, slide, finding.id)

    def _fill(self, name: str, charts: Mapping[str, StillChart] | None = None, **values: Any) -> Any:
        return fill(
            name,
            charts or {},
            t=self._words,
            r=texts("report"),
            common=texts("common"),
            report=self,
            **values,
        )


def _notes(programme: Programme | PooledProgramme) -> list[str]:
    """Return what was left out, in words."""
    if isinstance(programme, PooledProgramme):
        say = texts("programme_report")["site"]
        return [
            say.format(site=site.site, count=_count(site.left_out))
            for site in programme.pooled.sites
            if site.left_out != 0
        ]
    kinds = programme.data.incidents_left_out
    return [*programme.data.notes, *(f"{kind}: {words}" for kind, words in kinds.items())]


def _versions(programme: Programme | PooledProgramme) -> Mapping[str, str]:
    """Return the versions of the definitions; of files of sites, those of the software that wrote them."""
    if isinstance(programme, PooledProgramme):
        return {site.site: site.software for site in programme.pooled.sites}
    return programme.data.cohort.versions


def _sentences(finding: Finding, *passages: str) -> tuple[str, ...]:
    """Return each sentence once that the finding's own does not say."""
    parts = dict.fromkeys(part for words in passages for part in _SENTENCE.split(words) if part)
    return tuple(part for part in parts if part not in finding.sentence)


def _count(n: int | None) -> str:
    return str(texts("programme_report")["hidden"]) if n is None else say_number(n, grouped=True)


def _clients_behind(n: int | None, missing: int | None) -> str:
    """Return the clients behind a finding, and those who are left out; nothing where that is not told."""
    say = texts("programme_report")
    if n is None:
        return ""
    return str(say["count_missing" if missing else "count"]).format(n=_count(n), missing=_count(missing))


def read_filters(filters: Sequence[str]) -> dict[str, str]:
    """Return filters such as ``age=6`` as a mapping.

    Raises
    ------
    InputError
        When one is not of this form, or there twice.

    Examples
    --------
    >>> read_filters(["age=6+9", "site=north"])
    {'age': '6+9', 'site': 'north'}
    """
    selection: dict[str, str] = {}
    for text in filters:
        name, equals, level = text.partition("=")
        if not (name and equals and level):
            raise refusal("programme_report", "bad_filter", value=text[:60])
        if name in selection:
            raise refusal("programme_report", "twice", name=name[:60])
        selection[name] = level
    return selection


PROGRAMME = ("files", "incidents", "lines", "ratings", "filters", "pooled", "store", "public")
"""The parameters of the notebook."""


def open_programme(
    files: Sequence[str] = (),
    incidents: Sequence[str] = (),
    lines: str | None = None,
    ratings: str | None = None,
    pooled: bool = False,
    store: bool = False,
    public: bool = False,
) -> Programme | PooledProgramme:
    """Open what is told of a programme; the parameters are those of :func:`open_programme_report`.

    Raises
    ------
    InputError
        When a file is wrong, with each problem; when the person lacks the right.
    """
    if pooled:
        return PooledProgramme(pool(*files))
    if store:
        from nmt_widgets.store.opening import askers_store

        return Programme(stored_programme(askers_store()), public=public)
    return Programme(read_programme(*files, incidents=incidents, lines=lines, ratings=ratings), public=public)


def open_programme_report(
    files: Sequence[str] = (),
    incidents: Sequence[str] = (),
    lines: str | None = None,
    ratings: str | None = None,
    filters: Sequence[str] = (),
    pooled: bool = False,
    store: bool = False,
    public: bool = False,
) -> ProgrammeReport:
    """Open the report of a programme.

    Parameters
    ----------
    files : sequence of str
        Tables of assessments, or with `pooled` the aggregate files of sites.
    incidents : sequence of str
        Tables of incidents, one a kind.
    lines, ratings : str, optional
        A table of lines of plans, and one of double ratings.
    filters : sequence of str
        Clients to choose, such as ``age=6``.
    pooled : bool
        Whether the files are aggregate files.
    store : bool
        Whether to take the clients of the store, as far as the person who asks has the right.
    public : bool
        Whether it is to be published: more counts are hidden.

    Raises
    ------
    InputError
        When a file is wrong, with each problem; when a selection may not be answered, or the person lacks the right.
    """
    selection = read_filters(filters)
    programme = open_programme(files, incidents, lines, ratings, pooled, store, public)
    report = ProgrammeReport(programme, selection, public)
    first = report.topic_of(programme.topics[0])
    if not first.findings:
        raise refusal("programme_report", "not_answered", reason=first.lead.rstrip("."))
    return report
