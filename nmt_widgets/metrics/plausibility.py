"""Rules over the answers of an assessment that ask for a second look before it is completed. They never decide.

Rules: workbook, `plausibility.yaml`; words: `texts/<language>/plausibility.yaml`. A site may replace both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from nmt_widgets.case_files import Case
from nmt_widgets.core.data import read_data
from nmt_widgets.core.documents import check
from nmt_widgets.core.errors import InputErrors, refusal
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.problems import problem
from nmt_widgets.core.texts import text_document, texts
from nmt_widgets.instrument import Instrument, Mark
from nmt_widgets.instrument.parts import Id, Part
from nmt_widgets.metrics.plausibility_rules import KINDS, NEEDED, PlausibilityFacts, PlausibilityRule
from nmt_widgets.metrics.profiles import find_assessment


@dataclass(frozen=True)
class Implausibility:
    """Answers that contradict each other, or seldom go together.

    Attributes
    ----------
    rule : str
        The rule's id.
    paths : tuple of str
        The questions to look at.
    title, reason, advice : str
        The subject, the observation, and a question to ask oneself.
    """

    rule: str
    paths: tuple[str, ...]
    title: str
    reason: str
    advice: str


class PlausibilityRules(Part):
    """`plausibility.yaml`."""

    version: str
    source: Mark
    rules: Annotated[tuple[PlausibilityRule, ...], Field(min_length=1)]


class RuleText(Part):
    """The words of one rule."""

    title: str
    reason: str
    advice: str


class RuleTexts(Part):
    """`texts/<language>/plausibility.yaml`."""

    version: str
    and_more: str
    placed: str
    rules: dict[Id, RuleText]


def implausible(case: Case, number: int, instrument: Instrument) -> list[Implausibility]:
    """Return the findings for one assessment, in the order of the rules.

    Raises
    ------
    InputError
        When there is no such assessment, or a site's rules are broken.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> [finding.title for finding in implausible(load_case("james"), 2, load_instrument())]
    ['A leap since the assessment before']
    """
    rules, words = load_plausibility(instrument)
    facts = PlausibilityFacts(case, find_assessment(case, number), instrument, words.and_more, words.placed)
    findings = []
    for rule in rules:
        for paths, values in KINDS[rule.kind](rule, facts):
            templates = words.rules[rule.id].model_dump()
            try:
                filled = {name: text.format(**values) for name, text in templates.items()}
            except (LookupError, ValueError):
                known = ", ".join(values)
                raise refusal("instrument", "unknown_placeholder", id=rule.id, known=known) from None
            findings.append(Implausibility(rule.id, tuple(paths), **filled))
    return findings


def load_plausibility(
    instrument: Instrument, site: Path | None = None
) -> tuple[tuple[PlausibilityRule, ...], RuleTexts]:
    """Return the rules and their words, each checked against the instrument.

    Raises
    ------
    InputErrors
        When a site's rules are broken or do not fit the instrument: file, line, place and remedy.
    """
    return _load(instrument, site or site_folder())


@cache
def _load(instrument: Instrument, site: Path | None) -> tuple[tuple[PlausibilityRule, ...], RuleTexts]:
    data = read_data("plausibility", PlausibilityRules, site)
    document, rules = data.document, data.value.rules
    words = check(text_document("plausibility", instrument.language, site), RuleTexts)
    problems = [
        document.problem(message, ("rules", index), remedy)
        for index, rule in enumerate(rules)
        for message, remedy in _problems(rule, instrument, words)
    ]
    if problems:
        raise InputErrors(problems)
    return rules, words


def _problems(rule: PlausibilityRule, instrument: Instrument, words: RuleTexts) -> Iterator[tuple[str, str]]:
    sections = {section.id: [entry.id for entry in section.entries] for section in instrument.sections}
    kinds = texts("instrument")["kinds"]
    references: list[tuple[str, Iterable[str | None], Iterable[str]]] = [
        ("function", (rule.function, rule.over), instrument.ids),
        ("region", (*rule.upper, *rule.lower), [region.id for region in instrument.regions]),
        ("confidence", (rule.level,), [level.id for level in instrument.confidence.levels]),
        ("period", (rule.period,), [period.id for period in instrument.history.periods]),
        ("section", (rule.section,), sections),
        ("question", (rule.question,), sections.get(rule.section or "", [])),
    ]
    for kind, named_ids, known_ids in references:
        for id in named_ids:
            if id is not None and id not in known_ids:
                known = ", ".join(known_ids)
                yield problem("instrument", "unknown_in_rule", kind=kinds[kind], id=id, known=known)
    missing = [name for name in NEEDED.get(rule.kind, ()) if not getattr(rule, name)]
    if missing:
        yield problem("instrument", "incomplete_rule", id=rule.id, name=missing[0])
    if rule.id not in words.rules:
        yield problem("instrument", "no_rule_words", id=rule.id)
