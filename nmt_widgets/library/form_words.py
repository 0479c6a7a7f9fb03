"""The words of a form in a notebook: its bar says where the answers are, and what to do about a lost kernel."""

from __future__ import annotations

from typing import Any

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.form_source import FormSource
from nmt_widgets.library.revision_words import RevisionWords
from nmt_widgets.widgets.shared.form.messages import FormWords


def form_words(source: FormSource, instrument: Instrument) -> FormWords:
    """Return the words of a form; a notebook's bar says where the answers are, and what to do about a lost kernel."""
    topics = {"saving": "saving", "sheet": "score_sheet", "form": "form", "revisions": "revisions"}
    words: Any = {name: texts(topic, instrument.language) for name, topic in topics.items()}
    words["revisions"] = {
        **words["revisions"],
        "sections": [*RevisionWords(source.number, instrument).section_names().items()],
    }
    words["purpose"] = texts("assess", instrument.language)["purpose"]
    own = texts("library", instrument.language)["form"]
    saving = words["saving"]
    if not source.lasts:
        saving = {**saving, "states": {**saving["states"], "saved": own["in_memory"]}}
    if not source.lasts or source.file:
        saving = {**saving, "troubles": {**saving["troubles"], "lost": own["lost"]}}
    words["saving"] = saving
    result: FormWords = words
    return result


def place_words(source: FormSource, instrument: Instrument, copy: str = "copy") -> str:
    """Return where the answers are saved, in words for the bar; nothing for the store."""
    words = texts("library", instrument.language)["form"]
    if not source.lasts:
        return str(words[copy]).format(name=source.record.case_id)
    if (file := source.file) is None:
        return ""
    if file.backup:
        return str(words["backup"]).format(name=file.path.name, backup=file.backup.name)
    return str(words["file"]).format(name=file.path.name)
