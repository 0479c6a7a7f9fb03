"""A site's folder to put files into."""

import shutil
from pathlib import Path

import pytest
import yaml

from nmt_widgets.core.languages import ENGLISH, TEXTS
from nmt_widgets.core.site_files import DATA


class SiteFolder:
    """A site's folder, and what is changed in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def data(self, topic: str, old: str = "", new: str = "", name: str = "") -> Path:
        """Put the workbook's file of a topic there, with one text of it replaced."""
        text = (DATA / f"{topic}.yaml").read_text(encoding="utf-8")
        assert old in text
        file = self.folder / (name or f"{topic}.yaml")
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return file

    def words(self, name: str, content: object) -> Path:
        """Write a file of words."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
        file.write_text(text, encoding="utf-8")
        return file

    def language(self, lang: str, folder: str = "texts") -> Path:
        """Put a whole language there, which says what English says."""
        place = self.folder / folder / lang
        shutil.copytree(TEXTS / ENGLISH, place)
        return place


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder that `NMT_SITE` names."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setenv("NMT_SITE", str(folder))
    return SiteFolder(folder)
