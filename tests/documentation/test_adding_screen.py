"""The screen that docs/adding/screen.md builds is there, in a copy of the project, and does what the page says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.apps.assessing import Clinic
from tests.cheap_hashing import hashed_cheaply
from tests.conftest import ROOT
from tests.documentation.code_blocks import code_blocks, write_file
from tests.documentation.project_copy import copy_project


@pytest.fixture
def changed_project(tmp_path):
    """A copy of the project with the files of the page, its scripts bundled."""
    folder = tmp_path / "project"
    copy_project(folder)
    for block in code_blocks((ROOT / "docs" / "adding" / "screen.md").read_text(encoding="utf-8")):
        if block.file:
            write_file(block, folder)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    node = shutil.which("node", path=programs)
    subprocess.run([node, "scripts/build_widgets.mjs"], cwd=folder, check=True)
    return folder


def test_the_screen_of_the_page_lists_records_and_opens_one(changed_project, chromium, tmp_path):
    with hashed_cheaply():
        clinic = Clinic(tmp_path, app="recent", project=changed_project)
        try:
            clinic.begin(title="Girl of 6")
            case = clinic.begin_james()
            context = clinic.context(chromium, "Cleo")
            page = context.new_page()
            page.goto(f"{clinic.origin}/voila/render/recent.ipynb")
            page.locator(".nmt-card").first.wait_for()
            assert page.locator(".nmt-card h2").all_inner_texts() == ["Boy, kinship care", "Girl of 6"]
            assert page.get_by_role("link", name="Changed last").get_attribute("aria-current") == "page"
            page.get_by_role("button", name="Open: Boy, kinship care").click()
            page.locator('.nmt-box[data-function="arousal"][data-score="2"]').first.wait_for()
            assert page.url.endswith(f"?case={case}")
            page.get_by_text("All records").click()
            page.locator(".nmt-card").first.wait_for()
            context.close()
        finally:
            clinic.close()
