"""YAML documents: plain values, lines, and clear refusals."""

import pytest
from pydantic import BaseModel, ConfigDict

from nmt_widgets.core.documents import check, parse_document, read_document
from nmt_widgets.core.errors import InputError, InputErrors, one_line


def test_words_stay_words():
    data = parse_document("a: no\nb: 12:30\nc: 2020-01-01\nd: true\ne: 3\nf: on", "x.yaml").data
    assert data == {"a": "no", "b": "12:30", "c": "2020-01-01", "d": True, "e": 3, "f": "on"}


def test_every_place_has_its_line():
    document = parse_document("a:\n  b:\n    - c: 1\n    - d: 2\n", "x.yaml")
    assert document.line(("a", "b", 1, "d")) == 4
    assert document.line(("a", "b", 1, "missing")) == 4
    assert "x.yaml:4: a, b 2, d: wrong" in str(document.problem("wrong", ("a", "b", 1, "d")))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "empty"),
        (b"# only a comment\n", "empty"),
        (b"a: 1\na: 2\n", "x.yaml:2: 'a' stands twice"),
        (b"a: [1, 2\nb: 3", "not valid YAML"),
        (b"a: \xff\xfe\xfa", "UTF-8"),
        (b"a: b\x00c", "UTF-8"),
        (b"a: &x 1\nb: *x\n", "aliases"),
        (b"[" * 3000, "x.yaml"),
        (b"a: !!python/object/apply:os.system ['true']", "tags (!!python/object"),
        (b"? [1, 2]\n: 3", "one word"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(text, message):
    with pytest.raises(InputError, match=r"x\.yaml") as caught:
        parse_document(text, "x.yaml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


TAGS = ["!!timestamp 2020", "!!binary aGk=", "!!int x", "!!float x", "!!null x", "!!bool x", "!!set {a, b}",
        "!!omap [a: 1]", "!!pairs [a: 1]", "!own x", "!!python/name:os.system x",
        "!!map {a: 1}", "!<!y> z"]  # fmt: skip


@pytest.mark.parametrize("value", TAGS)
def test_a_tag_is_told_with_its_line_and_what_to_do(value):
    with pytest.raises(InputError) as caught:
        parse_document(f"format: case-1\ntitle: {value}\n", "x.yaml")
    assert str(caught.value).startswith("x.yaml:2: ")
    assert "tags (!" in caught.value.message
    assert caught.value.remedy


SPOILT = {
    "an unknown directive": ("%YAML 9.9\n---\na: 1\n", 1, "not valid YAML"),
    "a second document": ("a: 1\n---\nb: 2\n", 2, "second document"),
    "a tab": ("a:\n\tb: 1\n", 2, "not with tabs"),
    "a NUL": ("a: 1\nb: x\0y\n", 2, "U+0000"),
    "half a character": ("a: 1\nb: \ud800\n", 2, "U+D800"),
    "a NUL in quotes": ('a: 1\nb: "x\\0y"\n', 2, "U+0000"),
    "half a character in quotes": ('a: 1\nb: "\\ud800"\n', 2, "not valid YAML"),
    "a number of many digits": (f"a: 1\nb: {'9' * 5000}\n", 2, "too large"),
    "a number beyond all": ("a: 1\nb: 1.0e999\n", 2, "too large"),
    "an anchor and an alias": ("a: &x 1\nb: *x\n", 2, "aliases"),
    "an alias of nothing": ("a: 1\nb: *x\n", 2, "aliases"),
    "a merge": ("a: &x {c: 1}\nb:\n  <<: *x\n", 3, "aliases"),
    "a key that is a list": ("a: 1\n? [b]\n: 2\n", 2, "one word"),
    "a key twice, once in quotes": ("a: 1\n'1': 2\n1: 3\n", 3, "stands twice"),
    "a key twice, composed and not": ("e\u0301: 1\n\u00e9: 3\n", 2, "stands twice"),
    "no UTF-8": (b"a: 1\nb: \xff\n", 2, "UTF-8"),
    "an open bracket": ("a: 1\nb: [1,\n", 3, "not valid YAML"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_told_with_its_line_and_what_to_do(name):
    text, line, message = SPOILT[name]
    with pytest.raises(InputError) as caught:
        parse_document(text, "x.yaml")
    assert (caught.value.line, message in str(caught.value)) == (line, True), str(caught.value)
    assert caught.value.remedy


def test_what_looks_like_more_than_a_word_stays_a_word():
    words = ["0b101", "0x1F", "1:30", "1_000", ".inf", ".nan", "2020-01-01", "on", "off", "y", "~x", "="]
    assert parse_document("".join(f"- {word}\n" for word in words), "x.yaml").data == words
    assert parse_document("\ufeffa: !!str 5\n", "x.yaml").data == {"a": "5"}
    assert parse_document("a: 1\n".encode("utf-16"), "x.yaml").data == {"a": 1}


def test_text_is_composed():
    assert parse_document("e\u0301: e\u0301\n", "x.yaml").data == {"\u00e9": "\u00e9"}


class Codes(BaseModel):
    model_config = ConfigDict(extra="forbid")

    values: dict[str, str | None] = {}
    steps: dict[int, str] = {}
    rows: list[dict[str, int]] = []


def test_keys_that_are_numbers_are_text_where_text_is_meant():
    document = parse_document(
        "values: {-99: x, 099: y, 99: null, +1: z, true: w}\nsteps: {12: a}\n", "x.yaml"
    )
    checked = check(document, Codes)
    assert checked.values == {"-99": "x", "099": "y", "99": None, "+1": "z", "true": "w"}
    assert checked.steps == {12: "a"}


def test_a_key_that_is_a_number_is_named_as_it_is_written():
    document = parse_document("values: {-99: [1]}\nsteps: {5: [a]}\nrows:\n  - {7: x}\n", "x.yaml")
    with pytest.raises(InputErrors) as caught:
        check(document, Codes)
    assert [(problem.line, problem.place) for problem in caught.value.problems] == [
        (1, "values, -99"),
        (2, "steps, 5"),
        (4, "rows 1, 7"),
    ]


def test_a_missing_file_a_folder_and_an_impossible_name_are_refused(tmp_path):
    for path in (tmp_path / "none.yaml", tmp_path, "a\0b.yaml"):
        with pytest.raises(InputError, match=r"; "):
            read_document(path)


def test_a_message_is_one_printable_line():
    assert one_line("a\nb\x1b[31m\tc") == "a b [31m c"
    assert len(one_line("x" * 5000)) == 600


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 200_000, "{a: " * 50_000])
def test_a_text_nested_without_end_is_refused_and_ends_nothing(text):
    with pytest.raises(InputError, match=r"nested too deeply|not valid YAML"):
        parse_document(text.encode(), "deep.yaml")
