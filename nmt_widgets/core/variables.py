"""One variable of the environment: its name, its meaning, and how its text becomes a value."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.languages import LANGUAGE
from nmt_widgets.core.problems import problem

LONGEST_QUOTED = 60
"""How much of a wrong value or name a message quotes."""

_HEADER = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_PATH = r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?"
_ON, _OFF = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


@dataclass(frozen=True)
class Variable:
    """One variable of the environment.

    Attributes
    ----------
    name, attribute : str
        The name of the variable, such as ``NMT_SITE``, and of its attribute of ``Settings``.
    group, meaning, default, values : str
        For the table in the documentation: its group, its purpose, the value without it, the allowed values.
    is_secret : bool
        Whether its value must never be printed.
    has_to_exist : bool
        Whether it names a folder that has to exist.
    read : callable
        Turns its text into its value; raises ValueError with the remedy where it does not fit.
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
        is_hidden = self.is_secret or "@" in text  # an address with a password
        key = "not_quoted" if is_hidden else "quoted"
        message, _ = problem("settings", key, name=self.name, value=text[:LONGEST_QUOTED])
        return InputError(message, remedy=remedy)


def read_folder(text: str) -> Path:
    """Return a folder; `~` is the home of the user."""
    return Path(os.path.expanduser(text))  # noqa: PTH111  Path's own raises for a user without a home


def read_text(text: str) -> str:
    """Return a text without the blanks around it."""
    return text.strip()


def read_language(text: str) -> str:
    """Return the name of a language."""
    if not re.fullmatch(LANGUAGE, text):
        raise _misfit("language")
    return text


def read_header(text: str) -> str:
    """Return the name of an HTTP header; empty for none."""
    name = text.strip()
    if name and not re.fullmatch(_HEADER, name):
        raise _misfit("header")
    return name


def read_flag(text: str) -> bool:
    """Return whether a switch is on."""
    word = text.strip().lower()
    if word not in _ON | _OFF:
        raise _misfit("flag")
    return word in _ON


def read_roles(text: str) -> Mapping[str, str]:
    """Return the role of each group, in their order.

    >>> read_roles("staff=clinician, teachers=trainer")
    {'staff': 'clinician', 'teachers': 'trainer'}
    """
    roles = {}
    for entry in text.split(","):
        group, equals, role = (part.strip() for part in entry.rpartition("="))
        if not (group and equals and role) or group in roles:
            raise _misfit("roles")
        roles[group] = role
    return roles


def read_public_address(text: str) -> str:
    """Return a public address as browsers write it, without a slash at its end.

    >>> read_public_address("https://NMT.example.org:443/"), read_public_address("https://example.org/nmt/")
    ('https://nmt.example.org', 'https://example.org/nmt')
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    is_bare = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme != "https" or not parts.hostname or not is_bare or not re.fullmatch(_PATH, parts.path):
        raise _misfit("public_address")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    place = host if port in (None, 443) else f"{host}:{port}"
    return f"https://{place}{parts.path.rstrip('/')}"


def about(
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
    """Return the metadata of a field of ``Settings``: everything about its variable but the attribute."""
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


def _misfit(kind: str) -> ValueError:
    return ValueError(problem("settings", kind)[0])
