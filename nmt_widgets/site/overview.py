"""An overview of what a site replaces: each file with both versions, and the languages it adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nmt_widgets.core.documents import read_document
from nmt_widgets.core.languages import ENGLISH, TEXTS
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.site_files import DATA, Site, open_site, own_languages
from nmt_widgets.core.texts import language, texts
from nmt_widgets.core.words import plural


@dataclass(frozen=True)
class ReplacedData:
    """A file of data that a site replaces.

    Attributes
    ----------
    topic, file : str
        The name of the topic, and the path of the file within the site's folder.
    version, source : str or None
        Of the site's file.
    replaces, replaces_source : str or None
        The version and the mark of the workbook's file.
    is_same : bool
        Whether its content is that of the workbook's file.
    """

    topic: str
    file: str
    version: str | None
    source: str | None
    replaces: str | None
    replaces_source: str | None
    is_same: bool

    @property
    def remark(self) -> str:
        """A hint for the person who keeps the file; empty for none."""
        words: dict[str, str] = texts("site")["overview"]
        if self.is_same:
            return words["same_file"]
        return words["same_version"] if self.version == self.replaces else ""


@dataclass(frozen=True)
class ReplacedWords:
    """A file of words of a site.

    Attributes
    ----------
    language, topic, file : str
    version : str or None
    texts, changed : int
        The number of texts in the workbook's file, and of those the site's file changes or adds.
    is_new : bool
        Whether the workbook has no words in this language.
    """

    language: str
    topic: str
    file: str
    version: str | None
    texts: int
    changed: int
    is_new: bool


@dataclass(frozen=True)
class Overview:
    """What a site replaces; see :func:`overview`."""

    folder: str | None
    data: tuple[ReplacedData, ...]
    words: tuple[ReplacedWords, ...]
    language: str
    languages: tuple[str, ...]
    added_languages: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """Yield it as lines for a person."""
        words = texts("site")["overview"]
        if self.folder is None:
            yield words["not_set"]
        else:
            yield words["replaces" if self.data or self.words else "empty"].format(folder=self.folder)
        files = [data.file for data in self.data] + [file.file for file in self.words]
        width = max(map(len, files), default=0)
        for data in self.data:
            line = words["data"].format(
                file=f"{data.file:<{width}}",
                version=_versioned(data.version, data.source),
                replaced=_versioned(data.replaces, data.replaces_source),
            )
            yield words["remark"].format(line=line, remark=data.remark) if data.remark else line
        for file in self.words:
            count = plural(words, "new_texts" if file.is_new else "texts", file.changed, total=file.texts)
            yield words["words"].format(file=f"{file.file:<{width}}", texts=count)
        known, added = ", ".join(self.languages), ", ".join(self.added_languages)
        yield words["added_languages" if added else "languages"].format(known=known, added=added)
        yield words["in_use"].format(language=self.language)


def overview(folder: Path | None = None) -> Overview:
    """Return what a site replaces; :func:`check_site` checks the same folder for problems.

    Parameters
    ----------
    folder : pathlib.Path, optional
        By default the folder named by `NMT_SITE`, if any.

    Raises
    ------
    InputError
        When the folder or a file in it cannot be read.
    """
    folder = folder or site_folder()
    site = open_site(folder) if folder else None
    added = tuple(lang for lang in sorted(site.words) if lang not in own_languages()) if site else ()
    return Overview(
        folder=str(folder) if folder else None,
        data=tuple(_data(site)) if site else (),
        words=tuple(_words(site)) if site else (),
        language=language(),
        languages=tuple(sorted({*own_languages(), *added})),
        added_languages=added,
    )


def _data(site: Site) -> Iterator[ReplacedData]:
    for topic, file in sorted(site.data.items()):
        theirs, ours = read_document(file).data, read_document(DATA / f"{topic}.yaml").data
        yield ReplacedData(
            topic,
            str(file.relative_to(site.folder)),
            _text_of(theirs, "version"),
            _text_of(theirs, "source"),
            _text_of(ours, "version"),
            _text_of(ours, "source"),
            theirs == ours,
        )


def _words(site: Site) -> Iterator[ReplacedWords]:
    for lang, files in sorted(site.words.items()):
        is_new = lang not in own_languages()
        for topic, file in sorted(files.items()):
            theirs = read_document(file).data
            ours = read_document(TEXTS / (ENGLISH if is_new else lang) / f"{topic}.yaml").data
            before = dict(_leaves(ours, ()))
            changed = sum(before.get(place) != text for place, text in _leaves(theirs, ()))
            name = str(file.relative_to(site.folder))
            yield ReplacedWords(lang, topic, name, _text_of(theirs, "version"), len(before), changed, is_new)


def _leaves(branch: Any, at: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(branch, dict):
        for key, value in branch.items():
            yield from _leaves(value, (*at, key))
    else:
        yield at, branch


def _text_of(data: Any, key: str) -> str | None:
    value = data.get(key) if isinstance(data, dict) else None
    return None if value is None else str(value)


def _versioned(version: str | None, source: str | None) -> str:
    words = texts("site")["overview"]
    return (version or words["no_version"]) + (f" ({source})" if source else "")
