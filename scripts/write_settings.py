"""Writes docs/settings.md from the settings themselves: `python scripts/write_settings.py`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from nmt_widgets.core.setting_checks import NOT_SETTINGS
from nmt_widgets.core.settings import variables

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"

_HEAD = """\
# Settings

Every variable of the environment the workbook reads (`nmt_widgets/core/settings.py`; this page is written by
`scripts/write_settings.py`). One that is empty counts as not set. `~` and paths from where the command was started are
understood. A value that does not fit is told with the variable's name, and the command leaves with exit code 2. A
variable that begins with `NMT_` and stands in no table below does nothing, and the command says so.
"""

_PROXY = """
With `NMT_IDENTITY_HEADER` a proxy signs people in: it has to take these headers away from what people send, set them
itself and add `X-NMT-Proxy-Secret`. A name that comes for the first time is added with the role that was named. Nobody
has a passphrase then, and there is no access code.
"""

_TAIL = """
## No settings

These begin alike and are not for people who use the workbook.

| variable | what it is |
|---|---|
"""


def page() -> str:
    """Return the page as it has to be."""
    parts = [_HEAD]
    for group, members in groupby(variables(), key=lambda variable: variable.group):
        parts.append(
            f"\n## {group}\n\n| variable | meaning | without it | what it may be |\n|---|---|---|---|\n"
        )
        parts += [
            f"| `{member.name}` | {member.meaning} | {member.default} | {member.values} |\n"
            for member in members
        ]
        if "proxy" in group:
            parts.append(_PROXY)
    parts.append(_TAIL)
    parts += [f"| `{name}` | {reason} |\n" for name, reason in NOT_SETTINGS.items()]
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
