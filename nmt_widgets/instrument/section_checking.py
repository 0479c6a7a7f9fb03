"""Checks the sections of the assessment against their words, and each question against what its kind needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.problems import problem
from nmt_widgets.instrument import parts

_SCOPES = {
    "adversity": "case",
    "relational_history": "case",
    "functions": "assessment",
    "current_relational": "assessment",
}
_NEEDS = {"choice": "options", "count": "scale", "rating": "scale", "rows": "columns"}

Problem = tuple[str, Place, str, str]  # file, place in it, message, remedy

_message = partial(problem, "instrument")


def check_sections(
    documents: Mapping[str, Document],
    sections: parts.Sections,
    words: parts.SectionTexts,
    history: parts.History,
) -> list[InputError]:
    """Return what is wrong in `sections.yaml` and its words; empty when nothing is."""
    problems = [*_sections(sections), *_signs(sections, history), *_words(sections, words)]
    return [documents[topic].problem(message, place, remedy) for topic, place, message, remedy in problems]


def _sections(sections: parts.Sections) -> Iterator[Problem]:
    ids: set[str] = set()
    kinds: set[str] = set()
    for index, section in enumerate(sections.sections):
        at: Place = ("sections", index)
        if section.id in ids:
            yield "sections", at, *_message("repeated_section", id=section.id)
        ids.add(section.id)
        if section.kind == "fields":
            yield from _fields(section, at)
            continue
        if section.kind in kinds:
            yield "sections", at, *_message("repeated_kind", kind=section.kind)
        kinds.add(section.kind)
        if section.scope != _SCOPES[section.kind]:
            right = _SCOPES[section.kind]
            yield "sections", at, *_message("wrong_scope", scope=section.scope, right=right)
        if section.entries:
            yield "sections", at, *_message("needless_fields")
    if parts.SAFETY not in ids:
        yield "sections", ("sections",), *_message("no_safety", id=parts.SAFETY)


def _fields(section: parts.Section, at: Place) -> Iterator[Problem]:
    if not section.entries:
        yield "sections", at, *_message("no_fields", id=section.id)
    ids: set[str] = set()
    for index, entry in enumerate(section.entries):
        place = (*at, "fields", index)
        if entry.id in ids:
            yield "sections", place, *_message("repeated_field", id=entry.id)
        ids.add(entry.id)
        need = _NEEDS.get(entry.kind)
        if need and not getattr(entry, need):
            yield "sections", place, *_message("incomplete_field", kind=entry.kind, need=need)
        if entry.scale and entry.scale.low > entry.scale.high:
            yield "sections", place, *_message("reversed_scale")


def _signs(sections: parts.Sections, history: parts.History) -> Iterator[Problem]:
    categories = [category.id for category in history.adversity]
    for number, section in enumerate(sections.sections):
        for index, entry in enumerate(section.entries):
            place: Place = ("sections", number, "fields", index)
            is_sign = entry.kind == "signal"
            if is_sign and (section.id, section.scope) != (parts.SAFETY, "assessment"):
                values = {"id": section.id, "scope": section.scope, "right": parts.SAFETY}
                yield "sections", place, *_message("misplaced_signal", **values)
            if entry.of and not is_sign:
                yield "sections", place, *_message("needless_of", kind=entry.kind)
            elif entry.of and entry.of not in categories:
                yield "sections", place, *_message("unknown_category", id=entry.of)


def _words(sections: parts.Sections, words: parts.SectionTexts) -> Iterator[Problem]:
    topic = "section_words"
    for section in sections.sections:
        section_text = words.sections.get(section.id)
        if section_text is None:
            yield topic, ("sections",), *_message("no_section_words", id=section.id)
            continue
        for entry in section.entries:
            at: Place = ("sections", section.id, "fields", entry.id)
            text = section_text.entries.get(entry.id)
            if text is None:
                yield topic, at[:-1], *_message("no_words", names=f"'{entry.id}'")
                continue
            if entry.group and entry.group not in section_text.groups:
                yield topic, at[:-2], *_message("no_group_words", id=entry.group)
            columns = [column.id for column in entry.columns]
            suggested = [option for column in entry.columns for option in column.options]
            for name, ids, known in (
                ("options", [*entry.options, *suggested], text.options),
                ("columns", columns, text.columns),
            ):
                if missing := [id for id in ids if id not in known]:
                    yield topic, at, *_message("no_option_words", name=name, names=", ".join(missing))
