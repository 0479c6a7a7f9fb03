"""Checks the activities: ids, forms for every year, and that words and marks say the same.

An activity whose words touch somebody, or put something into the mouth, has to be marked so, and one that is marked has
to have such words: what is held back from a client is decided by the marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import parts
from nmt_widgets.planning.book import Planbook
from nmt_widgets.planning.word_lists import word_finder


def check_activities(
    documents: Mapping[str, Document], instrument: Instrument, book: Planbook
) -> Iterator[InputError]:
    """Yield what is wrong with the activities and their words."""
    document, texts = documents["activities"], documents["words of activities"]
    seen: set[str] = set()
    for number, activity in enumerate(book.activities):
        place: Place = ("activities", number)
        if activity.id in seen:
            yield document.problem(f"'{activity.id}' stands twice", place, "keep one of them")
        seen.add(activity.id)
        for message, remedy in _references(activity, instrument, book):
            yield document.problem(message, place, remedy)
        words = book.activity_words.get(activity.id)
        if words is None:
            yield document.problem(f"'{activity.id}' has no words", place, f"add it to {texts.path.name}")
            continue
        bands = book.bands_of(activity.years)
        if set(words.forms) != set(bands):
            yield texts.problem(
                "its forms are not those of its years",
                ("activities", activity.id, "forms"),
                f"one each for {', '.join(bands)}",
            )
            continue
        for message, remedy in _contradictions(activity, words, book.marks):
            yield document.problem(message, place, remedy)


def _references(
    activity: parts.Activity, instrument: Instrument, book: Planbook
) -> Iterator[tuple[str, str]]:
    people = set(book.words["who"])
    known: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("region", [activity.region], [region.id for region in instrument.regions]),
        ("domain", [activity.domain], [domain.id for domain in instrument.domains.domains]),
        ("function", activity.functions, instrument.ids),
        ("company", activity.company, [company.id for company in book.rules.company]),
        ("person", activity.who, people),
        ("caution", activity.check, book.cautions),
        ("band", (*activity.ages, *activity.touch, *activity.mouth), book.band_order),
    )
    if likes := _likes(instrument):  # a site may not ask what the client likes
        known = (*known, ("liking", activity.likes, likes))
    for what, ids, all_known in known:
        for id in ids:
            if id not in all_known:
                yield f"{what} '{id}' is not known", f"use one of {', '.join(sorted(all_known))}"[:300]
    if not any(
        id in instrument.ids and instrument.function(id).region == activity.region
        for id in activity.functions
    ):
        yield f"none of its functions is of the region '{activity.region}'", "correct one of them"
    for setting in activity.where:
        if not set(activity.who) & set(book.rules.capacity.people[setting]):
            yield f"nobody of its people is found at '{setting}'", "add somebody, or leave the place out"


def _likes(instrument: Instrument) -> tuple[str, ...]:
    return tuple(
        option
        for section in instrument.sections
        for entry in section.entries
        if (section.id, entry.id) == ("services", "likes")
        for column in entry.columns
        for option in column.options
    )


def _contradictions(
    activity: parts.Activity, words: parts.ActivityText, marks: parts.MarkWords
) -> Iterator[tuple[str, str]]:
    """Yield where the words of a band and the marks disagree."""
    for mark, beginnings in (("touch", marks.touch), ("mouth", marks.mouth)):
        marked = set(getattr(activity, mark))
        for band in sorted(marked - set(words.forms)):
            yield f"'{activity.id}' marks {mark} for '{band}', which it has no form for", "remove the mark"
        for band, form in words.forms.items():
            found = word_finder(beginnings).search(f"{words.name}. {words.rhythm}. {form}")
            if found and band not in marked:
                yield (
                    f"'{activity.id}' says '{found[0]}' for '{band}' and is not marked {mark}",
                    f"add {band} to its {mark}, or say it without",
                )
            elif marked and band in marked and not found:
                yield (
                    f"'{activity.id}' marks {mark} for '{band}', and its words have none",
                    f"take {band} out of its {mark}, or say what is meant",
                )
    if activity.mouth and "swallowing" not in activity.check:
        yield f"'{activity.id}' has something in the mouth and no check of swallowing", "add it to check"
