"""The report's pages: each is a run of HTML and charts that a notebook shows and the HTML report lays out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmt_widgets.cases import Assessment, Case
from nmt_widgets.cases.early_birth import corrected_age
from nmt_widgets.charts import wording
from nmt_widgets.charts.style import CHART_CSS
from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.metrics import Change, Profile, compare, find_assessment, profile
from nmt_widgets.planning import AgreedLine, Plan, agreed, plan, say_dose
from nmt_widgets.reports.answers import section_answers
from nmt_widgets.reports.follow_up import followed
from nmt_widgets.store import open_case

if TYPE_CHECKING:
    import plotly.graph_objects as go

TEMPLATES = Path(__file__).parent / "templates"
PLOTLY_MIME = "application/vnd.plotly.v1+json"

_CHART = re.compile(r"<!--chart:([a-z]+)-->")


@dataclass(frozen=True)
class Page:
    """One page: HTML fragments (str) and plotly figures, in order; shows itself in a notebook."""

    blocks: tuple[str | go.Figure, ...] = field(repr=False)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for bundle in self.bundles():
            display(bundle, raw=True)

    def bundles(self) -> Iterator[dict[str, Any]]:
        """Yield a MIME bundle for each block, as a notebook stores it."""
        for block in self.blocks:
            if isinstance(block, str):
                yield {"text/html": block, "text/plain": "NMT report"}
            else:
                figure = json.loads(block.to_json())
                yield {PLOTLY_MIME: figure, "text/plain": _described(figure)}


def _described(figure: dict[str, Any]) -> str:
    meta = figure.get("layout", {}).get("meta") or {}
    return str(meta.get("description", "")) if isinstance(meta, dict) else str(meta)


@dataclass(frozen=True)
class Report:
    """The report of one assessment; get it by :func:`open_report`.

    Attributes
    ----------
    case, assessment, instrument : Case, Assessment, Instrument
    profile : Profile
        This assessment's numbers.
    change : Change or None
        Against the assessment before it, if any.
    palette : str
        The map's palette.
    """

    case: Case
    assessment: Assessment
    instrument: Instrument
    profile: Profile
    change: Change | None
    palette: str

    def cover(self) -> Page:
        """Return the title, the summary and the style sheet of all pages."""
        early = corrected_age(self.case, self.assessment.number) is not None
        return self._page("cover", style=stylesheet(), early=early)

    def history(self) -> Page:
        """Return page 1: the developmental history and its risk, and who it is about."""
        from nmt_widgets import charts

        return self._page(
            "history",
            {"history": charts.history_figure(self.profile, self.instrument, mark=self.case.history.mark)},
            tables={"history": charts.history_table(self.profile, self.instrument)},
            background=[
                section
                for section in self._answers(kinds=("fields",), scope="case")
                if section.counts["answered"] or section.counts["not known"]
            ],
        )

    def functions(self) -> Page:
        """Return page 2: the maps with their key, and every function."""
        from nmt_widgets import charts

        column = self.instrument.norms.columns.get(self.profile.norms)
        misprint = ""
        if column and column.printed_total is not None:
            misprint = self._words["misprint"].format(
                printed=column.printed_total, sum=wording.number(sum(column.values.values()))
            )
        return self._page(
            "functions",
            map=charts.case_map(self.profile, self.instrument, self.palette),
            adult_total=self.instrument.scale.high * len(self.instrument.functions),
            norms=self._words["norms"][self.profile.norms_mark].format(
                age=wording.number(self.profile.norms_age)
            ),
            misprint=misprint,
            regions=[
                (wording.region_name(region.id, self.instrument), list(self._rows(region.id)))
                for region in reversed(self.instrument.regions)
            ],
        )

    def domains(self) -> Page:
        """Return page 3: functional domains, the cortical modulation ratio, relational health now."""
        from nmt_widgets import charts

        return self._page(
            "domains",
            {
                "domains": charts.domains_figure(self.profile, self.instrument),
                "cmr": charts.cmr_figure(
                    self.profile, self.instrument, earlier=self.change.before if self.change else None
                ),
                "relational": charts.relational_figure(self.profile, self.instrument),
            },
            tables={
                "domains": charts.domains_table(self.profile, self.instrument),
                "cmr": charts.cmr_table(self.profile, self.instrument),
                "relational": charts.relational_table(self.profile, self.instrument),
            },
            cmr_words=cmr_words(self.profile, self.instrument),
        )

    def change_page(self) -> Page:
        """Return page 4: change since the assessment before, and what was done; empty where there is none."""
        from nmt_widgets import charts

        if self.change is None:
            return Page(())
        before = self.change.before
        return self._page(
            "change",
            {
                "change": charts.change_figure(self.change, self.instrument),
                "items": charts.items_figure(self.change, self.instrument),
            },
            tables={
                "change": charts.change_table(self.change, self.instrument, items=False),
                "items": charts.change_table(self.change, self.instrument),
            },
            same_column=before.norms == self.profile.norms and before.norms_mark == "published",
            between_all=[
                between
                for between in self.case.between
                if before.assessment <= between.after < self.profile.assessment
            ],
        )

    def recommendations(self) -> Page:
        """Return the recommendations: web, family, client, with the team's decisions where there are any."""
        from nmt_widgets import charts

        made = self.plan
        laid = agreed(made, self.assessment.plan.decisions)
        return self._page(
            "plan",
            plan=made,
            team=self.assessment.plan,
            parts_of_plan=[
                (part, [one for one in laid.lines if _asks(one, part)])
                for part in ("web", "family", "client")
            ],
            decided=sum(one.verdict is not None for one in laid.lines),
            count=sum(one.line.kind not in ("expect", "later") for one in laid.lines),
            gone=laid.gone,
            places=[(place, made.expectations(place)) for place in ("home", "school")],
            picture=charts.reserve_picture(made.reserve, self.instrument),
            reserve_words=charts.reserve_words(made.reserve, self.instrument),
            tables={"reserve": charts.reserve_table(made.reserve, self.instrument)},
            p=texts("planning", self.instrument.language),
            say_dose=say_dose,
        )

    def follow_up(self) -> Page:
        """Return what was done of each agreed plan up to this assessment; empty where nothing was kept."""
        kept = [
            assessment
            for assessment in self.case.usable
            if assessment.number <= self.assessment.number
            and (assessment.plan.entries or assessment.plan.outcomes)
        ]
        if not kept:
            return Page(())
        return self._page(
            "follow_up",
            plans=[followed(self.case, assessment, self.instrument) for assessment in kept],
            adherence=texts("consult", self.instrument.language)["adherence"],
        )

    @cached_property
    def plan(self) -> Plan:
        """The plan of this assessment."""
        return plan(self.case, self.assessment.number, self.instrument, measured=self.profile)

    def answers(self) -> Page:
        """Return the page of every rating and answer, the open ones too; Part C has a page of its own."""
        kinds = ("adversity", "relational_history", "current_relational")
        return self._page(
            "answers",
            sections=[*self._answers(kinds=kinds), *self._answers(kinds=("fields",), scope="assessment")],
        )

    def story(self) -> Page:
        """Return the page before the last: the story, and remarks on the case; empty where there are none."""
        return self._page("story") if self.case.story or self.case.notes else Page(())

    def method(self) -> Page:
        """Return the last page: versions, marks, ranges, sources, the disclaimer."""
        points = {level.id: wording.number(level.points) for level in self.instrument.confidence.levels}
        points["not_stated"] = wording.number(self.instrument.confidence.not_stated.points)
        cited = {*self.case.sources, *_cited(self.instrument)}
        return self._page(
            "method",
            marked=list(_marked(self)),
            ranges=self._words["ranges"].format_map(points),
            missing=self._words["missing"].format(
                share=wording.number(100 * self.instrument.domains.minimum_share)
            ),
            sources=[words for key, words in self.instrument.sources.items() if key in cited],
        )

    def pages(self) -> Iterator[Page]:
        """Yield every page, in order."""
        for page in (
            self.cover,
            self.history,
            self.functions,
            self.domains,
            self.change_page,
            self.follow_up,
            self.recommendations,
            self.answers,
            self.story,
            self.method,
        ):
            yield page()

    def _answers(self, **which: Any) -> list[Any]:
        return section_answers(self.case, self.assessment.number, self.instrument, **which)

    @cached_property
    def _words(self) -> dict[str, Any]:
        return texts("report", self.instrument.language)

    def _page(self, name: str, charts: dict[str, go.Figure] | None = None, **values: Any) -> Page:
        """Fill one template and cut it at its chart marks."""
        html = (
            _environment()
            .get_template(f"{name}.j2")
            .render(
                t=self._words,
                common=texts("common", self.instrument.language),
                case=self.case,
                assessment=self.assessment,
                profile=self.profile,
                change=self.change,
                instrument=self.instrument,
                number=wording.number,
                age=wording.age,
                age_of=wording.age_of,
                **values,
            )
        )
        pieces = _CHART.split(html)
        blocks: list[Any] = [
            piece if position % 2 == 0 else (charts or {})[piece] for position, piece in enumerate(pieces)
        ]
        return Page(tuple(block for block in blocks if not isinstance(block, str) or block.strip()))

    def _rows(self, region: str) -> Iterator[dict[str, Any]]:
        from nmt_widgets.charts.steps import step_of, steps

        look = steps(self.instrument, self.palette)
        levels = texts("history", self.instrument.language)["confidence"]
        for function in self.instrument.region_functions(region):
            item = self.profile.items[function.id]
            step = look[step_of(item.score, self.instrument)] if item.score is not None else None
            level = levels.get(item.confidence or "", {})
            yield {
                "number": function.number,
                "name": function.name,
                "score": "?" if item.state == "not known" else wording.number(item.score),
                "typical": wording.number(item.typical),
                "fill": step.colour if step else "transparent",
                "ink": step.ink if step else "inherit",
                "band": step.said
                if step
                else self._words["not_known" if item.state == "not known" else "open"],
                "confidence": level.get("name", item.confidence),
                "note": item.note,
                "evidence": item.evidence,
            }


def _asks(one: AgreedLine, part: str) -> bool:
    """Say whether a line of a part asks for something, rather than tell what can be expected."""
    return one.line.part == part and one.line.kind not in ("expect", "later")


def open_report(case: str, assessment: int | None = None, palette: str = "standard") -> Report:
    """Open the report of one assessment of a case.

    Parameters
    ----------
    case : str
        A template's id, a path that ends in `.yaml`, or a case of the store.
    assessment : int, optional
        Its number; by default the latest with scores.
    palette : str
        The map's palette.

    Raises
    ------
    InputError
        When the case cannot be read or has no such assessment.
    """
    instrument = load_instrument()
    found = open_case(case, instrument)
    return _report(found, found.latest if assessment is None else assessment, instrument, palette)


def _report(case: Case, number: int, instrument: Instrument, palette: str) -> Report:
    now = profile(case, number, instrument)
    earlier = case.earlier(number)
    change = compare(profile(case, earlier.number, instrument), now) if earlier else None
    return Report(case, find_assessment(case, number), instrument, now, change, palette)


def cmr_words(profile: Profile, instrument: Instrument) -> list[str]:
    """Return what the cortical modulation ratio says, in sentences."""
    words = texts("report", instrument.language)["cmr_words"]
    cmr = profile.cmr
    figure = cmr.figure
    if figure.value is None:
        return [words["hidden"].format(n=figure.n, of=figure.of)]
    values = {
        "value": wording.number(figure.value, 2),
        "low": wording.number(figure.low, 2),
        "high": wording.number(figure.high, 2),
        "gate": wording.gate(cmr.gate),
        "typical": wording.number(cmr.typical),
        "definition": cmr.definition,
    }
    keys = ["open" if cmr.gate_open else "shut", *([] if cmr.settled else ["unsettled"]), "typical"]
    return [
        sentence.format_map(values)
        for sentence in (*map(words.get, keys), words["source"][instrument.cmr.source])
    ]


@cache
def stylesheet() -> str:
    """Return the look of the pages as one style sheet."""
    look = Path(__file__).parent.parent / "ground" / "look.css"
    sheets = "".join(path.read_text(encoding="utf-8") for path in (look, TEMPLATES / "report.css"))
    return sheets + CHART_CSS


@cache
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def sample_report() -> Report:
    """Return a report of nobody, with every page, for loading what reports need before there is one to make."""
    instrument = load_instrument()
    scores = {"scores": dict.fromkeys(instrument.ids, 6)}
    period, support = instrument.history.periods[1].id, instrument.history.relational[0].id
    category = next(entry.id for entry in instrument.history.adversity if period in entry.when)
    case = Case.model_validate(
        {
            "format": "case-1",
            "id": "nobody",
            "title": "-",
            "notes": [{"title": "-", "text": "-"}],
            "history": {
                "adversity": {period: {category: 6}},
                "relational": {period: {support: 6}},
            },
            "assessments": [
                {"number": 1, "label": "-", "age": "9 years", "functions": scores},
                {"number": 2, "label": "-", "age": "10 years", "functions": scores},
            ],
        }
    )
    return _report(case, 2, instrument, "standard")


def _marked(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what is published, reconstructed or provisional on the pages before."""
    instrument = report.instrument
    yield "functions", instrument.functions[0].source
    yield "texts", "workbook"
    yield "scores", report.assessment.functions.mark
    yield "history", report.case.history.mark
    yield "relational", report.assessment.relational_health.mark
    yield "norms", report.profile.norms_mark
    yield "categories", instrument.domains.categories[0].source
    yield "domains", instrument.domains.source
    yield "cmr", instrument.cmr.source
    yield "risk", instrument.risk.source
    yield "confidence", instrument.confidence.source


def _cited(instrument: Instrument) -> set[str]:
    """Return the keys of the sources the instrument's own entries cite."""
    entries: list[Any] = [
        *instrument.regions,
        *instrument.history.periods,
        *instrument.norms.columns.values(),
        instrument.cmr,
    ]
    return {entry.cite for entry in entries if entry.cite}
