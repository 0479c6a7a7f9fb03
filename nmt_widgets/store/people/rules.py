"""How long a person stays signed in; a site may replace these limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument.parts import Part

Length = Annotated[float, Field(gt=0)]


class SessionRules(Part):
    """`sessions.yaml`."""

    version: str
    idle_hours: Length
    longest_hours: Length
    class_hours: Length
    touch_seconds: float = Field(ge=0)
    ahead_minutes: float = Field(ge=0)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts."""

    idle: timedelta
    longest: timedelta
    class_day: timedelta
    touch: timedelta
    ahead: timedelta


def limits() -> Limits:
    """Return the limits of sessions.

    Raises
    ------
    InputErrors
        When a site's own `sessions.yaml` is broken.
    """
    rules = read_data("sessions", SessionRules).value
    return Limits(
        idle=timedelta(hours=rules.idle_hours),
        longest=timedelta(hours=rules.longest_hours),
        class_day=timedelta(hours=rules.class_hours),
        touch=timedelta(seconds=rules.touch_seconds),
        ahead=timedelta(minutes=rules.ahead_minutes),
    )
