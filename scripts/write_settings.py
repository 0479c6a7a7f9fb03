"""Writes docs/settings.md from the settings themselves: `python scripts/write_settings.py`."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from nmt_widgets.core.setting_checks import NOT_SETTINGS
from nmt_widgets.core.settings import variables

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"

_HEAD = """\
# Settings

These are all environment variables that the workbook reads (`nmt_widgets/core/settings.py`;
`scripts/write_settings.py` writes this page). An empty variable counts as not set. A path may begin with `~` or be
relative to the current folder. For a wrong value, the command names the variable and exits with code 2. A variable
that begins with `NMT_` but is in no table below has no effect, and the command says so.
"""

_PROXY = """
With `NMT_IDENTITY_HEADER`, a proxy signs people in. The proxy has to remove these headers from incoming requests,
set them itself and add `X-NMT-Proxy-Secret`. A new name is added with the role of the header or the setting. There
are no passphrases then, and no access code.
"""

_TAIL = """
## No settings

These variables also begin with `NMT_`, but are not for users of the workbook.

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
