"""The pages of the report: each is a sequence of HTML and charts, for a notebook and for the HTML report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from nmt_widgets.case_files import Assessment, Case
from nmt_widgets.case_files.early_birth import corrected_age
from nmt_widgets.charts import wording
from nmt_widgets.charts.map_columns import adult_total
from nmt_widgets.charts.style import PAGE
from nmt_widgets.core.local import say_date
from nmt_widgets.core.settings import steady_settings
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.metrics import Change, Profile, compare, find_assessment, profile
from nmt_widgets.planning import Plan, plan
from nmt_widgets.planning.important import most_important
from nmt_widgets.reporting.pages.answers import section_answers
from nmt_widgets.reporting.pages.follow_up import followed
from nmt_widgets.reporting.pages.front import bar_marks, cmr_words, document, domain_rows, facts
from nmt_widgets.reporting.pages.functions import function_rows
from nmt_widgets.reporting.pages.planned import WordedPlan, line_in_words, plan_in_words
from nmt_widgets.reporting.pages.provenance import cited, marked, most
from nmt_widgets.reporting.templating import ReportPage, fill, still, stylesheet
from nmt_widgets.store import Revision, case_revision, open_case

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Heights in pixels: the charts of one page fit on one sheet of paper.
_HISTORY, _ROW, _LOW_ROW, _CMR, _CHANGE, _ITEM = 520, 45, 42, 216, 18, 22


@dataclass(frozen=True)
class Report:
    """The report of one assessment; get it by :func:`open_report`.

    Attributes
    ----------
    case, assessment, instrument : Case, Assessment, Instrument
    profile : Profile
        The figures of this assessment.
    change : Change or None
        From the earlier assessment to this one, if there is an earlier one.
    palette : str
        The palette of the map.
    appendix : bool
        Whether story, answers and method are at the end.
    revision : Revision or None
        The revision of the record; None for a case file.
    """

    case: Case
    assessment: Assessment
    instrument: Instrument
    profile: Profile
    change: Change | None
    palette: str = "standard"
    appendix: bool = True
    revision: Revision | None = None

    @steady_settings()
    def cover(self) -> ReportPage:
        """Return page 1: client, map, domains, ratio, safety, and what comes first."""
        from nmt_widgets.charts.brain_map import beside_peer

        words = texts("planning", self.instrument.language)
        page = self._page(
            "cover",
            style=stylesheet(),
            map=still(beside_peer(self.profile, self.instrument, self.palette, uid="front")),
            early=corrected_age(self.case, self.assessment.number) is not None,
            facts=list(facts(self.case, self.assessment, self.revision, self.instrument)),
            domains=list(domain_rows(self.profile, self.instrument)),
            bar_marks=bar_marks(self.instrument),
            cmr_words=cmr_words(self.profile, self.instrument)[:-1],
            ratio=wording.ratio,
            safety=self.plan.safety,
            home=texts("safety", self.instrument.language)["home"][self.plan.safety.home],
            worded=self.worded_plan,
            first=[
                line_in_words(entry, words, self.instrument.language)
                for entry in most_important(self.worded_plan.agreed_plan)
            ],
            p=words,
        )
        return ReportPage(page.blocks, self.about)

    @steady_settings()
    def history(self) -> ReportPage:
        """Return the developmental history and its risk, and the background of the client."""
        from nmt_widgets import charts

        background = [
            section
            for section in self._answers(kinds=("fields",), scope="case")
            if section.counts["answered"] or section.counts["not known"]
        ]
        return self._page(
            "history",
            {
                "history": charts.plot_history(
                    self.profile, mark=self.case.history.mark, height=_HISTORY, **self._look
                )
            },
            tables={"history": charts.history_table(self.profile, self.instrument)},
            background=background,
            background_mark=most(section.mark for section in background),
        )

    @steady_settings()
    def functions(self) -> ReportPage:
        """Return the maps with their key, and every function."""
        from nmt_widgets import charts

        column = self.instrument.norms.columns.get(self.profile.norms)
        misprint = ""
        if column and column.printed_total is not None:
            misprint = self._words["misprint"].format(
                printed=column.printed_total, sum=wording.number(sum(column.values.values()))
            )
        rows = partial(function_rows, self.profile, self.change, self.instrument, self.palette)
        return self._page(
            "functions",
            map=still(charts.case_map(self.profile, self.instrument, self.palette)),
            adult_total=adult_total(self.profile, self.instrument),
            total_range=self._ranged(
                "total_range",
                low=wording.number(self.profile.total.low, 0),
                high=wording.number(self.profile.total.high, 0),
            ),
            norms=self._words["norms"][self.profile.norms_mark].format(
                age=wording.number(self.profile.norms_age)
            ),
            misprint=misprint,
            regions=[
                (wording.region_name(region.id, self.instrument), list(rows(region.id)))
                for region in reversed(self.instrument.regions)
            ],
        )

    @steady_settings()
    def domains(self) -> ReportPage:
        """Return functional domains, the cortical modulation ratio and relational health now."""
        from nmt_widgets import charts

        return self._page(
            "domains",
            {
                "domains": charts.plot_domains(self.profile, row=_ROW, **self._look),
                "cmr": charts.plot_cmr(
                    [self.change.before, self.profile] if self.change else self.profile,
                    height=_CMR,
                    **self._look,
                ),
                "relational": charts.plot_relational(self.profile, row=_LOW_ROW, **self._look),
            },
            tables={
                "domains": charts.domains_table(self.profile, self.instrument),
                "cmr": charts.cmr_table(self.profile, self.instrument),
                "relational": charts.relational_table(self.profile, self.instrument),
            },
            cmr_words=cmr_words(self.profile, self.instrument),
        )

    @steady_settings()
    def change_page(self) -> ReportPage:
        """Return the change since the earlier assessment, and what was done; empty without an earlier one."""
        from nmt_widgets import charts

        if self.change is None:
            return ReportPage(())
        before = self.change.before
        return self._page(
            "change",
            {
                "change": charts.plot_change(self.change, row=_CHANGE, **self._look),
            },
            tables={"change": charts.change_table(self.change, self.instrument, items=False)},
            ratio=wording.ratio,
            same_column=before.norms == self.profile.norms and before.norms_mark == "published",
            between_all=[
                between
                for between in self.case.between
                if before.assessment <= between.after < self.profile.assessment
            ],
        )

    @steady_settings()
    def recommendations(self) -> ReportPage:
        """Return the plan with the decisions of the team: safety, the lines for now by part, the next lines."""
        from nmt_widgets import charts

        proposed = self.plan
        return self._page(
            "plan",
            plan=proposed,
            safety=proposed.safety,
            team=self.assessment.plan,
            agreed_on=say_date(agreed, self.instrument.language)
            if (agreed := self.assessment.plan.agreed)
            else "",
            worded=self.worded_plan,
            places=[(place, proposed.expectations(place)) for place in ("home", "school")],
            picture=charts.reserve_picture(proposed.reserve, self.instrument),
            reserve_words=charts.reserve_words(proposed.reserve, self.instrument),
            tables={"reserve": charts.reserve_table(proposed.reserve, self.instrument)},
            p=texts("planning", self.instrument.language),
            s=texts("safety", self.instrument.language),
        )

    @steady_settings()
    def follow_up(self) -> ReportPage:
        """Return what was done of each plan up to this assessment; empty without entries."""
        followed_up = [
            assessment
            for assessment in self.case.usable
            if assessment.number <= self.assessment.number
            and (assessment.plan.entries or assessment.plan.outcomes)
        ]
        if not followed_up:
            return ReportPage(())
        return self._page(
            "follow_up",
            plans=[followed(self.case, assessment, self.instrument) for assessment in followed_up],
            adherence=texts("consult", self.instrument.language)["adherence"],
        )

    @steady_settings()
    def answers(self) -> ReportPage:
        """Return all ratings and answers, also the open ones, but Part C, which has its own page."""
        if not self.appendix:
            return ReportPage(())
        kinds = ("adversity", "relational_history", "current_relational")
        return self._page(
            "answers",
            sections=[*self._answers(kinds=kinds), *self._answers(kinds=("fields",), scope="assessment")],
        )

    @steady_settings()
    def items(self) -> ReportPage:
        """Return a chart of all functions before and after; empty without an earlier assessment."""
        from nmt_widgets import charts

        if self.change is None or not self.appendix:
            return ReportPage(())
        return self._page(
            "items",
            {"items": charts.plot_functions(self.change, row=_ITEM, **self._look)},
            tables={"items": charts.change_table(self.change, self.instrument)},
        )

    @steady_settings()
    def story(self) -> ReportPage:
        """Return the story and the remarks on the case; empty without either."""
        if not self.appendix or not (self.case.story or self.case.notes):
            return ReportPage(())
        return self._page("story", mark=most(event.mark for event in self.case.story))

    @steady_settings()
    def method(self) -> ReportPage:
        """Return the last page: versions, marks, ranges, sources, the disclaimer."""
        if not self.appendix:
            return ReportPage(())
        points = {level.id: wording.number(level.points) for level in self.instrument.confidence.levels}
        points["not_stated"] = wording.number(self.instrument.confidence.not_stated.points)
        keys = {*self.case.sources, *cited(self.instrument)}
        return self._page(
            "method",
            marked=list(marked(self.case, self.assessment, self.profile, self.instrument)),
            ranges=self._ranged("ranges", **points),
            missing=self._words["missing"].format(
                share=wording.number(100 * self.instrument.domains.minimum_share)
            ),
            sources=[words for key, words in self.instrument.sources.items() if key in keys],
        )

    def pages(self) -> Iterator[ReportPage]:
        """Yield all pages in order."""
        for page in (
            self.cover,
            self.history,
            self.functions,
            self.domains,
            self.change_page,
            self.follow_up,
            self.recommendations,
            self.items,
            self.story,
            self.answers,
            self.method,
        ):
            yield page()

    def _ranged(self, key: str, **points: str) -> str:
        """Return a text about ranges: as they are assumed, or as the site has measured them."""
        text = self._words[f"{key}_measured" if self.instrument.confidence.measured else key]
        shared = wording.number(100 * self.instrument.shared_error, 0)
        return str(text.format(ranges=wording.ranges(self.instrument), shared=shared, **points))

    def _answers(self, **which: Any) -> list[Any]:
        return section_answers(self.case, self.assessment.number, self.instrument, **which)

    @property
    def _look(self) -> dict[str, Any]:
        """How every chart of the report is made: with its words, and for a page that has the house's style."""
        return {"instrument": self.instrument, "theme": PAGE}

    @cached_property
    def plan(self) -> Plan:
        """The plan of this assessment."""
        return plan(self.case, self.assessment.number, self.instrument, measured=self.profile)

    @cached_property
    def worded_plan(self) -> WordedPlan:
        """The plan with the decisions of the team, in words."""
        return plan_in_words(self.plan, self.assessment, self.instrument)

    @cached_property
    def about(self) -> dict[str, str]:
        """The names of the document; see :func:`nmt_widgets.reporting.pages.front.document`."""
        return document(self.case, self.assessment, self.revision, self.instrument)

    @cached_property
    def _words(self) -> dict[str, Any]:
        return texts("report", self.instrument.language)

    def _page(self, name: str, charts: dict[str, go.Figure] | None = None, **values: Any) -> ReportPage:
        """Fill one template and cut it at its chart marks."""
        blocks = fill(
            name,
            charts or {},
            t=self._words,
            common=texts("common", self.instrument.language),
            case=self.case,
            assessment=self.assessment,
            profile=self.profile,
            change=self.change,
            instrument=self.instrument,
            number=wording.number,
            age=wording.age,
            **values,
        )
        return ReportPage(blocks)


def open_report(
    case: str, assessment: int | None = None, palette: str = "standard", appendix: bool = True
) -> Report:
    """Open the report of one assessment of a case.

    Parameters
    ----------
    case : str
        A template's id, a path that ends in `.yaml`, or a case of the store. There is no default: a report must not
        pass for somebody else's.
    assessment : int, optional
        Its number; by default the latest with scores.
    palette : str
        The palette of the map.
    appendix : bool
        Whether story, answers and method are at the end.

    Raises
    ------
    InputError
        When no case is named, it cannot be read, or has no such assessment.
    """
    if not case:
        raise refusal("report", "no_case_named")
    instrument = load_instrument()
    revision = case_revision(case)
    opened = open_case(case, instrument)
    number = opened.latest if assessment is None else assessment
    return report_of(opened, number, instrument, palette, appendix, revision)


def report_of(
    case: Case,
    number: int,
    instrument: Instrument,
    palette: str = "standard",
    appendix: bool = True,
    revision: Revision | None = None,
) -> Report:
    """Return the report of one assessment of a case."""
    now = profile(case, number, instrument)
    earlier = case.earlier(number)
    change = compare(profile(case, earlier.number, instrument), now) if earlier else None
    assessment = find_assessment(case, number)
    return Report(case, assessment, instrument, now, change, palette, appendix, revision)
