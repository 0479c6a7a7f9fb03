"""Revisions of a record in words: which question was changed, what was answered before, and what after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nmt_widgets.case_files import NOT_KNOWN
from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.questions import Path, Question, question_at
from nmt_widgets.case_files.ratings import Signal
from nmt_widgets.case_files.signals import CLEARED, signal_words
from nmt_widgets.core.local import say_if_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.form_sections import ABOUT, PLAN, section_of
from nmt_widgets.library.form_spec import group_words
from nmt_widgets.store.records.revisions import AnswerChange
from nmt_widgets.store.rules.locking import assessment_of
from nmt_widgets.widgets.shared.answers.messages import RevisionChange

LONGEST = 2_000
"""Characters of an answer that are shown; the record keeps all of it."""


class RevisionWords:
    """Says changes of one record as one of its assessments' forms calls them.

    Parameters
    ----------
    number : int
        Of the assessment.
    instrument : Instrument
    """

    def __init__(self, number: int, instrument: Instrument) -> None:
        self._number, self._instrument = number, instrument
        self.words: dict[str, Any] = texts("revisions", instrument.language)
        self._form_words: dict[str, Any] = texts("assess", instrument.language)

    def section_names(self) -> dict[str, str]:
        """Return the name of each section, and of the plan, in the order of the form."""
        names = {id: str(words.name) for id, words in self._instrument.section_words.items()}
        order = [section.id for section in self._instrument.sections]
        about = str(self._form_words["about"]["name"])
        return {ABOUT: about, **{id: names[id] for id in order}, PLAN: str(self.words["plan"])}

    def change(self, change: AnswerChange) -> RevisionChange:
        """Return one change in words."""
        path = change["path"]
        number = assessment_of(path)
        section = section_of(path, self._number if number is None else number, self._instrument)
        place = self.section_names().get(section, str(self.words["other"]))
        if number not in (None, self._number):
            place = self.words["of_assessment"].format(section=place, number=number)
        return {
            "section": place,
            "name": self.name(path),
            "old": self.answer(path, change["old"]),
            "new": self.answer(path, change["new"]),
        }

    def name(self, path: Path) -> str:
        """Return what the form calls an answer."""
        question = question_at(path, self._instrument)
        if question is None:
            leaf = path.rpartition("/")[2]
            named = self._form_words["about"].get(leaf)
            if isinstance(named, Mapping):
                return str(named["name"])
            return str(self.words["names"].get(leaf, leaf.replace("_", " ")))
        section = next(entry for entry in self._instrument.sections if entry.id == question.section)
        if section.kind == "functions" or not question.group:
            return question.name
        return f"{group_words(section, question.group, self._instrument)['name']}: {question.name}"

    def answer(self, path: Path, value: Value) -> str:
        """Return an answer in words; those that there was none."""
        question = question_at(path, self._instrument)
        if value is None:
            return str(self.words["none"])
        if question is None:
            text = self._plain(path, value)
        elif question.kind == "signal":
            text = "; ".join(signal_words(_signal(value), self._instrument.language))
        else:
            text = "\n".join(self._lines(question, value))
        return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"

    def is_danger(self, path: Path, value: Value) -> bool:
        """Return whether an answer is a sign of danger: a "Yes", except to what was looked into."""
        question = question_at(path, self._instrument)
        if question is None or question.kind != "signal" or question.group == CLEARED or value is None:
            return False
        return _signal(value).signal == "yes"

    def _plain(self, path: Path, value: Value) -> str:
        leaf = path.rpartition("/")[2]
        known = {"kind": self._form_words["kinds"], "status": self._form_words["statuses"]}.get(leaf, {})
        return self._say(value, known)

    def _lines(self, question: Question, value: Value) -> Iterator[str]:
        options = {**dict(question.options), NOT_KNOWN: str(self.words["not_known"])}
        order = [column.id for column in question.columns]
        for entry in value if isinstance(value, list) else [value]:
            if order and isinstance(entry, Mapping):
                entry = {id: entry[id] for id in order if id in entry}
            yield self._say(entry, options)

    def _say(self, value: Value, options: Mapping[Any, str]) -> str:
        """Return a value, a list of them, or an answer with parts: its number first, then each part with its name."""
        if isinstance(value, list):
            return "; ".join(self._say(entry, options) for entry in value)
        if not isinstance(value, Mapping):
            known = options.get(value, value) if isinstance(value, str) else value
            return say_if_date(str(known), self._instrument.language)
        names, parts = self.words["parts"], []
        for key, part in sorted(value.items(), key=lambda entry: entry[0] in names):
            if part in (None, "", []):
                continue
            named = (
                self._instrument.history_words.get(_LISTS.get(key, ""), {}).get(part)
                if key in _LISTS
                else None
            )
            text = str(named["name"]) if named else self._say(part, options)
            parts.append(f"{names[key]}: {text}" if key in names else text)
        return ", ".join(parts)


_LISTS = {"pattern": "patterns", "confidence": "confidence"}
"""Parts of an answer whose ids are named in the words of the history."""


def _signal(value: Value) -> Signal:
    return Signal.model_validate({"signal": value} if isinstance(value, str) else value)
