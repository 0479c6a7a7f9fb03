"""Checks the activities: their ids, their forms for all years, and that words and marks agree.

An activity that touches the client or puts something into the mouth needs a mark for it, and a mark needs such words.
The marks decide which activities a client does not get.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.words import problem
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import activity_parts
from nmt_widgets.planning.book import Planbook
from nmt_widgets.planning.checking import unknown
from nmt_widgets.planning.word_lists import word_finder


def check_activities(
    documents: Mapping[str, Document], instrument: Instrument, book: Planbook
) -> Iterator[InputError]:
    """Yield the problems of the activities and their words."""
    document, texts = documents["activities"], documents["words of activities"]
    ids: set[str] = set()
    for number, activity in enumerate(book.activities):
        place: Place = ("activities", number)
        if activity.id in ids:
            message, remedy = problem("planning", "twice", id=activity.id)
            yield document.problem(message, place, remedy)
        ids.add(activity.id)
        for message, remedy in _references(activity, instrument, book):
            yield document.problem(message, place, remedy)
        words = book.activity_words.get(activity.id)
        if words is None:
            message, remedy = problem("planning", "activity_words", id=activity.id, file=texts.path.name)
            yield document.problem(message, place, remedy)
            continue
        bands = book.bands_of(activity.years)
        if set(words.forms) != set(bands):
            message, remedy = problem("planning", "forms", bands=", ".join(bands))
            yield texts.problem(message, ("activities", activity.id, "forms"), remedy)
            continue
        for message, remedy in _contradictions(activity, words, book.marks):
            yield document.problem(message, place, remedy)


def _references(
    activity: activity_parts.Activity, instrument: Instrument, book: Planbook
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
    for thing, ids, all_known in known:
        for id in ids:
            if id not in all_known:
                yield unknown(thing, id, list(all_known))
    if not any(
        id in instrument.ids and instrument.function(id).region == activity.region
        for id in activity.functions
    ):
        yield problem("planning", "other_region", region=activity.region)
    for setting in activity.where:
        if not set(activity.who) & set(book.rules.capacity.people[setting]):
            yield problem("planning", "no_person", place=setting)


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
    activity: activity_parts.Activity, words: activity_parts.ActivityText, marks: activity_parts.MarkWords
) -> Iterator[tuple[str, str]]:
    """Yield each disagreement between the words of a band and the marks."""
    for mark, beginnings in (("touch", marks.touch), ("mouth", marks.mouth)):
        marked = set(getattr(activity, mark))
        for band in sorted(marked - set(words.forms)):
            yield problem("planning", "no_form", id=activity.id, mark=mark, band=band)
        for band, form in words.forms.items():
            match = word_finder(beginnings).search(f"{words.name}. {words.rhythm}. {form}")
            if match and band not in marked:
                yield problem("planning", "no_mark", id=activity.id, words=match[0], band=band, mark=mark)
            elif marked and band in marked and not match:
                yield problem("planning", "no_marked_words", id=activity.id, mark=mark, band=band)
    if activity.mouth and "swallowing" not in activity.check:
        yield problem("planning", "no_swallowing", id=activity.id)
