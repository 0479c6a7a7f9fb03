"""What a box of the map opens: what the function is, its score, what scores look like, the evidence."""

from __future__ import annotations

from html import escape

from nmt_widgets.charts import wording
from nmt_widgets.charts.steps import Step, step_of, steps
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Function, Instrument
from nmt_widgets.metrics import Item, Profile


def function_details(
    id: str,
    profile: Profile,
    instrument: Instrument,
    palette: str,
    other: Profile | None = None,
    *,
    has_age: bool = True,
) -> str:
    """Return the HTML of the panel of one function, without its title.

    Parameters
    ----------
    id : str
        Of the function.
    profile : Profile
        The assessment on the map.
    instrument : Instrument
    palette : str
        The map's palette, for the steps beside the anchors.
    other : Profile, optional
        Another assessment of the same case, named with its score.
    has_age : bool
        Whether the age is known; without it there is no typical peer.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.metrics import profile
    >>> html = function_details("arousal", profile(load_case("james"), 1), load_instrument(), "standard")
    >>> "<dt>Score</dt><dd>2 of 12, severe</dd>" in html
    True
    """
    function, item, look = instrument.function(id), profile.items[id], steps(instrument, palette)
    words = texts("library", instrument.language)["map"]["details"]
    region = wording.region_name(function.region, instrument)
    facts = [(words["score"], _read(item, look, instrument))]
    if other is not None:
        label = words["other"].format(label=other.label)
        facts.append((label, _read(other.items[function.id], look, instrument)))
    if has_age:
        facts.append((words["typical"], wording.number(item.typical)))
    facts.append((words["adult"], str(instrument.scale.high)))
    if item.confidence:
        levels = texts("history", instrument.language)["confidence"]
        facts.append((words["confidence"], levels.get(item.confidence, {}).get("name", item.confidence)))
    parts = [
        f'<p class="nmt-quiet">{function.number} · {escape(region)}</p>',
        "<dl>" + "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in facts) + "</dl>",
        f"<p>{escape(function.definition)}</p>",
    ]
    if item.note:
        parts.append(f"<h3>{escape(words['note'])}</h3><p>{escape(item.note)}</p>")
    if item.evidence:
        parts.append(f"<h3>{escape(words['evidence'])}</h3>{_list(item.evidence)}")
    parts.append(f"<h3>{escape(words['looks'])}</h3>{_anchors(function, item, look, instrument)}")
    parts.append(f"<h3>{escape(words['look_for'])}</h3>{_list(function.look_for)}")
    parts.append(f'<p class="nmt-quiet">{escape(words["provisional"])}</p>')
    return "".join(parts)


def _read(item: Item, look: tuple[Step, ...], instrument: Instrument) -> str:
    if item.score is None:
        return str(texts("report", instrument.language)["not_known" if item.state == "not known" else "open"])
    words = texts("library", instrument.language)["map"]["details"]
    band = look[step_of(item.score, instrument)].band_word
    return str(words["of"].format(score=item.score, top=instrument.scale.high, band=band))


def _anchors(function: Function, item: Item, look: tuple[Step, ...], instrument: Instrument) -> str:
    nearest = function.nearest_anchor(item.score)[0] if item.score is not None else None
    rows = []
    for at, text in sorted(function.anchors.items(), reverse=True):
        step = look[step_of(at, instrument)]
        mark = ' data-nearest="true"' if at == nearest else ""
        rows.append(
            f'<li{mark}><span class="nmt-step" style="background:{step.colour};color:{step.ink}">{at}</span>'
            f"<span>{escape(text)}</span></li>"
        )
    return f'<ul class="nmt-anchors">{"".join(rows)}</ul>'


def _list(lines: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
