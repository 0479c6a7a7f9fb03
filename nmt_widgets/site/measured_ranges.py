"""Writes a site's own ranges: the error of its raters in the place of the assumed one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from nmt_widgets.core.documents import check, parse_document
from nmt_widgets.core.errors import refusal
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.site_files import open_site
from nmt_widgets.instrument import Instrument, parts
from nmt_widgets.training.raters.measured_ranges import may_make_ranges, measured_confidence
from nmt_widgets.training.raters.rater_error import RaterError

_HEAD = """\
# How far a rating may be off, in points. Written by 'nmt error --save': in Part C the measured error of raters takes
# the place of that of the surest level. To go back to what is assumed, remove 'measured' and give another version.
"""


class SavedRanges(NamedTuple):
    """Where ranges were written, and the name they have."""

    file: Path
    version: str


def own_site() -> Path:
    """Return the site's folder.

    Raises
    ------
    InputError
        When there is none.
    """
    folder = site_folder()
    if folder is None:
        raise refusal("agreement", "no_site")
    return folder


def save_measured(error: RaterError, instrument: Instrument, day: date | None = None) -> SavedRanges:
    """Write `confidence.yaml` of the site's folder: its levels as they are, and what was measured.

    Parameters
    ----------
    error : RaterError
    instrument : Instrument
        The one in use.
    day : datetime.date, optional
        By default today.

    Returns
    -------
    SavedRanges

    Raises
    ------
    InputError
        When the site has no folder, or too few ratings to say how the error of one rater goes through a map.
    """
    folder = own_site()
    if not may_make_ranges(error):
        raise refusal("agreement", "not_enough")
    open_site(folder)  # a folder with faults is left as it is
    file = folder / "confidence.yaml"
    confidence = measured_confidence(error, instrument, day or date.today())
    data = confidence.model_dump(mode="json", exclude_none=True)
    text = _HEAD + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)
    check(parse_document(text, file), parts.Confidence)  # nothing half right is written
    write_private(file, text)
    return SavedRanges(file, confidence.version)
