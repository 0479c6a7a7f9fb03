"""The result of one check of an installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts

State = Literal["good", "notice", "fault"]


@dataclass(frozen=True)
class CheckResult:
    """What one check says.

    Attributes
    ----------
    check : str
        What was looked at, such as ``disk``.
    state : str
        ``good``; ``notice`` for what works and should be looked at; ``fault`` for what is wrong.
    message, remedy : str
        A sentence, and what to do; no remedy where all is good.
    """

    check: str
    state: State
    message: str
    remedy: str = ""

    @property
    def title(self) -> str:
        """The name of the check, for a person."""
        return str(texts("installation")["titles"][self.check])


def result(check: str, outcome: str, state: State = "fault", /, **values: object) -> CheckResult:
    """Return a result with the words of `installation.yaml`."""
    words: Mapping[str, Any] = texts("installation")[check][outcome]
    return CheckResult(
        check, state, words["message"].format(**values), words.get("remedy", "").format(**values)
    )


def failed(check: str, error: InputError) -> CheckResult:
    """Return the result of a check that ended in an error."""
    return CheckResult(check, "fault", error.message, error.remedy or "")
