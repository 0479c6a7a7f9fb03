"""The words for what is wrong: read before any reader of files, and never the cause of another error."""

import pytest

from nmt_widgets.core import languages
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.problems import problem, reason
from nmt_widgets.core.site_files import text_topics
from nmt_widgets.core.texts import text_document, texts


@pytest.fixture
def write_words(tmp_path, monkeypatch):
    """A function that writes a file of words into a site's folder."""
    monkeypatch.setenv("NMT_SITE", str(tmp_path))

    def write(file, text):
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize("topic", [topic for topic in text_topics() if "problems" in texts(topic)])
def test_the_quick_reader_and_the_full_one_agree(topic):
    entries = text_document(topic).data["problems"]
    for key, entry in entries.items():
        try:
            words = problem(topic, key)
        except (KeyError, ValueError):
            continue  # it has braces to fill in
        assert words == (entry["message"].format(), entry.get("remedy", "").format())


@pytest.mark.parametrize("folder", ["texts/en", "en"])
def test_a_site_replaces_the_words(folder, write_words):
    write_words(f"{folder}/files.yaml", "problems: {empty: {message: nothing in it, remedy: look again}}\n")
    assert reason("files", "empty") == "nothing in it; look again"
    assert reason("files", "too_deep") == "nested too deeply; check the indentation"


@pytest.mark.parametrize(
    "words",
    [
        "problems: {too_large: {message: 'over {mots} MB'}}\n",
        "problems: {too_large: {message: 'over {}'}}\n",
        "problems: {too_large: {message: [a]}}\n",
        "problems: {too_large: 3}\n",
        "problems: [a]\n",
        "problems: {\n",
        "",
    ],
)
def test_words_of_a_site_that_cannot_be_used_give_way_to_ours(words, write_words):
    write_words("texts/en/files.yaml", words)
    assert problem("files", "too_large", most=4)[0] == "the file is larger than 4 MB"


def test_an_error_in_the_words_for_errors_is_reported(write_words):
    write_words("texts/en/files.yaml", "problems: {empty: {mesage: nothing}}\n")
    with pytest.raises(InputError, match="'mesage' is not known here"):
        texts("files")


@pytest.mark.parametrize("lang", ["de", "../../..", "xx-YY", "\0"])
def test_a_language_without_words_gets_the_english_ones(lang, tmp_path, monkeypatch):
    assert problem("files", "empty", lang=lang)[0] == "the file is empty"


def test_a_language_of_a_site_has_its_own_words(write_words, monkeypatch):
    write_words("texts/de/files.yaml", "problems: {empty: {message: die Datei ist leer}}\n")
    monkeypatch.setenv("NMT_LANGUAGE", "de")
    assert reason("files", "empty") == "die Datei ist leer"
    assert reason("files", "too_deep") == "nested too deeply; check the indentation"
    assert (languages.TEXTS / languages.ENGLISH).is_dir()
