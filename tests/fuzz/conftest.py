"""The people of the trials have passphrases that are hashed cheaply."""

import pytest

from tests.cheap_hashing import hashed_cheaply


@pytest.fixture(scope="package", autouse=True)
def _cheap_passphrases():
    with hashed_cheaply():
        yield
