"""Passphrases: which are allowed, and their Argon2id hashes."""

from __future__ import annotations

import secrets
import unicodedata
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from nmt_widgets.core.errors import InputError
from nmt_widgets.store.errors import worded

if TYPE_CHECKING:
    from argon2 import PasswordHasher

PASSPHRASE_AT_LEAST = 10
PASSPHRASE_AT_MOST = 1000


def tidy_passphrase(passphrase: str) -> str:
    """Return `passphrase` in one Unicode form, since keyboards encode the same letters in different ways.

    Raises
    ------
    InputError
        When it is too short, too long, or has characters that no keyboard types.
    """
    tidy = unicodedata.normalize("NFKC", passphrase)
    if len(tidy) < PASSPHRASE_AT_LEAST:
        raise worded("people/short_passphrase", InputError, least=PASSPHRASE_AT_LEAST)
    if len(tidy) > PASSPHRASE_AT_MOST or not tidy.isprintable():
        raise worded("people/unusable_passphrase", InputError, most=PASSPHRASE_AT_MOST)
    return tidy


def hash_of(passphrase: str) -> str:
    """Return the hash to store for a passphrase.

    Raises
    ------
    InputError
        When it cannot be used.
    """
    return _hasher().hash(tidy_passphrase(passphrase))


def is_right(passphrase: str, stored_hash: str | None) -> bool:
    """Return whether a passphrase matches a stored hash; without a hash the answer takes as long."""
    from argon2.exceptions import InvalidHashError, VerificationError

    hashed = stored_hash if is_hash(stored_hash) else None
    with suppress(VerificationError, InvalidHashError):
        return _hasher().verify(hashed or _nobodys(), _typed(passphrase).encode("utf-8", "replace")) and bool(
            hashed
        )
    return False


def newer_hash(passphrase: str, stored_hash: str) -> str | None:
    """Return a new hash of a correct passphrase if the stored one was made with earlier settings."""
    hasher = _hasher()
    return hasher.hash(_typed(passphrase)) if hasher.check_needs_rehash(stored_hash) else None


def is_hash(text: str | None) -> bool:
    """Return whether a text is a hash of this workbook, and not one that needs excessive memory to check."""
    from argon2 import extract_parameters
    from argon2.exceptions import InvalidHashError
    from argon2.low_level import Type

    try:
        parameters = extract_parameters(text or "")
    except (InvalidHashError, ValueError):
        return False
    within = (
        parameters.memory_cost <= 4 * 65536 and parameters.time_cost <= 12 and parameters.parallelism <= 16
    )
    return parameters.type is Type.ID and within


@cache
def _hasher() -> PasswordHasher:
    """Return the hasher: Argon2id with RFC 9106's second recommended choice, 64 MiB and three passes.

    One check costs 0.1 to 0.2 seconds: too little for a person to notice, too much for guessing.
    """
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)


@cache
def _nobodys() -> str:
    """Return a hash of a random secret, for the comparison when there is no such person."""
    return _hasher().hash(secrets.token_bytes(32))


def _typed(passphrase: str) -> str:
    return unicodedata.normalize("NFKC", passphrase[:PASSPHRASE_AT_MOST])
