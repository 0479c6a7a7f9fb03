"""The report's notebook by itself, as a person runs it in JupyterLab or by papermill."""

import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from nmt_widgets.core.places import notebooks

NOTEBOOK = notebooks() / "report.ipynb"


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({}, "no case is named"),
        ({"case_id": "james"}, "no parameter 'case_id'"),
        ({"case": "jmaes"}, "jmaes"),
    ],
    ids=["none", "unknown", "misspelt"],
)
def test_without_a_known_case_it_stops_with_a_sentence(parameters, sentence, tmp_path):
    with pytest.raises(PapermillExecutionError) as caught:
        papermill.execute_notebook(
            NOTEBOOK, tmp_path / "out.ipynb", parameters, progress_bar=False, kernel_name="python3"
        )
    words = "\n".join(caught.value.traceback)
    assert sentence in words
    assert "Traceback" not in words
    assert words.count("\n") < 3
