"""What a site replaces: the version of each file and of the one it takes the place of, and the languages it adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nmt_widgets.core.documents import read_document
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.site_files import DATA, ENGLISH, TEXTS, Site, open_site, own_languages
from nmt_widgets.core.texts import language


@dataclass(frozen=True)
class ReplacedData:
    """A file of data that a site replaces.

    Attributes
    ----------
    topic, file : str
        The name of the topic, and the file, as seen from the site's folder.
    version, source : str or None
        Of the site's file.
    replaces, replaces_source : str or None
        The version and the mark of the workbook's file.
    is_same : bool
        Whether it holds what the workbook's file holds.
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
        """What should be looked at; empty for nothing."""
        if self.is_same:
            return "holds what the workbook's file holds"
        if self.version == self.replaces:
            return "has the version of the file it replaces: give it one of its own, for results name it"
        return ""


@dataclass(frozen=True)
class ReplacedWords:
    """A file of words of a site.

    Attributes
    ----------
    language, topic, file : str
    version : str or None
    texts, changed : int
        How many texts there are in the workbook's file, and how many the site's file changes or adds.
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
        if self.folder is None:
            yield "Nothing is replaced: NMT_SITE is not set."
        elif not (self.data or self.words):
            yield f"Nothing is replaced: {self.folder} holds no data and no words."
        else:
            yield f"{self.folder} replaces:"
        files = [data.file for data in self.data] + [words.file for words in self.words]
        width = max(map(len, files), default=0)
        for data in self.data:
            was = _versioned(data.replaces, data.replaces_source)
            remark = f" ({data.remark})" if data.remark else ""
            yield f"  {data.file:<{width}}  {_versioned(data.version, data.source)} instead of {was}{remark}"
        for words in self.words:
            count = f"{words.changed} of {words.texts} texts"
            if words.is_new:
                count = f"{words.changed} texts of a language of the site's own"
            yield f"  {words.file:<{width}}  {count}"
        added = ", ".join(self.added_languages)
        yield f"Languages: {', '.join(self.languages)}" + (f"; added by the site: {added}" if added else "")
        yield f"In use: {self.language}"


def overview(folder: Path | None = None) -> Overview:
    """Return what a site replaces. That nothing in it is wrong is checked apart, by :func:`check_site`.

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
            _said(theirs, "version"),
            _said(theirs, "source"),
            _said(ours, "version"),
            _said(ours, "source"),
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
            yield ReplacedWords(lang, topic, name, _said(theirs, "version"), len(before), changed, is_new)


def _leaves(branch: Any, at: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(branch, dict):
        for key, value in branch.items():
            yield from _leaves(value, (*at, key))
    else:
        yield at, branch


def _said(data: Any, key: str) -> str | None:
    value = data.get(key) if isinstance(data, dict) else None
    return None if value is None else str(value)


def _versioned(version: str | None, source: str | None) -> str:
    return (version or "no version") + (f" ({source})" if source else "")
