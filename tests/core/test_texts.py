"""Texts by language, and a site's own words over them."""

from itertools import chain

import pytest
import yaml

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import languages, texts
from tests.conftest import ROOT


def test_english_is_there():
    assert "en" in languages()
    assert "not affiliated" in texts("common")["disclaimer"]


def lists_of_lists(words):
    """Return every list in the texts whose elements are lists themselves."""
    if isinstance(words, dict):
        return list(chain.from_iterable(map(lists_of_lists, words.values())))
    if not isinstance(words, list):
        return []
    return [words] if all(isinstance(word, list) for word in words) else []


def test_a_comma_splits_no_sentence_in_two():
    rows = {
        path.name: lists_of_lists(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in (ROOT / "nmt_widgets" / "texts").glob("*/*.yaml")
    }
    assert rows["score_sheet.yaml"]
    for name, tables in rows.items():
        for table in filter(None, tables):
            assert len({len(row) for row in table}) == 1, (name, table)


def test_a_site_lays_its_words_over_ours(tmp_path, monkeypatch):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "common.yaml").write_text("product: Our clinic\n", encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    assert texts("common")["product"] == "Our clinic"
    assert "not affiliated" in texts("common")["disclaimer"]


def test_a_language_without_texts_is_refused(monkeypatch):
    monkeypatch.setenv("NMT_LANGUAGE", "xx")
    with pytest.raises(InputError, match=r"set NMT_LANGUAGE to one of: .*en"):
        texts("common")


def test_a_site_folder_that_is_not_there_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_SITE", str(tmp_path / "none"))
    with pytest.raises(InputError, match="correct or unset NMT_SITE"):
        texts("common")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("marks: all\n", "en/common.yaml:1: marks: has another shape"),
        ("product: {name: x}\n", "another shape"),
        ("product: 3\n", "must be text"),
        ('product: "Clinic {city}"\n', "nothing fills in {city}"),
        ("[1, 2]\n", "must be a set of"),
    ],
)
def test_a_site_s_words_must_fit_ours(tmp_path, monkeypatch, words, message):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "common.yaml").write_text(words, encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    with pytest.raises(InputError) as caught:
        texts("common")
    assert message in str(caught.value)
