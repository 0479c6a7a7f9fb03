"""Whatever stands in the place of a file's name is a path, or one sentence says why not."""

from __future__ import annotations

import pytest

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.file_names import file_path

WRONG = [3, True, b"a.yaml", [], object(), "a\0.yaml", "x" * 300 + ".yaml", "~nobody-of-this-name/a.yaml"]


@pytest.mark.parametrize("name", WRONG, ids=lambda name: str(name)[:10])
def test_a_wrong_name_is_one_sentence_wherever_a_file_is_named(name):
    form = nmt.AssessmentForm("james")
    for use in (
        lambda: nmt.AssessmentForm("james", path=name),
        lambda: nmt.ScoreSheet(age=9, path=name),
        lambda: nmt.PlanBoard("james", path=name),
        lambda: form.save(name),
        lambda: form.to_html(name),
        lambda: nmt.plan("james").save(name),
        lambda: nmt.BrainMap("james").save(name),
    ):
        with pytest.raises(InputError):
            use()


def test_links_that_lead_to_one_another_are_one_sentence(tmp_path):
    link = tmp_path / "loop.yaml"
    link.symlink_to(link)
    for use in (
        lambda: nmt.AssessmentForm(link),
        lambda: nmt.AssessmentForm("james", path=link),
        lambda: nmt.ScoreSheet(age=9, path=link),
    ):
        with pytest.raises(InputError, match=r"loop\.yaml"):
            use()


def test_a_folder_that_may_not_be_entered_is_one_sentence(monkeypatch):
    def exists(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.exists", exists)
    with pytest.raises(InputError, match="permission denied"):
        file_path("closed/a.yaml")
