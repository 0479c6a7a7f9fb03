"""James, whom most tests of the library show."""

from __future__ import annotations

import pytest

from nmt_widgets.case_files import Case, load_case
from nmt_widgets.metrics import Profile, profile


@pytest.fixture(scope="session")
def case() -> Case:
    return load_case("james")


@pytest.fixture(scope="session")
def first(case: Case) -> Profile:
    return profile(case, 1)
