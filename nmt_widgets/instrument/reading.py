"""Reads the instrument's files, checks them against each other, and hands out one frozen value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from nmt_widgets.ground.documents import Document, check, read_document
from nmt_widgets.ground.errors import InputError, InputErrors
from nmt_widgets.ground.places import site_folder
from nmt_widgets.ground.texts import language, text_document
from nmt_widgets.instrument import parts

DATA = Path(__file__).parent / "data"
ANCHORS = (12, 9, 6, 3, 1)

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


@dataclass(frozen=True, eq=False)
class Instrument:
    """What is measured, as data. Get it by :func:`load_instrument`.

    Examples
    --------
    >>> instrument = load_instrument()
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
    sources: dict[str, str]
    versions: dict[str, str]
    language: str

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
        return tuple(function for function in self.functions if function.region == region)

    def band(self, score: float) -> parts.Band:
        """Return the colour band of a score; a norm of one decimal is rounded first."""
        step = min(max(int(score + 0.5), self.scale.low), self.scale.high)
        return next(band for band in self.bands.bands if band.low <= step <= band.high)


def load_instrument(site: Path | None = None, lang: str | None = None) -> Instrument:
    """Read the instrument: this package's files, each replaced by the site's own where it has one.

    Parameters
    ----------
    site : pathlib.Path, optional
        A folder with a site's own files (`cmr.yaml`, `norms.yaml`, `en/functions.yaml`, ...);
        by default the folder named by `NMT_SITE`, if any.
    lang : str, optional
        The language of the words; by default `NMT_LANGUAGE`, or English.

    Raises
    ------
    InputError
        When a file is broken: it names file, line, place and remedy.
    """
    return _load(site or site_folder(), lang or language())


def instrument_files(site: Path | None = None) -> list[Path]:
    """Return the data files the instrument is read from, the site's own in their place."""
    site = site or site_folder()
    return [_file(path.stem, site) for path in sorted(DATA.glob("*.yaml"))]


def _file(topic: str, site: Path | None) -> Path:
    own = site / f"{topic}.yaml" if site else None
    return own if own and own.is_file() else DATA / f"{topic}.yaml"


@cache
def _load(site: Path | None, lang: str) -> Instrument:
    problems: list[InputError] = []
    documents: dict[str, Document] = {}

    def read(topic: str, model: type[P]) -> P:
        documents[topic] = read_document(_file(topic, site))
        return check(documents[topic], model)

    def refuse(topic: str, message: str, place: tuple[Any, ...], remedy: str) -> None:
        problems.append(documents[topic].problem(message, place, remedy))

    structure = read("functions", parts.Functions)
    domains = read("domains", parts.Domains)
    cmr = read("cmr", parts.CmrDefinition)
    norms = read("norms", parts.NormData)
    bands = read("bands", parts.Bands)
    confidence = read("confidence", parts.Confidence)
    history = read("history", parts.History)
    risk = read("risk", parts.Risk)
    current = read("current_relational", parts.CurrentRelational)
    sources = read("sources", parts.Sources)
    documents["texts"] = text_document("functions", lang, site)
    words = check(documents["texts"], parts.FunctionTexts)

    known = {entry.id for entry in structure.functions}
    regions = {region.id for region in structure.regions}
    for name in ("id", "number"):
        seen = set()
        for index, entry in enumerate(structure.functions):
            value = getattr(entry, name)
            if value in seen:
                refuse("functions", f"{name} {value} stands twice", ("functions", index), "give it its own")
            seen.add(value)
    for index, entry in enumerate(structure.functions):
        at = ("functions", index)
        if entry.region not in regions:
            refuse("functions", f"region '{entry.region}' is not known", at, f"use one of {listed(regions)}")
        if entry.id not in words.functions:
            refuse("texts", f"there are no words for '{entry.id}'", ("functions",), "add them here")
        elif missing := [step for step in ANCHORS if step not in words.functions[entry.id].anchors]:
            refuse(
                "texts",
                f"anchors {listed(missing)} are missing",
                ("functions", entry.id, "anchors"),
                "add them",
            )
    for index, region in enumerate(structure.regions):
        count = sum(entry.region == region.id for entry in structure.functions)
        if sum(region.rows) != count:
            refuse(
                "functions",
                f"rows hold {sum(region.rows)} boxes but the region has {count} functions",
                ("regions", index),
                "correct the rows",
            )
    for topic, place, ids in (
        ("cmr", ("above",), cmr.above),
        ("cmr", ("below",), cmr.below),
        *(("domains", ("domains", i, "functions"), d.functions) for i, d in enumerate(domains.domains)),
    ):
        for index, id in enumerate(ids):
            if id not in known:
                refuse(topic, f"function '{id}' is not known", (*place, index), "see functions.yaml")
    for name, column in norms.columns.items():
        if gaps := known - set(column.values):
            refuse("norms", f"no value for {listed(gaps)}", ("columns", name, "values"), "add one")
    if (norms.curve is None) == (norms.table is None):
        refuse("norms", "needs either a curve or a table", (), "give one of them")
    if norms.curve and norms.curve.anchor not in norms.columns:
        refuse("norms", f"column '{norms.curve.anchor}' is not known", ("curve", "anchor"), "name a column")
    if norms.curve:
        for name in ("birth", "shape"):
            if gaps := regions - set(getattr(norms.curve, name)):
                refuse("norms", f"no value for {listed(gaps)}", ("curve", name), "add one for each region")
    if norms.table:
        if list(norms.table.ages) != sorted(set(norms.table.ages)):
            refuse("norms", "ages must rise", ("table", "ages"), "put them in order")
        for id in sorted(known):
            if len(norms.table.values.get(id, ())) != len(norms.table.ages):
                place = ("table", "values", id)
                refuse("norms", f"'{id}' needs one value for each age", place, "complete the row")
    steps = structure.scale.high - structure.scale.low + 1
    for name, palette in bands.palettes.items():
        if len(palette) != steps:
            refuse(
                "bands", f"{len(palette)} colours for {steps} steps", ("palettes", name), "give one a step"
            )
    covered = [step for band in bands.bands for step in range(band.low, band.high + 1)]
    if covered != list(range(structure.scale.low, structure.scale.high + 1)):
        refuse("bands", "the bands must cover every step once, in order", ("bands",), "close the gap")
    for topic, place, limits in (
        ("domains", ("categories",), [c.below for c in domains.categories]),
        ("risk", ("bands",), [b.below for b in risk.bands]),
    ):
        *lower, last = limits
        if last is not None or None in lower or lower != sorted(lower, key=lambda x: x or 0):
            refuse(topic, "limits must rise, and only the last has none", place, "put them in order")
    periods = {period.id for period in history.periods}
    for index, category in enumerate(history.adversity):
        for id in category.when:
            if id not in periods:
                refuse("history", f"period '{id}' is not known", ("adversity", index), "see periods above")
    if gaps := periods - set(risk.share):
        refuse("risk", f"no share for {listed(gaps)}", ("share",), "add one for each period")
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
        },
        language=lang,
    )


def listed(words: Iterable[Any]) -> str:
    """Write some values as a list in a sentence: at most six, in order."""
    ordered = sorted(map(str, words))
    return ", ".join(ordered[:6]) + (f" and {len(ordered) - 6} more" if len(ordered) > 6 else "")
