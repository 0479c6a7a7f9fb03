"""How values show themselves: as HTML in a notebook, as text in a terminal, as a page, and by their repr."""

from __future__ import annotations

import base64
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from IPython.core.formatters import DisplayFormatter

import nmt_widgets as nmt
from nmt_widgets.case_files import Case
from nmt_widgets.charts.map_columns import box_name
from nmt_widgets.core.errors import InputError

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
VOID = {"br", "img", "meta", "hr"}


class Reader(HTMLParser):
    """The tags, the words and the nesting of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.open = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def hostile(case):
    data = case.to_dict()
    data["title"] = HOSTILE
    data["summary"] = HOSTILE
    data["assessments"][0]["label"] = HOSTILE
    return Case.model_validate(data)


VALUES = {
    "case": lambda case: case,
    "profile": lambda case: nmt.profile(case, 1),
    "change": lambda case: nmt.compare(case),
    "plan": lambda case: nmt.plan(case, 1),
    "instrument": lambda case: nmt.load_instrument(),
    "table": lambda case: nmt.plot_cmr(case).table,
}


@pytest.fixture(params=VALUES)
def make(request):
    return VALUES[request.param]


def test_a_notebook_gets_html_and_text_and_nothing_else(make, case):
    data, metadata = DisplayFormatter().format(make(case))
    assert set(data) == {"text/html", "text/plain"}
    assert metadata == {}
    assert len(json.dumps(data)) < 30_000


def test_the_html_is_well_formed_loads_nothing_and_runs_nothing(make, case):
    html = make(hostile(case))._repr_mimebundle_()["text/html"]
    reader = Reader(html)
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "link", "iframe", "object", "svg"}
    for tag, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "href"]
        if tag == "img":
            assert attributes["src"].startswith("data:image/svg+xml;base64,")
            assert attributes["alt"]
    assert not re.search(r"url\(|@import", html)


def test_hostile_words_are_words(make, case):
    value = make(hostile(case))
    reader = Reader(value._repr_mimebundle_()["text/html"])
    if HOSTILE[:8] in reader.text:
        assert "alert(1)" in reader.text
    assert "script" not in {tag for tag, _ in reader.tags}
    assert "script" not in {tag for tag, _ in Reader(value.to_html() if hasattr(value, "save") else "").tags}


def test_without_a_style_the_words_stand_in_their_order(case):
    text = Reader(nmt.profile(case, 1)._repr_mimebundle_()["text/html"]).text
    parts = [
        "James · 9 years",
        "Total 168",
        "Sensory integration 62.8 %",
        "ratio 0.72 (0.65–0.79)",
        "provisional",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_small_map_is_the_profiles_and_says_so(case):
    reader = Reader(nmt.profile(case, 1)._repr_mimebundle_()["text/html"])
    (image,) = (attributes for tag, attributes in reader.tags if tag == "img")
    svg = base64.b64decode(image["src"].partition(",")[2]).decode()
    digits = [word for word in ET.fromstring(svg).itertext() if word.isdigit()]
    assert sorted(digits) == sorted(str(item.score) for item in nmt.profile(case, 1).items.values())
    assert "Brainstem 56 % of typical" in image["alt"]


@pytest.mark.parametrize("palette", ["standard", "safe"])
def test_the_small_map_has_the_palette_of_the_options(case, palette):
    with nmt.options(palette=palette):
        html = nmt.profile(case, 1)._repr_mimebundle_()["text/html"]
    svg = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()
    assert f'data-palette="{palette}"' in svg


@pytest.mark.parametrize(
    ("theme", "colour"), [("auto", None), ("light", "color:#16181d"), ("dark", "color:#eceef2")]
)
def test_a_value_takes_the_words_colour_or_that_of_the_theme(make, case, theme, colour):
    with nmt.options(theme=theme):
        tag, attributes = Reader(make(case)._repr_mimebundle_()["text/html"]).tags[0]
    assert (tag, attributes["class"]) == ("div", "nmt-value")
    style = attributes.get("style")
    assert style is None if colour is None else colour in style


def test_every_token_of_the_style_has_a_value(case):
    html = case._repr_mimebundle_()["text/html"]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    assert set(re.findall(r"var\((--nmt-[\w-]+)\)", style)) == set(re.findall(r"(--nmt-[\w-]+):", style))


def test_a_case_without_scores_says_so(case):
    practice = nmt.load_case("practice-boy-8")
    bundle = practice._repr_mimebundle_()
    for text in (bundle["text/plain"], Reader(bundle["text/html"]).text):
        assert "No assessment has scores yet." in text
        assert "practice case" in text
    assert "<img" not in bundle["text/html"]
    assert "<svg" not in practice.to_html()


def test_a_profile_with_gaps_says_over_how_many(case):
    data = case.to_dict()
    del data["assessments"][0]["functions"]["scores"]["sleep"]
    gaps = nmt.profile(Case.model_validate(data), 1)
    assert "over 31 of 32 functions" in gaps._repr_mimebundle_()["text/plain"]
    assert repr(gaps) == "Profile(james, assessment 1, 9 years, total 164 over 31 of 32, CMR 0.73)"


def test_clear_changes_come_first_and_every_row_stands_once(case):
    change = nmt.compare(case)
    text = change._repr_mimebundle_()["text/plain"]
    instrument = nmt.load_instrument()
    first, functions, others = text.split("\n\n")[1:]
    for function in instrument.functions:
        where = functions if change.items[function.id].clear else others
        assert re.search(rf"^{re.escape(box_name(function))}\s", where, re.MULTILINE)
        assert text.count(f"\n{box_name(function)} ") == 1
    assert "14 of 16" in first.splitlines()[0]
    unclear = ("within the ranges", "no change", "–")
    assert all(any(words in line for words in unclear) for line in others.splitlines()[2:])


def test_no_clear_change_is_said(case):
    change = nmt.compare(nmt.profile(case, 1), replace(nmt.profile(case, 1), assessment=2))
    assert "No change is larger than the ranges" in change._repr_mimebundle_()["text/plain"]


@pytest.mark.parametrize("form", ["cell", "page"])
def test_a_plan_begins_with_safety_and_shows_every_line(case, form):
    plan = nmt.plan(case, 1)
    html = plan._repr_mimebundle_()["text/html"] if form == "cell" else plan.to_html()
    text = Reader(html).text
    titles = [line.title for line in (*plan.safety.lines, *plan.now, *plan.next, *plan.expect)]
    assert all(" ".join(title.split()) in text for title in titles)
    assert text.index(plan.safety.summary[:40]) < text.index(plan.now[0].title)
    assert plan.safety.missing in text
    if form == "page":
        assert all(" ".join(line.text.split()) in text for line in plan.now)


def test_what_is_held_back_is_named_with_its_reason(case):
    plan = nmt.plan(case, 1)
    withheld = replace(plan.now[0], withheld_because=("The home may be unsafe.",))
    plan = replace(plan, safety=replace(plan.safety, withheld=(withheld,)))
    assert f"{withheld.title}: The home may be unsafe." in Reader(plan._repr_mimebundle_()["text/html"]).text


def test_no_value_says_that_a_client_is_safe(make, case):
    for text in make(case)._repr_mimebundle_().values():
        assert not re.search(r"\b(is|are|seems) safe\b", text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("case", "Case(james, teaching, 2 assessments)"),
        ("profile", "Profile(james, assessment 1, 9 years, total 168, CMR 0.72)"),
        ("change", "Change(james, 9 to 10.2 years, total +63, 36 of 48 measures clear)"),
        ("plan", "Plan(james, assessment 1, 9 years, 2 lines first, 24 now, 18 next)"),
        ("instrument", "Instrument(32 functions, 5 regions, 'en')"),
    ],
)
def test_a_repr_is_short(case, name, text):
    assert repr(VALUES[name](case)) == text
    assert str(VALUES[name](case)) == text


@pytest.mark.parametrize("name", ["case", "profile", "change", "plan", "instrument"])
def test_each_value_is_a_page_that_needs_nothing_else(case, name, tmp_path):
    value = VALUES[name](hostile(case))
    file = value.save(tmp_path / "a.html")
    reader = Reader(file.read_text().partition("\n")[2])
    assert "script" not in {tag for tag, _ in reader.tags}
    assert not {"src", "srcset", "data"} & {key for _, attributes in reader.tags for key in attributes}
    assert "table" in {tag for tag, _ in reader.tags} or name == "plan"


@pytest.mark.parametrize("name", ["change", "plan", "instrument"])
def test_what_has_no_picture_says_so(case, name, tmp_path):
    with pytest.raises(InputError, match="no picture of its own"):
        VALUES[name](case).save(tmp_path / "a.svg")


@pytest.mark.parametrize("name", ["case", "profile"])
def test_a_map_is_the_picture_of_a_case_and_of_a_profile(case, name, tmp_path):
    root = ET.fromstring(VALUES[name](case).save(tmp_path / "a.svg").read_text())
    assert len(root.findall(".//*[@class='nmt-box']")) == 3 * 32


def test_a_value_of_another_kind_is_not_shown_as_something_else():
    from nmt_widgets.core.display import display_of

    with pytest.raises(TypeError, match="nothing shows int"):
        display_of(3)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 800, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_cell_fits_its_width_in_either_scheme(chromium, make, case, width, scheme):
    ground, ink = ("#ffffff", "#000000") if scheme == "light" else ("#111111", "#ffffff")
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    html = make(case)._repr_mimebundle_()["text/html"]
    page.set_content(
        f"<body style='margin:8px;font:14px system-ui;background:{ground};color:{ink}'>{html}</body>"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    colours = page.evaluate(
        "[...document.querySelectorAll('.nmt-value :is(p, td, th, summary)')].map(e => getComputedStyle(e).color)"
    )
    assert set(colours) == {"rgb(0, 0, 0)" if scheme == "light" else "rgb(255, 255, 255)"}
    page.close()
