"""Hashes of passphrases that cost next to nothing, where what is tried is not the hashing.

A real one takes 64 MB and four threads: a class that signs in at once keeps a small machine busy with nothing else.
What it costs, and that an older hash is made anew, is tried in `tests/store/test_people.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher


@contextmanager
def hashed_cheaply() -> Iterator[None]:
    """Make cheap hashes within; comparing with one costs as little."""
    cheap, make = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1), PasswordHasher.hash

    def make_cheap(_: PasswordHasher, passphrase: Any, **more: Any) -> str:
        return make(cheap, passphrase, **more)

    with (
        patch.object(PasswordHasher, "hash", make_cheap),
        patch.object(PasswordHasher, "check_needs_rehash", lambda *_: False),
    ):
        yield


PRELUDE = "from tests.cheap_hashing import hashed_cheaply; cheap = hashed_cheaply(); cheap.__enter__()"
"""For a process of its own: from here on."""
