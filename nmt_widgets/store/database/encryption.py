"""The key of an encrypted database: from the environment, or from the system's keyring."""

from __future__ import annotations

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.settings import settings
from nmt_widgets.core.texts import texts

KEYRING_SERVICE, KEYRING_NAME = "nmt-workbook", "database"


def database_key() -> str:
    """Return the key: `NMT_DATABASE_KEY`, or the keyring's with `NMT_DATABASE_KEYRING=1`; empty for none.

    Raises
    ------
    InputError
        When the keyring is to be used and has no key.
    """
    now = settings()
    if now.database_key or not now.database_keyring:
        return now.database_key
    words = texts("store")
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise InputError(words["no_cipher"]["message"], remedy=words["no_cipher"]["remedy"]) from None
    try:
        key = keyring.get_password(KEYRING_SERVICE, KEYRING_NAME)
    except keyring.errors.KeyringError:  # there is none, or it is not opened
        key = None
    if not key:
        raise InputError(words["no_key"]["message"], remedy=words["no_key"]["remedy"])
    return key
