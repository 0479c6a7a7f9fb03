"""Where the report of a programme is: a folder named after whom it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping


def folder_name(selection: Mapping[str, str], *, public: bool = False, pooled: bool = False) -> str:
    """Return the name of the folder of a report, which also begins its files.

    >>> folder_name({"age": "6+9", "site": "North House"}, public=True)
    'programme-public-age-6-9-site-north-house'
    """
    parts = ["programme", *["sites"] * pooled, *["public"] * public]
    parts += [part for pair in selection.items() for part in pair]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower())[:120].strip("-")
