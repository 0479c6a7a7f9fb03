"""Give the pages the workbook's colours and fonts: the theme's variables get the values of `core/tokens.css`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

TOKENS = Path(__file__).parents[2] / "nmt_widgets" / "core" / "tokens.css"
VARIABLES = {
    "color-foreground-primary": "ink",
    "color-foreground-secondary": "muted",
    "color-foreground-muted": "muted",
    "color-foreground-border": "line",
    "color-background-primary": "paper",
    "color-background-secondary": "surface",
    "color-background-hover": "soft",
    "color-background-border": "line",
    "color-brand-primary": "accent",
    "color-brand-content": "accent",
    "color-brand-visited": "accent",
    "color-link": "accent",
    "color-link--hover": "accent",
    "color-link--visited": "accent",
    "color-link--visited--hover": "accent",
    "color-sidebar-item-background--current": "soft",
    "color-api-background": "surface",
    "color-api-name": "ink",
    "color-api-pre-name": "muted",
}


def colours(scheme: str) -> dict[str, str]:
    """Return the tokens of one scheme, by name.

    Parameters
    ----------
    scheme : str
        `light` or `dark`.
    """
    text = TOKENS.read_text(encoding="utf-8")
    blocks = re.findall(r"--nmt-ink: [^}]*", text)
    wanted = next(block for block in blocks if _is_dark(block) == (scheme == "dark"))
    return dict(re.findall(r"--nmt-([\w-]+): ([^;]+);", wanted))


def _is_dark(block: str) -> bool:
    paper = re.search(r"--nmt-paper: #(\w\w)", block)
    return paper is not None and int(paper[1], 16) < 128


def set_variables(_app: Any, config: Any) -> None:
    """Set the theme's variables for light and dark."""
    fonts = dict(re.findall(r"--nmt-(font(?:-code)?): ([^;]+);", TOKENS.read_text(encoding="utf-8")))
    for scheme in ("light", "dark"):
        tokens = colours(scheme)
        config.html_theme_options[f"{scheme}_css_variables"] = {
            "font-stack": fonts["font"],
            "font-stack--monospace": fonts["font-code"],
            **{name: tokens[token] for name, token in VARIABLES.items()},
        }


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.connect("config-inited", set_variables)
    return {"parallel_read_safe": True}
