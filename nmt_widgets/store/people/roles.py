"""People as the store sees them, and what their roles may do."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from nmt_widgets.core.documents import read_document

Right = Literal["none", "read", "own", "write"]

KINDS = ("teaching", "practice", "clinical")
"""The kinds of record."""


@dataclass(frozen=True)
class Person:
    """Who does something, as what.

    Attributes
    ----------
    name, role : str
        The role is one of `roles.yaml`.
    """

    name: str
    role: str

    def may_read(self, kind: str, owner: str) -> bool:
        """Return whether this person may see a record of a kind and an owner.

        Examples
        --------
        >>> Person("Ada", "trainee").may_read("practice", "Ada"), Person("Ada", "trainee").may_read("clinical", "Bo")
        (True, False)
        """
        right = _rights(self.role).get(kind, "none")
        return right in ("read", "write") or (right == "own" and owner == self.name)

    def may_write(self, kind: str, owner: str) -> bool:
        """Return whether this person may change such a record."""
        right = _rights(self.role).get(kind, "none")
        return right == "write" or (right == "own" and owner == self.name)

    def may_begin(self) -> tuple[str, ...]:
        """Return the kinds of record this person may begin."""
        return tuple(kind for kind, right in _rights(self.role).items() if right in ("own", "write"))


def roles() -> tuple[str, ...]:
    """Return every role, also that of whoever has the command line."""
    return tuple(_roles())


def sign_in_roles() -> tuple[str, ...]:
    """Return the roles a person may sign in with."""
    return tuple(role for role in _roles() if role != "operator")


@cache
def operator() -> Person:
    """Return whoever has the command line; the system's own name for them is all that is known."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "?"
    return Person(f"command line: {name}"[:80], "operator")


@cache
def _roles() -> dict[str, dict[str, Right]]:
    roles: dict[str, dict[str, Right]] = read_document(Path(__file__).with_name("roles.yaml")).data["roles"]
    return roles


def _rights(role: str) -> dict[str, Right]:
    return _roles().get(role, {})
