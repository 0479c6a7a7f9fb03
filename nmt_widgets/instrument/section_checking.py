"""Checks the sections of the assessment against their words, and each question against what its kind needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import parts

_SCOPES = {
    "adversity": "case",
    "relational_history": "case",
    "functions": "assessment",
    "current_relational": "assessment",
}
_NEEDS = {"choice": "options", "count": "scale", "rating": "scale", "rows": "columns"}

Problem = tuple[str, Place, str, str]  # file, place in it, what is wrong, what to do


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
            yield "sections", at, f"section '{section.id}' stands twice", "give each its own id"
        ids.add(section.id)
        if section.kind == "fields":
            yield from _fields(section, at)
            continue
        if section.kind in kinds:
            yield "sections", at, f"there are two sections of kind '{section.kind}'", "keep one of them"
        kinds.add(section.kind)
        if section.scope != _SCOPES[section.kind]:
            yield "sections", at, f"its scope is '{section.scope}'", f"make it {_SCOPES[section.kind]}"
        if section.entries:
            yield "sections", at, "has fields, but its questions stand elsewhere", "make it kind: fields"
    if parts.SAFETY not in ids:
        message = f"there is no section '{parts.SAFETY}', where signs of danger are asked about"
        remedy = "copy it from the workbook's own sections.yaml; a site may add to it, not leave it out"
        yield "sections", ("sections",), message, remedy


def _fields(section: parts.Section, at: Place) -> Iterator[Problem]:
    if not section.entries:
        yield "sections", at, f"section '{section.id}' has no fields", "add some, or remove it"
    ids: set[str] = set()
    for index, entry in enumerate(section.entries):
        here = (*at, "fields", index)
        if entry.id in ids:
            yield "sections", here, f"field '{entry.id}' stands twice", "give each its own id"
        ids.add(entry.id)
        need = _NEEDS.get(entry.kind)
        if need and not getattr(entry, need):
            yield "sections", here, f"a field of kind '{entry.kind}' needs {need}", f"add {need}"
        if entry.scale and entry.scale.low > entry.scale.high:
            yield "sections", here, "its scale ends before it begins", "exchange low and high"


def _signs(sections: parts.Sections, history: parts.History) -> Iterator[Problem]:
    categories = [category.id for category in history.adversity]
    for number, section in enumerate(sections.sections):
        for index, entry in enumerate(section.entries):
            here: Place = ("sections", number, "fields", index)
            is_sign = entry.kind == "signal"
            if is_sign and (section.id, section.scope) != (parts.SAFETY, "assessment"):
                message = f"a field of kind 'signal' stands in section '{section.id}', scope {section.scope}"
                yield "sections", here, message, f"move it to section '{parts.SAFETY}', scope assessment"
            if entry.of and not is_sign:
                yield "sections", here, f"a field of kind '{entry.kind}' has 'of'", "make it kind: signal"
            elif entry.of and entry.of not in categories:
                message = f"category '{entry.of}' is not known"
                yield "sections", here, message, "use one of those under adversity in history.yaml"


def _words(sections: parts.Sections, words: parts.SectionTexts) -> Iterator[Problem]:
    topic = "words of sections"
    for section in sections.sections:
        said = words.sections.get(section.id)
        if said is None:
            yield topic, ("sections",), f"there are no words for section '{section.id}'", "add them here"
            continue
        for entry in section.entries:
            at: Place = ("sections", section.id, "fields", entry.id)
            text = said.entries.get(entry.id)
            if text is None:
                yield topic, at[:-1], f"there are no words for '{entry.id}'", "add them here"
                continue
            if entry.group and entry.group not in said.groups:
                yield topic, at[:-2], f"there are no words for group '{entry.group}'", "add them under groups"
            columns = [column.id for column in entry.columns]
            suggested = [option for column in entry.columns for option in column.options]
            for name, ids, known in (
                ("options", [*entry.options, *suggested], text.options),
                ("columns", columns, text.columns),
            ):
                if missing := [id for id in ids if id not in known]:
                    yield topic, at, f"{name}: no words for {', '.join(missing)}", f"add them under {name}"
