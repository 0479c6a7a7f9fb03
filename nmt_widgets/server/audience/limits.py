"""The limits for an audience, read from `audience.yaml`."""

from __future__ import annotations

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument.parts import Part
from nmt_widgets.server.shared.door_limits import ConnectionLimits, Count, PortRange, Rate, Seconds


class RoomCode(Part):
    """The code of a room: its letters and its length."""

    letters: str = Field(pattern="^[A-Z0-9]{10,36}$")
    length: int = Field(ge=4, le=20)


class QuestionLimits(Part):
    """The limits of a question."""

    text_at_most: Count
    choices_at_most: int = Field(ge=2)
    choice_at_most: Count
    numbers_at_most: int = Field(ge=2)


class AnswerLimits(Part):
    """The limits of an answer, and the number of devices."""

    text_at_most: Count
    body_at_most: int = Field(ge=256)
    devices_at_most: Count


class AudienceRates(Part):
    """The rates of addresses and devices."""

    requests_of_address: Rate
    requests_of_device: Rate
    new_devices_of_address: Rate
    wrong_codes_of_address: Rate


class AudienceLimits(Part):
    """`audience.yaml`."""

    version: str
    code: RoomCode
    ports: PortRange
    question: QuestionLimits
    answer: AnswerLimits
    rates: AudienceRates
    connections: ConnectionLimits
    told_every_seconds: Seconds
    right_checked_every_seconds: Seconds


def audience_limits() -> AudienceLimits:
    """Return the limits: the workbook's, or the site's own.

    Raises
    ------
    InputError
        When a site's `audience.yaml` is wrong, with file, line, place and remedy.
    """
    return read_data("audience", AudienceLimits).value
