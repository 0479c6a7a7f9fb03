"""A site's words and languages: laid over ours where they fit, refused where nobody would read them."""

import re

import pytest

from nmt_widgets import load_instrument
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.languages import ENGLISH, TEXTS
from nmt_widgets.core.site_files import text_topics
from nmt_widgets.core.texts import languages, text_document, texts
from nmt_widgets.site import check_site


def problems():
    with pytest.raises(InputErrors) as caught:
        check_site()
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("folder", ["texts/en", "en"])
def test_words_are_laid_over_ours(folder, site):
    site.words(f"{folder}/common.yaml", {"product": "Our clinic"})
    check_site()
    assert texts("common")["product"] == "Our clinic"
    assert "not affiliated" in texts("common")["disclaimer"]


@pytest.mark.parametrize("topic", text_topics())
def test_a_key_nobody_reads_is_refused_in_every_file_of_words(topic, site):
    site.words(f"texts/en/{topic}.yaml", "xyzzy: plugh\n")
    (problem,) = problems()
    assert f"{topic}.yaml:1: xyzzy: 'xyzzy' is not known here" in problem


@pytest.mark.parametrize(
    ("topic", "content", "said"),
    [
        ("common", {"produkt": "Ours"}, "produkt: 'produkt' is not known here; did you mean 'product'?"),
        ("functions", {"functions": {"arousl": {"name": "x"}}}, "did you mean 'arousal'?"),
        ("functions", {"functions": {"arousal": {"nmae": "x"}}}, "did you mean 'name'?"),
        ("common", {"product": ["Ours"]}, "has another shape"),
        ("common", {"product": "Ours in {city}"}, "nothing fills in {city}"),
        ("common", "[1, 2]\n", "must be a set of"),
    ],
)
def test_words_that_do_not_fit_are_refused(topic, content, said, site):
    site.words(f"texts/en/{topic}.yaml", content)
    (problem,) = problems()
    assert said in problem


def test_every_key_nobody_reads_is_told(site):
    site.words("texts/en/common.yaml", {"produkt": "x", "disclamer": "y"})
    site.words("texts/en/home.yaml", {"titel": "z"})
    assert len(problems()) == 3


@pytest.mark.parametrize(("role", "is_known"), [("supervisor", True), ("supervisr", False)])
def test_words_for_what_the_sites_data_add_are_known(role, is_known, site):
    site.data(
        "roles",
        "  operator:",
        "  supervisor:\n    records: {teaching: read, practice: read, clinical: read}\n  operator:",
    )
    site.words("texts/en/server.yaml", {"roles": {role: "Supervisor"}})
    if is_known:
        check_site()
        assert texts("server")["roles"]["supervisor"] == "Supervisor"
    else:
        assert "roles, supervisr: 'supervisr' is not known here" in problems()[0]


@pytest.fixture
def german(site):
    """A site with a whole language, one text of it translated."""
    place = site.language("de")
    file = place / "common.yaml"
    file.write_text(re.sub("^product: .*", "product: Arbeitsbuch", file.read_text(), flags=re.MULTILINE))
    return place


@pytest.mark.parametrize("folder", ["texts", "."])
def test_a_site_adds_a_language(folder, site, monkeypatch):
    site.language("de", folder)
    check_site()
    assert languages() == ["de", "en"]
    monkeypatch.setenv("NMT_LANGUAGE", "de")
    check_site()
    assert load_instrument().language == "de"
    assert load_instrument().function("arousal").name


def test_the_words_of_an_added_language_are_read(german, monkeypatch):
    assert texts("common")["product"] == "NMT Workbook"
    monkeypatch.setenv("NMT_LANGUAGE", "de")
    assert texts("common")["product"] == "Arbeitsbuch"


def test_a_language_that_lacks_a_text_is_refused_with_it(german, monkeypatch):
    file = german / "common.yaml"
    file.write_text(re.sub("^product: .*\n", "", file.read_text(), flags=re.MULTILINE))
    (german / "home.yaml").unlink()
    said = problems()
    assert len(said) == 2
    assert f"{file}: lacks product; write them after texts/en/common.yaml" in said
    assert f"{german}: the language lacks home.yaml; write it after texts/en/home.yaml" in said
    monkeypatch.setenv("NMT_LANGUAGE", "de")
    with pytest.raises(InputError, match="lacks product"):
        texts("common")


def test_an_empty_language_lacks_every_file(site):
    (site.folder / "texts" / "de").mkdir(parents=True)
    assert len(problems()) == len(text_topics())


def test_a_language_that_is_not_there_is_told_with_those_that_are(german, monkeypatch):
    monkeypatch.setenv("NMT_LANGUAGE", "dee")
    (problem,) = problems()
    assert (
        "there are no texts in the language 'dee'; did you mean 'de'? set NMT_LANGUAGE to one of: de, en"
        in problem
    )


def test_a_language_has_the_plural_forms_it_needs(tmp_path, monkeypatch):
    from nmt_widgets.core.documents import parse_document
    from nmt_widgets.core.text_fit import Fit

    ours = parse_document("cases: {one: '{count} case', other: '{count} cases'}\n", "en.yaml")
    polish = "cases: {one: '{count} a', few: '{count} b', many: '{count} c', other: '{count} d'}\n"
    fit = Fit(ours, parse_document(polish, "pl.yaml"), tmp_path)
    assert fit.problems() == []
    assert fit.missing() == []
    japanese = Fit(ours, parse_document("cases: {other: '{count} d'}\n", "ja.yaml"), tmp_path)
    assert japanese.missing() == []
    assert Fit(ours, parse_document("cases: {one: a}\n", "x.yaml"), tmp_path).missing() == [
        ("cases", "other")
    ]


def test_a_file_is_read_once(site):
    site.words("texts/en/common.yaml", {"product": "Our clinic"})
    assert text_document("common") is text_document("common", "en", site.folder)
    assert text_document("home").path == TEXTS / ENGLISH / "home.yaml"


def test_a_locale_that_nobody_knows_is_refused(site):
    site.words("texts/en/common.yaml", {"locale": "English"})
    with pytest.raises(InputErrors, match="'English' is no locale that is known") as refused:
        check_site()
    (problem,) = refused.value.problems
    assert problem.file.name == "common.yaml"
