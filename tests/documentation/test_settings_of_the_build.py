"""The documentation is about the workbook as it comes, whatever the computer that builds it is set to."""

import os
import runpy
import sys

from tests.conftest import ROOT


def test_a_site_and_a_language_of_the_computer_do_not_reach_the_pages(monkeypatch, tmp_path):
    for name in ("NMT_SITE", "NMT_CASES", "NMT_LANGUAGE", "NMT_OUTPUTS", "NMT_DATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(sys, "path", [*sys.path])
    runpy.run_path(str(ROOT / "docs" / "conf.py"))
    assert {name for name in os.environ if name.startswith("NMT_")} <= {
        "NMT_DATA",
        "NMT_OUTPUTS",
        "NMT_BROWSER",
    }
    assert str(tmp_path) not in (os.environ["NMT_DATA"], os.environ["NMT_OUTPUTS"])
