"""A case file that somebody brings in: a record of their own, or everything that is wrong with it and no record."""

import pytest

from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.store import Person, open_store
from nmt_widgets.store.transfer.case_file import bring_in


@pytest.fixture
def cleo():
    return open_store(Person("Cleo", "clinician"))


def clinical(case):
    return write_case(case.model_copy(update={"kind": "clinical"})).encode()


def test_a_file_becomes_a_record_of_whoever_brings_it_in_and_is_the_same_case(cleo, james):
    record = bring_in(cleo, clinical(james), "../their/james.yaml", kind="clinical", edit="e1")
    assert (record.owner, record.kind, record.assigned) == ("Cleo", "clinical", None)
    assert record.case_id.startswith("c-")
    assert to_answers(cleo.case(record.case_id)) == {**to_answers(james), "kind": "clinical"}
    assert cleo.latest(record.case_id).reason == "brought in from the file 'james.yaml'"
    assert bring_in(cleo, clinical(james), "james.yaml", kind="clinical", edit="e1") == record
    assert len(cleo.codes()) == 1


def test_what_is_wrong_is_said_with_its_line_and_nothing_is_written(cleo, james):
    raw = clinical(james).replace(b"title: James", b"titel: James").replace(b"age: 9 years", b"age: nine")
    with pytest.raises(InputErrors) as refused:
        bring_in(cleo, raw, "james.yaml", kind="clinical", edit="e1")
    assert len(refused.value.problems) >= 2
    assert all(problem.line and problem.remedy for problem in refused.value.problems)
    assert cleo.codes() == []


@pytest.mark.parametrize(
    ("role", "kind", "why"),
    [
        ("trainer", "clinical", "not a kind of case you may begin"),
        ("trainer", "teaching", "client's case"),
        ("programme", "clinical", "not a kind of case you may begin"),
        ("clinician", "practice", "client's case"),
    ],
)
def test_a_clients_file_comes_in_as_a_client_only_and_by_whoever_may_begin_one(role, kind, why, james):
    store = open_store(Person("Ada", role))
    with pytest.raises(InputError, match=why):
        bring_in(store, clinical(james), "james.yaml", kind=kind, edit="e1")
    assert store.codes() == []


def test_a_rating_beside_another_does_not_come_in(cleo, james):
    raw = clinical(james).replace(b"kind: clinical", b"kind: clinical\nsecond_of: c-222222/1")
    with pytest.raises(InputErrors, match="rating beside another"):
        bring_in(cleo, raw, "james.yaml", kind="clinical", edit="e1")
