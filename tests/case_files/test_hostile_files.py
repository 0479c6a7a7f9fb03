"""Files of up to 4 MB that are no good case: each is answered after little work, with at most a hundred problems."""

import difflib

import pytest

from nmt_widgets.case_files.reading import checked_case
from nmt_widgets.case_files.received import received_case
from nmt_widgets.core import plain_yaml
from nmt_widgets.core.documents import MOST_BYTES, parse_document
from nmt_widgets.core.errors import MOST_PROBLEMS, InputError

HEAD = "format: case-1\nid: x\ntitle: X\nassessments:\n  - number: 1\n    label: First\n    age: 9 years\n"
SCORES = f"{HEAD}    functions:\n      scores:\n"
LONG = 3_900_000


def many(head, line, count):
    return head + "".join(line.format(n=n) for n in range(count))


FILES = {
    "300,000 unknown keys": many(HEAD, "key{n}: 1\n", 300_000),
    "unknown keys that are nearly known": many(HEAD, "assesments{n}: 1\n", 10_000),
    "unknown functions": many(SCORES, "        arousal{n}: 3\n", 10_000),
    "functions with wrong scores": many(SCORES, "        arousal{n}: [a]\n", 9_000),
    "events that are wrong throughout": many(f"{HEAD}story:\n", "  - {{at: nine, title: '', x: 1}}\n", 4_000),
    "answers to no questions": many(
        f"{HEAD}background:\n  demographics:\n    answers:\n", "      a{n}: {{z: [[1]]}}\n", 6_000
    ),
    "periods that are none": many(f"{HEAD}history:\n  adversity:\n", "    p{n}: {{neglect: 3}}\n", 7_000),
    "100,000 assessments": many(HEAD, "  - {{number: {n}, label: A, age: 9 years}}\n", 100_000),
    "4,000 assessments": many(HEAD, "  - {{number: 2, label: A, age: 8 years}}\n", 4_000),
    "sources that are none": f"{HEAD}sources: [{'a,' * 25_000}]\n",
    "a wide list": f"{HEAD}sources: [{'a,' * 1_900_000}]\n",
    "a deep list": f"{HEAD}sources: {'[' * LONG}",
    "deep mappings": f"{HEAD}sources: {'{a: ' * 900_000}",
    "one word for a score": f"{SCORES}        arousal: {'x' * LONG}\n",
    "one age with blanks": HEAD.replace("9 years", f"'9{' ' * (LONG - 100)}x'"),
    "one key": f"{HEAD}? {'x' * LONG}\n: 1\n",
    "one title": HEAD.replace("title: X", f"title: {'x' * LONG}"),
    "a key again and again": HEAD + "title: X\n" * 400_000,
    "a tag as long as the file": f"{HEAD}summary: !{'x' * LONG} 1\n",
    "a tag on every line": HEAD + "summary: !!timestamp 2020\n" * 100_000,
    "an anchor on every line": many(HEAD, "key{n}: &a{n} 1\n", 200_000),
}


@pytest.fixture
def work(monkeypatch):
    """Count what may take long: values that are read, words that are compared and how long they are."""
    done = {"values": 0, "compared": 0, "letters": 0}
    take, near = plain_yaml._Reading.take, difflib.get_close_matches

    def counted(self, event):
        done["values"] += 1
        return take(self, event)

    def compared(word, known, **settings):
        done["compared"] += 1
        done["letters"] += len(word)
        return near(word, known, **settings)

    monkeypatch.setattr(plain_yaml._Reading, "take", counted)
    monkeypatch.setattr(difflib, "get_close_matches", compared)
    return done


@pytest.mark.parametrize("name", FILES)
def test_it_is_answered_after_little_work(name, work, instrument):
    raw = FILES[name].encode()[:MOST_BYTES]
    for read in (
        lambda: checked_case(parse_document(raw, "x.yaml"), instrument),
        lambda: received_case(raw[:1_000_000], "x.yaml", instrument, for_clients=True),
    ):
        work.update(values=0, compared=0, letters=0)
        with pytest.raises(InputError) as caught:
            read()
        problems = caught.value.problems
        assert len(problems) <= MOST_PROBLEMS + 1
        assert all(problem.file and problem.message and len(str(problem)) <= 600 for problem in problems)
        assert len(problems) <= MOST_PROBLEMS or problems[-1].message == "and more"
        assert work["values"] <= 2 * plain_yaml.MOST_VALUES
        assert work["compared"] <= MOST_PROBLEMS + 1
        assert work["letters"] <= 60 * (MOST_PROBLEMS + 1)
