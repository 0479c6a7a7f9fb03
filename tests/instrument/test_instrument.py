"""The instrument as data: complete, marked with its sources, replaceable by a site, refused when broken."""

import shutil

import pytest
import yaml

from nmt_widgets import load_instrument
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.site_files import DATA
from nmt_widgets.instrument.checking import ANCHORS
from nmt_widgets.metrics import measure_functions


def test_32_functions_in_five_regions(instrument):
    assert [f.number for f in instrument.functions] == list(range(1, 33))
    counts = {r.id: len(instrument.region_functions(r.id)) for r in instrument.regions}
    assert counts == {
        "brainstem": 6,
        "diencephalon_cerebellum": 8,
        "limbic": 6,
        "cortex": 6,
        "frontal_cortex": 6,
    }


def test_every_function_is_described_in_its_own_words(instrument):
    for function in instrument.functions:
        assert set(ANCHORS) <= set(function.anchors)
        assert len(function.look_for) >= 3
        assert len(function.definition) > 60
        assert all(len(line) <= 12 for line in function.label)
    anchors = [text for function in instrument.functions for text in function.anchors.values()]
    assert len(set(anchors)) == len(anchors)


def test_bands_follow_the_published_colours(instrument):
    assert [instrument.band(step).id for step in (1, 2, 4, 5, 6, 8, 9, 10, 12)] == [
        "severe",
        "severe",
        "undeveloped",
        "moderate",
        "precursor",
        "precursor",
        "emerging",
        "typical",
        "typical",
    ]


def test_the_typical_column_sums_to_318_where_317_is_printed(instrument):
    column = instrument.norms.columns["published_9"]
    assert sum(column.values.values()) == 318
    assert column.printed_total == 317


def test_every_citation_is_listed(instrument):
    data = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in DATA.glob("*.yaml")]

    def cited(node):
        if isinstance(node, dict):
            yield from ([node["cite"]] if "cite" in node else [])
            for value in node.values():
                yield from cited(value)
        elif isinstance(node, list):
            for value in node:
                yield from cited(value)

    assert {key for part in data for key in cited(part)} <= set(instrument.sources)


def test_every_file_has_a_version():
    for path in DATA.glob("*.yaml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["version"], path.name


@pytest.fixture
def site(tmp_path):
    """A site's folder with a changed copy of one file."""

    def change(topic, edit):
        data = yaml.safe_load((DATA / f"{topic}.yaml").read_text(encoding="utf-8"))
        edit(data)
        (tmp_path / f"{topic}.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        return tmp_path

    return change


def test_a_site_overrides_one_file(site):
    folder = site("cmr", lambda cmr: cmr.update(version="clinic-1", gate=1.2))
    assert load_instrument(folder).cmr.gate == 1.2
    assert load_instrument(folder).versions["cmr"] == "clinic-1"
    assert len(load_instrument(folder).functions) == 32


def test_a_site_adds_a_function_without_code(site, instrument):
    folder = site(
        "functions",
        lambda data: (
            data["functions"].append({"number": 33, "id": "humour", "region": "frontal_cortex"}),
            data["regions"][4].update(rows=[7]),
        ),
    )
    site("norms", lambda norms: norms["columns"]["published_9"]["values"].update(humour=8))
    (folder / "en").mkdir()
    words = {
        "name": "Humour",
        "label": ["Humour"],
        "definition": "Seeing the funny side.",
        "look_for": ["Laughs at jokes"],
        "anchors": {step: f"at {step}" for step in ANCHORS},
    }
    (folder / "en" / "functions.yaml").write_text(yaml.safe_dump({"functions": {"humour": words}}))
    theirs = load_instrument(folder)
    assert theirs.function("humour").name == "Humour"
    assert theirs.function("arousal") == instrument.function("arousal")
    assert measure_functions(theirs, [[6.0] * 33], [9.0]).total.value[0] == 198


def test_a_site_loads_a_norm_table_of_its_own(site, instrument):
    table = {"ages": [0, 18], "values": {id: [2, 11] for id in instrument.ids}}
    folder = site("norms", lambda norms: (norms.pop("curve"), norms.update(version="clinic", table=table)))
    result = measure_functions(load_instrument(folder), [[5.0] * 32], [9.0])
    assert result.typical[0] == pytest.approx([6.5] * 32)
    assert result.functional_age.value[0] == pytest.approx([6.0] * 4, abs=0.01)


def _safety(data):
    return next(section for section in data["sections"] if section["id"] == "safety")


@pytest.mark.parametrize(
    ("topic", "edit", "message"),
    [
        ("cmr", lambda d: d["above"].append("arousel"), "function 'arousel' is not known"),
        ("cmr", lambda d: d.pop("gate"), "gate: is missing; add it"),
        ("cmr", lambda d: d.update(gat=1), "'gat' is not known here; did you mean 'gate'?"),
        ("domains", lambda d: d["categories"][0].update(below=0.9), "limits must rise"),
        ("domains", lambda d: d["domains"][0]["functions"].append("x"), "function 'x' is not known"),
        ("bands", lambda d: d["palettes"]["safe"].pop(), "11 colours for 12 steps"),
        ("bands", lambda d: d["palettes"]["safe"].insert(0, "red"), "'red' is not written as a colour"),
        ("bands", lambda d: d["bands"].pop(), "must cover every step"),
        ("norms", lambda d: d.pop("curve"), "either a curve or a table"),
        ("norms", lambda d: d["columns"]["published_9"]["values"].pop("sleep"), "no value for sleep"),
        ("functions", lambda d: d["functions"][1].update(number=1), "number 1 stands twice"),
        ("functions", lambda d: d["functions"][1].update(region="moon"), "region 'moon' is not known"),
        (
            "functions",
            lambda d: d["functions"].append({"number": 33, "id": "new", "region": "limbic"}),
            "no words",
        ),
        ("history", lambda d: d["adversity"][0].update(when=["later"]), "period 'later' is not known"),
        ("history", lambda d: d["adversity"].append({"id": "flood", "when": []}), "no words for flood"),
        ("current_relational", lambda d: d["areas"][0].update(statements=["pets"]), "no words for pets"),
        ("risk", lambda d: d["share"].pop("infancy"), "no share for infancy"),
        ("cmr", lambda d: d.update(ceiling=5), "must be over 12"),
        ("cmr", lambda d: d["above"].append("values"), "'values' is counted already"),
        ("cmr", lambda d: d["below"].append("values"), "'values' is counted already"),
        ("domains", lambda d: d["domains"][1].update(id="cognitive"), "'cognitive' stands twice"),
        ("domains", lambda d: d["domains"][1].update(id="limbic"), "'limbic' is the id of a region already"),
        ("domains", lambda d: d["domains"][1].update(functions=[]), "too few entries"),
        ("norms", lambda d: d["columns"]["published_9"]["values"].update(sleep=40), "40 is outside 1-12"),
        ("norms", lambda d: d["columns"]["published_9"]["values"].update(sleep=3), "over its value at birth"),
        ("norms", lambda d: d["columns"]["published_9"].update(age=0), "it must be over 0"),
        ("norms", lambda d: d["curve"].update(pin=12), "must lie within 1-12"),
        ("norms", lambda d: d["curve"]["shape"].update(limbic=0), "it must be over 0"),
        ("bands", lambda d: d.update(palettes={}), "too few entries"),
        ("current_relational", lambda d: d.update(typical=0), "it must be over 0"),
        ("risk", lambda d: d.update(full_at=0), "it must be over 0"),
        ("sections", lambda d: _safety(d)["fields"][9].update(of="moon"), "category 'moon' is not known"),
        ("sections", lambda d: _safety(d)["fields"][0].update(kind="line", of="neglect"), "'line' has 'of'"),
        ("sections", lambda d: _safety(d).update(scope="case"), "stands in section 'safety', scope case"),
        (
            "sections",
            lambda d: d["sections"][1]["fields"][0].update(kind="signal"),
            "stands in section 'demographics'",
        ),
    ],
)
def test_broken_data_is_refused_with_file_line_and_remedy(site, topic, edit, message):
    folder = site(topic, edit)
    with pytest.raises(InputError) as caught:
        load_instrument(folder)
    messages = [str(problem) for problem in caught.value.problems]
    assert any(message in text for text in messages), messages
    assert all(";" in message and ".yaml:" in message for message in messages), messages


def test_a_broken_file_of_texts_is_refused(tmp_path):
    (tmp_path / "en").mkdir()
    words = "functions:\n  arousal:\n    label: [much too, many, lines]\n"
    (tmp_path / "en" / "functions.yaml").write_text(words, encoding="utf-8")
    with pytest.raises(InputError, match=r"en/functions.yaml:3: functions, arousal, label"):
        load_instrument(tmp_path)


def test_a_copy_of_all_our_files_is_a_site_that_changes_nothing(tmp_path, instrument):
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    assert load_instrument(tmp_path).versions == instrument.versions
