"""The limits of the server, read from `doors.yaml`."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument.parts import Part

Seconds = Annotated[float, Field(gt=0, le=86_400)]
Beats = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=1)]
Port = Annotated[int, Field(ge=1, le=65_535)]


class Rate(Part):
    """How often something may be done: `burst` times at once, then `per_second` times a second."""

    burst: int = Field(ge=1)
    per_second: float = Field(gt=0)


class WrongCodes(Rate):
    """The rate of wrong access codes, and the delay of the answer beyond that rate."""

    late_seconds: float = Field(ge=0, le=60)


class PortRange(Part):
    """The ports to try, one after the other."""

    first: Port
    last: Port

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.last < self.first:
            raise ValueError("'last' comes before 'first'; exchange them")
        return self


class ConnectionLimits(Part):
    """The number of connections, and the limits of each."""

    at_most: Count
    of_one_address: Count
    idle_seconds: Seconds
    body_seconds: Seconds
    header_bytes: int = Field(ge=1024)


class PulseLimits(Part):
    """The limits of the heartbeat; the file explains each number."""

    every_seconds: Seconds
    silent_after: Beats
    restarted_after: Beats
    first_within: Beats
    stopped_after: Beats
    stop_within: Beats
    restarts_at_most: int = Field(ge=0)


class HubLimits(Part):
    """How often a JupyterHub is asked about whoever is here, and for how long they stay if it does not answer."""

    asked_every_seconds: Seconds = 3
    trusted_without_answer_seconds: Seconds = 1800


class DoorLimits(Part):
    """`doors.yaml`."""

    version: str
    wrong_codes: WrongCodes
    sessions_looked_at_every_seconds: Seconds
    pulse: PulseLimits
    hub: HubLimits = HubLimits()
    kernel_message_at_most: int = Field(ge=1024)
    next_screens: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    screens_ready_at_most: int = Field(5, ge=1)


def door_limits() -> DoorLimits:
    """Return the limits.

    Raises
    ------
    InputError
        When a site's `doors.yaml` is wrong, with file, line, place and remedy.
    """
    return read_data("doors", DoorLimits).value
