"""A report is made in the language that the person asking for it has chosen."""

import shutil

import pytest

import nmt_widgets as nmt
from nmt_widgets.core.languages import ENGLISH, TEXTS
from nmt_widgets.reporting.runner import batch

from .conftest import printed


@pytest.mark.slow
@pytest.mark.parametrize("forks", [True, False])
def test_a_process_that_makes_reports_is_told_the_language(notebook, make, monkeypatch, tmp_path, forks):
    shutil.copytree(TEXTS / ENGLISH, tmp_path / "site" / "texts" / "nb")
    monkeypatch.setenv("NMT_SITE", str(tmp_path / "site"))
    monkeypatch.setattr(batch, "can_fork", lambda: forks)
    source = notebook(
        "language", "import nmt_widgets as nmt\nprint(nmt.options.language, nmt.options.palette)"
    )
    with nmt.options(language="nb", palette="safe"):
        results = make({"made": source})
    assert printed(results["made"]) == "nb standard\n"
