"""A site's own sections: what must not be left out is told in its file."""

import pytest
import yaml

from nmt_widgets import load_instrument
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.site_files import DATA


def test_a_site_without_the_section_on_safety_is_told_so_in_its_file(tmp_path, monkeypatch):
    sections = yaml.safe_load((DATA / "sections.yaml").read_text(encoding="utf-8"))
    sections["sections"] = [section for section in sections["sections"] if section["id"] != "safety"]
    (tmp_path / "sections.yaml").write_text(yaml.safe_dump(sections), encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    with pytest.raises(InputError) as caught:
        load_instrument()
    assert caught.value.file == tmp_path / "sections.yaml"
    assert "no section 'safety'" in caught.value.message
    assert "copy it from" in caught.value.remedy
