"""What a site may say of people: the rights of roles, who looks after whom, how long somebody stays signed in."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from nmt_widgets.core.spelling import NAME
from nmt_widgets.instrument.parts import Part

OPERATOR = "operator"
"""The role of whoever has the command line. Nobody signs in with it."""

Right = Literal["none", "read", "own", "write"]
Role = Annotated[str, StringConstraints(pattern=NAME, max_length=40)]
Length = Annotated[float, Field(gt=0)]


class KindRights(Part):
    """What a role may do with records of each kind."""

    teaching: Right
    practice: Right
    clinical: Right


class RoleRules(Part):
    """`roles.yaml`."""

    version: str
    roles: dict[Role, KindRights] = Field(min_length=2)

    @model_validator(mode="after")
    def _has_an_operator(self) -> Self:
        if OPERATOR not in self.roles:
            raise ValueError(f"the role '{OPERATOR}' is missing; it is that of whoever has the command line")
        return self


class CareRules(Part):
    """`people.yaml`."""

    version: str
    looks_after: dict[Role, tuple[Role, ...]]


class SessionRules(Part):
    """`sessions.yaml`."""

    version: str
    idle_hours: Length
    longest_hours: Length
    touch_seconds: float = Field(ge=0)
    ahead_minutes: float = Field(ge=0)
