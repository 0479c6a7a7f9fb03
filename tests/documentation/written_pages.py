"""The pages of docs/ that somebody wrote there, without copies of what lies elsewhere."""

from tests.conftest import ROOT


def pages():
    """Return the paths of the pages."""
    return sorted(path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "project")
