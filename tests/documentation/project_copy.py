"""A copy of the project, for the pages that change it."""

import shutil

from tests.conftest import ROOT

FOLDERS = ("nmt_widgets", "notebooks", "scripts")
FILES = ("package.json", "pyproject.toml")


def copy_project(folder):
    """Copy what a page of docs/adding/ adds files to; the tools of the scripts are those of the project."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    for name in FILES:
        shutil.copy2(ROOT / name, folder)
    shutil.copytree(ROOT / "case_templates", folder / "case_templates")
    (folder / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
