"""YAML documents: plain values, lines, and clear refusals."""

import pytest

from nmt_widgets.ground.documents import parse_document, read_document
from nmt_widgets.ground.errors import InputError, one_line


def test_words_stay_words():
    data = parse_document("a: no\nb: 12:30\nc: 2020-01-01\nd: true\ne: 3\nf: on", "x.yaml").data
    assert data == {"a": "no", "b": "12:30", "c": "2020-01-01", "d": True, "e": 3, "f": "on"}


def test_every_place_has_its_line():
    document = parse_document("a:\n  b:\n    - c: 1\n    - d: 2\n", "x.yaml")
    assert document.line(("a", "b", 1, "d")) == 4
    assert document.line(("a", "b", 1, "missing")) == 4
    assert "x.yaml:4: a, b 2, d: wrong" in str(document.problem("wrong", ("a", "b", 1, "d")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "empty"),
        (b"# only a comment\n", "empty"),
        (b"a: 1\na: 2\n", "x.yaml:2: 'a' stands twice"),
        (b"a: [1, 2\nb: 3", "not valid YAML"),
        (b"a: \xff\xfe\xfa", "UTF-8"),
        (b"a: b\x00c", "UTF-8"),
        (b"a: &x 1\nb: *x\n", "aliases"),
        (b"[" * 3000, "x.yaml"),
        (b"a: !!python/object/apply:os.system ['true']", "not valid YAML"),
        (b"? [1, 2]\n: 3", "one word"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(text, said):
    with pytest.raises(InputError, match=r"x\.yaml") as caught:
        parse_document(text, "x.yaml")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


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
