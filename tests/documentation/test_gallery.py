"""The gallery has each notebook that teaches the library, with a picture that the library makes."""

import pytest
from sphinx.errors import ExtensionError

from tests.documentation.directives import load_directive


@pytest.fixture
def gallery(monkeypatch):
    return load_directive("gallery", monkeypatch)


def test_each_notebook_has_a_picture_a_title_and_one_sentence(gallery):
    numbers = [notebook.name.partition("-")[0] for notebook in gallery.notebooks()]
    assert numbers == list(gallery.pictures())
    for notebook in gallery.notebooks():
        title, sentence = gallery.opening(notebook)
        assert title
        assert "#" not in title
        assert sentence[-1] in ".?"
        assert len(sentence) < 220


def test_a_picture_is_drawn_for_each_scheme(gallery, tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    first = {"1": gallery.pictures()["1"]}
    monkeypatch.setattr(gallery, "pictures", lambda: first)
    monkeypatch.setattr(gallery, "notebooks", lambda: [gallery.LEARN / "1-the-map-in-three-lines.ipynb"])
    app = type("App", (), {"srcdir": tmp_path})
    gallery.draw_pictures(app, None)
    light, dark = (
        (tmp_path / "notebooks" / "pictures" / f"1-{scheme}.svg").read_text() for scheme in ("light", "dark")
    )
    assert light.startswith("<svg")
    assert light != dark


def test_a_notebook_without_a_picture_fails(gallery, tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "pictures", dict)
    with pytest.raises(ExtensionError, match="no picture for the gallery: 1-the-map"):
        gallery.draw_pictures(None, None)
