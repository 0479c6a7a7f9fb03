"""The hand-out of a presentation as a PDF: a page for each scene, nothing cut off, with answers or without."""

import unicodedata

import pytest
from pypdf import PdfReader

from nmt_widgets import load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.reporting.hand_out import hand_out_deck, hand_out_html, print_hand_out

CASES = ["james", "practice-girl-10-months"]
ANSWERS = {
    "james": [
        "0.72", "168 Total", "231 Total", "1.36", "31 of 32", "47 %", "63 %", "as at 4 months", "9.4", "very high",
        "Humiliation", "Kept his home", "Tutoring suspended", "An aide in the classroom", "Barely an instant",
        "within reach", "needs a ratio",
    ],
    "practice-girl-10-months": ["0.16", "91 Total", "69 %", "8.9", "high", "Not over 1.0: work"],
}  # fmt: skip
SAID = {
    "james": ["Whom do you know who speaks this well", "Brainstem, at 9 years?", "typical peer 318"],
    "practice-girl-10-months": ["Who in your own work has a map like this?", "typical peer 134"],
}

_CUT = """() => [...document.querySelectorAll('.nmt-leaf')].flatMap((sheet) => {
  const [body, foot, stage, title] = ['.nmt-scene-body', '.nmt-leaf-foot', '.nmt-leaf-stage', 'h2'].map(
    (name) => sheet.querySelector(name));
  const edge = stage.getBoundingClientRect();
  const out = [...body.querySelectorAll('*')].filter((element) => {
    const box = element.getBoundingClientRect();
    if (!box.width || element.classList.contains('nmt-span')) return false;
    if (getComputedStyle(element).visibility === 'hidden') return false;
    const wide = box.right > edge.right + 1 || box.left < edge.left - 1;
    return wide || box.bottom > edge.bottom + 1 || box.top < edge.top - 1;
  }).map((element) => element.className || element.tagName);
  if (body.scrollHeight > body.clientHeight + 1 || body.scrollWidth > body.clientWidth + 1) out.push('scene');
  if (foot.scrollHeight > foot.clientHeight + 1) out.push('foot');
  return out.map((element) => `${title.textContent}: ${element}`);
})"""
_LEFT = """() => [
  ...document.querySelectorAll('.nmt-brain-box:not([data-column="typical"])'),
  ...document.querySelectorAll('[data-answer]'),
].filter((element) => {
  const digit = element.matches('.nmt-brain-box') ? element.querySelector('.nmt-brain-digit') : element;
  return digit.textContent.trim() || element.dataset.score || element.matches('[aria-label], :has([title])');
}).map((element) => element.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module", params=CASES)
def presentation(request, instrument):
    """The presentation of a case for a trainer."""
    return hand_out_deck(load_case(request.param), instrument)


def plain(text):
    return "".join(unicodedata.normalize("NFKC", text).split())


def has(text, words):
    return plain(words) in plain(text)


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["questions", "answers"])
def test_each_scene_has_a_page_and_only_one_kind_has_answers(presentation, kind, tmp_path):
    print_hand_out(presentation, kind, tmp_path / "new" / "hand-out.pdf")
    read = PdfReader(tmp_path / "new" / "hand-out.pdf")
    assert len(read.pages) == len(presentation["scenes"])
    assert all(page.mediabox.width > page.mediabox.height for page in read.pages)
    pages = [page.extract_text() for page in read.pages]
    for at, (scene, text) in enumerate(zip(presentation["scenes"], pages, strict=True)):
        assert has(text, scene["title"])
        assert has(text, f"{presentation['title']} · {at + 1} of {len(pages)} ·")
        assert has(text, presentation["words"]["disclaimer"][-40:])  # the last line of the page
    everything = "\n".join(pages)
    missing = [words for words in SAID[presentation["id"]] if not has(everything, words)]
    assert missing == []
    on_pages = {words: has(everything, words) for words in ANSWERS[presentation["id"]]}
    assert on_pages == dict.fromkeys(on_pages, kind == "answers")
    notes = [note["text"] for scene in presentation["scenes"] for note in scene["notes"]]
    assert [text for text in notes if has(everything, text[:60])] == []
    assert (
        read.metadata.title == f"{presentation['title']}: {presentation['words']['page']['hand_outs'][kind]}"
    )
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["hand-out.pdf"]


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["questions", "answers", "notes"])
def test_nothing_is_cut_off_and_answers_are_not_only_hidden(presentation, kind, chromium, tmp_path):
    source = tmp_path / "hand-out.html"
    source.write_text(hand_out_html(presentation, kind), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 794, "height": 1123})
    requests, troubles = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(source.as_uri())
    assert page.locator("html[data-unfinished]").count() == 0
    page.emulate_media(media="print")
    cut, left = page.evaluate(_CUT), page.evaluate(_LEFT)
    page.close()
    assert cut == []
    assert bool(left) is (kind != "questions")
    assert requests == [source.as_uri()]
    assert troubles == []


@pytest.mark.browser
def test_the_hand_out_of_the_speaker_has_all_notes_and_the_same_bytes(james, instrument, tmp_path):
    presentation = hand_out_deck(james, instrument)
    for name in ("one.pdf", "two.pdf"):
        print_hand_out(presentation, "notes", tmp_path / name, "safe")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    pages = PdfReader(tmp_path / "one.pdf").pages
    assert len(pages) >= len(presentation["scenes"])
    everything = plain("".join(page.extract_text() for page in pages))
    assert [note for note in james.notes if plain(note.title) not in everything] == []
    assert all(plain(text) in everything for text in ANSWERS["james"])


def test_markup_in_a_case_is_escaped(james_data, write_case, instrument):
    usual = hand_out_html(hand_out_deck(load_case("james"), instrument), "answers")
    james_data["title"] = "</script><script>alert(1)</script>"
    page = hand_out_html(hand_out_deck(load_case(write_case(james_data)), instrument), "answers")
    assert page.count("<script") == usual.count("<script")
    assert page.count("</script") == usual.count("</script")


@pytest.mark.parametrize(
    ("kind", "palette", "message"),
    [
        ("all", "standard", "there is no kind 'all'; choose one of questions, answers, notes"),
        ("answers", "pink", "there is no palette 'pink'; choose one of standard"),
    ],
)
def test_an_unknown_kind_or_palette_is_refused(james, instrument, kind, palette, message):
    with pytest.raises(InputError, match=message):
        hand_out_html(hand_out_deck(james, instrument), kind, palette)


def test_a_path_that_cannot_be_written_is_refused(james, instrument, tmp_path):
    presentation = hand_out_deck(james, instrument)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="this is a folder; name a file in it"):
        print_hand_out(presentation, "answers", tmp_path)
    with pytest.raises(InputError, match="name another file"):
        print_hand_out(presentation, "answers", tmp_path / "file" / "x.pdf")
