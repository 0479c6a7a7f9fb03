"""People as the store sees them, and the rights of their roles."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from nmt_widgets.core.data import read_data
from nmt_widgets.core.problems import reason
from nmt_widgets.instrument.parts import Part

RecordRight = Literal["none", "assigned", "read", "own", "write"]
Right = Literal[
    "signs_in",
    "attends",
    "leads",
    "looks_on",
    "notes",
    "authors",
    "presents",
    "counts",
    "outcomes",
    "operates",
]
"""What a role may do besides reading and writing records; `roles.yaml` explains each."""

KINDS = ("teaching", "practice", "clinical")
"""The kinds of record."""

OPERATOR = "operator"
"""The role of whoever has the command line. Nobody signs in with it."""

LONGEST_ROLE = 20
"""The width of the columns for a role."""


@dataclass(frozen=True)
class Person:
    """Somebody who works with the store, in a role.

    Attributes
    ----------
    name, role : str
        The role is one of `roles.yaml`; any other may do nothing.
    """

    name: str
    role: str

    def may(self, right: Right) -> bool:
        """Return whether this person's role has a right.

        Examples
        --------
        >>> Person("Tina", "trainer").may("leads"), Person("Ada", "trainee").may("leads")
        (True, False)
        """
        role = role_rules().get(self.role)
        return role is not None and right in role.rights

    def record_right(self, kind: str) -> RecordRight:
        """Return what this person's role may do with records of a kind."""
        role = role_rules().get(self.role)
        return role.records.get(kind, "none") if role else "none"

    def may_read(self, kind: str, owner: str, assigned: str | None = None) -> bool:
        """Return whether this person may see a record of a kind and an owner, and assigned to somebody.

        Examples
        --------
        >>> Person("Ada", "trainee").may_read("practice", "Ada"), Person("Ada", "trainee").may_read("clinical", "Bo")
        (True, False)
        >>> pia = Person("Pia", "programme")
        >>> pia.may_read("clinical", "Bo", "Pia"), pia.may_read("clinical", "Bo")
        (True, False)
        """
        right = self.record_right(kind)
        if right == "assigned":
            return self.name == assigned
        return right in ("read", "write") or (right == "own" and self.name in (owner, assigned))

    def may_write(self, kind: str, owner: str, assigned: str | None = None) -> bool:
        """Return whether this person may change such a record."""
        right = self.record_right(kind)
        return right == "write" or (right == "own" and self.name in (owner, assigned))

    def may_begin(self) -> tuple[str, ...]:
        """Return the kinds of record this person may begin."""
        return tuple(kind for kind, right in _record_rights(self.role).items() if right in ("own", "write"))


class RoleRules(Part):
    """What one role may do: with records of each kind, its other rights, and the roles it looks after."""

    records: dict[str, RecordRight]
    rights: tuple[Right, ...] = ()
    looks_after: tuple[str, ...] = ()


class RolesFile(Part):
    """`roles.yaml`: every role has a right for each kind of record; exactly one has the command line."""

    version: str
    roles: dict[str, RoleRules]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        operates = [name for name, role in self.roles.items() if "operates" in role.rights]
        if operates != [OPERATOR]:
            raise ValueError(reason("store", "who_operates", role=OPERATOR))
        if "signs_in" in self.roles[OPERATOR].rights:
            raise ValueError(reason("store", "operator_signs_in", role=OPERATOR))
        for name, role in self.roles.items():
            if not 0 < len(name) <= LONGEST_ROLE:
                raise ValueError(reason("store", "long_role", most=LONGEST_ROLE, role=name[:40]))
            if {*role.records} != {*KINDS}:
                raise ValueError(reason("store", "missing_kinds", role=name, kinds=", ".join(KINDS)))
            if unknown := sorted({*role.looks_after} - {*self.roles}):
                raise ValueError(reason("store", "unknown_role", role=name, other=unknown[0]))
        return self


def role_names(site: Path | None = None) -> tuple[str, ...]:
    """Return every role, including that of the command line."""
    return tuple(role_rules(site))


def sign_in_roles() -> tuple[str, ...]:
    """Return the roles a person may sign in with."""
    return roles_with("signs_in")


def live_roles() -> tuple[str, ...]:
    """Return the roles of people who may have a session: those who sign in, and those who came into a class."""
    return (*sign_in_roles(), *roles_with("attends"))


def roles_with(right: Right) -> tuple[str, ...]:
    """Return the roles that have a right.

    Examples
    --------
    >>> roles_with("looks_on")
    ('trainer', 'programme', 'operator')
    """
    return tuple(name for name, role in role_rules().items() if right in role.rights)


def role_has(role: str, needs: Iterable[str]) -> bool:
    """Return whether a role has one of some rights.

    Parameters
    ----------
    role : str
    needs : iterable of str
        Rights, such as ``looks_on``, and rights to records, such as ``clinical: write``.

    Examples
    --------
    >>> role_has("clinician", ["looks_on", "clinical: write"]), role_has("trainee", ["looks_on", "clinical: write"])
    (True, False)
    """
    rules = role_rules().get(role)
    if rules is None:
        return False
    rights = {*rules.rights, *(f"{kind}: {right}" for kind, right in rules.records.items())}
    return not rights.isdisjoint(needs)


def roles_that_have(needs: Iterable[str]) -> tuple[str, ...]:
    """Return the roles people sign in with that have one of some rights, as :func:`role_has` takes them."""
    rights = tuple(needs)
    return tuple(role for role in sign_in_roles() if role_has(role, rights))


def managed_roles(role: str) -> tuple[str, ...]:
    """Return the roles of the people that this role looks after."""
    rules = role_rules().get(role)
    return rules.looks_after if rules else ()


@cache
def operator() -> Person:
    """Return the person at the command line, by the name of their system account."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "?"
    return Person(f"command line: {name}"[:80], OPERATOR)


def role_rules(site: Path | None = None) -> dict[str, RoleRules]:
    """Return what each role may do, by its name.

    Raises
    ------
    InputErrors
        When a site's own `roles.yaml` is broken.
    """
    return read_data("roles", RolesFile, site).value.roles


def _record_rights(role: str) -> dict[str, RecordRight]:
    rules = role_rules().get(role)
    return rules.records if rules else {}
