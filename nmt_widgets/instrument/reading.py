"""Reads the instrument's files, checks them against each other, and hands out one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from math import sqrt
from pathlib import Path
from typing import Any, TypeVar

from nmt_widgets.core.data import read_data
from nmt_widgets.core.display import Displayed
from nmt_widgets.core.documents import Document, check
from nmt_widgets.core.errors import InputErrors, refusal
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.texts import language, text_document
from nmt_widgets.instrument import parts
from nmt_widgets.instrument.checking import cross_check
from nmt_widgets.instrument.section_checking import check_sections

P = TypeVar("P")


@dataclass(frozen=True)
class Function:
    """A brain-mediated function of Part C, with its words.

    Attributes
    ----------
    id, number, region : str, int, str
        Its id, its published number and the id of its region.
    source : {"published", "reconstructed", "workbook"}
        Where number, region and name come from; the words are the workbook's own.
    name, label : str, tuple of str
        The published name; a short label of one or two lines for the map's box.
    definition, look_for, anchors : str, tuple of str, dict of int to str
        What it is in plain words, what to look for, and what a score looks like.
    """

    id: str
    number: int
    region: str
    source: parts.Mark
    name: str
    label: tuple[str, ...]
    definition: str
    look_for: tuple[str, ...]
    anchors: dict[int, str] = field(hash=False)

    def nearest_anchor(self, score: int) -> tuple[int, str]:
        """Return the described step nearest to `score`; of two equally near, the lower."""
        step = min(self.anchors, key=lambda at: (abs(at - score), at))
        return step, self.anchors[step]


@dataclass(frozen=True, eq=False, repr=False)
class Instrument(Displayed):
    """What is measured, as data, read by :func:`nmt_widgets.load_instrument`.

    Attributes
    ----------
    functions : tuple of Function
        By number, each with `id`, `number`, `region`, `name`, `definition`, `look_for`, `anchors` and `source`.
    regions : tuple of Region
        From the brainstem up.
    scale : Scale
        `low` and `high`, 1 and 12.
    domains : Domains
    cmr : CmrDefinition
    norms : NormData
    bands : Bands
    confidence : Confidence
    history : History
    risk : Risk
    current_relational : CurrentRelational
        Each as its file has it, with `version` and the mark `source`.
    sources : dict of str to str
        The sources cited, by key.
    versions : dict of str to str

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> instrument = nmt.load_instrument()
    >>> len(instrument.functions), instrument.function("arousal").number
    (32, 12)
    >>> instrument.band(4).id
    'undeveloped'
    """

    functions: tuple[Function, ...]
    regions: tuple[parts.Region, ...]
    scale: parts.Scale
    domains: parts.Domains
    cmr: parts.CmrDefinition
    norms: parts.NormData
    bands: parts.Bands
    confidence: parts.Confidence
    history: parts.History
    risk: parts.Risk
    current_relational: parts.CurrentRelational
    sections: tuple[parts.Section, ...]
    section_words: dict[str, parts.SectionText]
    history_words: dict[str, Any]
    sources: dict[str, str]
    versions: dict[str, str]
    language: str

    def __repr__(self) -> str:
        return f"Instrument({len(self.functions)} functions, {len(self.regions)} regions, {self.language!r})"

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The functions' ids, in the order of their numbers: the order of every score array."""
        return tuple(function.id for function in self.functions)

    @cached_property
    def _by_id(self) -> dict[str, Function]:
        return {function.id: function for function in self.functions}

    def function(self, id: str) -> Function:
        """Return one function by id; KeyError where there is none."""
        return self._by_id[id]

    def region_functions(self, region: str) -> tuple[Function, ...]:
        """Return the functions of one region, by number."""
        return self._by_region.get(region, ())

    @cached_property
    def _by_region(self) -> dict[str, tuple[Function, ...]]:
        return {
            region.id: tuple(function for function in self.functions if function.region == region.id)
            for region in self.regions
        }

    def domain_functions(self, domain: str) -> tuple[str, ...]:
        """Return the ids of the functions of one domain; KeyError where there is none."""
        return self._by_domain[domain]

    @cached_property
    def _by_domain(self) -> dict[str, tuple[str, ...]]:
        return {domain.id: domain.functions for domain in self.domains.domains}

    def section(self, id: str) -> parts.Section | None:
        """Return one section of questions; None where the instrument does not have it."""
        return self._by_section.get(id)

    @cached_property
    def _by_section(self) -> dict[str, parts.Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def half_widths(self) -> dict[str | None, float]:
        """How far a rating may be off at each confidence, in points; at None where none is stated."""
        levels = self.confidence.levels
        return {None: self.confidence.not_stated.points} | {level.id: level.points for level in levels}

    @cached_property
    def score_half_widths(self) -> dict[str | None, tuple[float, ...]]:
        """How far a score of each function may be off at each confidence, in points; at None where none is stated.

        Where the error of raters is measured, it takes the place of the points of the surest level. What a lower
        confidence has more than that level stays as it is assumed: it speaks of the evidence about one client, which
        ratings of the same case do not vary. The two are independent, so their squares are added.
        """
        measured, surest = self.confidence.measured, min(self.half_widths.values())
        if measured is None:
            return {level: (points,) * len(self.ids) for level, points in self.half_widths.items()}
        known = measured.functions
        return {
            level: tuple(
                sqrt(known[id].points ** 2 + points**2 - surest**2) if id in known else points
                for id in self.ids
            )
            for level, points in self.half_widths.items()
        }

    @property
    def shared_error(self) -> float:
        """The share of the error of a score that one rater makes in all functions alike, 0 where it is not measured."""
        return self.confidence.measured.shared if self.confidence.measured else 0.0

    @property
    def ranges(self) -> dict[str, Any]:
        """The version of the ranges of scores, and what they are made from, as plain data."""
        version, measured = self.confidence.version, self.confidence.measured
        if measured is None:
            return {"version": version, "basis": "assumed"}
        return {
            "version": version,
            "basis": "measured",
            **measured.model_dump(mode="json", exclude={"functions"}),
        }

    def band(self, score: float) -> parts.Band:
        """Return the colour band of a score; a norm of one decimal is rounded first."""
        step = min(max(int(score + 0.5), self.scale.low), self.scale.high)
        return next(band for band in self.bands.bands if band.low <= step <= band.high)


def load_instrument(site: str | Path | None = None, lang: str | None = None) -> Instrument:
    """Read the instrument: this package's files, each replaced by the site's own where it has one.

    Parameters
    ----------
    site : str or path, optional
        A folder with a site's own files (`cmr.yaml`, `norms.yaml`, `en/functions.yaml`, ...);
        by default the folder named by `NMT_SITE`, if any.
    lang : str, optional
        The language of the words; by default that of the options, `NMT_LANGUAGE`, or English.

    Raises
    ------
    InputError
        When there is no such folder or language, or a file is broken: it names file, line, place and remedy.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> instrument = nmt.load_instrument()
    >>> len(instrument.ids), instrument.function("sleep").region
    (32, 'diencephalon_cerebellum')
    """
    if site is not None and not isinstance(site, str | Path):
        raise refusal("site", "not_a_folder", kind=type(site).__name__)
    return _load(Path(site) if site else site_folder(), str(lang) if lang else language())


def use_instrument(instrument: Instrument | None) -> Instrument:
    """Return the instrument a caller names, by default the one of :func:`load_instrument`.

    Raises
    ------
    InputError
        When it is none.

    Examples
    --------
    >>> use_instrument(None) is load_instrument()
    True
    >>> use_instrument("james")
    Traceback (most recent call last):
    nmt_widgets.core.errors.InputError: a value of the type str is no instrument; leave it out, ...
    """
    if instrument is None:
        return load_instrument()
    if not isinstance(instrument, Instrument):
        raise refusal("site", "no_instrument", kind=type(instrument).__name__)
    return instrument


@cache
def _load(site: Path | None, lang: str) -> Instrument:
    documents: dict[str, Document] = {}

    def read(topic: str, model: type[P]) -> P:
        data = read_data(topic, model, site)
        documents[topic] = data.document
        return data.value

    structure = read("functions", parts.Functions)
    domains = read("domains", parts.Domains)
    cmr = read("cmr", parts.CmrDefinition)
    norms = read("norms", parts.NormData)
    bands = read("bands", parts.Bands)
    confidence = read("confidence", parts.Confidence)
    history = read("history", parts.History)
    risk = read("risk", parts.Risk)
    current = read("current_relational", parts.CurrentRelational)
    sections = read("sections", parts.Sections)
    sources = read("sources", parts.Sources)
    documents["function_words"] = text_document("functions", lang, site)
    documents["history_words"] = text_document("history", lang, site)
    documents["section_words"] = text_document("sections", lang, site)
    words = check(documents["function_words"], parts.FunctionTexts)
    section_words = check(documents["section_words"], parts.SectionTexts)
    problems = cross_check(
        documents, structure, domains, cmr, norms, bands, confidence, history, risk, current, words
    ) + check_sections(documents, sections, section_words, history)
    if problems:
        raise InputErrors(problems)

    functions = tuple(
        Function(
            id=entry.id,
            number=entry.number,
            region=entry.region,
            source=entry.source,
            **words.functions[entry.id].model_dump(),
        )
        for entry in sorted(structure.functions, key=lambda entry: entry.number)
    )
    return Instrument(
        functions=functions,
        regions=structure.regions,
        scale=structure.scale,
        domains=domains,
        cmr=cmr,
        norms=norms,
        bands=bands,
        confidence=confidence,
        history=history,
        risk=risk,
        current_relational=current,
        sections=sections.sections,
        section_words=section_words.sections,
        history_words=documents["history_words"].data,
        sources=sources.sources,
        versions={
            "functions": structure.version,
            "texts": words.version,
            "domains": domains.version,
            "cmr": cmr.version,
            "norms": norms.version,
            "bands": bands.version,
            "confidence": confidence.version,
            "history": history.version,
            "risk": risk.version,
            "current_relational": current.version,
            "sections": sections.version,
        },
        language=lang,
    )
