"""A site with a file of roles of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from nmt_widgets.core.site_files import DATA


def use_roles(folder: Path, monkeypatch: pytest.MonkeyPatch, *changes: tuple[str, str]) -> None:
    """Work with the roles of the workbook after some changes of their text."""
    text = (DATA / "roles.yaml").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    site = folder / "our-site"
    site.mkdir(parents=True)
    (site / "roles.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(site))
