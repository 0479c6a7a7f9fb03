"""The store, for whoever works in this notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nmt_widgets.core.extras import not_installed
from nmt_widgets.store.asking import kernel_session

if TYPE_CHECKING:
    from nmt_widgets.store.records.store import Store


def open_store() -> Store:
    """Open the store for whoever signed in on a screen of this notebook, else as `nmt` on the command line does.

    The command line sees every record of its own computer; somebody who is signed in sees their own. `cases(store=...)`
    lists them, `store.case(code)` reads one.

    Raises
    ------
    InputError
        When the packages of the store are not installed (the extra `serve`), the sign-in has ended or the database
        cannot be reached.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> [record.case_id for record in nmt.open_store().records()]
    []
    """
    try:
        from nmt_widgets.store.opening import askers_store, open_store
    except ModuleNotFoundError as error:
        raise not_installed(error) from None
    token = kernel_session()
    return open_store(session=token) if token else askers_store()
