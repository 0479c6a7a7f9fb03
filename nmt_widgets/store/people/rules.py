"""What a site may say of sign-ins: how long somebody stays signed in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nmt_widgets.instrument.parts import Part

Length = Annotated[float, Field(gt=0)]


class SessionRules(Part):
    """`sessions.yaml`."""

    version: str
    idle_hours: Length
    longest_hours: Length
    touch_seconds: float = Field(ge=0)
    ahead_minutes: float = Field(ge=0)
