"""Texts can be read and controls can be seen: every pairing of colours in the sheets, in each scheme (WCAG AA)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import tinycss2

from nmt_widgets.charts.steps import steps
from nmt_widgets.instrument import load_instrument
from tests.project.test_style_tokens import SHEETS, TOKENS, Rule, rules

TEXT, PART = 4.5, 3.0
SURFACES = ("var(--nmt-paper)", "var(--nmt-surface)", "var(--nmt-soft)")
SCHEMES = {
    "light": ("", ":root"),
    "dark": ("@media (prefers-color-scheme: dark)", ':root:not([data-theme="light"])'),
    "dark wall": ("", '.nmt-presenter[data-scheme="dark"], :root[data-theme="dark"]'),
    "print": ("@media print", ":root:root:root"),
}
# What is drawn on ground of its own, and what a step of the map brings along; the map's steps are tested with the map.
OWN_GROUND = {"--nmt-white", "--nmt-black", "--nmt-guess", "--nmt-edge", "--nmt-shade", "--nmt-veil"}
BACKGROUNDS = ("background", "background-color")
TEXT_COLOURS = ("color",)
LINES = ("outline", "border-color", "outline-color")
# Text and lines in these colours stand on what another element is filled with.
FILLED = {"var(--nmt-on-accent)": "var(--nmt-accent)", "var(--nmt-paper)": "var(--nmt-muted)"}
# A line between things, or around what is named by its text, needs no contrast of its own.
DECORATION = {"var(--nmt-line)", "transparent", "currentColor", "none", "0"}

Rgb = tuple[float, float, float]


@cache
def tokens(scheme: str) -> dict[str, str]:
    """Return the tokens as a scheme sets them, over those of the light one."""
    values: dict[str, str] = {}
    for rule in rules(TOKENS.read_text(encoding="utf-8"), TOKENS.name):
        text = tinycss2.serialize(rule.value).strip()
        is_light = not rule.media and ":root" in rule.selector.split(", ")
        media, selector = SCHEMES[scheme]
        if is_light or (rule.media == media and rule.selector == selector):
            values[rule.name] = text
    return values


def colour(text: str, scheme: str, ground: Rgb = (1.0, 1.0, 1.0)) -> Rgb | None:
    """Return a colour as it is seen over a ground; None for what is no colour, or only known on a page."""
    text = text.strip()
    if match := re.fullmatch(r"var\((--[\w-]+)\)", text):
        value = tokens(scheme).get(match[1])
        return None if value is None else colour(value, scheme, ground)
    if re.fullmatch(r"#[0-9a-f]{6}", text):
        return tuple(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]
    if match := re.fullmatch(r"color-mix\(in srgb, (.+?) ([\d.]+)%, (.+?)\)", _known_shares(text)):
        share = float(match[2]) / 100
        first = colour(match[1], scheme, ground)
        second = ground if match[3] == "transparent" else colour(match[3], scheme, ground)
        if first is None or second is None:
            return None
        return tuple(share * a + (1 - share) * b for a, b in zip(first, second, strict=True))  # type: ignore[return-value]
    return None


def known(text: str, scheme: str) -> Rgb:
    """Return a colour that must be one."""
    rgb = colour(text, scheme)
    assert rgb is not None, text
    return rgb


def _known_shares(text: str) -> str:
    """Take a share that a page sets as it is at most."""
    return re.sub(r"calc\(var\(--share\) \* ([\d.]+%)\)", r"\1", text)


def contrast(first: Rgb, second: Rgb) -> float:
    def light(rgb: Rgb) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@dataclass
class Look:
    """What one rule says of colours."""

    sheet: str
    selector: str
    text: str = ""
    ground: str = ""
    lines: list[str] = field(default_factory=list)


def looks(sheet: Path) -> Iterator[Look]:
    """Return what each rule of a sheet says of colours, in any medium."""
    by_rule: dict[tuple[str, str], Look] = {}
    for rule in rules(sheet.read_text(encoding="utf-8"), sheet.name):
        look = by_rule.setdefault(
            (rule.media, rule.selector), Look(sheet.name, f"{rule.media} {rule.selector}")
        )
        value = tinycss2.serialize(rule.value).strip()
        if rule.name in TEXT_COLOURS:
            look.text = value
        elif rule.name in BACKGROUNDS:
            look.ground = value
        elif _is_line(rule):
            look.lines += re.findall(r"(?:color-mix\(.*\)|var\([\w-]+\)|#\w+)", value)
    yield from by_rule.values()


def _is_line(rule: Rule) -> bool:
    return rule.name in LINES or bool(re.fullmatch(r"border(-(left|right|top|bottom))?", rule.name))


def schemes_of(sheet: str) -> list[str]:
    """Return the schemes a sheet is seen in: a report is paper, and light."""
    return (
        ["light", "print"]
        if sheet in {"report.css", "front.css", "plan.css", "print.css", "frame.css"}
        else [*SCHEMES]
    )


def grounds(look: Look, scheme: str) -> list[Rgb]:
    """Return what a rule's text may stand on: its own ground, or any surface."""
    own = look.ground if colour(look.ground, scheme) else FILLED.get(look.text)
    return [rgb for ground in ([own] if own else SURFACES) if (rgb := colour(ground, scheme)) is not None]


def pale_texts(look: Look, scheme: str) -> list[str]:
    """Return the pairings of a rule whose text is too pale."""
    if not look.text or any(name in look.text + look.ground for name in OWN_GROUND):
        return []
    pale = []
    for ground in grounds(look, scheme):
        text = colour(look.text, scheme, ground)
        if text is not None and (ratio := contrast(text, ground)) < TEXT:
            pale.append(
                f"{look.sheet} {look.selector.strip()}: {look.text} is {ratio:.2f} in the scheme {scheme}"
            )
    return pale


def faint_lines(look: Look, scheme: str) -> list[str]:
    """Return the lines of a rule that mean something and cannot be seen."""
    faint = []
    for line in look.lines:
        if line in DECORATION or "--nmt-line" in line or any(name in line for name in OWN_GROUND):
            continue
        ground = colour(FILLED.get(line, "var(--nmt-paper)"), scheme)
        visible = ground and colour(line, scheme, ground)
        if ground and visible and contrast(visible, ground) < PART:
            faint.append(f"{look.sheet} {look.selector.strip()}: {line} in the scheme {scheme}")
    return faint


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_text_can_be_read(sheet: Path) -> None:
    pale = [
        text
        for look in looks(sheet)
        for scheme in schemes_of(sheet.name)
        for text in pale_texts(look, scheme)
    ]
    assert pale == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_line_that_means_something_can_be_seen(sheet: Path) -> None:
    faint = [
        line
        for look in looks(sheet)
        for scheme in schemes_of(sheet.name)
        for line in faint_lines(look, scheme)
    ]
    assert faint == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_step_that_is_not_chosen_can_be_read(scheme: str) -> None:
    """A step of the score sheet is tinted with the colour the map has for it."""
    sheet = next(sheet for sheet in SHEETS if sheet.name == "score_sheet.css")
    look = next(look for look in looks(sheet) if look.selector.strip() == ".nmt-sheet-step")
    assert "var(--step, transparent) var(--tint, 30%)" in look.ground
    instrument = load_instrument()
    shades = {step.colour for palette in instrument.bands.palettes for step in steps(instrument, palette)}
    texts = {"30%": look.text, "13%": "var(--nmt-muted)"}  # before a row is scored, and after
    low = {}
    for (tint, text), shade in product(texts.items(), sorted(shades)):
        ground = known(f"color-mix(in srgb, {shade.lower()} {tint}, var(--nmt-paper))", scheme)
        if (ratio := contrast(known(text, scheme), ground)) < TEXT:
            low[shade, tint] = round(ratio, 2)
    assert low == {}


def test_where_a_scheme_begins_texts_take_its_ink() -> None:
    """What is inherited from the page around is of the page's scheme."""
    begins = {
        re.findall(r"\.([\w-]+)", part)[-1]
        for rule in rules(TOKENS.read_text(encoding="utf-8"))
        if rule.name == "--nmt-ink"
        for part in rule.selector.split(", ")
        if ":root" not in part
    }
    inked = {
        look.selector.strip()
        for sheet in SHEETS
        if sheet.parent.name in ("present", "shared")
        for look in looks(sheet)
        if look.text == "var(--nmt-ink)"
    }
    assert begins == {"nmt-presenter", "nmt-leaf", "nmt-scheme"}
    assert {f".{name}" for name in begins} <= inked


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", SURFACES)
def test_tokens_keep_their_contrast_on_each_surface(scheme: str, ground: str) -> None:
    texts = dict.fromkeys(("ink", "muted", "accent", "alert"), TEXT)
    parts = {"field-line": PART}
    low = {
        name: ratio
        for name, least in {**texts, **parts}.items()
        if (ratio := contrast(known(f"var(--nmt-{name})", scheme), known(ground, scheme))) < least
    }
    assert low == {}


@pytest.mark.parametrize(
    "declarations",
    [
        "color: var(--nmt-line)",
        "color: var(--nmt-on-accent); background: var(--nmt-paper)",
        "color: color-mix(in srgb, var(--nmt-ink) 40%, transparent)",
        "color: var(--nmt-muted); background: var(--nmt-accent)",
    ],
)
def test_a_pale_text_is_found(declarations: str, tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text(f".nmt-a {{ {declarations} }}", encoding="utf-8")
    assert [pale for look in looks(sheet) for scheme in SCHEMES for pale in pale_texts(look, scheme)]


def test_a_faint_line_is_found(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text(
        ".nmt-a { border: 1px solid color-mix(in srgb, var(--nmt-accent) 20%, var(--nmt-paper)) }",
        encoding="utf-8",
    )
    assert [line for look in looks(sheet) for line in faint_lines(look, "light")]
