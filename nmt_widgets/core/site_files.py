"""A site's own folder: which of the workbook's files it replaces, and that it holds nothing else.

A site's data stand in the folder itself under the names of the workbook's (`nmt_widgets/data/`), and each takes the
place of that file as a whole. Its words stand in `texts/<language>/` and are laid over the workbook's; a language the
workbook does not have is added there. Words may also stand in `<language>/`, as they did in earlier versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nmt_widgets.core.errors import InputError, InputErrors, refusal, unreadable
from nmt_widgets.core.languages import ENGLISH, LANGUAGE, SITE_WORDS, TEXTS
from nmt_widgets.core.spelling import closest

DATA = Path(__file__).parent.parent / "data"

_BESIDE = re.compile(
    r"\..*|.*~|(README|LICENSE|CHANGELOG)(\.(md|txt|rst))?|Thumbs\.db|desktop\.ini", re.IGNORECASE
)
"""Files that may stand beside a site's own: hidden files, an editor's copies, a README."""


@dataclass(frozen=True)
class Site:
    """The files of a site's own folder, by what they are.

    Attributes
    ----------
    folder : pathlib.Path
    data : mapping
        The file of each topic it replaces.
    words : mapping
        By language, the file of each topic it has words for.
    """

    folder: Path
    data: Mapping[str, Path]
    words: Mapping[str, Mapping[str, Path]]

    def files(self) -> list[Path]:
        """Return every file, in the order of their names."""
        return sorted(
            [*self.data.values(), *(file for files in self.words.values() for file in files.values())]
        )


@cache
def data_topics() -> tuple[str, ...]:
    """Return the names of all data files, without their ending.

    >>> "norms" in data_topics(), "roles" in data_topics()
    (True, True)
    """
    return tuple(sorted(file.stem for file in DATA.glob("*.yaml")))


@cache
def text_topics() -> tuple[str, ...]:
    """Return the names of all files of words, without their ending."""
    return tuple(sorted(file.stem for file in (TEXTS / ENGLISH).glob("*.yaml")))


@cache
def own_languages() -> tuple[str, ...]:
    """Return the languages the workbook itself has words for."""
    return tuple(sorted(folder.name for folder in TEXTS.iterdir() if folder.is_dir()))


def open_site(folder: Path) -> Site:
    """Return the files of a site's folder, by what they are.

    Raises
    ------
    InputErrors
        With one problem for each file or folder in it that replaces nothing: its name, what is known, what
        may be meant.
    """
    problems: list[InputError] = []
    data: dict[str, Path] = {}
    words: dict[str, dict[str, Path]] = {}
    folders: list[tuple[str, Path]] = []
    for entry in _entries(folder):
        if not entry.is_dir():
            if (topic := _topic(entry, data_topics())) is None:
                problems.append(_unknown_data(entry))
            else:
                data[topic] = entry
        elif entry.name == SITE_WORDS:
            for inner in _entries(entry):
                if inner.is_dir() and re.fullmatch(LANGUAGE, inner.name):
                    folders.append((inner.name, inner))
                else:
                    problems.append(_unknown_in_texts(inner))
        elif re.fullmatch(LANGUAGE, entry.name):
            folders.append((entry.name, entry))
        else:
            problems.append(_unknown_folder(entry))
    for language, inner in folders:
        words.setdefault(language, {})
        for entry in _entries(inner):
            topic = None if entry.is_dir() else _topic(entry, text_topics())
            if topic is None:
                problems.append(_unknown_words(entry))
            elif topic in words[language]:
                other = words[language][topic].relative_to(folder)
                problems.append(refusal("site", "stands_twice", file=entry, other=other, folder=SITE_WORDS))
            else:
                words[language][topic] = entry
    if problems:
        raise InputErrors(problems)
    return Site(folder, data, words)


def folder_of_language(site: Site, lang: str) -> Path:
    """Return the folder with a site's words in a language."""
    files = site.words.get(lang)
    return next(iter(files.values())).parent if files else site.folder / SITE_WORDS / lang


def _entries(folder: Path) -> Iterator[Path]:
    """Yield the files and folders that are read; words where earlier versions had them come last."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: (entry.name != SITE_WORDS, entry.name))
    except OSError as error:
        raise unreadable(folder, error, "site") from None
    except ValueError:
        raise refusal("files", "impossible_name") from None
    for entry in entries:
        if not _BESIDE.fullmatch(entry.name):
            yield entry


def _topic(file: Path, topics: tuple[str, ...]) -> str | None:
    stem = file.name.removesuffix(".yaml")
    return stem if file.name != stem and stem in topics else None


def _unknown_data(file: Path) -> InputError:
    near = _near(file, data_topics())
    if file.name.removesuffix(".yaml") in text_topics():
        near = f"{SITE_WORDS}/{ENGLISH}/{file.name}"
    key = "near_data" if near else "no_data"
    return refusal("site", key, file=file, near=near, known=", ".join(data_topics()))


def _unknown_words(file: Path) -> InputError:
    near = _near(file, text_topics())
    key = "near_words" if near else "no_words"
    if file.name.removesuffix(".yaml") in data_topics():
        key, near = "data_among_words", file.name
    return refusal("site", key, file=file, near=near, known=", ".join(text_topics()))


def _unknown_in_texts(entry: Path) -> InputError:
    return refusal("site", "no_language_folder", file=entry, example=f"{SITE_WORDS}/{ENGLISH}")


def _unknown_folder(folder: Path) -> InputError:
    near = closest(folder.name, [SITE_WORDS, *own_languages()])
    key = "near_folder" if near else "unknown_folder"
    return refusal("site", key, file=folder, near=near, folder=SITE_WORDS)


def _near(file: Path, topics: tuple[str, ...]) -> str | None:
    """Return the known file a name is most like, whatever its ending and its capitals."""
    stem = file.name.lower().partition(".")[0].replace("-", "_").replace(" ", "_")
    near = closest(stem, topics)
    return f"{near}.yaml" if near else None
