"""People as the store sees them, and what their roles may do."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nmt_widgets.core.data import read_data
from nmt_widgets.store.people.rules import OPERATOR, KindRights, Right, RoleRules

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


def roles(site: Path | None = None) -> tuple[str, ...]:
    """Return every role, also that of whoever has the command line."""
    return tuple(_roles(site))


def sign_in_roles() -> tuple[str, ...]:
    """Return the roles a person may sign in with."""
    return tuple(role for role in _roles() if role != OPERATOR)


@cache
def operator() -> Person:
    """Return whoever has the command line; the system's own name for them is all that is known."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "?"
    return Person(f"command line: {name}"[:80], OPERATOR)


def _roles(site: Path | None = None) -> dict[str, KindRights]:
    return read_data("roles", RoleRules, site).value.roles


def _rights(role: str) -> dict[str, Right]:
    rights = _roles().get(role)
    return dict(rights) if rights else {}
