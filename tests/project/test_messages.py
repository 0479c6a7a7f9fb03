"""Messages for people stand in the texts: no error of input is made with a sentence in the code."""

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent.parent / "nmt_widgets"
FLOORS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


@cache
def modules():
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def name_of(node):
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def input_errors(trees):
    """The names of `InputError` and of every class derived from it."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = {"InputError"}
    while derived := {
        node.name for node in classes if node.name not in names and names & set(map(name_of, node.bases))
    }:
        names |= derived
    return names


def is_sentence(node):
    """Whether an expression writes words: a text with a blank, or an f-string with letters of its own."""
    match node:
        case ast.Constant(value=str(text)):
            return " " in text.strip()
        case ast.JoinedStr(values=parts):
            return any(isinstance(part, ast.Constant) and part.value.strip(" ',:;()") for part in parts)
        case ast.IfExp(body=first, orelse=second) | ast.BinOp(left=first, right=second):
            return is_sentence(first) or is_sentence(second)
    return False


def assignments(function):
    """The expressions that each local name is assigned."""
    values = {}
    for node in ast.walk(function):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=True)
            for left, right in pairs:
                values.setdefault(name_of(left), []).append(right)
    return values


def literal_messages(tree, errors):
    """The lines of a module on which an error, or a problem of a document, gets a sentence as message or remedy."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        local = assignments(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                is_problem = isinstance(node.func, ast.Attribute) and node.func.attr == "problem"
                if name_of(node.func) not in errors and not is_problem:
                    continue
                words = [
                    *node.args,
                    *(arg.value for arg in node.keywords if arg.arg in ("message", "remedy")),
                ]
            elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
                words = node.value.elts
            else:
                continue
            if any(any(map(is_sentence, [word, *local.get(name_of(word), ())])) for word in words):
                yield node.lineno


@pytest.fixture(scope="module")
def errors():
    return input_errors(modules().values())


@pytest.mark.parametrize("floor", FLOORS)
def test_no_error_of_input_is_made_with_a_sentence(floor, errors):
    places = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path, tree in modules().items()
        if path.is_relative_to(PACKAGE / floor)
        for line in literal_messages(tree, errors)
    ]
    assert places == []


def test_every_kind_of_error_is_known(errors):
    assert {"InputError", "InputErrors", "Failure", "NoRecord", "WrongPassphrase"} <= errors


@pytest.mark.parametrize(
    "line",
    [
        'raise InputError("is no table", file=file)',
        'raise InputError(message, remedy=f"use {known}")',
        'yield place, f"there is no {kind}", "add one"',
        'return document.problem("must be text", place)',
        'words = "is no table"; raise Failure(words)',
        'raise errors.InputError("is it" if many else text)',
    ],
)
def test_a_sentence_is_found(line):
    tree = ast.parse(f"def check(): {line}")
    assert list(literal_messages(tree, {"InputError", "Failure"})) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "raise InputError(message, file=file)",
        'raise refusal("tables", "no_sheet", name=name)',
        'yield "norms", place, *problem("instrument", "outside", value=value)',
        'return document.problem(*problem("cases", "other_id"), ("assessments", 0))',
        "yield f\"'{name}'\", name",
    ],
)
def test_words_of_the_texts_are_let_through(line):
    assert list(literal_messages(ast.parse(f"def check(): {line}"), {"InputError"})) == []
