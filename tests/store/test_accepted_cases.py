"""Whatever is saved, in whatever order: what the store took is a case that `nmt validate` takes."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from nmt_widgets.case_files import load_case
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, Person, Store
from tests.store.answers import BEGINNING

AGES = ["9", "6.5", "9,5 years", "3 wks", "12 y 2 m", "110", "before birth", "nine"]
DATES = ["2024-01-02", "20230102", "2025-W01-2", "02/01/2024", None]
VALUES = {
    "title": ["A", None],
    "sources": [["perry_dobson_2013"], ["nobody"]],
    "story": [
        [{"at": "3 years", "until": until, "title": "Moves"}] for until in ("2 years", "5 yrs", "2 days")
    ],
    "between": [[{"after": number}] for number in (1, 2, 7)] + [None],
    "vignette": [[{"number": number, "text": text}] for number in (1, 2) for text in ("Seen.", " ")],
    "instruments": [[{"instrument": "CBCL", "at": at}] for at in ("8 y", "30 years")],
    "presentation": [{"scenes": [{"kind": "map", "assessment": number}]} for number in (1, 2, 5)],
    "history/adversity/youth/neglect": [{"severity": 4}, {"severity": 4, "pattern": "chronic"}, 77, None],
    "history/adversity/infancy/neglect": [{"severity": 4, "pattern": "often"}, 3, None],
    "history/relational/youth/family_supports": [{"rating": 4}, "not known", None],
}
OF_EACH = {
    "age": AGES,
    "date": DATES,
    "label": ["First", None],
    "status": ["in-progress", "completed", "entered-in-error", None],
    "functions/scores/sleep": [3, "not known", None, 99],
    "plan/next_meeting": ["20250101", None],
}
PATHS = VALUES | {
    f"assessments/{number}/{leaf}": values for number in (1, 2) for leaf, values in OF_EACH.items()
}
SECOND = {
    "assessments/2/age": "11 years",
    "assessments/2/label": "Second",
    "assessments/2/status": "in-progress",
}
EDIT = st.dictionaries(st.sampled_from(sorted(PATHS)), st.integers(0, 99), min_size=1, max_size=2)


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    return Path(tmp_path_factory.mktemp("cases"))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(kind=st.sampled_from(["clinical", "teaching"]), edits=st.lists(EDIT, min_size=1, max_size=8))
def test_every_case_the_store_accepts_is_valid(engine, cases, kind, edits):
    store = Store(Access(engine, Person("Ana", {"clinical": "clinician", "teaching": "trainer"}[kind])))
    record = store.create(None, BEGINNING | SECOND, kind=kind)
    saves, refused_paths, changed = 0, set(), set()
    for edit in edits:
        changes = {path: PATHS[path][number % len(PATHS[path])] for path, number in edit.items()}
        head = store.latest(record.case_id).number
        try:
            store.save(
                record.case_id, changes, base=head, edit=f"{record.case_id}-{head}-{saves}", reason="Seen"
            )
            saves += 1
        except InputError as error:
            assert store.latest(record.case_id).number == head
            event(error.message[:20])
            refused_paths.add(error.path)
            changed |= {"", *changes}
    event(f"{saves} taken")
    assert refused_paths <= changed
    path = cases / f"{record.case_id}.yaml"
    path.write_text(write_case(store.case(record.case_id)), encoding="utf-8")
    load_case(str(path))
