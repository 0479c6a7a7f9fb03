"""Counts and phases of the site in words, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date, say_month, say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.store.database.counted_months import CountedDays, is_month
from nmt_widgets.store.incidents.reading import CountEntry
from nmt_widgets.store.rules.phases import SitePhase
from nmt_widgets.widgets.programme.counts.messages import CountFault, CountRow, HistoryLine, PhaseRow


class CountWords:
    """The words of counts in one language.

    Parameters
    ----------
    language : str

    Attributes
    ----------
    own : mapping
        The texts of `programme_counts`.
    """

    def __init__(self, language: str) -> None:
        self.own: Mapping[str, Any] = texts("programme_counts", language)
        self._incidents: Mapping[str, Any] = texts("incidents", language)
        self._language = language

    def kind(self, kind: str) -> str:
        """Return the name of a kind; one that the site no longer counts has none."""
        return str(self._incidents["kinds"].get(kind, kind))

    def reason(self, reason: str) -> str:
        """Return a reason."""
        return str(self._incidents["reasons"].get(reason, reason))

    def row(self, entry: CountEntry) -> CountRow:
        """Return a count as a row of the list."""
        return {
            "number": entry.number,
            "span": self._span(entry),
            "place": self._place(entry.unit, entry.client),
            "kind": self.kind(entry.kind),
            "count": self._number(entry.incidents, grouped=True),
            "days": self._number(entry.days, grouped=True),
            "raw_count": str(entry.incidents),
            "raw_days": self._number(entry.days),
            "reason": entry.reason and self.reason(entry.reason),
            "author": entry.author,
            "at": entry.at,
        }

    def phase(self, phase: SitePhase) -> PhaseRow:
        """Return a phase as a row of the list."""
        return {
            "number": phase.number,
            "name": phase.name,
            "unit": phase.unit,
            "place": self._place(phase.unit, None),
            "since": say_date(phase.begins, self._language),
            "begins": phase.begins,
            "author": phase.author,
            "at": phase.at,
        }

    def history(self, entries: Iterable[CountEntry]) -> list[HistoryLine]:
        """Return what an entry and those before it said, the newest first."""
        words = self.own["list"]["history"]
        return [
            {
                "text": words[entry.act].format(
                    numbers=self._numbers(entry), reason=self.reason(entry.reason)
                ),
                "author": entry.author,
                "at": entry.at,
            }
            for entry in entries
        ]

    def entered(self, entry: CountedDays) -> str:
        """Return that a count was entered."""
        return str(self.own["enter"]["done"]).format(
            kind=self.kind(entry.kind),
            place=self._place(entry.unit, entry.client),
            span=self._span(entry),
            numbers=self._numbers(entry),
        )

    def fault(self, error: InputError) -> CountFault:
        """Return what is wrong, and what to do, as sentences."""
        return {
            "field": error.place or "",
            "line": error.line,
            "text": _sentence(error.message),
            "remedy": _sentence(error.remedy or ""),
        }

    def _span(self, count: CountedDays) -> str:
        if is_month(count):
            return say_month(count.begins[:7], self._language)
        first, last = (say_date(day, self._language, style="medium") for day in (count.begins, count.ends))
        return first if first == last else f"{first} – {last}"

    def _place(self, unit: str, client: str | None) -> str:
        whole = str(self.own["list"]["whole_site"])
        return ", ".join(filter(None, (unit, client))) or whole

    def _numbers(self, count: CountedDays) -> str:
        days = self._number(count.days, grouped=True)
        return plural(self.own["list"], "numbers", count.incidents, lang=self._language, days=days)

    def _number(self, value: float, grouped: bool = False) -> str:
        return say_number(value, 1, self._language, shortest=True, grouped=grouped)


def _sentence(text: str) -> str:
    """Return a text with a capital letter and an end.

    >>> _sentence("is it right?"), _sentence("there is no count"), _sentence("")
    ('Is it right?', 'There is no count.', '')
    """
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.?!' else '.'}"
