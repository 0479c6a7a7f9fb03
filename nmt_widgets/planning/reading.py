"""Reads the planning files, checks them against the instrument, and hands out one frozen value."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from nmt_widgets.core.data import read_data
from nmt_widgets.core.documents import Document, check
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.texts import language, text_document
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.planning import activity_parts, parts
from nmt_widgets.planning.activity_checking import check_activities
from nmt_widgets.planning.book import Planbook
from nmt_widgets.planning.checking import cross_check
from nmt_widgets.planning.safety_parts import SafetyRules, SiteSafety

P = TypeVar("P")


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
    activities = read("activities", activity_parts.Activities)
    services = read("services", parts.Services)
    caregiving = read("caregiving", parts.Caregiving)
    states = read("states", parts.States)
    safety = read("safety", SafetyRules)
    site_safety = read("site_safety", SiteSafety)
    activity_words = words("activities", activity_parts.ActivityTexts)
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
