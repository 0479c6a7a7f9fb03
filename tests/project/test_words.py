"""Names say what a thing is: no variable, parameter, attribute, function or class is called found, said or one."""

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FOLDERS = [
    *sorted(path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("nmt_widgets/*/__init__.py")),
    "scripts",
    "tests",
]
"""The folders whose names are checked."""

GRAMMAR = frozenset({
    "found", "said", "told", "one", "ones", "asked", "given", "shown", "meant", "wanted", "held", "gone", "seen",
    "kept", "made", "taken", "drawn", "written", "who", "whose", "what", "here", "there", "each", "every", "both",
})  # fmt: skip
"""Words that name a part of a sentence and not a thing."""

FIXED = {
    ("nmt_widgets/instrument/parts.py", "who"): "a key of cmr.yaml, which sites replace",
    ("nmt_widgets/planning/activity_parts.py", "who"): "a key of activities.yaml, which sites replace",
    ("nmt_widgets/planning/parts.py", "who"): "a key of planning.yaml and services.yaml, which sites replace",
    ("nmt_widgets/planning/parts.py", "said"): "a key of planning.yaml, which sites replace",
    ("nmt_widgets/planning/safety_parts.py", "who"): "a key of safety.yaml, which sites replace",
    ("nmt_widgets/case_files/model.py", "who"): "a key of case files",
    ("nmt_widgets/case_files/team_plan.py", "who"): "a key of case files and of stored answers",
}
"""Names that stand in files or in messages to other programs, and the reason."""

_FOREIGN = {"bundles", "plotly_js", "node_modules", ".venv", "__pycache__"}
_NAME = r"[A-Za-z_$][\w$]*"
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
_DECLARED = re.compile(rf"\b(?:const|let|function\*?|class)\s+({_NAME})")
_UNPACKED = re.compile(r"\b(?:const|let)\s+[\[{]([^\]}]*)[\]}]\s*(?:=|of\b)")
_METHOD = rf"^\s*(?:async |static |get |set |\*|#)*({_NAME})\(([^()]*)\)\s*\{{"
_PARAMETERS = re.compile(rf"\(([^()]*)\)\s*=>|\b({_NAME})\s*=>|function\s*\w*\(([^()]*)\)\s*\{{|{_METHOD}")
_ASSIGNED = re.compile(rf"\bthis\.#?({_NAME})\s*=[^=]")


def python_names(nodes):
    """The names a module of Python gives, each with its line."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield node.lineno, name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name


def script_names(text):
    """The names a script gives, each with its line."""
    code = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    for number, line in enumerate(code.split("\n"), 1):
        for match in _DECLARED.finditer(line):
            yield number, match[1]
        for match in _UNPACKED.finditer(line):
            for part in match[1].split(","):
                yield from (
                    (number, name) for name in re.findall(_NAME, part.split("=")[0].split(":")[-1])[:1]
                )
        for match in _PARAMETERS.finditer(line):
            if match[4]:
                yield number, match[4]
            for part in next(filter(None, (match[1], match[2], match[3], match[5])), "").split(","):
                yield from ((number, name) for name in re.findall(_NAME, part.split("=")[0])[:1])
        for match in _ASSIGNED.finditer(line):
            yield number, match[1]


@dataclass
class Names:
    """What a look through a folder finds, as `file:line` or `file:line: name`; each file is read once for all tests."""

    grammar: list[str] = field(default_factory=list)
    fixed: set[tuple[str, str]] = field(default_factory=set)  # those of `FIXED` that stand in it
    twice: list[str] = field(default_factory=list)
    modules: int = 0


@cache
def names_of(folder):
    names = Names()
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".py", ".js"} or _FOREIGN & set(path.parts):
            continue
        file = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            nodes = list(ast.walk(ast.parse(text)))
            names.modules += 1
            names.twice += [f"{file}:{line}" for line in names_given_twice(nodes)]
            entries = python_names(nodes)
        else:
            entries = script_names(text)
        for line, name in entries:
            if name.strip("_$#") not in GRAMMAR:
                continue
            if (file, name) in FIXED:
                names.fixed.add((file, name))
            else:
                names.grammar.append(f"{file}:{line}: {name}")
    return names


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_name_is_the_name_of_a_thing(folder):
    assert names_of(ROOT / folder).grammar == []


def test_every_fixed_name_is_still_needed():
    fixed = [names_of(ROOT / folder).fixed for folder in FOLDERS]
    assert set().union(*fixed) == FIXED.keys()


@pytest.mark.parametrize(
    "code",
    [
        "found = 1",
        "for _said in lines: pass",
        "def told(): pass",
        "def row(one, /, *, size=1): pass",
        "class Row:\n    kept: int = 0",
        "self.held = 1",
        "import rows as written",
        "(lambda each: each)(1)",
        "with open(path) as given: pass",
        "if (seen := 1): pass",
        "match rows:\n    case [*made]: pass",
        "try: pass\nexcept ValueError as what: pass",
        "[here for here in places]",
    ],
)
def test_a_name_of_python_is_found(code, tmp_path):
    (tmp_path / "module.py").write_text(code, encoding="utf-8")
    assert names_of(tmp_path).grammar


@pytest.mark.parametrize(
    "code",
    [
        "const found = 1;",
        "let told;",
        "const { a, b: said } = row;",
        "const [first, kept] = rows;",
        "for (const [id, one] of entries) use(one);",
        "rows.map((one) => one.id);",
        "rows.map(one => one.id);",
        "function told(row) {}",
        "function row(size, given = 1) {}",
        "class Rows {\n  #held(row) {\n  }\n}",
        "class Rows {\n  add(made) {\n  }\n}",
        "    this.shown = true;",
        "    this.#kept = true;",
    ],
)
def test_a_name_of_a_script_is_found(code, tmp_path):
    (tmp_path / "script.js").write_text(code, encoding="utf-8")
    assert names_of(tmp_path).grammar


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("module.py", 'rows = table["found"]\nlog(what=row.said)  # one\n'),
        ("script.js", "// const found\n/* let told */ const row = { said: 1 }; use(row.kept);"),
    ],
)
def test_words_that_are_no_names_are_let_through(file, code, tmp_path):
    (tmp_path / file).write_text(code, encoding="utf-8")
    assert names_of(tmp_path).grammar == []


def names_given_twice(nodes):
    """Return the lines where one assignment or comprehension gives two things the same name."""
    for node in nodes:
        match node:
            case ast.Tuple(ctx=ast.Store()) | ast.List(ctx=ast.Store()):
                targets = [node]
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                targets = [generator.target for generator in node.generators]
            case _:
                continue
        names = [
            part.id
            for target in targets
            for part in ast.walk(target)
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id.strip("_")
        ]
        if len(names) > len(set(names)):
            yield node.lineno


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_two_things_get_one_name_at_once(folder):
    assert names_of(ROOT / folder).modules
    assert names_of(ROOT / folder).twice == []


def test_a_name_that_is_given_twice_is_noticed():
    for code in ("{id for id, id in rows}", "[id for row in rows for row in row]", "first, first = pair"):
        assert set(names_given_twice(ast.walk(ast.parse(code)))) == {1}
    code = "{id for _, _, id in rows if id in [id for id in ids]}"
    assert list(names_given_twice(ast.walk(ast.parse(code)))) == []
