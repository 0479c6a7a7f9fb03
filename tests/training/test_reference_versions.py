"""A reference after scores of it were changed: what the change becomes, and when it does nothing."""

from nmt_widgets.case_files import load_case
from nmt_widgets.core.documents import parse_document
from nmt_widgets.training.references.checking import check_reference
from nmt_widgets.training.references.reading import load_reference
from nmt_widgets.training.references.versions import ReferenceChange, changed_reference

CASE = "practice-boy-8"


def test_a_changed_score_passes_every_check_of_a_reference(instrument):
    reference = load_reference(CASE, instrument)
    case = load_case(CASE, instrument)
    document = parse_document("{}", "x.yaml")
    for id, score in reference.functions.items():
        for number in ("1", "12", "not known"):
            change = ReferenceChange(id, str(score.score), number, "¶1 says so.")
            assert check_reference(changed_reference(reference, [change]), case, instrument, document) == []


def test_changes_follow_each_other_and_those_of_other_scores_do_nothing(instrument):
    reference = load_reference(CASE, instrument)
    was = str(reference.functions["sleep"].score)
    changes = [
        ReferenceChange("sleep", was, "9", "first"),
        ReferenceChange("sleep", "9", "10", "second"),
        ReferenceChange("sleep", "9", "11", "too late"),
        ReferenceChange("arousal", "0", "12", "of a score that it never had"),
        ReferenceChange("no_function", "1", "2", "gone"),
    ]
    changed = changed_reference(reference, changes)
    assert (changed.functions["sleep"].score, changed.functions["sleep"].rationale) == (10, "second")
    assert changed.functions["sleep"].paragraphs == reference.functions["sleep"].paragraphs
    assert changed.functions["arousal"] == reference.functions["arousal"]
    assert changed_reference(changed, changes) == changed  # a file it was written to stays as it is


def test_a_published_score_that_is_changed_is_published_no_more(instrument):
    reference = load_reference("james", instrument)
    was = reference.functions["sleep"]
    change = ReferenceChange("sleep", str(was.score), "9", "¶1 says so.")
    assert was.mark == "published"
    assert changed_reference(reference, [change]).functions["sleep"].mark == "workbook"
