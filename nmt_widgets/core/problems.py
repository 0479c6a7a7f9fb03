"""The words for what is wrong: each topic's `problems` in the texts, with a message and mostly a remedy.

Readers of files need these words too, also the reader of the texts. So they are read here without those readers: as
plain YAML, and by variables of the environment that are not checked yet. Where the words of a language or of a site
cannot be used, the workbook's own are taken. The full check of words is in `core/texts.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nmt_widgets.core.chosen import chosen
from nmt_widgets.core.languages import ENGLISH, LANGUAGE, SITE_WORDS, TEXTS

_MOST_LISTED = 6


def problem(topic: str, key: str, *, lang: str | None = None, **values: object) -> tuple[str, str]:
    """Return what is wrong and what to do about it; the second is empty where there is nothing to advise.

    Parameters
    ----------
    topic : str
        The file of texts; its `problems` hold a `message`, and mostly a `remedy`, for each key.
    key : str
    lang : str, optional
        By default the language of this process.
    **values
        What fills in the {braces}.

    Examples
    --------
    >>> problem("cases", "outside", number=13, low=1, high=12, unknown="not known")
    ('13 is outside 1-12', "enter a whole number 1-12, or 'not known'")
    """
    lang = lang or chosen().language or os.environ.get("NMT_LANGUAGE") or ENGLISH
    for words in _replacements(topic, lang, os.environ.get("NMT_SITE", "")):
        try:
            return _fill(words[key], values)
        except (LookupError, ValueError, AttributeError, TypeError):
            continue  # the words do not fit; `check_words` reports them
    return _fill(_read(TEXTS / ENGLISH / f"{topic}.yaml")[key], values)


def reason(topic: str, key: str, *, lang: str | None = None, **values: object) -> str:
    """Return what is wrong and what to do about it in one line; the parameters are those of `problem`.

    Examples
    --------
    >>> reason("cases", "too_old", age="130 years", oldest=120)
    '130 years is over 120 years; correct the age'
    """
    return "; ".join(filter(None, problem(topic, key, lang=lang, **values)))


def name_some(names: Iterable[object], most: int = _MOST_LISTED, separator: str = ", ") -> str:
    """Return the first of some names for a message, and how many more there are.

    Examples
    --------
    >>> name_some(["sleep", "arousal"]), name_some(range(9), most=3)
    ('sleep, arousal', '0, 1, 2 and 6 more')
    """
    texts = [str(name) for name in names]
    first = separator.join(texts[:most])
    if len(texts) <= most:
        return first
    return problem("files", "and_more", names=first, count=len(texts) - most)[0]


def _fill(entry: Any, values: Mapping[str, object]) -> tuple[str, str]:
    return entry["message"].format(**values), entry.get("remedy", "").format(**values)


@cache
def _replacements(topic: str, lang: str, site: str) -> tuple[Mapping[str, Any], ...]:
    """Return the problems of a topic that stand before the English ones: a site's, then the language's own."""
    if not re.fullmatch(LANGUAGE, lang):
        return ()
    return tuple(words for folder in _folders(lang, site) if (words := _read(folder / f"{topic}.yaml")))


def _folders(lang: str, site: str) -> Iterator[Path]:
    if site:
        folder = Path(os.path.expanduser(site))  # noqa: PTH111  Path's own raises for a user without a home
        yield folder / SITE_WORDS / lang
        yield folder / lang
    if lang != ENGLISH:
        yield TEXTS / lang


@cache
def _read(file: Path) -> Mapping[str, Any]:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        problems = yaml.load(file.read_bytes(), Loader=loader)["problems"]  # noqa: S506  makes text only
    except (OSError, ValueError, yaml.YAMLError, LookupError, TypeError, RecursionError):
        return {}
    return problems if isinstance(problems, dict) else {}
