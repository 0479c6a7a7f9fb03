"""The help of a screen: what it is for, and its keys."""

from __future__ import annotations

from typing import Any

from nmt_widgets.core.texts import texts
from nmt_widgets.widgets.shared.messages import HelpKeys, ScreenHelp


def screen_help(screen: str, lang: str) -> ScreenHelp | None:
    """Return the help of a screen by its name in `help.yaml`; None for a screen without an entry there.

    Examples
    --------
    >>> screen_help("home", "en")["title"]
    'Help: Cases'
    """
    words = texts("help", lang)
    entry = words["screens"].get(screen)
    if entry is None:
        return None
    groups = [*(words["keys"][group] for group in entry["keys"]), words["everywhere"]]
    return {
        "title": words["title"].format(screen=texts("server", lang)["screens"].get(screen, screen)),
        "purpose": entry["purpose"],
        "keys": [_keys(group, lang) for group in groups],
        "words": {name: words[name] for name in ("open", "keys_title", "tour_again")},
    }


def _keys(group: dict[str, Any], lang: str) -> HelpKeys:
    """Return a group of keys; one that another topic lists is taken from there."""
    keys: Any = group.get("keys")
    if keys is None:
        topic, *path = group["from"].split("/")
        keys = texts(topic, lang)
        for name in path:
            keys = keys[name]
    return {"title": group["title"], "keys": [(key, does) for key, does in keys]}
