"""Small cells: which counts and figures of a group may be shown, so that no few clients can be told from them."""

from nmt_widgets.outcomes.disclosure.attacker import attack
from nmt_widgets.outcomes.disclosure.categories import merge_categories
from nmt_widgets.outcomes.disclosure.cells import SafeCells, protect_cells
from nmt_widgets.outcomes.disclosure.figures import describe, share
from nmt_widgets.outcomes.disclosure.filters import Release, release
from nmt_widgets.outcomes.disclosure.suppression import suppress
from nmt_widgets.outcomes.disclosure.table import SafeTable, count_table

__all__ = [
    "Release",
    "SafeCells",
    "SafeTable",
    "attack",
    "count_table",
    "describe",
    "merge_categories",
    "protect_cells",
    "release",
    "share",
    "suppress",
]
