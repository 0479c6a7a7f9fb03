"""Checks the instrument's files against each other: ids, gaps, orders, and words for everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.problems import name_some, problem
from nmt_widgets.instrument import parts

ANCHORS = (12, 9, 6, 3, 1)
"""Steps at which every function is described."""

Problem = tuple[str, Place, str, str]  # file, place in it, message, remedy

_words = partial(problem, "instrument")


def cross_check(
    documents: Mapping[str, Document],
    structure: parts.Functions,
    domains: parts.Domains,
    cmr: parts.CmrDefinition,
    norms: parts.NormData,
    bands: parts.Bands,
    confidence: parts.Confidence,
    history: parts.History,
    risk: parts.Risk,
    current: parts.CurrentRelational,
    words: parts.FunctionTexts,
) -> list[InputError]:
    """Return what is wrong between files that are each well formed; empty when nothing is."""
    known = {entry.id for entry in structure.functions}
    regions = {region.id for region in structure.regions}
    problems = [
        *_functions(structure, regions),
        *_function_words(structure, words),
        *_lists(known, domains, cmr),
        *_measured(known, confidence),
        *_repeated(structure, domains, history, current),
        *_ratio(cmr, structure.scale),
        *_norms(norms, known, regions),
        *_curve(norms, structure),
        *_bands(bands, structure.scale),
        *_limits("domains", ("categories",), [category.below for category in domains.categories]),
        *_limits("risk", ("bands",), [band.below for band in risk.bands]),
        *_periods(history, risk),
        *_history_words(documents["history_words"].data, history, confidence, current),
    ]
    return [documents[topic].problem(message, place, remedy) for topic, place, message, remedy in problems]


def _functions(structure: parts.Functions, regions: set[str]) -> Iterator[Problem]:
    for name in ("id", "number"):
        earlier = set()
        for index, entry in enumerate(structure.functions):
            value = getattr(entry, name)
            if value in earlier:
                yield "functions", ("functions", index), *_words("repeated_value", name=name, value=value)
            earlier.add(value)
    for index, entry in enumerate(structure.functions):
        if entry.region not in regions:
            place: Place = ("functions", index)
            known = name_some(sorted(regions))
            yield "functions", place, *_words("unknown_region", id=entry.region, known=known)
    for index, region in enumerate(structure.regions):
        count = sum(entry.region == region.id for entry in structure.functions)
        if sum(region.rows) != count:
            boxes = sum(region.rows)
            yield "functions", ("regions", index), *_words("wrong_rows", boxes=boxes, count=count)


def _function_words(structure: parts.Functions, words: parts.FunctionTexts) -> Iterator[Problem]:
    for entry in structure.functions:
        text = words.functions.get(entry.id)
        if text is None:
            yield "function_words", ("functions",), *_words("no_words", names=f"'{entry.id}'")
        elif missing := [step for step in ANCHORS if step not in text.anchors]:
            place: Place = ("functions", entry.id, "anchors")
            yield "function_words", place, *_words("no_anchors", names=name_some(sorted(missing)))


def _lists(known: set[str], domains: parts.Domains, cmr: parts.CmrDefinition) -> Iterator[Problem]:
    lists: list[tuple[str, Place, tuple[str, ...]]] = [
        ("cmr", ("above",), cmr.above),
        ("cmr", ("below",), cmr.below),
        *(("domains", ("domains", i, "functions"), d.functions) for i, d in enumerate(domains.domains)),
    ]
    for topic, place, ids in lists:
        for index, id in enumerate(ids):
            if id not in known:
                yield topic, (*place, index), *_words("unknown_function", id=id)


def _measured(known: set[str], confidence: parts.Confidence) -> Iterator[Problem]:
    for id in confidence.measured.functions if confidence.measured else ():
        if id not in known:
            yield "confidence", ("measured", "functions", id), *_words("unknown_function", id=id)


def _repeated(
    structure: parts.Functions,
    domains: parts.Domains,
    history: parts.History,
    current: parts.CurrentRelational,
) -> Iterator[Problem]:
    for topic, name, entries in (
        ("functions", "regions", structure.regions),
        ("domains", "domains", domains.domains),
        ("domains", "categories", domains.categories),
        ("history", "periods", history.periods),
        ("history", "adversity", history.adversity),
        ("history", "patterns", history.patterns),
        ("history", "relational", history.relational),
        ("current_relational", "areas", current.areas),
    ):
        ids = [entry.id for entry in entries]
        for index, id in enumerate(ids):
            if id in ids[:index]:
                yield topic, (name, index), *_words("repeated_id", id=id)
    regions = {region.id for region in structure.regions}
    for index, domain in enumerate(domains.domains):
        if domain.id in regions:  # figures are named by either: `limbic_percent`
            yield "domains", ("domains", index), *_words("domain_like_region", id=domain.id)


def _ratio(cmr: parts.CmrDefinition, scale: parts.Scale) -> Iterator[Problem]:
    if cmr.ceiling <= scale.high:
        yield "cmr", ("ceiling",), *_words("low_ceiling", high=scale.high)
    counted: set[str] = set()
    for side in ("above", "below"):
        for index, id in enumerate(getattr(cmr, side)):
            if id in counted:
                yield "cmr", (side, index), *_words("counted_twice", id=id)
            counted.add(id)


def _curve(norms: parts.NormData, structure: parts.Functions) -> Iterator[Problem]:
    scale, curve = structure.scale, norms.curve
    values: list[tuple[Place, float]] = [
        (("columns", name, "values", id), value)
        for name, column in norms.columns.items()
        for id, value in column.values.items()
    ]
    for id, row in (norms.table.values if norms.table else {}).items():
        values += [(("table", "values", id, index), value) for index, value in enumerate(row)]
        if list(row) != sorted(row):
            yield "norms", ("table", "values", id), *_words("falling", id=id)
    for place, value in values:
        if not scale.low <= value <= scale.high:
            yield "norms", place, *_words("outside", value=value, low=scale.low, high=scale.high)
    if curve is None or curve.anchor not in norms.columns:
        return
    if not scale.low < curve.pin < scale.high:
        yield "norms", ("curve", "pin"), *_words("pin", low=scale.low, high=scale.high)
    anchors = norms.columns[curve.anchor].values
    for entry in structure.functions:
        birth = curve.birth.get(entry.region)
        if birth is not None and anchors.get(entry.id, scale.high) <= birth:
            place = ("columns", curve.anchor, "values", entry.id)
            yield "norms", place, *_words("below_birth", birth=birth)


def _norms(norms: parts.NormData, known: set[str], regions: set[str]) -> Iterator[Problem]:
    for name, column in norms.columns.items():
        if gaps := known - set(column.values):
            yield "norms", ("columns", name, "values"), *_words("no_value", names=name_some(sorted(gaps)))
    if (norms.curve is None) == (norms.table is None):
        yield "norms", (), *_words("curve_or_table")
    if norms.curve:
        if norms.curve.anchor not in norms.columns:
            yield "norms", ("curve", "anchor"), *_words("unknown_column", id=norms.curve.anchor)
        for name in ("birth", "shape"):
            if gaps := regions - set(getattr(norms.curve, name)):
                yield "norms", ("curve", name), *_words("no_region_value", names=name_some(sorted(gaps)))
    if norms.table:
        if list(norms.table.ages) != sorted(set(norms.table.ages)):
            yield "norms", ("table", "ages"), *_words("ages")
        for id in sorted(known):
            if len(norms.table.values.get(id, ())) != len(norms.table.ages):
                yield "norms", ("table", "values", id), *_words("short_row", id=id)


def _bands(bands: parts.Bands, scale: parts.Scale) -> Iterator[Problem]:
    steps = list(range(scale.low, scale.high + 1))
    for name, palette in bands.palettes.items():
        if len(palette) != len(steps):
            message = _words("palette", count=len(palette), steps=len(steps))
            yield "bands", ("palettes", name), *message
    if [step for band in bands.bands for step in range(band.low, band.high + 1)] != steps:
        yield "bands", ("bands",), *_words("bands")


def _limits(topic: str, place: Place, limits: list[float | None]) -> Iterator[Problem]:
    lower = [limit for limit in limits[:-1] if limit is not None]
    if not limits or limits[-1] is not None or len(lower) < len(limits) - 1 or lower != sorted(lower):
        yield topic, place, *_words("limits")


def _periods(history: parts.History, risk: parts.Risk) -> Iterator[Problem]:
    periods = {period.id for period in history.periods}
    for index, category in enumerate(history.adversity):
        for id in category.when:
            if id not in periods:
                yield "history", ("adversity", index), *_words("unknown_period", id=id)
    if gaps := periods - set(risk.share):
        yield "risk", ("share",), *_words("no_share", names=name_some(sorted(gaps)))


def _history_words(
    words: Mapping[str, Any],
    history: parts.History,
    confidence: parts.Confidence,
    current: parts.CurrentRelational,
) -> Iterator[Problem]:
    needed: list[tuple[Place, Iterable[str]]] = [
        (("periods",), [period.id for period in history.periods]),
        (("adversity",), [category.id for category in history.adversity]),
        (("patterns",), [pattern.id for pattern in history.patterns]),
        (("relational_supports",), [support.id for support in history.relational]),
        (("confidence",), [level.id for level in confidence.levels]),
        (("current_relational",), [area.id for area in current.areas]),
        *((("current_relational", area.id, "statements"), area.statements) for area in current.areas),
    ]
    for place, ids in needed:
        branch: Any = words
        for step in place:
            branch = branch.get(step, {}) if isinstance(branch, dict) else {}
        if gaps := set(ids) - set(branch):
            yield "history_words", place, *_words("no_words", names=name_some(sorted(gaps)))
