"""Where words stand, and how a language is named."""

from __future__ import annotations

from pathlib import Path

TEXTS = Path(__file__).parent.parent / "texts"

ENGLISH = "en"
"""The language all words are written in first: another language must have every text that English has."""

LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""The pattern of a language's name: its short name, perhaps with a region, such as `de` or `pt-BR`."""

SITE_WORDS = "texts"
"""The folder of words within a site's own folder."""
