"""Reads the planning files, checks them against the instrument, and hands out one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from nmt_widgets.core.data import read_data
from nmt_widgets.core.documents import Document, check
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.texts import language, text_document
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.planning import parts
from nmt_widgets.planning.activity_checking import check_activities
from nmt_widgets.planning.checking import cross_check
from nmt_widgets.planning.safety_parts import SafetyRules, SiteSafety
from nmt_widgets.planning.word_lists import word_finder

P = TypeVar("P")


@dataclass(frozen=True, eq=False)
class Planbook:
    """Everything a plan is made by: rules, activities, services, and their words. Get it by :func:`load_planbook`.

    Examples
    --------
    >>> book = load_planbook()
    >>> len(book.activities) >= 80, book.service("tutoring").demand
    (True, 'cognitive')
    """

    rules: parts.Planning
    activities: tuple[parts.Activity, ...]
    services: tuple[parts.Service, ...]
    caregiving: parts.Caregiving
    states: parts.States
    safety: SafetyRules
    site: SiteSafety
    words: parts.Words = field(repr=False)
    names: parts.Words = field(repr=False)
    safety_words: parts.Words = field(repr=False)
    activity_words: dict[str, parts.ActivityText] = field(repr=False)
    marks: parts.MarkWords = field(repr=False)
    service_words: dict[str, parts.ServiceText] = field(repr=False)
    versions: dict[str, str]

    @cached_property
    def _services(self) -> dict[str, parts.Service]:
        return {service.id: service for service in self.services}

    def service(self, id: str) -> parts.Service | None:
        """Return a service by id; None for one that is not in the list."""
        return self._services.get(id)

    @cached_property
    def cautions(self) -> dict[str, parts.Caution]:
        """The contra-indications, by id."""
        return {caution.id: caution for caution in self.rules.cautions}

    @cached_property
    def band_order(self) -> dict[str, int]:
        """The position of each functional-age band."""
        return {band.id: position for position, band in enumerate(self.rules.bands)}

    def bands_of(self, years: parts.Span) -> tuple[str, ...]:
        """Return the bands that some years overlap.

        >>> load_planbook().bands_of(parts.Span(**{"from": 2, "to": 11}))
        ('toddler', 'preschool', 'child')
        """
        bands = self.rules.bands
        ends = [band.from_ for band in bands[1:]] + [float("inf")]
        return tuple(
            band.id
            for band, end in zip(bands, ends, strict=True)
            if end > years.from_ and (years.to is None or band.from_ < years.to)
        )

    @cached_property
    def _places_said(self) -> dict[tuple[str, str], frozenset[str]]:
        return {
            (id, band): frozenset(
                place for place, words in self.marks.places.items() if word_finder(words).search(form)
            )
            for id, text in self.activity_words.items()
            for band, form in text.forms.items()
        }

    def places_said(self, activity: str, band: str) -> frozenset[str]:
        """Return the places a form of an activity names by its words; empty where it names none."""
        return self._places_said.get((activity, band), frozenset())

    def band(self, years: float) -> parts.AgeBand:
        """Return the band of a functional age."""
        return [band for band in self.rules.bands if band.from_ <= max(years, 0)][-1]


def load_planbook(site: Path | None = None, lang: str | None = None) -> Planbook:
    """Read the planning files: this package's, each replaced by the site's own where it has one.

    Parameters
    ----------
    site : pathlib.Path, optional
        A folder with a site's own files (`activities.yaml`, `en/activities.yaml`, ...); by default `NMT_SITE`, if any.
    lang : str, optional
        The language of the words; by default `NMT_LANGUAGE`, or English.

    Raises
    ------
    InputError
        When a file is broken: it names file, line, place and remedy.
    """
    return _load(site or site_folder(), lang or language())


@cache
def _load(site: Path | None, lang: str) -> Planbook:
    instrument: Instrument = load_instrument(site, lang)
    documents: dict[str, Document] = {}

    def read(topic: str, model: type[P]) -> P:
        data = read_data(topic, model, site)
        documents[topic] = data.document
        return data.value

    def words(topic: str, model: type[P]) -> P:
        documents[f"words of {topic}"] = text_document(topic, lang, site)
        return check(documents[f"words of {topic}"], model)

    rules = read("planning", parts.Planning)
    activities = read("activities", parts.Activities)
    services = read("services", parts.Services)
    caregiving = read("caregiving", parts.Caregiving)
    states = read("states", parts.States)
    safety = read("safety", SafetyRules)
    site_safety = read("site_safety", SiteSafety)
    activity_words = words("activities", parts.ActivityTexts)
    service_words = words("services", parts.ServiceTexts)
    for topic in ("planning", "safety"):
        documents[f"words of {topic}"] = text_document(topic, lang, site)
    book = Planbook(
        rules=rules,
        activities=activities.activities,
        services=services.services,
        caregiving=caregiving,
        states=states,
        safety=safety,
        site=site_safety,
        words=documents["words of planning"].data,
        names=text_document("charts", lang, site).data,
        safety_words=documents["words of safety"].data,
        activity_words=activity_words.activities,
        marks=activity_words.marks,
        service_words=service_words.services,
        versions={
            "planning": rules.version,
            "activities": activities.version,
            "services": services.version,
            "caregiving": caregiving.version,
            "states": states.version,
            "safety": safety.version,
            "site_safety": site_safety.version,
            "activity_texts": activity_words.version,
            "service_texts": service_words.version,
            **{
                f"{name}_texts": str(documents[f"words of {name}"].data["version"])
                for name in ("planning", "safety")
            },
        },
    )
    problems = [
        *cross_check(documents, instrument, book),
        *check_activities(documents, instrument, book),
    ]
    if problems:
        raise InputErrors(problems)
    return book
