"""Settings: every `NMT_*` variable of the environment, with its meaning and its value.

Other modules do not read these variables. :func:`settings` reads the environment each time it is called, so that a
value that changes within a process, as in a notebook or a test, holds from then on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from nmt_widgets.core.errors import InputErrors
from nmt_widgets.core.variables import (
    Variable,
    about,
    read_flag,
    read_folder,
    read_header,
    read_language,
    read_public_address,
    read_roles,
    read_text,
)

_PLACES, _STORE, _PAGES = "Places", "The database", "Words, pictures and trouble"
_PROXY, _HUB = "Behind a proxy", "Behind a JupyterHub"
_OLD_FOLDER, _NEW_FOLDER = "an existing folder", "a folder; it is created if it does not exist"


@dataclass(frozen=True)
class Settings:
    """The values of all settings; get them by :func:`settings`. A variable that is empty counts as not set.

    Examples
    --------
    >>> Settings().language, Settings().site
    ('en', None)
    """

    site: Path | None = field(
        default=None,
        metadata=about(
            "NMT_SITE",
            _PLACES,
            "folder with a site's own data, words and languages ([a site's own folder](site.md))",
            read_folder,
            default="none: all data and words are the workbook's",
            values=_OLD_FOLDER,
            has_to_exist=True,
        ),
    )
    cases: Path | None = field(
        default=None,
        metadata=about(
            "NMT_CASES",
            _PLACES,
            "folder of case files",
            read_folder,
            default="`case_templates/`",
            values=_OLD_FOLDER,
            has_to_exist=True,
        ),
    )
    references: Path | None = field(
        default=None,
        metadata=about(
            "NMT_REFERENCES",
            _PLACES,
            "folder of the references of practice cases; the server reads it, kernels do not get it",
            read_folder,
            default="`references/` in the folder of case files",
            values=_OLD_FOLDER,
            has_to_exist=True,
        ),
    )
    outputs: Path | None = field(
        default=None,
        metadata=about(
            "NMT_OUTPUTS",
            _PLACES,
            "folder for reports",
            read_folder,
            default="`outputs/` of a checkout, or of the user's data folder",
            values=_NEW_FOLDER,
        ),
    )
    data: Path | None = field(
        default=None,
        metadata=about(
            "NMT_DATA",
            _PLACES,
            "folder of the database, `workbook.db`",
            read_folder,
            default="the user's data folder",
            values=_NEW_FOLDER,
        ),
    )
    backups: Path | None = field(
        default=None,
        metadata=about(
            "NMT_BACKUPS",
            _PLACES,
            "folder of backups; `nmt check` looks at the newest one",
            read_folder,
            values=_OLD_FOLDER,
            has_to_exist=True,
        ),
    )
    database_url: str = field(
        default="",
        repr=False,
        metadata=about(
            "NMT_DATABASE_URL",
            _STORE,
            "address of another database (extra `postgresql`)",
            read_text,
            default="`workbook.db` in `NMT_DATA`",
            values="`postgresql://user@host/name` or `sqlite:///file`; it may hold a password and is never printed",
            is_secret=True,
        ),
    )
    database_key: str = field(
        default="",
        repr=False,
        metadata=about(
            "NMT_DATABASE_KEY",
            _STORE,
            "key of an encrypted SQLite file (extra `encryption`)",
            str,
            default="none: the file is not encrypted",
            values="text; never printed",
            is_secret=True,
        ),
    )
    database_keyring: bool = field(
        default=False,
        metadata=about(
            "NMT_DATABASE_KEYRING",
            _STORE,
            "reads the key from the system's keyring",
            read_flag,
            default="0",
            values="1 or 0",
        ),
    )
    language: str = field(
        default="en",
        metadata=about(
            "NMT_LANGUAGE",
            _PAGES,
            "language of all words",
            read_language,
            default="`en`",
            values="a language with texts: `nmt site` lists them",
        ),
    )
    browser: str = field(
        default="",
        metadata=about(
            "NMT_BROWSER",
            _PAGES,
            "the Chromium that draws still charts and PDF; one with windows also shows the workbook's (`nmt desktop`)",
            read_text,
            default="the first Chromium, Chrome or Edge on the path",
            values="a program, by its path or name",
        ),
    )
    debug: bool = field(
        default=False,
        metadata=about(
            "NMT_DEBUG",
            _PAGES,
            "shows tracebacks, and every request of the server; may quote a client's record",
            read_flag,
            default="0",
            values="1 or 0",
        ),
    )
    no_fork: bool = field(
        default=False,
        metadata=about(
            "NMT_NO_FORK",
            _PAGES,
            "starts Python anew for each page and report, as on systems where nothing can be forked; slower",
            read_flag,
            default="0",
            values="1 or 0",
        ),
    )
    public_address: str = field(
        default="",
        metadata=about(
            "NMT_PUBLIC_ADDRESS",
            _PROXY,
            "the address by which people reach the server",
            read_public_address,
            default="this machine's own address",
            values="`https://host`, `https://host:port` or, below a path, `https://host/path`",
        ),
    )
    identity_header: str = field(
        default="",
        metadata=about(
            "NMT_IDENTITY_HEADER",
            _PROXY,
            "the header with the person's name; then the proxy signs people in, without access code and passphrase",
            read_header,
            default="none: people sign in with a passphrase",
            values="a header's name; needs `NMT_PROXY_SECRET` and one of the next two",
        ),
    )
    identity_role: str = field(
        default="",
        metadata=about(
            "NMT_IDENTITY_ROLE",
            _PROXY,
            "the role of new people, if no header names one",
            read_text,
            values="a role of `roles.yaml` that signs in; needs `NMT_IDENTITY_HEADER`",
        ),
    )
    identity_role_header: str = field(
        default="",
        metadata=about(
            "NMT_IDENTITY_ROLE_HEADER",
            _PROXY,
            "the header with the person's role",
            read_header,
            values="a header's name; needs `NMT_IDENTITY_HEADER`",
        ),
    )
    proxy_secret: str = field(
        default="",
        repr=False,
        metadata=about(
            "NMT_PROXY_SECRET",
            _PROXY,
            "the secret that the proxy sends as `X-NMT-Proxy-Secret`; it tells the proxy from other programs",
            read_text,
            values="16 or more letters and digits; never printed",
            is_secret=True,
        ),
    )
    hub_roles: Mapping[str, str] = field(
        default_factory=dict,
        metadata=about(
            "NMT_HUB_ROLES",
            _HUB,
            "the role of each group of the Hub; of several groups the first one here counts",
            read_roles,
            default="none: nobody comes in",
            values="`group=role`, separated by commas; needs `nmt serve --hub`",
        ),
    )


def variables() -> tuple[Variable, ...]:
    """Return every variable there is, in the order of the documentation.

    >>> [variable.name for variable in variables() if variable.is_secret]
    ['NMT_DATABASE_URL', 'NMT_DATABASE_KEY', 'NMT_PROXY_SECRET']
    """
    return _VARIABLES


_VARIABLES = tuple(Variable(attribute=entry.name, **entry.metadata) for entry in fields(Settings))
_NAMES = tuple(variable.name for variable in _VARIABLES)
_BY_ATTRIBUTE = {variable.attribute: variable for variable in _VARIABLES}


_block: ContextVar[dict[str, Any] | None] = ContextVar("nmt_settings", default=None)


def settings() -> Settings:
    """Return the settings as the environment has them now.

    Raises
    ------
    InputErrors
        With one problem for each variable whose value does not fit.
    """
    return read_settings(os.environ)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings as some environment has them.

    >>> read_settings({"NMT_PUBLIC_ADDRESS": "https://nmt.example.org:443/"}).public_address
    'https://nmt.example.org'
    """
    return _read(tuple([environ.get(name, "") for name in _NAMES]))


def setting(attribute: str) -> Any:
    """Return one setting as the environment has it now; quicker than :func:`settings`.

    >>> setting("language") == settings().language
    True
    """
    values = _block.get()
    if values is not None and attribute in values:
        return values[attribute]
    variable = _BY_ATTRIBUTE[attribute]
    value = getattr(_read_one(variable.name, os.environ.get(variable.name, "")), attribute)
    if values is not None:
        values[attribute] = value
    return value


@contextmanager
def steady_settings() -> Iterator[None]:
    """Let :func:`setting` read each variable once in a block, or in each call of a function that this decorates.

    Whoever writes hundreds of numbers and words asks as often in which language.

    Examples
    --------
    >>> with steady_settings():
    ...     setting("language") == settings().language
    True
    """
    before = _block.set({})
    try:
        yield
    finally:
        _block.reset(before)


@lru_cache(maxsize=64)
def _read_one(name: str, text: str) -> Settings:
    return read_settings({name: text})


@lru_cache(maxsize=8)
def _read(texts: tuple[str, ...]) -> Settings:
    values: dict[str, Any] = {}
    problems = []
    for variable, text in zip(_VARIABLES, texts, strict=True):
        if not text:
            continue
        try:
            values[variable.attribute] = variable.read(text)
        except ValueError as error:
            problems.append(variable.refuse(text, str(error)))
    if problems:
        raise InputErrors(problems)
    return Settings(**values)
