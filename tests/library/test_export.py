"""What is saved: whole files of the kind that the name says, that need nothing else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

import nmt_widgets as nmt
from nmt_widgets.core import extras
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.export import Exported, page

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
    '<rect width="9" height="9" fill="currentColor"/></svg>'
)


class Square(Exported):
    """A picture."""

    def to_svg(self):
        return SQUARE


class Words(Exported):
    """A piece without a picture."""

    def _export_body(self):
        return "<p>Some words</p>"


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_a_page_loads_nothing_and_has_a_table_behind_its_picture(first):
    text = first.to_html()
    tags = Tags(text).tags
    loading = {"src", "srcset", "data", "href"} & {name for _, attributes in tags for name in attributes}
    assert not loading
    assert "script" not in {tag for tag, _ in tags}
    assert not re.search(r"url\((?!#)", text)
    assert [tag for tag, _ in tags].count("table") >= 1
    assert tags[0] == ("html", {"lang": "en"})


@pytest.mark.parametrize(("theme", "attribute"), [("auto", None), ("light", "light"), ("dark", "dark")])
def test_a_page_follows_the_theme(theme, attribute):
    with nmt.options(theme=theme):
        assert Tags(Square().to_html()).tags[0][1].get("data-theme") == attribute


def test_a_title_is_escaped():
    assert "<title>&lt;b&gt;</title>" in page("<b>", "")


@pytest.mark.parametrize(("theme", "ground"), [("auto", "#ffffff"), ("dark", "#14171c")])
def test_an_svg_stands_alone(tmp_path, theme, ground):
    with nmt.options(theme=theme):
        file = Square().save(tmp_path / "a.svg")
    root = ET.fromstring(file.read_text())
    assert root.get("color") in {"#16181d", "#eceef2"}
    assert root[0].get("fill") == ground


def test_html_is_the_same_by_either_way(tmp_path):
    square = Square()
    assert square.save(tmp_path / "a.HTML").read_text() == square.to_html(tmp_path / "b.html").read_text()


@pytest.mark.parametrize("name", ["a.jpeg", "a", "a.svg.gz"])
def test_another_ending_is_refused_in_one_sentence(tmp_path, name):
    with pytest.raises(InputError, match=r"let its name end in \.svg, \.png, \.pdf, \.html"):
        Square().save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_words_alone_have_no_svg(tmp_path):
    with pytest.raises(InputError, match=r"no picture.*\.png, \.pdf, \.html"):
        Words().save(tmp_path / "a.svg")
    with pytest.raises(InputError, match=r"end in \.png, \.pdf, \.html"):
        Words().save(tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["html", "svg", "pdf", "png"])
def test_a_missing_folder_is_named(tmp_path, ending):
    with pytest.raises(InputError, match=re.escape(f"a.{ending}: there is no folder {tmp_path / 'none'}")):
        Square().save(tmp_path / "none" / f"a.{ending}")


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_the_extra_is_named_where_it_is_not_installed(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "playwright" else object())
    with pytest.raises(InputError, match=r"needs playwright.*pip install 'nmt-workbook\[serve\]'"):
        Square().save(tmp_path / f"a.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_if_a_new_one_fails(tmp_path):
    class Fails(Exported):
        def to_svg(self):
            raise ZeroDivisionError

    old = tmp_path / "a.html"
    old.write_text("as it was")
    with pytest.raises(ZeroDivisionError):
        Fails().save(old)
    assert old.read_text() == "as it was"
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.browser
def test_images_and_paper_are_made_by_the_browser(tmp_path, first):
    from pypdf import PdfReader

    words = Words().save(tmp_path / "words.png").read_bytes()
    assert words.startswith(b"\x89PNG")
    picture = Square().save(tmp_path / "square.png").read_bytes()
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert width == 2 * 1120
    assert 0.4 < height / width < 0.6  # the shape of the picture alone: no heading, no foot
    pages = PdfReader(first.save(tmp_path / "james.pdf")).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "James, 9 years" in text
    assert "Arousal Continuum" in text  # the table behind the map is open on paper
    assert sorted(path.name for path in tmp_path.iterdir()) == ["james.pdf", "square.png", "words.png"]
