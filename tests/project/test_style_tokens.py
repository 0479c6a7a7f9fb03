"""Style sheets take sizes, spaces, radii, colours, layers and widths from the tokens, and win by specificity alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import tinycss2

from tests.conftest import ROOT

TOKENS = ROOT / "nmt_widgets" / "core" / "tokens.css"
COMPONENTS = ROOT / "nmt_widgets" / "core" / "components.css"
SHEETS = sorted(path for path in (ROOT / "nmt_widgets").rglob("*.css") if path != TOKENS)
BREAKPOINTS = {"640px", "960px", "1200px"}
MOST_ALIKE = 5
MADE_INDIRECTLY = {"b.nmt-hist-none", "b.nmt-hist-line", "html.nmt-is-presenting"}
"""Tags whose class another function or line sets."""
MOST_LINES = 400

_SPACES = re.compile(r"^(padding|margin)(-.*)?$|^((row|column)-)?gap$")
_RADII = re.compile(r"^border-.*radius$")
_COLOUR_FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch"}
_NAMED_COLOURS = {"black", "white", "red", "green", "blue", "gray", "grey", "yellow", "orange", "silver"}
_KEYWORDS = {"auto", "inherit", "initial", "unset", "normal"}
_NEVER_URGENT = ("print", "prefers-reduced-motion")


@dataclass(frozen=True)
class Rule:
    """One declaration, and where it stands."""

    sheet: str
    media: str
    selector: str
    name: str
    value: list
    is_important: bool

    def __str__(self) -> str:
        where = f"{self.media} {self.selector}".strip()
        return f"{self.sheet}: {where} {{ {self.name}: {tinycss2.serialize(self.value).strip()} }}"


def rules(text: str, sheet: str = "a.css") -> Iterator[Rule]:
    """Return every declaration of a style sheet."""
    yield from _rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), sheet, "")


def _rules(nodes: list, sheet: str, media: str) -> Iterator[Rule]:
    for node in nodes:
        assert node.type != "error", f"{sheet}:{node.source_line}: {node.message}"
        if node.type == "at-rule" and node.content is not None:
            query = f"@{node.at_keyword} {tinycss2.serialize(node.prelude).strip()}"
            if node.at_keyword == "page":
                continue
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from _rules(inner, sheet, f"{media} {query}".strip())
        elif node.type == "qualified-rule":
            selector = " ".join(tinycss2.serialize(node.prelude).split())
            for part in tinycss2.parse_blocks_contents(
                node.content, skip_comments=True, skip_whitespace=True
            ):
                assert part.type == "declaration", f"{sheet}:{part.source_line}: {part}"
                yield Rule(sheet, media, selector, part.name, part.value, part.important)


def raw_sizes(value: list) -> list[str]:
    """Return the lengths that a value writes out; a part of the window is a layout's own."""
    raw = []
    for token in value:
        if token.type == "dimension":
            raw += [] if token.lower_unit in ("vw", "vh") else [token.serialize()]
        elif token.type == "percentage" or (token.type == "number" and token.value != 0):
            raw.append(token.serialize())
        elif token.type == "function" and token.lower_name != "var":
            inner = [argument for argument in token.arguments if argument.type != "number"]  # how many steps
            raw += raw_sizes(inner)
    return raw


def raw_colours(value: list) -> list[str]:
    raw = []
    for token in value:
        if token.type == "hash" or (token.type == "ident" and token.lower_value in _NAMED_COLOURS):
            raw.append(token.serialize())
        elif token.type == "function":
            if token.lower_name in _COLOUR_FUNCTIONS:
                raw.append(token.serialize())
            else:
                raw += raw_colours(token.arguments)
    return raw


def faults(rule: Rule) -> list[str]:
    """Return what a declaration writes out although a token stands for it."""
    raw = raw_colours(rule.value)
    words = tinycss2.serialize(rule.value).split()
    if _SPACES.match(rule.name) or _RADII.match(rule.name):
        raw += raw_sizes(rule.value)
    elif rule.name == "font-size":
        fits = "var(" in tinycss2.serialize(rule.value)  # a part of the text around it, as a scene asks for
        raw += [] if fits and "em" in tinycss2.serialize(rule.value) else raw_sizes(rule.value)
    elif rule.name == "font":
        raw += [token.serialize() for token in rule.value if token.type in ("dimension", "percentage")]
    elif rule.name == "z-index":
        raw += [
            word for word in words if not word.startswith("var(--nmt-layer-") and word not in {"0", "auto"}
        ]
    elif rule.name == "line-height":
        raw += [
            word
            for word in words
            if not word.startswith("var(--nmt-leading-") and word not in {"0", "1", "inherit"}
        ]
    elif rule.name == "font-weight":
        raw += [word for word in words if not word.startswith("var(--nmt-weight-") and word not in _KEYWORDS]
    elif re.match(r"^--nmt-(text|space|radius|layer|leading|weight|unit|font)", rule.name):
        raw.append(f"{rule.name} is a token: it belongs to tokens.css")
    return raw


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: str(path.relative_to(ROOT / "nmt_widgets")))
def test_every_value_that_has_a_token_is_a_token(sheet: Path) -> None:
    faulty = [(str(rule), faults(rule)) for rule in rules(sheet.read_text(encoding="utf-8"), sheet.name)]
    assert [entry for entry in faulty if entry[1]] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: str(path.relative_to(ROOT / "nmt_widgets")))
def test_media_queries_know_three_widths(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    queries = re.findall(r"@media([^{]*)", text)
    sizes = {size for query in queries for size in re.findall(r"[\d.]+(?:px|em|rem)", query)}
    assert sizes <= BREAKPOINTS
    features = {feature for query in queries for feature in re.findall(r"\(\s*([a-z-]+)", query)}
    assert features <= {"width", "prefers-reduced-motion", "prefers-color-scheme", "pointer"}


def test_scripts_ask_for_the_same_widths() -> None:
    scripts = [
        path for path in (ROOT / "nmt_widgets" / "widgets").rglob("*.js") if "bundles" not in path.parts
    ]
    queries = [
        query
        for path in scripts
        for query in re.findall(r"matchMedia\(([^\n]*)", path.read_text(encoding="utf-8"))
    ]
    assert {size for query in queries for size in re.findall(r"[\d.]+(?:px|em|rem)", query)} <= BREAKPOINTS


@pytest.mark.parametrize("sheet", [TOKENS, *SHEETS], ids=lambda path: path.name)
def test_nothing_wins_by_force(sheet: Path) -> None:
    important = [str(rule) for rule in rules(sheet.read_text(encoding="utf-8"), sheet.name) if rule.is_important
             and not any(word in rule.media for word in _NEVER_URGENT)]  # fmt: skip
    assert important == []


def test_the_tokens_are_few() -> None:
    names = {rule.name for rule in rules(TOKENS.read_text(encoding="utf-8"))}
    counts = {kind: len([name for name in names if name.startswith(f"--nmt-{kind}-")])
              for kind in ("text", "space", "radius", "layer", "leading", "weight")}  # fmt: skip
    assert counts == {"text": 6, "space": 6, "radius": 3, "layer": 5, "leading": 3, "weight": 3}


def test_every_token_a_sheet_names_is_there() -> None:
    defined = {rule.name for path in (TOKENS, *SHEETS) for rule in rules(path.read_text(encoding="utf-8"))}
    named = {
        (path.name, name)
        for path in (TOKENS, *SHEETS)
        for name in re.findall(r"var\((--nmt-[\w-]+)\s*\)", path.read_text(encoding="utf-8"))
    }
    assert sorted(entry for entry in named if entry[1] not in defined) == []


def test_what_is_heard_and_not_seen_is_written_once() -> None:
    hiding = [path.name for path in SHEETS if "clip-path: inset(50%)" in path.read_text(encoding="utf-8")]
    assert hiding == [COMPONENTS.name]


def test_what_two_sheets_would_write_alike_is_a_component() -> None:
    """Two rules with the same five declarations are one class in `core/components.css` or `core/lists.css`."""
    alike: dict[frozenset[str], list[str]] = {}
    for path in SHEETS:
        declarations: dict[tuple[str, str], set[str]] = {}
        for rule in rules(path.read_text(encoding="utf-8"), path.name):
            text = f"{rule.name}: {tinycss2.serialize(rule.value).strip()}"
            declarations.setdefault((rule.media, rule.selector), set()).add(text)
        for (media, selector), texts in declarations.items():
            if len(texts) >= MOST_ALIKE:
                alike.setdefault(frozenset(texts), []).append(f"{path.name}: {media} {selector}")
    assert [places for places in alike.values() if len(places) > 1] == []


@pytest.mark.parametrize("sheet", [TOKENS, *SHEETS], ids=lambda path: path.name)
def test_a_sheet_has_one_topic(sheet: Path) -> None:
    assert len(sheet.read_text(encoding="utf-8").splitlines()) < MOST_LINES


def test_every_class_a_sheet_names_is_written_by_a_page() -> None:
    """A class is found whole, or up to its last part where that is filled in."""
    kinds = ("*.js", "*.j2", "*.py")
    pages = [path for kind in kinds for path in (ROOT / "nmt_widgets").rglob(kind)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in pages if "bundles" not in path.parts)
    used = set(re.findall(r"nmt(?:-[a-z0-9]+)+", text)) | set(re.findall(r"(nmt-[a-z0-9-]*-)[${]", text))
    for path in (TOKENS, *SHEETS):
        classes = {
            name
            for rule in rules(path.read_text(encoding="utf-8"))
            for name in re.findall(r"\.(nmt-[\w-]+)", rule.selector)
        }
        unknown = {name for name in classes - used if f"{name.rpartition('-')[0]}-" not in used}
        assert (path.name, unknown) == (path.name, set())


def test_a_rule_for_a_tag_with_a_class_finds_it() -> None:
    """`button.nmt-card` styles nothing where no page makes such a button."""
    pages = [path for kind in ("*.js", "*.j2", "*.py") for path in (ROOT / "nmt_widgets").rglob(kind)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in pages if "bundles" not in path.parts)
    missing = set()
    for path in SHEETS:
        for rule in rules(path.read_text(encoding="utf-8")):
            for tag, name in re.findall(r"(?<![\w.#-])([a-z][a-z0-9]*)\.(nmt-[\w-]+)", rule.selector):
                patterns = [
                    rf'"{tag}",\s*\{{[^{{}}]*\bclass: ?[^,}}]*\b{name}\b',
                    rf"<{tag}\b[^>]*\bclass=[^>]*\b{name}\b",
                ]
                if tag == "button":
                    patterns.append(rf"makeButton\(\s*[^,]*\b{name}\b")
                if not any(re.search(pattern, text) for pattern in patterns):
                    missing.add((path.name, f"{tag}.{name}"))
    assert {name for _, name in missing} == MADE_INDIRECTLY


@pytest.mark.parametrize(
    "declaration",
    [
        "font-size: 0.92rem",
        "font-size: max(12px, 1vw)",
        "font: 600 15px/1.4 var(--nmt-font)",
        "padding: 0 7px",
        "margin-top: -1px",
        "gap: calc(2 * 3px)",
        "border-radius: 50%",
        "color: #fff",
        "background: linear-gradient(rgb(0 0 0 / 10%), var(--nmt-paper))",
        "z-index: 3",
        "line-height: 1.45",
        "font-weight: 650",
        "--nmt-space-7: 50px",
    ],
)
def test_a_raw_value_is_found(declaration: str) -> None:
    assert faults(next(rules(f".a {{ {declaration} }}")))


@pytest.mark.parametrize(
    "declaration",
    [
        "padding: 0 var(--nmt-space-2) auto",
        "margin: calc(-1 * var(--nmt-space-4)) 0",
        "font-size: calc(1em * var(--fit, 1))",
        "color: color-mix(in srgb, var(--nmt-ink) 78%, transparent)",
        "width: 17rem",
        "border: 1px solid var(--nmt-line)",
    ],
)
def test_a_token_and_a_width_are_left_alone(declaration: str) -> None:
    assert faults(next(rules(f".a {{ {declaration} }}"))) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: str(path.relative_to(ROOT / "nmt_widgets")))
def test_no_style_follows_every_change_of_a_text(sheet: Path) -> None:
    """With `:empty` in `:has()`, WebKit styles the whole page anew at each change: 150 ms a key beside a map."""
    selectors = {rule.selector for rule in rules(sheet.read_text(encoding="utf-8"), sheet.name)}
    assert [selector for selector in selectors if re.search(r":has\(.*:empty", selector)] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: str(path.relative_to(ROOT / "nmt_widgets")))
def test_no_style_of_the_page_depends_on_what_is_absent_in_it(sheet: Path) -> None:
    """`body:has(.a:not(...))` is asked of the whole page at each change: milliseconds for a word that is measured."""
    selectors = {rule.selector for rule in rules(sheet.read_text(encoding="utf-8"), sheet.name)}
    assert [selector for selector in selectors if re.search(r"body\S*:has\(.*:not\(", selector)] == []
