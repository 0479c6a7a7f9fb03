"""Texts by count, and numbers and dates as a language writes them."""

from datetime import date, datetime

import pytest

from nmt_widgets.core.local import is_locale, say_date, say_moment, say_number, say_percent
from nmt_widgets.core.text_fit import is_plural
from nmt_widgets.core.texts import languages, texts
from nmt_widgets.core.words import plural, problem


@pytest.fixture
def in_locale(tmp_path, monkeypatch):
    """Return what makes English be written as in another locale, by a site's own words."""

    def switch(tag):
        (tmp_path / "en").mkdir(exist_ok=True)
        (tmp_path / "en" / "common.yaml").write_text(f"locale: {tag}\n", encoding="utf-8")
        monkeypatch.setenv("NMT_SITE", str(tmp_path))

    return switch


def test_every_language_names_a_locale_that_is_known():
    for lang in languages():
        assert is_locale(texts("common", lang)["locale"])


def test_a_language_with_four_forms_uses_each(in_locale):
    in_locale("pl-PL")
    words = {
        "open": {"one": "{count} pytanie", "few": "{count} pytania", "many": "{count} pytań", "other": "-"}
    }
    assert [plural(words, "open", n) for n in (1, 3, 5, 22)] == [
        "1 pytanie",
        "3 pytania",
        "5 pytań",
        "22 pytania",
    ]


def test_a_form_that_is_missing_is_the_general_one(in_locale):
    in_locale("pl-PL")
    assert plural({"open": {"other": "{count} otwarte"}}, "open", 3) == "3 otwarte"


def test_what_is_no_set_of_forms_is_none():
    assert not is_plural({"other": {"what": "It could not be saved."}})
    assert not is_plural({"one": "a", "two": "b"})
    assert not is_plural("other")


@pytest.mark.parametrize(
    ("tag", "number", "thousands", "day", "time"),
    [
        ("en-GB", "62.5", "1,234,567", "1 December 2026", "16:05:07"),
        ("nb-NO", "62,5", "1\xa0234\xa0567", "1. desember 2026", "16:05:07"),
        ("pt-BR", "62,5", "1.234.567", "1 de dezembro de 2026", "16:05:07"),
        ("en-US", "62.5", "1,234,567", "December 1, 2026", "4:05:07\u202fPM"),
    ],
)
def test_numbers_and_days_are_written_as_the_locale_does(in_locale, tag, number, thousands, day, time):
    in_locale(tag)
    assert say_number(62.5, 1) == number
    assert say_number(1_234_567, grouped=True) == thousands
    assert say_date(date(2026, 12, 1)) == day
    assert say_moment(datetime(2026, 12, 1, 16, 5, 7)).endswith(time)


def test_a_percent_stands_as_the_texts_say():
    assert say_percent(62.54, 1) == "62.5 %"


def test_a_problem_without_advice_has_an_empty_one(tmp_path, monkeypatch):
    assert problem("cases", "not_a_text") == ("is not a text", "")
