"""Types of the scripts: nothing is `any`, which TypeScript takes for everything and checks nothing of."""

import re

from tests.project.imports import PACKAGE

SCRIPTS = [path for folder in ("widgets", "server") for path in sorted((PACKAGE / folder).rglob("*.js"))]
WRITTEN_HERE = [path for path in SCRIPTS if "bundles" not in path.parts]

COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
TAG = re.compile(r"@(?:param|returns?|type|typedef|template|property|callback)\b")
ANY = re.compile(r"\bany\b")
PLAIN_TYPES = {"Answer", "Answers", "Words"}
"""What is kept as a question wants it, and words by key: `any` below these names alone."""


def braces(text, start):
    """Return what stands between the brace that opens after a place and the one that closes it."""
    depth, begin = 0, text.find("{", start)
    for at in range(begin, len(text)) if begin >= 0 else ():
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return text[begin : at + 1]
    return ""


def types_in(script):
    """Return every type that the comments of a script give."""
    for comment in COMMENT.findall(script):
        for tag in TAG.finditer(comment):
            between = comment[tag.end() : comment.find("{", tag.end())]
            if not between.strip():
                yield braces(comment, tag.end())


def test_no_type_in_a_script_is_any():
    assert WRITTEN_HERE
    untyped = [
        f"{path.relative_to(PACKAGE)}: {kind}"
        for path in WRITTEN_HERE
        for kind in types_in(path.read_text(encoding="utf-8"))
        if ANY.search(kind)
    ]
    assert untyped == []


def test_the_types_of_messages_are_any_below_few_names():
    aliases = [
        name
        for path in sorted((PACKAGE / "widgets" / "shared").rglob("protocol.d.ts"))
        for name in re.findall(
            r"^export type (\w+) = .*\bany\b", path.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert sorted(aliases) == sorted(PLAIN_TYPES)


def test_any_is_found_wherever_it_stands():
    script = """/** @param {any} a any of them */
    /** @type {Map<string, any>} */
    /**
     * any of these
     * @typedef {{ one: { two: any[] }, say: (words: string) => void }} Deep
     * @returns {string} any text
     */"""
    assert sum(bool(ANY.search(kind)) for kind in types_in(script)) == 3
