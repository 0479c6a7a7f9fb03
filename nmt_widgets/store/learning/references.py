"""The reference that an attempt is compared with: as it was when the attempt was submitted."""

from __future__ import annotations

from nmt_widgets.instrument import Instrument
from nmt_widgets.store.learning.feedback import Feedback
from nmt_widgets.store.people.access import Access
from nmt_widgets.training.references.model import Reference
from nmt_widgets.training.references.reading import list_references, load_reference
from nmt_widgets.training.references.versions import changed_reference


def reference_of(access: Access, attempt: str, instrument: Instrument) -> Reference | None:
    """Return the reference of a submitted attempt, with the changes made before it was submitted; None without one.

    Only what may see references calls this: the server, or a trainer's own computer.

    Raises
    ------
    NoRecord
        When the person may not see the attempt, or it is not submitted.
    InputErrors
        When the reference cannot be read.
    """
    exchange = Feedback(access).of_attempt(attempt)
    if exchange.practice not in list_references():
        return None
    return changed_reference(load_reference(exchange.practice, instrument), exchange.changes_before())
