"""The limits of the door of a class, read from `class_door.yaml`."""

from __future__ import annotations

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument.parts import Part
from nmt_widgets.server.shared.door_limits import ConnectionLimits, Count, PortRange, Rate, Seconds


class ClassRates(Part):
    """The rates of addresses and members."""

    requests_of_address: Rate
    wrong_codes_of_address: Rate
    entries_of_address: Rate
    pages_of_member: Rate


class ClassDoorLimits(Part):
    """`class_door.yaml`."""

    version: str
    ports: PortRange
    screens: tuple[str, ...] = Field(min_length=1)
    rates: ClassRates
    pages_of_member_at_most: Count
    lines_of_member_at_most: Count
    form_at_most: int = Field(ge=1024)
    message_at_most: int = Field(ge=16_384)
    connections: ConnectionLimits
    entry_kept_seconds: Seconds
    address_looked_at_every_seconds: Seconds


def class_door_limits() -> ClassDoorLimits:
    """Return the limits: the workbook's, or the site's own.

    Raises
    ------
    InputError
        When a site's `class_door.yaml` is wrong, with file, line, place and remedy.
    """
    return read_data("class_door", ClassDoorLimits).value
