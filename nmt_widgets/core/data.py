"""Data: every number, list and rule that stands in YAML, read in one way.

The workbook's own files stand in `nmt_widgets/data/<topic>.yaml`. A site replaces any of them, as a whole, by a file
of the same name in its folder (`NMT_SITE`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from nmt_widgets.core.documents import Document, check, read_document
from nmt_widgets.core.languages import TEXTS
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.site_files import DATA, data_topics, open_site

M = TypeVar("M")


@dataclass(frozen=True)
class Data(Generic[M]):
    """One topic's data.

    Attributes
    ----------
    value : model
        The file as an instance of its model.
    document : Document
        The same file with its lines, for what is checked beyond the model.
    """

    value: M
    document: Document = field(repr=False)


def read_data(topic: str, model: type[M], site: Path | None = None) -> Data[M]:
    """Read the data of one topic: the site's own file where it has one, else the workbook's.

    A file is read once by each process.

    Parameters
    ----------
    topic : str
        The name of the file, without its ending.
    model : type
        The pydantic model it has to fit.
    site : pathlib.Path, optional
        A folder with a site's own files; by default the folder named by `NMT_SITE`, if any.

    Raises
    ------
    InputError
        When the file is broken, or the site's folder holds what replaces nothing:
        it names file, line, place and remedy.

    Examples
    --------
    >>> read_data("bands", dict[str, Any]).value["version"]
    'bands-1'
    """
    return cast("Data[M]", _read(data_file(topic, site or site_folder()), cast(Hashable, model)))


@cache
def _read(file: Path, model: Any) -> Data[Any]:
    document = read_document(file)
    return Data(check(document, model), document)


@cache
def data_file(topic: str, site: Path | None = None) -> Path:
    """Return the file of one topic: the site's own where it has one, else the workbook's.

    Raises
    ------
    InputErrors
        When the site's folder holds what replaces nothing.
    """
    own = open_site(site).data.get(topic) if site else None
    return own or DATA / f"{topic}.yaml"


def all_files(site: Path | None = None) -> list[Path]:
    """Return every file of data and words that anything is made from: the workbook's, and a site's own."""
    site = site or site_folder()
    own = open_site(site) if site else None
    data = [(own.data.get(topic) if own else None) or DATA / f"{topic}.yaml" for topic in data_topics()]
    words = [file for files in own.words.values() for file in files.values()] if own else []
    return [*data, *sorted(TEXTS.glob("*/*.yaml")), *sorted(words)]


@cache
def data_words(site: Path) -> frozenset[str]:
    """Return every word that stands in a site's data or in those it keeps: its ids, which words may be given for."""
    return frozenset(
        word for topic in data_topics() for word in _words_in(read_document(data_file(topic, site)).data)
    )


def _words_in(branch: Any) -> Iterator[str]:
    if isinstance(branch, dict):
        for key, value in branch.items():
            yield str(key)
            yield from _words_in(value)
    elif isinstance(branch, list):
        for value in branch:
            yield from _words_in(value)
    elif isinstance(branch, str):
        yield branch
