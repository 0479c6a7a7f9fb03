"""Checks the instrument's files against each other: ids, gaps, orders, and words for everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import parts

ANCHORS = (12, 9, 6, 3, 1)
"""Steps at which every function is described."""

Problem = tuple[str, Place, str, str]  # file, place in it, what is wrong, what to do


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
        *_repeated(structure, domains, history, current),
        *_ratio(cmr, structure.scale),
        *_norms(norms, known, regions),
        *_curve(norms, structure),
        *_bands(bands, structure.scale),
        *_limits("domains", ("categories",), [category.below for category in domains.categories]),
        *_limits("risk", ("bands",), [band.below for band in risk.bands]),
        *_periods(history, risk),
        *_history_words(documents["words of history"].data, history, confidence, current),
    ]
    return [documents[topic].problem(message, place, remedy) for topic, place, message, remedy in problems]


def _functions(structure: parts.Functions, regions: set[str]) -> Iterator[Problem]:
    for name in ("id", "number"):
        seen = set()
        for index, entry in enumerate(structure.functions):
            value = getattr(entry, name)
            if value in seen:
                yield "functions", ("functions", index), f"{name} {value} stands twice", "give it its own"
            seen.add(value)
    for index, entry in enumerate(structure.functions):
        if entry.region not in regions:
            place: Place = ("functions", index)
            yield "functions", place, f"region '{entry.region}' is not known", f"use one of {listed(regions)}"
    for index, region in enumerate(structure.regions):
        count = sum(entry.region == region.id for entry in structure.functions)
        if sum(region.rows) != count:
            message = f"rows hold {sum(region.rows)} boxes but the region has {count} functions"
            yield "functions", ("regions", index), message, "correct the rows"


def _function_words(structure: parts.Functions, words: parts.FunctionTexts) -> Iterator[Problem]:
    for entry in structure.functions:
        said = words.functions.get(entry.id)
        if said is None:
            message = f"there are no words for '{entry.id}'"
            yield "words of functions", ("functions",), message, "add them here"
        elif missing := [step for step in ANCHORS if step not in said.anchors]:
            place: Place = ("functions", entry.id, "anchors")
            yield "words of functions", place, f"anchors {listed(missing)} are missing", "add them"


def _lists(known: set[str], domains: parts.Domains, cmr: parts.CmrDefinition) -> Iterator[Problem]:
    lists: list[tuple[str, Place, tuple[str, ...]]] = [
        ("cmr", ("above",), cmr.above),
        ("cmr", ("below",), cmr.below),
        *(("domains", ("domains", i, "functions"), d.functions) for i, d in enumerate(domains.domains)),
    ]
    for topic, place, ids in lists:
        for index, id in enumerate(ids):
            if id not in known:
                yield topic, (*place, index), f"function '{id}' is not known", "see functions.yaml"


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
                yield topic, (name, index), f"'{id}' stands twice", "give it its own id"


def _ratio(cmr: parts.CmrDefinition, scale: parts.Scale) -> Iterator[Problem]:
    if cmr.ceiling <= scale.high:
        yield "cmr", ("ceiling",), f"the ceiling must be over {scale.high}", "or the ratio divides by nothing"
    seen: set[str] = set()
    for side in ("above", "below"):
        for index, id in enumerate(getattr(cmr, side)):
            if id in seen:
                yield (
                    "cmr",
                    (side, index),
                    f"'{id}' is counted already",
                    "name each function once, on one side",
                )
            seen.add(id)


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
            yield "norms", ("table", "values", id), f"'{id}' falls with age", "a typical score never falls"
    for place, value in values:
        if not scale.low <= value <= scale.high:
            yield "norms", place, f"{value:g} is outside {scale.low}-{scale.high}", "correct it"
    if curve is None or curve.anchor not in norms.columns:
        return
    if not scale.low < curve.pin < scale.high:
        yield "norms", ("curve", "pin"), f"must lie within {scale.low}-{scale.high}", "a little below the top"
    anchors = norms.columns[curve.anchor].values
    for entry in structure.functions:
        birth = curve.birth.get(entry.region)
        if birth is not None and anchors.get(entry.id, scale.high) <= birth:
            place = ("columns", curve.anchor, "values", entry.id)
            yield "norms", place, f"must be over its value at birth, {birth:g}", "a typical score grows"


def _norms(norms: parts.NormData, known: set[str], regions: set[str]) -> Iterator[Problem]:
    for name, column in norms.columns.items():
        if gaps := known - set(column.values):
            yield "norms", ("columns", name, "values"), f"no value for {listed(gaps)}", "add one"
    if (norms.curve is None) == (norms.table is None):
        yield "norms", (), "needs either a curve or a table", "give one of them"
    if norms.curve:
        if norms.curve.anchor not in norms.columns:
            message = f"column '{norms.curve.anchor}' is not known"
            yield "norms", ("curve", "anchor"), message, "name a column"
        for name in ("birth", "shape"):
            if gaps := regions - set(getattr(norms.curve, name)):
                yield "norms", ("curve", name), f"no value for {listed(gaps)}", "add one for each region"
    if norms.table:
        if list(norms.table.ages) != sorted(set(norms.table.ages)):
            yield "norms", ("table", "ages"), "ages must rise", "put them in order"
        for id in sorted(known):
            if len(norms.table.values.get(id, ())) != len(norms.table.ages):
                message = f"'{id}' needs one value for each age"
                yield "norms", ("table", "values", id), message, "complete the row"


def _bands(bands: parts.Bands, scale: parts.Scale) -> Iterator[Problem]:
    steps = list(range(scale.low, scale.high + 1))
    for name, palette in bands.palettes.items():
        if len(palette) != len(steps):
            message = f"{len(palette)} colours for {len(steps)} steps"
            yield "bands", ("palettes", name), message, "give one a step"
    if [step for band in bands.bands for step in range(band.low, band.high + 1)] != steps:
        yield "bands", ("bands",), "the bands must cover every step once, in order", "close the gap"


def _limits(topic: str, place: Place, limits: list[float | None]) -> Iterator[Problem]:
    lower = [limit for limit in limits[:-1] if limit is not None]
    if not limits or limits[-1] is not None or len(lower) < len(limits) - 1 or lower != sorted(lower):
        yield topic, place, "limits must rise, and only the last has none", "put them in order"


def _periods(history: parts.History, risk: parts.Risk) -> Iterator[Problem]:
    periods = {period.id for period in history.periods}
    for index, category in enumerate(history.adversity):
        for id in category.when:
            if id not in periods:
                message = f"period '{id}' is not known"
                yield "history", ("adversity", index), message, "see periods above"
    if gaps := periods - set(risk.share):
        yield "risk", ("share",), f"no share for {listed(gaps)}", "add one for each period"


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
        said: Any = words
        for step in place:
            said = said.get(step, {}) if isinstance(said, dict) else {}
        if gaps := set(ids) - set(said):
            yield "words of history", place, f"there are no words for {listed(gaps)}", "add them here"


def listed(words: Iterable[Any]) -> str:
    """Write some values as a list in a sentence: at most six, in order."""
    ordered = sorted(map(str, words))
    return ", ".join(ordered[:6]) + (f" and {len(ordered) - 6} more" if len(ordered) > 6 else "")
