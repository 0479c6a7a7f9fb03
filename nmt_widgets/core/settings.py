"""Settings: every `NMT_*` variable of the environment, with its meaning, its limits and its value.

No other module reads these variables. :func:`settings` reads the environment each time it is called, so that a value
that changes within a process, as in a notebook or a test, holds from then on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nmt_widgets.core.documents import closest
from nmt_widgets.core.errors import InputError, InputErrors

LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""How a language is written: its short name, perhaps with a region, such as `de` or `pt-BR`."""

NOT_SETTINGS = {
    "NMT_ASKER_TOKEN": "a secret that one process hands to the next; store/asking.py takes it out at once",
    "NMT_WRITE_PLANS": "makes the tests write the expected plans anew",
    "NMT_SHOTS": "makes the tests of the screens keep pictures",
}
"""Variables that begin alike and are no settings, with the reason."""

_HEADER = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_ON, _OFF = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
_SQLITE = "sqlite:///"
_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Variable:
    """One variable of the environment.

    Attributes
    ----------
    name, attribute : str
        Of the variable, such as ``NMT_SITE``, and of :class:`Settings`.
    group, meaning, default, values : str
        For the table in the documentation: what it belongs to, what it does, what holds without it, what it may be.
    is_secret : bool
        Whether its value must never be printed.
    has_to_exist : bool
        Whether it names a folder that has to be there.
    read : callable
        Turns its text into its value; ValueError with "what is wrong; what to do" where it does not fit.
    """

    name: str
    attribute: str
    group: str
    meaning: str
    default: str
    values: str
    is_secret: bool
    has_to_exist: bool
    read: Callable[[str], Any] = field(repr=False)

    def refuse(self, text: str, remedy: str) -> InputError:
        """Return the error for a value that does not fit; a secret is not quoted."""
        is_hidden = self.is_secret or "@" in text  # which may part a password from a host
        shown = "be what it is set to" if is_hidden else f"be '{text[:_LONGEST_SHOWN]}'"
        return InputError(f"{self.name} cannot {shown}", remedy=remedy)


def _folder(text: str) -> Path:
    return Path(os.path.expanduser(text))  # noqa: PTH111  Path's own raises for a user without a home


def _text(text: str) -> str:
    return text.strip()


def _language(text: str) -> str:
    if not re.fullmatch(LANGUAGE, text):
        raise ValueError("write a language as en, de or pt-BR")
    return text


def _header(text: str) -> str:
    name = text.strip()
    if name and not re.fullmatch(_HEADER, name):
        raise ValueError("write the name of a header, such as X-Forwarded-User")
    return name


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word not in _ON | _OFF:
        raise ValueError("set it to 1, or unset it")
    return word in _ON


def _public_address(text: str) -> str:
    """Return a public address as browsers write it.

    >>> _public_address("https://NMT.example.org:443/")
    'https://nmt.example.org'
    """
    try:
        parts = urlsplit(text.strip().lower())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    is_bare = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme != "https" or not parts.hostname or not is_bare or parts.path not in ("", "/"):
        raise ValueError(
            "write https://, a host and perhaps :port; a folder below a host is not supported",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"https://{host}" + ("" if port in (None, 443) else f":{port}")


def _about(
    name: str,
    group: str,
    meaning: str,
    read: Callable[[str], Any],
    *,
    default: str = "none",
    values: str = "text",
    is_secret: bool = False,
    has_to_exist: bool = False,
) -> dict[str, Any]:
    return {
        "name": name,
        "group": group,
        "meaning": meaning,
        "default": default,
        "values": values,
        "is_secret": is_secret,
        "has_to_exist": has_to_exist,
        "read": read,
    }


_PLACES, _STORE, _PAGES = "Places", "The database", "Words, pictures and trouble"
_PROXY = "Behind a proxy"
_OLD_FOLDER, _NEW_FOLDER = "a folder that is there", "a folder; it is made if need be"


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
        metadata=_about(
            "NMT_SITE",
            _PLACES,
            "folder with a site's own data, words and languages ([a site's own folder](site.md))",
            _folder,
            default="none: all data and words are the workbook's",
            values=_OLD_FOLDER,
            has_to_exist=True,
        ),
    )
    cases: Path | None = field(
        default=None,
        metadata=_about(
            "NMT_CASES",
            _PLACES,
            "folder of case files",
            _folder,
            default="`case_templates/`",
            values=_OLD_FOLDER,
            has_to_exist=True,
        ),
    )
    references: Path | None = field(
        default=None,
        metadata=_about(
            "NMT_REFERENCES",
            _PLACES,
            "folder of the references of practice cases; the server reads it, and no page's kernel is told",
            _folder,
            default="`references/` in the folder of case files",
            values=_OLD_FOLDER,
            has_to_exist=True,
        ),
    )
    outputs: Path | None = field(
        default=None,
        metadata=_about(
            "NMT_OUTPUTS",
            _PLACES,
            "where reports are written",
            _folder,
            default="`outputs/` of a checkout, or of the user's data folder",
            values=_NEW_FOLDER,
        ),
    )
    data: Path | None = field(
        default=None,
        metadata=_about(
            "NMT_DATA",
            _PLACES,
            "folder of the database, `workbook.db`",
            _folder,
            default="the user's data folder",
            values=_NEW_FOLDER,
        ),
    )
    database_url: str = field(
        default="",
        repr=False,
        metadata=_about(
            "NMT_DATABASE_URL",
            _STORE,
            "address of another database (extra `postgresql`)",
            _text,
            default="`workbook.db` in `NMT_DATA`",
            values="`postgresql://user@host/name` or `sqlite:///file`; it may hold a password and is never printed",
            is_secret=True,
        ),
    )
    database_key: str = field(
        default="",
        repr=False,
        metadata=_about(
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
        metadata=_about(
            "NMT_DATABASE_KEYRING",
            _STORE,
            "takes that key from the system's keyring",
            _flag,
            default="0",
            values="1 or 0",
        ),
    )
    language: str = field(
        default="en",
        metadata=_about(
            "NMT_LANGUAGE",
            _PAGES,
            "language of all words",
            _language,
            default="`en`",
            values="a language there are words for: `nmt site` lists them",
        ),
    )
    browser: str = field(
        default="",
        metadata=_about(
            "NMT_BROWSER",
            _PAGES,
            "the Chromium that draws still charts and PDF",
            _text,
            default="the first Chromium, Chrome or Edge on the path",
            values="a program, by its path or name",
        ),
    )
    debug: bool = field(
        default=False,
        metadata=_about(
            "NMT_DEBUG",
            _PAGES,
            "shows where something went wrong, and every request of the server; may quote a client's record",
            _flag,
            default="0",
            values="1 or 0",
        ),
    )
    public_address: str = field(
        default="",
        metadata=_about(
            "NMT_PUBLIC_ADDRESS",
            _PROXY,
            "the address by which people reach the server",
            _public_address,
            default="this machine's own address",
            values="`https://host` or `https://host:port`",
        ),
    )
    identity_header: str = field(
        default="",
        metadata=_about(
            "NMT_IDENTITY_HEADER",
            _PROXY,
            "the header with the name of who came: the proxy signs people in, in place of access code and passphrase",
            _header,
            default="none: people sign in with a passphrase",
            values="a header's name; needs `NMT_PROXY_SECRET` and one of the next two",
        ),
    )
    identity_role: str = field(
        default="",
        metadata=_about(
            "NMT_IDENTITY_ROLE",
            _PROXY,
            "the role of people who come for the first time, where no header names one",
            _text,
            values="a role of `roles.yaml` that signs in; needs `NMT_IDENTITY_HEADER`",
        ),
    )
    identity_role_header: str = field(
        default="",
        metadata=_about(
            "NMT_IDENTITY_ROLE_HEADER",
            _PROXY,
            "the header with the role of who came",
            _header,
            values="a header's name; needs `NMT_IDENTITY_HEADER`",
        ),
    )
    proxy_secret: str = field(
        default="",
        repr=False,
        metadata=_about(
            "NMT_PROXY_SECRET",
            _PROXY,
            "what the proxy sends as `X-NMT-Proxy-Secret`, so that no other program here can pass for it",
            _text,
            values="16 or more letters and digits; never printed",
            is_secret=True,
        ),
    )


def variables() -> tuple[Variable, ...]:
    """Return every variable there is, in the order of the documentation.

    >>> [variable.name for variable in variables() if variable.is_secret]
    ['NMT_DATABASE_URL', 'NMT_DATABASE_KEY', 'NMT_PROXY_SECRET']
    """
    return _VARIABLES


_VARIABLES = tuple(Variable(attribute=each.name, **each.metadata) for each in fields(Settings))
_NAMES = tuple(variable.name for variable in _VARIABLES)
_BY_ATTRIBUTE = {variable.attribute: variable for variable in _VARIABLES}


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
    """Return one setting as the environment has it now, for what is asked very often.

    >>> setting("language") == settings().language
    True
    """
    variable = _BY_ATTRIBUTE[attribute]
    return getattr(_read_one(variable.name, os.environ.get(variable.name, "")), attribute)


@lru_cache(maxsize=64)
def _read_one(name: str, text: str) -> Settings:
    return read_settings({name: text})


@lru_cache(maxsize=8)
def _read(written: tuple[str, ...]) -> Settings:
    values: dict[str, Any] = {}
    problems = []
    for variable, text in zip(_VARIABLES, written, strict=True):
        if not text:
            continue
        try:
            values[variable.attribute] = variable.read(text)
        except ValueError as error:
            problems.append(variable.refuse(text, str(error)))
    if problems:
        raise InputErrors(problems)
    return Settings(**values)


def check_settings() -> None:
    """Check every value once, before anything is done with it: its form, and the folders that have to be there.

    Raises
    ------
    InputErrors
        With one problem for each variable.
    """
    now = settings()
    problems = []
    for variable in _VARIABLES:
        folder = getattr(now, variable.attribute)
        if not isinstance(folder, Path):
            continue
        remedy = f"correct or unset {variable.name}"
        if variable.has_to_exist and not folder.is_dir():
            problems.append(InputError("there is no such folder", file=folder, remedy=remedy))
        elif folder.exists() and not folder.is_dir():
            problems.append(InputError("is a file, not a folder", file=folder, remedy=remedy))
    if problems:
        raise InputErrors(problems)


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Return a line for each variable that begins as ours do and is none.

    >>> unknown_variables({"NMT_STIE": "/clinic", "NMT_SITE": "/clinic", "PATH": "/bin"})
    ['NMT_STIE is no setting of the workbook, and does nothing; did you mean NMT_SITE?']
    """
    known = {*_NAMES, *NOT_SETTINGS}
    lines = []
    for name in sorted(environ):
        if name.upper().startswith("NMT_") and name not in known:
            near = closest(name.upper(), _NAMES)
            remedy = f"did you mean {near}?" if near else "see docs/settings.md"
            lines.append(f"{name[:_LONGEST_SHOWN]} is no setting of the workbook, and does nothing; {remedy}")
    return lines


def put_places_in_full() -> None:
    """Write every place of the settings in full into the environment: what is started works in folders of its own."""
    for variable in _VARIABLES:
        if variable.read is _folder and (place := os.environ.get(variable.name)):
            os.environ[variable.name] = os.path.abspath(_folder(place))  # noqa: PTH100  keeps links
    address = os.environ.get("NMT_DATABASE_URL", "")
    file = address.removeprefix(_SQLITE)
    if address.startswith(_SQLITE) and file and not os.path.isabs(file):  # noqa: PTH117
        os.environ["NMT_DATABASE_URL"] = _SQLITE + os.path.abspath(file)  # noqa: PTH100
