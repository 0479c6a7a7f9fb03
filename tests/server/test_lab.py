"""`nmt lab`: the folder it lays out, and the notebooks in JupyterLab itself."""

import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import notebooks
from nmt_widgets.server.lab.own_folder import lay_out


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Return a folder of notebooks that stands for the workbook's."""
    folder = tmp_path / "workbook"
    (folder / "learn").mkdir(parents=True)
    (folder / "learn" / "1-map.ipynb").write_text("first")
    (folder / "home.ipynb").write_text("home")
    monkeypatch.setattr("nmt_widgets.server.lab.own_folder.notebooks", lambda: folder)
    return folder


def test_a_copy_is_replaced_by_a_newer_version_only_while_nobody_changed_it(sources, tmp_path):
    own = tmp_path / "own"
    assert lay_out(own) == []
    copies = own / "learn" / "1-map.ipynb", own / "screens" / "home.ipynb"
    assert [copy.read_text() for copy in copies] == ["first", "home"]
    copies[0].write_text("my own")
    (sources / "learn" / "1-map.ipynb").write_text("second")
    (sources / "home.ipynb").write_text("newer home")
    assert lay_out(own) == ["learn/1-map.ipynb"]
    assert [copy.read_text() for copy in copies] == ["my own", "newer home"]
    copies[0].unlink()
    assert lay_out(own) == []
    assert copies[0].read_text() == "second"


def test_a_folder_that_was_there_before_keeps_its_files(sources, tmp_path):
    own = tmp_path / "own"
    (own / "learn").mkdir(parents=True)
    (own / "learn" / "1-map.ipynb").write_text("a file of the same name")
    assert lay_out(own) == ["learn/1-map.ipynb"]
    assert (own / "learn" / "1-map.ipynb").read_text() == "a file of the same name"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "own").touch()
    with pytest.raises(InputError, match="is not a folder"):
        lay_out(tmp_path / "own")


def test_every_notebook_of_the_workbook_is_copied(tmp_path):
    lay_out(tmp_path)
    names = {path.name for path in tmp_path.rglob("*.ipynb")}
    assert names == {path.name for path in notebooks().rglob("*.ipynb")}
